"""Variables of the environment that would lead our model clients and the agent loop astray."""

from __future__ import annotations

import os

# Read by the client libraries for their own servers; our keys and questions must not go where they point.
NAMES = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_LOG",
    "OPENAI_ADMIN_KEY",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_CUSTOM_HEADERS",
    "OPENAI_LOG",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
)
# Where these are set, the agent loop's libraries would send conversations to a service.
TRACING_PREFIXES = ("LANGSMITH_", "LANGCHAIN_", "LANGGRAPH_")


def forget_foreign_variables() -> None:
    """Takes them out of this process's environment."""
    for name in list(os.environ):
        if name in NAMES or name.startswith(TRACING_PREFIXES):
            del os.environ[name]
