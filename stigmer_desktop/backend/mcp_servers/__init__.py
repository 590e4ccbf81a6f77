"""MCP servers: stored definitions that several agents may use."""
