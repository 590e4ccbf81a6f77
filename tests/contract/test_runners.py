"""Runners: exactly one gets an execution, the lease keeps others out, a lost runner is told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from stigmer_desktop.api.desktop import (
    AppendStatusRequest,
    ClaimRequest,
    GetOverviewRequest,
    HeartbeatRequest,
    LeaseKey,
)
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_RUNNING,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.backend.server_thread import ServerThread
from tests.contract.conftest import Caller, refused


def get(caller: Caller, execution_id: str) -> AgentExecution:
    return caller.execution_queries.get(AgentExecutionId(value=execution_id))


def append(execution_id: str, attempt: int = 1, **fields: object) -> AppendStatusRequest:
    return AppendStatusRequest(execution_id=execution_id, attempt=attempt, **fields)  # type: ignore[arg-type]


def said(request: AppendStatusRequest, index: int, text: str) -> AppendStatusRequest:
    place = request.messages.add(index=index)
    place.message.type = MESSAGE_AI
    place.message.content = text
    return request


def test_of_twenty_claimers_one_gets_it(caller: Caller) -> None:
    execution = caller.execution()

    def claim(number: int) -> bool:
        return caller.claim(f"runner-{number}").HasField("execution")

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(claim, range(20))) == 1
    stored = get(caller, execution.metadata.id)
    assert (stored.status.phase, stored.status.attempt) == (EXECUTION_IN_PROGRESS, 1)


def test_a_claim_that_waits_hears_of_work_at_once(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            caller.runners.claim, ClaimRequest(runner_id="patient", wait_milliseconds=20_000)
        )
        execution = caller.execution("Now", agent_id=agent_id)
        claimed = waiting.result(timeout=5)
    assert claimed.execution.metadata.id == execution.metadata.id
    assert claimed.lease_seconds > 0


def test_a_claim_that_finds_nothing_ends_in_time(caller: Caller) -> None:
    begun = time.monotonic()
    answer = caller.runners.claim(ClaimRequest(runner_id="patient", wait_milliseconds=150))
    assert not answer.HasField("execution")
    assert 0.1 < time.monotonic() - begun < 5
    with refused("INVALID_ARGUMENT", "runner_id"):
        caller.runners.claim(ClaimRequest())


def test_a_session_runs_one_execution_at_a_time_in_order(caller: Caller) -> None:
    first = caller.execution("One")
    caller.execution("Two", session_id=first.spec.session_id)
    assert caller.claim().execution.spec.message == "One"
    assert not caller.claim().HasField("execution")
    other = caller.execution("Elsewhere")
    assert caller.claim().execution.metadata.id == other.metadata.id
    caller.report(first.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED), attempt=1)
    assert caller.claim().execution.spec.message == "Two"


def test_only_the_lease_holder_reports(caller: Caller) -> None:
    execution = caller.execution()
    claimed = caller.claim()
    status = AgentExecutionStatus(error="mine")
    for attempt in (None, 2):
        with refused("FAILED_PRECONDITION", "leased"):
            caller.report(execution.metadata.id, status, attempt)
    assert caller.report(execution.metadata.id, status, claimed.attempt).status.error == "mine"
    metadata = (("stigmer-attempt", "first"),)
    with refused("INVALID_ARGUMENT", "stigmer-attempt"):
        from stigmer_desktop.api.execution import AgentExecutionUpdateStatusInput

        caller.executions.updateStatus(
            AgentExecutionUpdateStatusInput(execution_id=execution.metadata.id, status=status),
            metadata=metadata,
        )


def test_append_takes_only_what_changed(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    call = caller.runners.appendStatus
    first = call(said(append(execution_id, model="tiny"), 0, "Hel"))
    second = call(said(said(append(execution_id), 0, "Hello"), 1, "World"))
    assert second.revision > first.revision
    assert second.phase == EXECUTION_IN_PROGRESS
    tool = append(execution_id, warnings=["careful"])
    tool.tool_calls.add(id="c1", name="grep", status=TOOL_CALL_RUNNING)
    call(tool)
    tool.tool_calls[0].status = TOOL_CALL_COMPLETED
    tool.tool_calls.add(id="c2", name="ls", status=TOOL_CALL_COMPLETED)
    call(tool)
    status = get(caller, execution_id).status
    assert [message.content for message in status.messages] == ["Hello", "World"]
    assert [(each.id, each.status) for each in status.tool_calls] == [
        ("c1", TOOL_CALL_COMPLETED),
        ("c2", TOOL_CALL_COMPLETED),
    ]
    assert (status.model, list(status.warnings)) == ("tiny", ["careful"])


def test_a_settled_warning_is_taken_away(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    call = caller.runners.appendStatus
    call(append(execution_id, warnings=["It waits.", "careful"]))
    settled = call(append(execution_id, settled_warnings=["It waits.", "never said"]))
    assert list(get(caller, execution_id).status.warnings) == ["careful"]
    assert call(append(execution_id, settled_warnings=["It waits."])).revision == settled.revision
    call(append(execution_id, phase=EXECUTION_COMPLETED))
    # What has ended is changed by nobody; a report that changes nothing is heard.
    call(append(execution_id, settled_warnings=["It waits."]))
    with refused("FAILED_PRECONDITION"):
        call(append(execution_id, settled_warnings=["careful"]))


def test_an_append_that_changes_nothing_moves_nothing(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    request = said(append(execution_id), 0, "Hello")
    assert caller.runners.appendStatus(request).revision == caller.runners.appendStatus(request).revision


def test_bad_appends_are_refused_whole(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    call = caller.runners.appendStatus
    with refused("INVALID_ARGUMENT", "next index is 0"):
        call(said(append(execution_id, error="x"), 3, "Gap"))
    nameless = append(execution_id)
    nameless.tool_calls.add(name="grep")
    with refused("INVALID_ARGUMENT", "tool_calls", "id"):
        call(nameless)
    with refused("FAILED_PRECONDITION", "attempt"):
        call(append(execution_id, attempt=7))
    with refused("NOT_FOUND"):
        call(append("aex-none"))
    status = get(caller, execution_id).status
    assert not status.error
    assert not status.messages


def test_heartbeats_tell_what_is_still_held(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim("runner-1")

    def held(runner_id: str, attempt: int) -> bool:
        request = HeartbeatRequest(
            runner_id=runner_id,
            leases=[LeaseKey(execution_id=execution_id, attempt=attempt), LeaseKey(execution_id="aex-x")],
        )
        states = caller.runners.heartbeat(request).leases
        assert [state.execution_id for state in states] == [execution_id, "aex-x"]
        assert not states[1].held
        return states[0].held

    assert held("runner-1", 1)
    assert not held("runner-1", 2)
    assert not held("runner-2", 1)
    caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED), attempt=1)
    assert not held("runner-1", 1)


def test_a_lost_runners_executions_fail_and_say_so(server: ServerThread, caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    waiting = caller.execution("Another").metadata.id
    caller.claim("runner-1")
    caller.runners.appendStatus(said(append(execution_id), 0, "Half an ans"))
    lost = server.submit(lambda s: s.leases.runner_lost("runner-1", "The agent-runner was stopped."))
    assert lost.result() == 1
    status = get(caller, execution_id).status
    assert status.phase == EXECUTION_FAILED
    assert status.error == "The agent-runner was stopped."
    # The reason stands once, as the error.
    assert [message.type for message in status.messages] == [MESSAGE_AI]
    assert status.messages[0].content == "Half an ans"
    assert get(caller, waiting).status.phase == EXECUTION_PENDING
    # The runner that was given up cannot write any more, and a new one can go on.
    with refused("FAILED_PRECONDITION"):
        caller.runners.appendStatus(said(append(execution_id), 0, "Late"))
    assert caller.claim("runner-2").execution.metadata.id == waiting


def test_a_runner_that_knows_only_the_published_api(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.messages.add(type=MESSAGE_AI, content="Hi")
    caller.report(execution_id, status)
    assert not caller.claim().HasField("execution")
    assert caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED)).status.completed_at


def test_the_overview_names_the_runners(caller: Caller) -> None:
    caller.runners.claim(ClaimRequest(runner_id="r9", runner_name="nine", capabilities=["tools"]))
    (runner,) = caller.catalog.getOverview(GetOverviewRequest()).runners
    assert (runner.runner_id, runner.runner_name, list(runner.capabilities)) == ("r9", "nine", ["tools"])
    assert runner.heard_at and runner.executions == 0


def test_the_overview_counts_what_a_runner_works_on(caller: Caller) -> None:
    def at_work() -> int:
        (runner,) = caller.catalog.getOverview(GetOverviewRequest()).runners
        return runner.executions

    caller.execution("One")
    caller.execution("Two")
    first, second = caller.claim(), caller.claim()
    assert at_work() == 2
    for claimed in (first, second):
        done = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
        caller.report(claimed.execution.metadata.id, done, claimed.attempt)
    assert at_work() == 0


@pytest.mark.parametrize("attempt", ["", "one", "-1", "9" * 11, "9" * 5000])
def test_an_attempt_that_is_no_number_of_claims_is_refused(caller: Caller, attempt: str) -> None:
    execution_id = caller.execution().metadata.id
    caller.claim()
    request = AgentExecutionUpdateStatusInput(execution_id=execution_id, status=AgentExecutionStatus())
    with refused("INVALID_ARGUMENT", "stigmer-attempt", "attempt.form"):
        caller.executions.updateStatus(request, metadata=(("stigmer-attempt", attempt),))
