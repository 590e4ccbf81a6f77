"""The session pane: what an agent was asked, what it does about it, and where one answers."""
