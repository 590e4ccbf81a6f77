"""Finds the cards of a transcript that ask the user about a tool call."""

from __future__ import annotations

from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.transcript_row import APPROVAL_SUFFIX, ApprovalRow


def waiting_card(model: ExecutionModel, call_key: str = "") -> int:
    """The row of the card that asks about the call of the row `call_key`; empty takes the first card.

    Returns:
        -1 if there is none.
    """
    for index, row in enumerate(model.rows()):
        if isinstance(row, ApprovalRow) and call_key in ("", row.key.removesuffix(APPROVAL_SUFFIX)):
            return index
    return -1


def next_call(model: ExecutionModel, call_id: str) -> str:
    """The row of a call that waits beside the one named `call_id`; empty if none does."""
    for row in model.rows():
        if isinstance(row, ApprovalRow) and row.call.id != call_id:
            return row.key.removesuffix(APPROVAL_SUFFIX)
    return ""
