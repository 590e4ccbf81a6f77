"""Agent-runners: claims, leases and reports."""
