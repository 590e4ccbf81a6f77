"""Stigmer Desktop: run AI agents on your own machine and see what they do."""

__version__ = "0.1.0"
