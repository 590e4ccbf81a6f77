"""What an open tool call says, section by section: a command and its output, or arguments and result."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import TOOL_CALL_RUNNING, TOOL_KIND_SHELL, ToolCall
from stigmer_desktop.ui.executions.proposed_change import IN_DIFF, shown_changes
from stigmer_desktop.ui.executions.tool_summary import arguments_of, arguments_text


@dataclass(frozen=True)
class ToolSection:
    """A text with its label; one of a terminal has none, and the command stands behind a prompt.

    Of one that `grows` the end is what matters.
    """

    name: str
    text: str
    color: str = "text"
    is_command: bool = False
    in_terminal: bool = False
    grows: bool = False


def tool_sections(call: ToolCall) -> list[ToolSection]:
    """The texts below each other, without the files that the call changed."""
    sections = []
    command = arguments_of(call).get("command") if call.tool_kind == TOOL_KIND_SHELL else None
    # Some runners tell a failure as the result too: it is said once.
    result, error = call.result, call.error
    if error.strip() and result.strip().startswith(error.strip()):
        result, error = ("", result) if not command else (result, "")
    if isinstance(command, str) and command:
        sections.append(ToolSection(_tr("Command"), command, is_command=True, in_terminal=True))
        if result:
            output = result.strip("\n")
            grows = call.status == TOOL_CALL_RUNNING
            sections.append(ToolSection(_tr("Output"), output, "second_text", in_terminal=True, grows=grows))
    else:
        # A diff says what is replaced in which file; the rest is still to be read.
        proposed = shown_changes(call) if not call.file_changes else []
        arguments = arguments_text(call, without=IN_DIFF if proposed else ())
        if arguments and not call.file_changes:
            sections.append(ToolSection(_tr("Arguments"), arguments))
        if result:
            sections.append(ToolSection(_tr("Result"), result))
    if error:
        sections.append(ToolSection(_tr("Error"), error, "red"))
    if not sections and not shown_changes(call):
        sections.append(ToolSection(_tr("Result"), _tr("Nothing yet."), "third_text"))
    return sections


def _tr(source: str) -> str:
    return QCoreApplication.translate("ToolBody", source)
