"""Sessions and executions as files, and back."""
