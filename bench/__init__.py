"""How fast the program is, measured as its users meet it: a real server, real calls, a full store."""
