"""How long an execution was at work."""

from __future__ import annotations

from stigmer_desktop.ui.executions.moment import seconds_at_rest, seconds_of, seconds_of_work
from tests.execution_snapshots import execution
from tests.ui.inspector.snapshots import at


def test_the_time_between_a_failure_and_the_recovery_is_no_work() -> None:
    status = execution(started_at=at(0), completed_at=at(49)).status
    assert seconds_of_work(status) == 49
    status.rests.add(stopped_at=at(2), resumed_at=at(45))
    status.rests.add(stopped_at=at(46), resumed_at=at(48))
    status.rests.add(stopped_at="", resumed_at=at(48))
    assert (seconds_at_rest(status), seconds_of_work(status)) == (45, 4)


def test_what_is_at_work_is_counted_until_now() -> None:
    status = execution(started_at=at(0)).status
    assert seconds_of_work(status) is None
    status.rests.add(stopped_at=at(2), resumed_at=at(45))
    assert seconds_of_work(status, seconds_of(at(50))) == 7
