"""Prints an execution to a terminal as it grows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TextIO

from google.protobuf import json_format

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    AgentExecution,
    ToolCall,
)
from stigmer_desktop.api.message_facts import is_broken_off
from stigmer_desktop.api.phases import TERMINAL_TOOL_CALLS, phase_name

STARTED_AGAIN = "note: the answer above was interrupted; it is started again"


class ExecutionPrinter:
    """Writes what is new in each snapshot: the agent's words to `out`, all else to `notes`.

    Where both are one screen or one file, what is noted begins on a line of its own.
    """

    def __init__(self, out: TextIO, notes: TextIO) -> None:
        self._out = out
        self._notes = notes
        self._is_one = is_one_place(out, notes)
        self._in_line = False
        self._printed: list[str] = []
        self._noted: set[str] = set()

    def show(self, execution: AgentExecution) -> None:
        """Prints what `execution` has that the snapshots before it had not."""
        status = execution.status
        if status.model:
            self._note("model", f"model: {status.model}")
        for warning in status.warnings:
            self._note(f"warning {warning}", f"note: {warning}")
        calls = {call.id: call for call in status.tool_calls}
        interrupted = False
        answers = [message for message in status.messages if message.type == MESSAGE_AI]
        for place, message in enumerate(answers):
            if interrupted:
                self._note(f"again {place}", STARTED_AGAIN)
            interrupted = is_broken_off(message)
            self._show_text(place, message.content)
            self._note_calls(calls[each.id] for each in message.tool_calls if each.id in calls)
        # Those that stand after no message of the agent.
        self._note_calls(status.tool_calls)

    def end_line(self) -> None:
        """Lets what others write to `notes` begin on a line of its own."""
        if self._in_line and self._is_one:
            self._write("\n")

    def finish(self, execution: AgentExecution) -> None:
        """Ends the last line, and says why the execution did not complete."""
        if self._in_line:
            self._write("\n")
        if execution.status.phase != EXECUTION_COMPLETED:
            reason = execution.status.error or "no reason was given"
            print(f"{phase_name(execution.status.phase)}: {reason}", file=self._notes, flush=True)

    def _show_text(self, place: int, text: str) -> None:
        if place == len(self._printed):
            if place and self._printed[-1]:
                self._write("\n\n" if self._in_line else "\n")
            self._printed.append("")
        before = self._printed[place]
        if text.startswith(before):
            self._write(text[len(before) :])
        else:
            # The runner has rewritten the message, so it is shown again as a whole.
            self._write("\n" + text)
        self._printed[place] = text

    def _write(self, text: str) -> None:
        if text:
            self._out.write(text)
            self._out.flush()
            self._in_line = not text.endswith("\n")

    def _note_calls(self, calls: Iterable[ToolCall]) -> None:
        for call in calls:
            if call.status in TERMINAL_TOOL_CALLS:
                outcome = "done" if call.status == TOOL_CALL_COMPLETED else call.error or "not completed"
                self._note(f"tool {call.id}", f"tool: {call.name}: {outcome}")

    def _note(self, key: str, text: str) -> None:
        if key not in self._noted:
            self._noted.add(key)
            self.end_line()
            print(text, file=self._notes, flush=True)


def is_one_place(one: TextIO, other: TextIO) -> bool:
    """Whether what is written to both ends up on the same screen, or in the same file."""
    if one is other:
        return True
    try:
        if one.isatty() and other.isatty():
            return True
        return os.path.sameopenfile(one.fileno(), other.fileno())
    except (OSError, ValueError):
        return False


def as_json(execution: AgentExecution) -> str:
    """The execution as JSON, its fields named as the contract names them."""
    return json_format.MessageToJson(execution, preserving_proto_field_name=True, ensure_ascii=False)
