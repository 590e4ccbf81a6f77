"""The life of an execution as one table: which phase may follow which, and which end it."""

from __future__ import annotations

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_PHASE_UNSPECIFIED,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_COMPLETED,
    SUB_AGENT_FAILED,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_FAILED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_SKIPPED,
    ExecutionPhase,
)

TERMINAL_PHASES = frozenset(
    {EXECUTION_COMPLETED, EXECUTION_FAILED, EXECUTION_CANCELLED, EXECUTION_TERMINATED}
)
TERMINAL_TOOL_CALLS = frozenset(
    {TOOL_CALL_COMPLETED, TOOL_CALL_FAILED, TOOL_CALL_SKIPPED, TOOL_CALL_INTERRUPTED}
)
TERMINAL_SUB_AGENTS = frozenset({SUB_AGENT_COMPLETED, SUB_AGENT_FAILED, SUB_AGENT_CANCELLED})

# What a report of a runner may do (the contract's phase machine). Phase 0 and the phase that an
# execution has are always allowed, and stand in no row.
REPORTED_TRANSITIONS: dict[ExecutionPhase.ValueType, frozenset[ExecutionPhase.ValueType]] = {
    EXECUTION_PENDING: frozenset(
        {
            EXECUTION_IN_PROGRESS,
            EXECUTION_COMPLETED,
            EXECUTION_FAILED,
            EXECUTION_CANCELLED,
            EXECUTION_WAITING_FOR_APPROVAL,
            EXECUTION_TERMINATED,
        }
    ),
    EXECUTION_IN_PROGRESS: frozenset(
        {
            EXECUTION_COMPLETED,
            EXECUTION_FAILED,
            EXECUTION_CANCELLED,
            EXECUTION_WAITING_FOR_APPROVAL,
            EXECUTION_PAUSED,
            EXECUTION_TERMINATED,
        }
    ),
    EXECUTION_WAITING_FOR_APPROVAL: frozenset(
        {EXECUTION_IN_PROGRESS, EXECUTION_FAILED, EXECUTION_CANCELLED, EXECUTION_TERMINATED}
    ),
    EXECUTION_PAUSED: frozenset(
        {EXECUTION_IN_PROGRESS, EXECUTION_FAILED, EXECUTION_CANCELLED, EXECUTION_TERMINATED}
    ),
}


def is_terminal(phase: int) -> bool:
    """Whether an execution in `phase` has ended."""
    return phase in TERMINAL_PHASES


def may_report(current: int, reported: int) -> bool:
    """Whether a runner's report may take an execution from `current` to `reported`."""
    if reported in (EXECUTION_PHASE_UNSPECIFIED, current):
        return True
    return any(current == before and reported in after for before, after in REPORTED_TRANSITIONS.items())


def phase_name(phase: int) -> str:
    """The phase's name without its prefix, for example "IN_PROGRESS"; an unknown one as its number."""
    try:
        return ExecutionPhase.Name(phase).removeprefix("EXECUTION_")  # type: ignore[arg-type]
    except ValueError:
        return str(phase)
