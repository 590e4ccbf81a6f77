"""Pipelines of named steps, and what all resources' pipelines share."""
