"""The diagnostics page: what runs here, where, and what it says about itself."""
