"""AgentExecution.create and its eight steps, update, delete, get and lists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.agent_instance import AgentInstanceId, GetAgentInstancesByAgentRequest
from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    ListAgentExecutionsBySessionRequest,
    ListAgentExecutionsRequest,
)
from stigmer_desktop.api.session import SessionId
from tests.contract.conftest import Caller, new_execution, refused

TEN_MEGABYTES = 10 * 1024 * 1024


def test_with_an_agent_it_gets_instance_and_session(caller: Caller) -> None:
    agent = caller.agent()
    execution = caller.execution("Hello", agent_id=agent.metadata.id)
    assert execution.status.phase == EXECUTION_PENDING
    assert execution.spec.agent_id == agent.metadata.id
    session = caller.session_queries.get(SessionId(value=execution.spec.session_id))
    assert session.spec.agent_instance_id == agent.status.default_instance_id
    assert caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id)) == execution


def test_with_a_session_it_joins_it(caller: Caller) -> None:
    first = caller.execution()
    second = caller.execution("And then?", session_id=first.spec.session_id)
    assert second.spec.session_id == first.spec.session_id
    listed = caller.execution_queries.listBySession(
        ListAgentExecutionsBySessionRequest(session_id=first.spec.session_id)
    )
    assert [each.metadata.id for each in listed.entries] == [second.metadata.id, first.metadata.id]


def test_with_a_session_too_the_agent_must_be_there(caller: Caller) -> None:
    first = caller.execution()
    session_id, agent_id = first.spec.session_id, first.spec.agent_id
    assert caller.execution("Both", session_id=session_id, agent_id=agent_id).spec.agent_id == agent_id
    with refused("NOT_FOUND", "Agent not found: agt-none", "spec.agent_id"):
        caller.execution("Both", session_id=session_id, agent_id="agt-none")


@pytest.mark.parametrize(
    ("execution", "code", "words"),
    [
        (new_execution("Hi"), "INVALID_ARGUMENT", ["ValidateSessionOrAgent", "session_id or agent_id"]),
        (new_execution("Hi", session_id="ses-none"), "NOT_FOUND", ["Session not found: ses-none"]),
        (new_execution("Hi", agent_id="agt-none"), "NOT_FOUND", ["Agent not found: agt-none"]),
        (new_execution("", agent_id="agt-none"), "INVALID_ARGUMENT", ["spec.message", "string.min_len"]),
        (AgentExecution(), "INVALID_ARGUMENT", ["metadata", "spec"]),
    ],
)
def test_what_cannot_be_run_is_refused(
    caller: Caller, execution: AgentExecution, code: str, words: list[str]
) -> None:
    with refused(code, *words):
        caller.executions.create(execution)


def test_a_refused_execution_leaves_no_instance_and_no_session(caller: Caller) -> None:
    agent = caller.agent()
    caller.instances.delete(AgentInstanceId(value=agent.status.default_instance_id))
    broken = new_execution("Hi", agent_id=agent.metadata.id)
    broken.metadata.slug = "Not A Slug"
    with refused("INVALID_ARGUMENT"):
        caller.executions.create(broken)
    listed = caller.instance_queries.getByAgent(GetAgentInstancesByAgentRequest(agent_id=agent.metadata.id))
    assert listed.total_count == 0


@pytest.mark.parametrize("name", ["!!!", "", "你好"])
def test_a_name_without_letters_gives_the_id_as_slug(caller: Caller, name: str) -> None:
    execution = caller.executions.create(new_execution("Hi", name=name, agent_id=caller.agent().metadata.id))
    assert execution.metadata.slug == execution.metadata.id


def test_executions_may_share_a_slug(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    slugs = {caller.execution("Hi", agent_id=agent_id).metadata.slug for _ in range(3)}
    assert slugs == {"run"}


def test_a_ten_megabyte_message_is_stored_whole(caller: Caller) -> None:
    message = "A very long story.\n" + "x" * TEN_MEGABYTES
    execution = caller.execution(message)
    stored = caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id))
    assert stored.spec.message == message
    session = caller.session_queries.get(SessionId(value=execution.spec.session_id))
    assert session.spec.subject == "A very long story."
    endless = caller.execution("y" * 1000)
    session = caller.session_queries.get(SessionId(value=endless.spec.session_id))
    assert session.spec.subject == "y" * 80


def test_two_at_the_same_moment_make_one_default_instance(caller: Caller) -> None:
    agent = caller.agent()
    caller.instances.delete(AgentInstanceId(value=agent.status.default_instance_id))

    def run(number: int) -> AgentExecution:
        return caller.execution(f"Message {number}", agent_id=agent.metadata.id)

    with ThreadPoolExecutor(10) as pool:
        executions = list(pool.map(run, range(10)))
    sessions = [caller.session_queries.get(SessionId(value=e.spec.session_id)) for e in executions]
    assert len({session.spec.agent_instance_id for session in sessions}) == 1
    stored = caller.agent_queries.get(AgentId(value=agent.metadata.id))
    assert stored.status.default_instance_id == sessions[0].spec.agent_instance_id


def test_a_left_over_default_instance_is_adopted(caller: Caller) -> None:
    agent = caller.agent("Keeper")
    first = agent.status.default_instance_id
    kept = caller.instance_queries.get(AgentInstanceId(value=first))
    caller.instances.delete(AgentInstanceId(value=first))
    kept.metadata.id = ""
    kept.ClearField("status")
    left_over = caller.instances.create(kept)
    execution = caller.execution("Hi", agent_id=agent.metadata.id)
    session = caller.session_queries.get(SessionId(value=execution.spec.session_id))
    assert session.spec.agent_instance_id == left_over.metadata.id


def test_message_and_configuration_change_only_while_it_waits(caller: Caller) -> None:
    execution = caller.execution("First words")
    execution.spec.message = "Better words"
    updated = caller.executions.update(execution)
    assert updated.spec.message == "Better words"
    assert updated.status.phase == EXECUTION_PENDING
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    updated.spec.message = "Too late"
    with refused("FAILED_PRECONDITION", "IN_PROGRESS"):
        caller.executions.update(updated)
    updated.spec.message = "Better words"
    updated.metadata.tags.append("later")
    tagged = caller.executions.update(updated)
    assert list(tagged.metadata.tags) == ["later"]
    assert tagged.status.phase == EXECUTION_IN_PROGRESS


def test_an_update_keeps_the_messages(caller: Caller) -> None:
    execution = caller.execution()
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.messages.add(type=2, content="Said already")
    caller.report(execution.metadata.id, status)
    execution.metadata.tags.append("x")
    assert caller.executions.update(execution).status.messages[0].content == "Said already"


def test_what_binds_an_execution_never_changes(caller: Caller) -> None:
    execution = caller.execution()
    execution.spec.agent_id = caller.agent("Another").metadata.id
    with refused("INVALID_ARGUMENT", "spec.agent_id"):
        caller.executions.update(execution)


def test_only_an_ended_execution_can_be_deleted(caller: Caller) -> None:
    execution = caller.execution()
    target = ApiResourceId(value=execution.metadata.id)
    with refused("FAILED_PRECONDITION", "PENDING"):
        caller.executions.delete(target)
    ended = caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_CANCELLED))
    assert caller.executions.delete(target) == ended
    with refused("NOT_FOUND"):
        caller.executions.delete(target)
    # The session stays, and can go on.
    assert caller.execution("More", session_id=execution.spec.session_id)


def test_lists_are_filtered_by_phase_and_tags(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    made = []
    for number in range(4):
        execution = new_execution(f"Message {number}", agent_id=agent_id)
        execution.metadata.tags.append("even" if number % 2 == 0 else "odd")
        made.append(caller.executions.create(execution).metadata.id)
    caller.report(made[0], AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    listed = caller.execution_queries.list

    def ids(**request) -> list[str]:  # type: ignore[no-untyped-def]
        return [each.metadata.id for each in listed(ListAgentExecutionsRequest(**request)).entries]

    assert ids() == made[::-1]
    assert ids(phase=EXECUTION_COMPLETED) == [made[0]]
    assert ids(tags=["even"]) == [made[2], made[0]]
    assert ids(tags=["even"], phase=EXECUTION_PENDING) == [made[2]]


def test_pages_are_stable_while_rows_are_added(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    made = [caller.execution(f"M {number}", agent_id=agent_id).metadata.id for number in range(7)]
    seen: list[str] = []
    token = ""
    while True:
        page = caller.execution_queries.list(ListAgentExecutionsRequest(page_size=3, page_token=token))
        seen += [each.metadata.id for each in page.entries]
        token = page.next_page_token
        if not token:
            break
        caller.execution("Meanwhile", agent_id=agent_id)
    assert seen == made[::-1]
    assert page.total_pages == 3


def test_broken_tokens_and_sizes_are_refused(caller: Caller) -> None:
    for token in ("nonsense", "WzFd!", "WyJhIl0", "WzEsMl0", "WzFlOTld", "é"):
        with refused("INVALID_ARGUMENT", "page_token"):
            caller.execution_queries.list(ListAgentExecutionsRequest(page_token=token))
    with refused("INVALID_ARGUMENT", "page_size"):
        caller.execution_queries.list(ListAgentExecutionsRequest(page_size=-1))


def test_a_page_ends_before_it_grows_too_large(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    made = [caller.execution("z" * (6 * 2**20) + str(n), agent_id=agent_id).metadata.id for n in range(4)]
    first = caller.execution_queries.list(ListAgentExecutionsRequest())
    assert [each.metadata.id for each in first.entries] == [made[3], made[2]]
    second = caller.execution_queries.list(ListAgentExecutionsRequest(page_token=first.next_page_token))
    assert [each.metadata.id for each in second.entries] == [made[1], made[0]]
    assert not second.next_page_token


def test_an_unknown_session_has_no_executions(caller: Caller) -> None:
    listed = caller.execution_queries.listBySession(
        ListAgentExecutionsBySessionRequest(session_id="ses-none")
    )
    assert not listed.entries
    with refused("INVALID_ARGUMENT", "session_id"):
        caller.execution_queries.listBySession(ListAgentExecutionsBySessionRequest())
