# Generated from the .proto files by scripts/generate_api.py.
