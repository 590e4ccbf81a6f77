"""The list of sessions in the sidebar."""
