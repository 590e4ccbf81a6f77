"""What "always" means, said so that a server's name is not read as part of the sentence."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import TOOL_KIND_FILE_EDIT, TOOL_KIND_MCP, TOOL_KIND_SHELL
from stigmer_desktop.ui.executions.approval_words import always_words


@pytest.mark.parametrize(
    ("kind", "server", "words"),
    [
        (TOOL_KIND_SHELL, "", "Always for shell in this run"),
        (TOOL_KIND_FILE_EDIT, "", "Always for files in this run"),
        (TOOL_KIND_MCP, "everything", "Always for tools of “everything” in this run"),
        (TOOL_KIND_MCP, "", "Always for echo in this run"),
    ],
)
def test_always_names_what_it_is_for(kind: int, server: str, words: str) -> None:
    assert always_words(kind, server, "echo") == words
