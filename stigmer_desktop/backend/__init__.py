"""The server: controllers of named steps over one SQLite store."""
