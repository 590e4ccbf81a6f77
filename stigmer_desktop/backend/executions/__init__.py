"""Executions: one user message each, and all that the agent does about it."""
