"""Execution contexts: the merged environment of one execution while it lives."""
