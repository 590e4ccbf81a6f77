"""Environments: named sets of values, some of them secret."""
