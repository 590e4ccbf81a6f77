"""Pictures of the real window on a real server with plenty in it, and what they are made of."""
