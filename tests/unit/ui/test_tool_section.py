"""What an open tool call says, section by section."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import TOOL_KIND_SHELL, FileChange, ToolCall
from stigmer_desktop.ui.executions.tool_section import tool_sections
from tests.execution_snapshots import tool

LS = {"command": "ls"}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (tool("c"), [("Result", "Nothing yet.")]),
        (tool("c", arguments={"a": 1}, result="x"), [("Arguments", "a: 1"), ("Result", "x")]),
        (tool("c", result="x", error="y"), [("Result", "x"), ("Error", "y")]),
        # Said twice by the runner, shown once and whole.
        (tool("c", result="no such file", error="no such file"), [("Error", "no such file")]),
        (tool("c", result="a" * 3000, error="a" * 2000), [("Error", "a" * 3000)]),
        (
            tool("c", tool_kind=TOOL_KIND_SHELL, arguments=LS, result="no\n", error="no"),
            [("Command", "ls"), ("Output", "no")],
        ),
        (
            tool("c", tool_kind=TOOL_KIND_SHELL, arguments=LS, result="x", error="exit status 2"),
            [("Command", "ls"), ("Output", "x"), ("Error", "exit status 2")],
        ),
        (tool("c", arguments={"a": 1}, file_changes=[FileChange(path="a")]), []),
    ],
)
def test_each_thing_is_said_once(call: ToolCall, expected: list[tuple[str, str]]) -> None:
    assert [(section.name, section.text) for section in tool_sections(call)] == expected
