"""Every phase offers what it allows, by name; a new phase or a new deed has to be added here."""

from __future__ import annotations

import pytest

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
    AgentExecution,
    ExecutionPhase,
)
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.execution_actions import ExecutionActions
from stigmer_desktop.ui.executions.order import AGAIN_OF
from tests.ui.executions.pane import Pane

# What can be done with any execution, one that runs another again among them.
ALWAYS = {Deed.AGAIN, Deed.ORIGINAL, Deed.COMPARE, Deed.COPY, Deed.EXPORT_MARKDOWN, Deed.EXPORT_JSON}
STOPPED = {Deed.DELETE}
# What only the box of a failure has, where its model was the reason.
IN_A_BOX = {Deed.OTHER_MODEL}
OFFERED = {
    EXECUTION_PHASE_UNSPECIFIED: set(),
    EXECUTION_PENDING: {Deed.EDIT, Deed.REMOVE, Deed.PAUSE, Deed.TERMINATE},
    EXECUTION_IN_PROGRESS: {Deed.PAUSE, Deed.CANCEL, Deed.TERMINATE},
    EXECUTION_WAITING_FOR_APPROVAL: {Deed.CANCEL, Deed.TERMINATE},
    EXECUTION_PAUSED: {Deed.RESUME, Deed.CANCEL, Deed.TERMINATE},
    EXECUTION_COMPLETED: STOPPED,
    EXECUTION_FAILED: STOPPED | {Deed.RECOVER, Deed.REPEAT},
    EXECUTION_CANCELLED: STOPPED,
    EXECUTION_TERMINATED: STOPPED,
}


def test_every_phase_and_every_deed_is_here() -> None:
    assert set(OFFERED) == set(ExecutionPhase.values())
    assert set().union(ALWAYS, IN_A_BOX, *OFFERED.values()) == set(Deed)


@pytest.mark.parametrize("phase", OFFERED, ids=ExecutionPhase.Name)
async def test_a_phase_offers_what_it_allows_and_each_action_does_its_deed(
    pane: Pane, phase: ExecutionPhase.ValueType, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, Deed]] = []
    monkeypatch.setattr(ExecutionActions, "do", lambda self, *given: done.append(given))
    execution = AgentExecution()
    execution.metadata.id = "aex-1"
    execution.metadata.labels[AGAIN_OF] = "aex-0"
    execution.status.phase = phase
    offered = pane.view.actions.offered(execution)
    assert {deed for deed, _ in offered} == ALWAYS | OFFERED[phase]
    assert len({action.name for _, action in offered}) == len(offered)
    for deed, action in offered:
        action.call()
        assert done.pop() == ("aex-1", deed)
