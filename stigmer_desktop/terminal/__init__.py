"""Stigmer Desktop without a window: one execution streamed to the terminal."""
