"""Sessions: conversations with an agent instance."""
