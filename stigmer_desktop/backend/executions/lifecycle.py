"""The user's commands on executions, as the table of lifecycle.md has them."""

from __future__ import annotations

from stigmer_desktop.api.desktop import (
    SIGNAL_KIND_CANCEL,
    SIGNAL_KIND_PAUSE,
    SIGNAL_KIND_TERMINATE,
)
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
)
from stigmer_desktop.backend.executions.lifecycle_steps import Command

_NOT_ENDED = frozenset(
    {EXECUTION_PENDING, EXECUTION_IN_PROGRESS, EXECUTION_WAITING_FOR_APPROVAL, EXECUTION_PAUSED}
)

CANCEL = Command(
    "cancelled",
    _NOT_ENDED,
    EXECUTION_CANCELLED,
    no_op=True,
    signal=SIGNAL_KIND_CANCEL,
    word="Cancelled",
    grace=True,
)
TERMINATE = Command(
    "terminated",
    _NOT_ENDED,
    EXECUTION_TERMINATED,
    signal=SIGNAL_KIND_TERMINATE,
    word="Terminated",
)
PAUSE = Command(
    "paused",
    frozenset({EXECUTION_PENDING, EXECUTION_IN_PROGRESS}),
    EXECUTION_PAUSED,
    signal=SIGNAL_KIND_PAUSE,
)
RESUME = Command("resumed", frozenset({EXECUTION_PAUSED}), EXECUTION_IN_PROGRESS, claimable=True)
RECOVER = Command(
    "recovered", frozenset({EXECUTION_FAILED}), EXECUTION_IN_PROGRESS, claimable=True, restarts=True
)
