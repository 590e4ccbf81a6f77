"""Which models there are to choose from, and how they are chosen."""
