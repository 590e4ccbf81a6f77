"""What a tool call says in one line."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.execution import (
    TOOL_KIND_FILE_READ,
    TOOL_KIND_MCP,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SHELL,
    TOOL_KIND_TODO,
)
from stigmer_desktop.ui.executions.tool_summary import (
    arguments_text,
    shortened,
    summary_of,
    tool_icon,
)
from tests.execution_snapshots import tool

DONE = {"content": "Read", "status": "completed"}


@pytest.mark.parametrize(
    ("kind", "arguments", "expected"),
    [
        (TOOL_KIND_SHELL, {"command": "pytest -q", "timeout": 5}, "pytest -q"),
        (TOOL_KIND_SHELL, {"command": "a\n  b"}, "a b"),
        (TOOL_KIND_SEARCH, {"pattern": "x", "path": "src/"}, "x in src/"),
        (TOOL_KIND_SEARCH, {"pattern": "x"}, "x"),
        (TOOL_KIND_FILE_READ, {"file_path": "a.py", "limit": 3}, "a.py"),
        (TOOL_KIND_MCP, {"limit": 20, "sql": "select 1"}, "limit: 20, sql: select 1"),
        (0, {"only": True}, "true"),
        (99, {}, ""),
    ],
)
def test_the_telling_argument_comes_first(kind: int, arguments: dict[str, object], expected: str) -> None:
    assert summary_of(tool("c", tool_kind=kind, arguments=arguments)) == expected


def test_a_read_file_says_how_long_it_is() -> None:
    call = tool("c", tool_kind=TOOL_KIND_FILE_READ, arguments={"path": "a.py"}, result="x\ny")
    assert summary_of(call) == "a.py · 2 lines"


def test_it_is_never_longer_than_a_line() -> None:
    call = tool("c", tool_kind=TOOL_KIND_SHELL, arguments={"command": "x" * 5000})
    assert len(summary_of(call)) == 80
    assert summary_of(call).endswith("…")
    assert shortened("short", 80) == "short"


def test_the_preview_stands_in_for_missing_arguments() -> None:
    call = tool("c", args_preview="path=•••")
    assert summary_of(call) == arguments_text(call) == "path=•••"


def test_a_call_without_arguments_says_nothing_of_them() -> None:
    call = tool("c", args_preview="{}")
    assert summary_of(call) == arguments_text(call) == ""


@pytest.mark.parametrize(
    ("todos", "expected"),
    [
        (
            [{"content": "Read", "status": "completed"}, {"content": "Run\nit", "status": "in_progress"}],
            "1 of 2 done · Run it",
        ),
        ([DONE], "1 of 1 done"),
        ([{"status": "in_progress"}], "0 of 1 done"),
        ("nonsense", "nonsense"),
        (["nonsense"], '["nonsense"]'),
        ([], "[]"),
    ],
)
def test_a_plan_says_how_far_it_is(todos: object, expected: str) -> None:
    assert summary_of(tool("c", tool_kind=TOOL_KIND_TODO, arguments={"todos": todos})) == expected


def test_arguments_to_read() -> None:
    assert arguments_text(tool("c", arguments={"b": 2, "a": "x"})) == "a: x\nb: 2"
    call = tool("c", arguments={"list": [1.5, 2], "a": "x\ny", "deep": {"k": ["v" * 40] * 2}})
    assert arguments_text(call) == (
        "list: [1.5, 2]\na:\n  x\n  y\ndeep:\n"
        f'  {{\n    "k": [\n      "{"v" * 40}",\n      "{"v" * 40}"\n    ]\n  }}'
    )


def test_what_is_replaced_is_read_before_what_replaces_it() -> None:
    call = tool("c", arguments={"new_string": "b", "file_path": "x.py", "all": True, "old_string": "a"})
    assert arguments_text(call) == "file_path: x.py\nold_string: a\nnew_string: b\nall: true"


def test_an_unknown_kind_has_an_icon_too() -> None:
    assert tool_icon(12345) == "wrench"


def test_a_plan_is_a_list_to_read() -> None:
    todos = [
        DONE,
        {"content": "Run  the\ntests", "status": "in_progress"},
        {"content": "Write", "status": "pending"},
    ]
    call = tool("c", tool_kind=TOOL_KIND_TODO, arguments={"todos": todos})
    assert arguments_text(call) == "✓ Read\n▸ Run the tests\n○ Write"


@pytest.mark.parametrize("arguments", [{"todos": ["Read"]}, {"todos": [DONE], "merge": True}])
def test_what_is_no_plan_alone_stays_as_it_is(arguments: dict[str, object]) -> None:
    assert "todos" in arguments_text(tool("c", tool_kind=TOOL_KIND_TODO, arguments=arguments))
