"""The window in a process of its own, measured from inside while it is used."""
