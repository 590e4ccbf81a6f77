"""Prints an execution to a terminal as it grows."""

from __future__ import annotations

from typing import TextIO

from google.protobuf import json_format

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    AgentExecution,
)
from stigmer_desktop.api.message_facts import is_broken_off
from stigmer_desktop.api.phases import TERMINAL_TOOL_CALLS, phase_name

STARTED_AGAIN = "note: the answer above was interrupted; it is started again"


class ExecutionPrinter:
    """Writes what is new in each snapshot: the agent's words to `out`, all else to `notes`."""

    def __init__(self, out: TextIO, notes: TextIO) -> None:
        self._out = out
        self._notes = notes
        self._printed: list[str] = []
        self._noted: set[str] = set()

    def show(self, execution: AgentExecution) -> None:
        """Prints what `execution` has that the snapshots before it had not."""
        status = execution.status
        if status.model:
            self._note("model", f"model: {status.model}")
        for warning in status.warnings:
            self._note(f"warning {warning}", f"note: {warning}")
        for call in status.tool_calls:
            if call.status in TERMINAL_TOOL_CALLS:
                outcome = "done" if call.status == TOOL_CALL_COMPLETED else call.error or "not completed"
                self._note(f"tool {call.id}", f"tool: {call.name}: {outcome}")
        interrupted = False
        answers = [message for message in status.messages if message.type == MESSAGE_AI]
        for place, message in enumerate(answers):
            if interrupted:
                self._note(f"again {place}", f"\n{STARTED_AGAIN}")
            interrupted = is_broken_off(message)
            self._show_text(place, message.content)

    def finish(self, execution: AgentExecution) -> None:
        """Ends the last line, and says why the execution did not complete."""
        if any(self._printed):
            print(file=self._out, flush=True)
        if execution.status.phase != EXECUTION_COMPLETED:
            reason = execution.status.error or "no reason was given"
            print(f"{phase_name(execution.status.phase)}: {reason}", file=self._notes, flush=True)

    def _show_text(self, place: int, text: str) -> None:
        if place == len(self._printed):
            if place and self._printed[-1]:
                self._out.write("\n\n")
            self._printed.append("")
        before = self._printed[place]
        if text.startswith(before):
            self._out.write(text[len(before) :])
        else:
            # The runner has rewritten the message, so it is shown again as a whole.
            self._out.write("\n" + text)
        self._out.flush()
        self._printed[place] = text

    def _note(self, key: str, text: str) -> None:
        if key not in self._noted:
            self._noted.add(key)
            print(text, file=self._notes, flush=True)


def as_json(execution: AgentExecution) -> str:
    """The execution as JSON, its fields named as the contract names them."""
    return json_format.MessageToJson(execution, preserving_proto_field_name=True, ensure_ascii=False)
