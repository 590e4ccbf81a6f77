"""Finds the row that shows a part of an execution, and what must be unfolded for it to be there."""

from __future__ import annotations

from collections.abc import Sequence

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.placement import PlacedSubAgent, placements
from stigmer_desktop.ui.executions.transcript_row import TranscriptRow
from stigmer_desktop.ui.executions.transcript_text import row_text
from stigmer_desktop.ui.session_spot import message_key, question_key, sub_agent_key


def shown_row(model: ExecutionModel, execution_id: str, part: str, words: str = "") -> str:
    """Unfolds what hides `part`, and gives the key of the row that shows it.

    Args:
        model: the transcript's rows.
        execution_id: an execution that is loaded.
        part: a key of `session_spot`, or of any row; empty for the start of the execution.
        words: of several rows that show the part, the first one that has these words is meant.

    Returns:
        The key of a row that is there. For a part that has no row of its own, the row before it; empty if
        the execution is not loaded.
    """
    execution = model.snapshot(execution_id)
    if execution is None:
        return ""
    wanted = part or question_key(execution_id)
    around = _sub_agent_around(execution, wanted, words)
    if around:
        model.set_opened(around, True)
    rows = [row for row in model.rows() if row.execution_id == execution_id]
    found = _best(rows, wanted, words) or _best(rows, _opened_by(wanted), words)
    return found or _before(rows, execution, wanted)


def has_part(model: ExecutionModel, execution_id: str, part: str) -> bool:
    """Whether an execution that is loaded still has `part`, shown or not; an empty part is always there."""
    execution = model.snapshot(execution_id)
    if execution is None:
        return False
    number = part.removeprefix(message_key(execution_id, 0)[:-1])
    if not part or (number.isdecimal() and int(number) < len(execution.status.messages)):
        return True
    names = (part, _opened_by(part))
    return any(
        row.key == name or row.key.startswith(f"{name}/")
        for row in model.each_row(execution_id)
        for name in names
    )


def _sub_agent_around(execution: AgentExecution, part: str, words: str) -> str:
    """The key of the sub-agent that must be open for `part`; empty if none."""
    for entries in placements(execution):
        for entry in entries:
            if not isinstance(entry, PlacedSubAgent):
                continue
            inside = (call.key for calls in entry.calls for call in calls)
            if part.startswith(f"{entry.key}/") or part in inside:
                return entry.key
            if part in (entry.key, _call_of(entry.key)) and words and not _head_has(entry, words):
                return entry.key
    return ""


def _head_has(entry: PlacedSubAgent, words: str) -> bool:
    agent = entry.agent
    return words.casefold() in f"{agent.name} {agent.subject}".casefold()


def _best(rows: Sequence[TranscriptRow], part: str, words: str) -> str:
    """The row of `part`, or of what belongs to it, that has the words."""
    own = [row for row in rows if row.key == part or row.key.startswith(f"{part}/")]
    if not own:
        return ""
    if words:
        folded = words.casefold()
        for row in own:
            if folded in row_text(row, whole_calls=True).casefold():
                return row.key
    return own[0].key


def _opened_by(part: str) -> str:
    """A call that only opened a sub-agent has that sub-agent's row."""
    execution_id, _, call_id = part.partition("/call/")
    return sub_agent_key(execution_id, call_id) if call_id else part


def _call_of(sub_agent: str) -> str:
    return sub_agent.replace("/sub-agent/", "/call/", 1)


def _before(rows: Sequence[TranscriptRow], execution: AgentExecution, part: str) -> str:
    """The row before a part that is not shown, for example a message without text."""
    execution_id = execution.metadata.id
    keys = {row.key for row in rows}
    number = part.removeprefix(message_key(execution_id, 0)[:-1])
    if number.isdecimal():
        for earlier in range(int(number), -1, -1):
            if message_key(execution_id, earlier) in keys:
                return message_key(execution_id, earlier)
    return question_key(execution_id)
