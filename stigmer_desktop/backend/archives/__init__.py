"""Sessions that come back from archives."""
