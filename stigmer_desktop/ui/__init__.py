"""The window: it shows what the API tells it, and calls the API for what the user wants."""
