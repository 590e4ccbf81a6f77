"""Stigmer Desktop: run AI agents on your own machine and see what they do."""
