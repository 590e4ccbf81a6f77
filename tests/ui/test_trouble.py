"""What is wrong, in words, and what mends it."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.desktop import Overview, PhaseCount, RunnerState
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.trouble import Mend, Trouble, trouble_of

CONNECTED = ConnectionState(ConnectionPhase.CONNECTED)
LOST = ConnectionState(ConnectionPhase.LOST, "The server does not answer. It is safe.")


def trouble(state=CONNECTED, failure="", overview=None, can_start=True) -> Trouble | None:
    return trouble_of(state, failure, overview, can_start_runner=can_start)


@pytest.mark.parametrize("runner", ["ready", "starting", "none", ""])
def test_all_is_well(runner: str) -> None:
    assert trouble(overview=Overview(own_runner=runner)) is None
    assert trouble() is None


def test_a_server_that_is_gone_can_be_found_again() -> None:
    found = trouble(LOST, overview=Overview(own_runner="ready"))
    assert found == Trouble(LOST.sentence, Mend.CONNECT, "Connect again")


def test_why_there_is_no_server_comes_first() -> None:
    found = trouble(LOST, "The disk is full.")
    assert found is not None
    assert found.words == "The disk is full."
    assert found.mend is Mend.CONNECT


def test_a_runner_that_is_gone_says_what_is_safe() -> None:
    found = trouble(overview=Overview(own_runner="The agent-runner ended unexpectedly (signal 9)."))
    assert found is not None
    assert "signal 9" in found.words
    assert "safe" in found.words
    assert found.mend is Mend.START_RUNNER
    stopped = trouble(overview=Overview(own_runner="stopped"), can_start=False)
    assert stopped is not None
    assert stopped.mend is Mend.NOTHING
    assert stopped.button == ""


def test_messages_that_wait_for_no_one_are_told() -> None:
    waiting = [PhaseCount(phase=1, count=2)]
    found = trouble(overview=Overview(own_runner="none", executions=waiting))
    assert found is not None
    assert "No agent-runner is connected" in found.words
    someone = [RunnerState(runner_id="r")]
    assert trouble(overview=Overview(own_runner="none", executions=waiting, runners=someone)) is None
