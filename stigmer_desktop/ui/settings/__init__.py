"""The settings page and what stands behind it."""
