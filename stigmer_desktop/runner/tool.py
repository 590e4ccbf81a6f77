"""What a tool is to this program, whoever brings it: a name, a schema, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.api.execution import (
    TOOL_KIND_FILE_READ,
    TOOL_KIND_LIST,
    TOOL_KIND_SEARCH,
    TOOL_KIND_SUBAGENT,
    TOOL_KIND_THINK,
    TOOL_KIND_TODO,
    FileChange,
    ToolKind,
)

# They change nothing outside the conversation: never asked about, and run again after an interruption.
HARMLESS_KINDS = frozenset(
    {
        TOOL_KIND_FILE_READ,
        TOOL_KIND_LIST,
        TOOL_KIND_SEARCH,
        TOOL_KIND_SUBAGENT,
        TOOL_KIND_THINK,
        TOOL_KIND_TODO,
    }
)

Arguments = Mapping[str, Any]
# Takes the next part of a long output while the tool still runs.
Output = Callable[[str], None]


@dataclass(frozen=True)
class ToolOutcome:
    """What a tool brought.

    Attributes:
        text: the result, for the model and for people.
        failed: whether it says that something went wrong.
        file_changes: what it did to files.
    """

    text: str
    failed: bool = False
    file_changes: tuple[FileChange, ...] = ()


class ToolFailed(Exception):
    """A tool could not do its work; the text says why, to the model and to people."""


@dataclass(frozen=True)
class Tool:
    """A tool that a model may call.

    Attributes:
        name: unique among the tools of one agent.
        description: what the model reads about it.
        parameters: the JSON schema of its arguments.
        kind: what it does, for the window and for approvals.
        run: does the work. May raise ToolFailed; being cancelled, it ends all that it started.
        server: the MCP server that it comes from; empty for one of ours.
        original_name: what that server calls it.
        read_only: whether its maker says that it changes nothing.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]
    kind: ToolKind.ValueType
    run: Callable[[Arguments, Output], Awaitable[ToolOutcome]]
    server: str = ""
    original_name: str = ""
    read_only: bool = False


def schema(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The JSON schema of an object with these properties."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }
