"""What the writer has to tell runners once its transaction is committed."""

from __future__ import annotations

from dataclasses import dataclass

from stigmer_desktop.api.execution import ToolCall


@dataclass(frozen=True)
class RunnerNote:
    """A thing that a runner must hear.

    Attributes:
        runner_id: who holds the execution, or held it last.
        signal: the SignalKind.
        execution_id: the execution it is about.
        attempt: the attempt that the runner works on.
        phase: the execution's phase now.
        tool_call: of a decision, the tool call as it is now.
    """

    runner_id: str
    signal: int
    execution_id: str
    attempt: int
    phase: int
    tool_call: ToolCall | None = None


class Outbox:
    """Filled inside a transaction, emptied after its commit; used by the writer alone."""

    def __init__(self) -> None:
        self._notes: list[RunnerNote] = []

    def add(self, note: RunnerNote) -> None:
        """Tells `note` once the transaction is committed."""
        self._notes.append(note)

    def take(self) -> list[RunnerNote]:
        """What is to be told; the outbox is empty after it."""
        notes, self._notes = self._notes, []
        return notes
