"""What an open tool call says, section by section."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import TOOL_KIND_FILE_EDIT, TOOL_KIND_SHELL, FileChange, ToolCall
from stigmer_desktop.ui.executions.diff_lines import diff_lines
from stigmer_desktop.ui.executions.proposed_change import shown_changes
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


def test_an_edit_that_is_asked_for_is_a_diff() -> None:
    arguments = {"file_path": "a.py", "old_string": "x = 1\ny = 2", "new_string": "x = 1\ny = 3", "all": True}
    call = tool("c", tool_kind=TOOL_KIND_FILE_EDIT, arguments=arguments)
    (change,) = shown_changes(call)
    assert (change.path, change.lines_added, change.lines_removed) == ("a.py", 1, 1)
    text, marks = diff_lines(change.unified_diff, numbered=False)
    assert text == "x = 1\ny = 2\ny = 3"
    assert [(mark.number, mark.sign) for mark in marks] == [("", ""), ("", "-"), ("", "+")]
    assert [(each.name, each.text) for each in tool_sections(call)] == [("Arguments", "all: true")]
    # What it has really changed is shown in its place.
    call.file_changes.add(path="a.py", unified_diff="@@ -7 +7 @@\n-y = 2\n+y = 3")
    assert [each.unified_diff for each in shown_changes(call)] == [call.file_changes[0].unified_diff]
    assert tool_sections(call) == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"file_path": "a.py", "old_string": "x" * 30_000, "new_string": "y"},
        {"file_path": "a.py", "old_string": "x", "new_string": "x"},
        {"file_path": "a.py", "new_string": "x"},
        {"old_string": "x", "new_string": "y"},
    ],
)
def test_what_makes_no_diff_is_read_as_arguments(arguments: dict[str, str]) -> None:
    call = tool("c", tool_kind=TOOL_KIND_FILE_EDIT, arguments=arguments)
    assert shown_changes(call) == []
    (section,) = tool_sections(call)
    assert all(value in section.text for value in arguments.values())
