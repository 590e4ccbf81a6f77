"""The MCP servers: their page, the form that makes and changes them, and how one is tried."""
