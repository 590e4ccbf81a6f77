"""The agent-runner: takes executions from the endpoint and does their work."""
