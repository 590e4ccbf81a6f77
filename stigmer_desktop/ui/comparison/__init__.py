"""Two executions beside each other."""
