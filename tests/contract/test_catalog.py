"""The catalog: headers of every kind, filtered, ordered and paged; the overview."""

from __future__ import annotations

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.desktop import (
    EXECUTION_ORDER_COMPLETED_LAST_FIRST,
    EXECUTION_ORDER_OLDEST_FIRST,
    ExecutionHeader,
    GetOverviewRequest,
    ListAgentsRequest,
    ListEnvironmentsRequest,
    ListExecutionHeadersRequest,
    ListInstancesRequest,
    ListMcpServersRequest,
    ListSessionHeadersRequest,
    ListTagsRequest,
    TimeRange,
)
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecutionStatus,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, SESSION
from stigmer_desktop.api.session import SessionId
from tests.contract.conftest import Caller, new_execution, new_instance, new_session, refused


def executions(caller: Caller, **request: object) -> list[ExecutionHeader]:
    return list(caller.catalog.listExecutions(ListExecutionHeadersRequest(**request)).entries)  # type: ignore[arg-type]


def ids(headers: list[ExecutionHeader]) -> list[str]:
    return [header.metadata.id for header in headers]


def test_an_execution_header_says_what_a_list_needs(caller: Caller) -> None:
    agent = caller.agent("Writer")
    request = new_execution("Write a poem.\n" + "x" * 100_000, agent_id=agent.metadata.id)
    request.metadata.tags.append("art")
    request.metadata.labels["mood"] = "calm"
    made = caller.executions.create(request)
    status = AgentExecutionStatus(phase=EXECUTION_FAILED, error="e" * 1000, model="tiny")
    status.messages.add(type=2, content="never in a list")
    caller.report(made.metadata.id, status)
    (header,) = executions(caller)
    assert header.metadata == made.metadata
    assert (header.subject, header.agent_name, header.model) == ("Write a poem.", "Writer", "tiny")
    assert (header.phase, len(header.error)) == (EXECUTION_FAILED, 200)
    assert header.created_at <= header.completed_at <= header.updated_at
    assert header.ByteSize() < 2000


def test_filters_of_executions(caller: Caller) -> None:
    first, second = caller.agent("First"), caller.agent("Second")
    made = []
    for number, agent in enumerate((first, second, first)):
        request = new_execution(f"Question number {number}", agent_id=agent.metadata.id)
        request.metadata.tags.append("even" if number % 2 == 0 else "odd")
        made.append(caller.executions.create(request))
    in_order = [each.metadata.id for each in made]
    caller.report(in_order[0], AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    caller.report(in_order[2], AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    assert ids(executions(caller)) == in_order[::-1]
    assert ids(executions(caller, order=EXECUTION_ORDER_OLDEST_FIRST)) == in_order
    assert ids(executions(caller, phases=[EXECUTION_PENDING, EXECUTION_IN_PROGRESS])) == in_order[:0:-1]
    assert ids(executions(caller, agent_id=first.metadata.id)) == [in_order[2], in_order[0]]
    assert ids(executions(caller, session_id=made[1].spec.session_id)) == [in_order[1]]
    assert ids(executions(caller, tags=["even"])) == [in_order[2], in_order[0]]
    assert ids(executions(caller, text="NUMBER 1")) == [in_order[1]]
    assert ids(executions(caller, text="100%_")) == []
    assert ids(executions(caller, ids=[in_order[1], "aex-none"])) == [in_order[1]]


def test_date_ranges_and_the_order_of_ends(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    made = [caller.execution(f"M {number}", agent_id=agent_id) for number in range(3)]
    in_order = [each.metadata.id for each in made]
    for number in (2, 0):
        caller.report(in_order[number], AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    assert ids(executions(caller, order=EXECUTION_ORDER_COMPLETED_LAST_FIRST)) == [in_order[0], in_order[2]]
    middle = made[1].status.audit.spec_audit.created_at
    since = TimeRange()
    getattr(since, "from").CopyFrom(middle)
    before = TimeRange(before=middle)
    found = ids(executions(caller, created=since))
    assert in_order[2] in found
    assert in_order[0] not in found
    assert in_order[0] in ids(executions(caller, created=before))
    assert ids(executions(caller, completed=TimeRange(before=Timestamp(seconds=1)))) == []
    assert len(executions(caller, completed=TimeRange(before=Timestamp(seconds=2**33)))) == 2


@pytest.mark.parametrize("order", [0, EXECUTION_ORDER_OLDEST_FIRST, EXECUTION_ORDER_COMPLETED_LAST_FIRST])
def test_pages_hold_each_execution_once(caller: Caller, order: int) -> None:
    agent_id = caller.agent().metadata.id
    made = [caller.execution(f"M {number}", agent_id=agent_id).metadata.id for number in range(7)]
    for execution_id in made:
        caller.report(execution_id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    seen: list[str] = []
    token = ""
    while True:
        page = caller.catalog.listExecutions(
            ListExecutionHeadersRequest(page_size=2, page_token=token, order=order)  # type: ignore[arg-type]
        )
        assert page.total_count == 7
        seen += ids(list(page.entries))
        token = page.next_page_token
        if not token:
            break
    assert seen == (made if order == EXECUTION_ORDER_OLDEST_FIRST else made[::-1])
    with refused("INVALID_ARGUMENT", "page_token"):
        caller.catalog.listExecutions(ListExecutionHeadersRequest(page_token="broken"))


def test_sessions_come_by_activity_and_with_their_state(caller: Caller) -> None:
    first, second = caller.execution("Hello first"), caller.execution("Hello second")

    def listed(**request: object) -> list[str]:
        answer = caller.catalog.listSessions(ListSessionHeadersRequest(**request))  # type: ignore[arg-type]
        return [entry.session.metadata.id for entry in answer.entries]

    assert listed() == [second.spec.session_id, first.spec.session_id]
    caller.execution("More", session_id=first.spec.session_id)
    assert listed() == [first.spec.session_id, second.spec.session_id]
    assert listed(text="second") == [second.spec.session_id]
    caller.report(second.metadata.id, AgentExecutionStatus(phase=EXECUTION_FAILED, error="It broke"))
    answer = caller.catalog.listSessions(ListSessionHeadersRequest(ids=[second.spec.session_id]))
    (entry,) = answer.entries
    assert (entry.last_phase, entry.last_error, entry.execution_count) == (EXECUTION_FAILED, "It broke", 1)
    assert entry.agent_name


def test_agents_and_instances(caller: Caller) -> None:
    agent = caller.agent("Writer", description="Writes", instructions="A long secret plan")
    caller.instances.create(new_instance("Extra", agent.metadata.id))
    caller.execution("Hi", agent_id=agent.metadata.id)
    (header,) = caller.catalog.listAgents(ListAgentsRequest()).entries
    assert (header.agent.spec.description, header.session_count) == ("Writes", 1)
    assert not header.agent.spec.instructions
    instances = caller.catalog.listInstances(ListInstancesRequest(agent_id=agent.metadata.id))
    assert [entry.instance.metadata.name for entry in instances.entries] == ["Extra", "Writer-default"]
    assert [entry.session_count for entry in instances.entries] == [0, 1]
    assert instances.entries[0].agent_name == "Writer"
    assert not caller.catalog.listInstances(ListInstancesRequest(agent_id="agt-none")).entries


def test_lists_of_what_is_not_there_are_empty(caller: Caller) -> None:
    assert caller.catalog.listEnvironments(ListEnvironmentsRequest()).total_count == 0
    assert caller.catalog.listMcpServers(ListMcpServersRequest()).total_count == 0


def test_the_overview_counts(caller: Caller) -> None:
    waiting = caller.execution().metadata.id
    done = caller.execution("Other").metadata.id
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    for number in range(2):
        status.tool_calls.add(id=f"c{number}", status=TOOL_CALL_WAITING_APPROVAL)
    caller.report(waiting, status)
    caller.report(done, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    overview = caller.catalog.getOverview(GetOverviewRequest())
    assert {each.phase: each.count for each in overview.executions} == {
        EXECUTION_WAITING_FOR_APPROVAL: 1,
        EXECUTION_COMPLETED: 1,
    }
    assert (overview.pending_approval_count, overview.agent_count, overview.session_count) == (2, 2, 2)
    assert overview.database_bytes > 0
    assert overview.last_backup_at == ""
    caller.executions.delete(ApiResourceId(value=done))
    assert len(caller.catalog.getOverview(GetOverviewRequest()).executions) == 1


def test_tags_in_use_are_counted_by_kind(caller: Caller) -> None:
    agent = caller.agent("Writer")
    execution = new_execution("Tagged", agent_id=agent.metadata.id)
    execution.metadata.tags.append("draft")
    caller.executions.create(execution)
    instance_id = agent.status.default_instance_id
    sessions = [caller.sessions.create(new_session(f"s{number}", instance_id)) for number in range(3)]
    for number, session in enumerate(sessions):
        session.metadata.tags[:] = ["all", "Übung"][: number + 1] + (["last"] if number == 2 else [])
        caller.sessions.update(session)

    def tags(**request: object) -> list[tuple[str, int]]:
        answer = caller.catalog.listTags(ListTagsRequest(**request))  # type: ignore[arg-type]
        return [(entry.tag, entry.count) for entry in answer.entries]

    of_sessions = [("all", 3), ("Übung", 2), ("last", 1)]
    assert tags(kind=SESSION.number) == of_sessions
    assert tags(kind=SESSION.number, limit=2) == of_sessions[:2]
    answer = caller.catalog.listTags(ListTagsRequest(kind=SESSION.number, limit=1))  # type: ignore[arg-type]
    assert answer.total_count == 3
    assert tags(kind=AGENT_EXECUTION.number) == [("draft", 1)]
    assert tags(kind=AGENT.number) == []
    # A tag that nobody has any more is gone, and so is one of a session that was deleted.
    sessions[1].metadata.tags[:] = []
    caller.sessions.update(sessions[1])
    caller.sessions.delete(SessionId(value=sessions[2].metadata.id))
    assert tags(kind=SESSION.number) == [("all", 1)]


def test_tags_need_a_kind_and_a_limit_that_can_be_kept(caller: Caller) -> None:
    with refused("INVALID_ARGUMENT", "kind"):
        caller.catalog.listTags(ListTagsRequest())
    with refused("INVALID_ARGUMENT", "limit"):
        caller.catalog.listTags(ListTagsRequest(kind=SESSION.number, limit=501))  # type: ignore[arg-type]
