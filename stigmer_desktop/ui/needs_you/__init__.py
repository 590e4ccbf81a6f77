"""What needs the user, over all sessions: approvals, failures, results that nobody has looked at."""
