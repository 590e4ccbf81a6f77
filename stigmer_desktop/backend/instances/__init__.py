"""Agent instances: agents with their environments."""
