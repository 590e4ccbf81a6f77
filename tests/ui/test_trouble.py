"""What is wrong, in words, and what mends it."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.desktop import Overview, PhaseCount, RunnerState
from stigmer_desktop.start_failure import CannotStart, DatabaseDamaged
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.trouble import Mend, Trouble, database_trouble, start_trouble, trouble_of
from stigmer_desktop.ui.user_error import UserError

CONNECTED = ConnectionState(ConnectionPhase.CONNECTED)
LOST = ConnectionState(ConnectionPhase.LOST, "The server does not answer. It is safe.")


def trouble(
    state=CONNECTED, failure=None, overview=None, can_start=True, runner_failure=""
) -> Trouble | None:
    return trouble_of(state, failure, overview, can_start_runner=can_start, runner_failure=runner_failure)


@pytest.mark.parametrize("runner", ["ready", "starting", "none", ""])
def test_all_is_well(runner: str) -> None:
    assert trouble(overview=Overview(own_runner=runner)) is None
    assert trouble() is None


def test_a_server_that_is_gone_can_be_found_again() -> None:
    found = trouble(LOST, overview=Overview(own_runner="ready"))
    assert found == Trouble(LOST.sentence, Mend.CONNECT, "Connect again")


def test_why_there_is_no_server_comes_first() -> None:
    why = start_trouble(CannotStart("The disk is full."), can_repair=True)
    assert trouble(LOST, why) == why
    assert why.words == "The disk is full. Everything that was saved is safe."
    assert why.mend is Mend.CONNECT


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


def test_a_damaged_database_can_be_repaired_by_whoever_has_it() -> None:
    error = DatabaseDamaged("The database is damaged: file is not a database. It was left as it was.")
    assert start_trouble(error, can_repair=True).mend is Mend.REPAIR
    assert start_trouble(error, can_repair=False).mend is Mend.CONNECT
    assert start_trouble(error, can_repair=True).words == str(error)


def test_what_says_itself_that_all_is_safe_says_it_once() -> None:
    assert (
        database_trouble(UserError("The disk is full; nothing was lost."), can_repair=True).words
        == "The disk is full; nothing was lost."
    )
    full = database_trouble(UserError("The disk is full."), can_repair=True)
    assert "safe" in full.words
    assert full.mend is Mend.CONNECT


def test_a_database_that_is_damaged_under_way_can_be_repaired_by_whoever_has_it() -> None:
    error = UserError("The database is damaged.", reason="DATABASE_DAMAGED")
    trouble = database_trouble(error, can_repair=True)
    assert (trouble.mend, trouble.words) == (Mend.REPAIR, "The database is damaged.")
    assert database_trouble(error, can_repair=False).mend is Mend.CONNECT


def test_a_runner_that_crashes_again_and_again_stays_told() -> None:
    again = Overview(own_runner="starting")
    found = trouble(overview=again, runner_failure="The agent-runner ended unexpectedly (signal SIGKILL).")
    assert found is not None
    assert found.mend is Mend.START_RUNNER
