"""The inspector at the right of a session: what its agent plans, calls, takes time for and changes."""
