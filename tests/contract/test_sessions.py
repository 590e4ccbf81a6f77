"""Sessions: made by hand or for an execution, listed by agent and tags, deleted with what is in them."""

from __future__ import annotations

from stigmer_desktop.api.common import identity_account, organization
from stigmer_desktop.api.desktop import ListSessionHeadersRequest
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    AgentExecutionId,
    AgentExecutionStatus,
)
from stigmer_desktop.api.session import ListSessionsByAgentRequest, ListSessionsRequest, SessionId
from tests.contract.conftest import Caller, new_agent, new_execution, new_instance, new_session, refused


def test_a_session_needs_its_instance_and_keeps_it(caller: Caller) -> None:
    with refused("NOT_FOUND", "ain-none", "agent_instance_id"):
        caller.sessions.create(new_session("Lost", "ain-none"))
    agent = caller.agent()
    session = caller.sessions.create(new_session("Talk", agent.status.default_instance_id, subject="Weather"))
    other = caller.instances.create(new_instance("Other", agent.metadata.id))
    session.spec.agent_instance_id = other.metadata.id
    with refused("INVALID_ARGUMENT", "spec.agent_instance_id"):
        caller.sessions.update(session)


def test_a_session_may_not_belong_to_the_platform(caller: Caller) -> None:
    session = new_session("Talk", caller.agent().status.default_instance_id)
    session.metadata.owner_scope = 1
    with refused("INVALID_ARGUMENT") as seen:
        caller.sessions.create(session)
    assert seen["violations"] == {"metadata": "session.owner_scope.org_or_identity_only"}


def test_apply_and_update(caller: Caller) -> None:
    instance = caller.agent().status.default_instance_id
    made = caller.sessions.apply(new_session("Talk", instance, subject="One"))
    again = caller.sessions.apply(new_session("Talk", instance, subject="Two"))
    assert again.metadata.id == made.metadata.id
    assert caller.session_queries.get(SessionId(value=made.metadata.id)).spec.subject == "Two"


def test_the_session_that_an_execution_makes(caller: Caller) -> None:
    execution = caller.execution("  \n\nWhat is the weather?\nTell me quickly.")
    session = caller.session_queries.get(SessionId(value=execution.spec.session_id))
    assert session.spec.subject == "What is the weather?"
    assert session.metadata.name
    assert session.metadata.owner_scope == identity_account


def test_an_organisations_agent_makes_sessions_of_the_organisation(caller: Caller) -> None:
    agent = new_agent("Ours")
    agent.metadata.owner_scope = organization
    agent.metadata.org = "acme"
    stored = caller.agents.create(agent)
    execution = caller.execution("Hi", agent_id=stored.metadata.id)
    metadata = caller.session_queries.get(SessionId(value=execution.spec.session_id)).metadata
    assert (metadata.owner_scope, metadata.org) == (organization, "acme")


def test_list_by_tags_and_by_agent(caller: Caller) -> None:
    first, second = caller.agent("First"), caller.agent("Second")
    extra = caller.instances.create(new_instance("Extra", first.metadata.id))
    made = []
    for number, instance in enumerate(
        (first.status.default_instance_id, extra.metadata.id, second.status.default_instance_id)
    ):
        session = new_session(f"Talk {number}", instance)
        session.metadata.tags.extend(["all", f"only-{number}"])
        made.append(caller.sessions.create(session).metadata.id)

    def ids(answer) -> list[str]:  # type: ignore[no-untyped-def]
        return [entry.metadata.id for entry in answer.entries]

    queries = caller.session_queries
    assert ids(queries.list(ListSessionsRequest())) == made[::-1]
    assert ids(queries.list(ListSessionsRequest(tags=["all", "only-1"]))) == [made[1]]
    assert ids(queries.list(ListSessionsRequest(tags=["only-0", "only-1"]))) == []
    by_agent = queries.listByAgent(ListSessionsByAgentRequest(agent_id=first.metadata.id))
    assert ids(by_agent) == [made[1], made[0]]
    by_instance = queries.listByAgent(ListSessionsByAgentRequest(agent_id=extra.metadata.id))
    assert ids(by_instance) == [made[1]]
    with refused("INVALID_ARGUMENT", "agent_id"):
        queries.listByAgent(ListSessionsByAgentRequest())


def test_headers_by_labels(caller: Caller) -> None:
    instance = caller.agent().status.default_instance_id
    made = []
    for number, labels in enumerate(({}, {"pinned": "true"}, {"pinned": "", "archived": "true"})):
        session = new_session(f"Talk {number}", instance)
        session.metadata.labels.update(labels)
        made.append(caller.sessions.create(session))

    def numbers(**request: object) -> list[int]:
        entries = caller.catalog.listSessions(ListSessionHeadersRequest(**request)).entries  # type: ignore[arg-type]
        return sorted(int(entry.session.metadata.name[-1]) for entry in entries)

    assert numbers(labels=["pinned"]) == [1, 2]
    assert numbers(labels=["pinned", "archived"]) == [2]
    assert numbers(without_labels=["archived"]) == [0, 1]
    assert numbers(labels=["pinned"], without_labels=["archived"]) == [1]
    del made[1].metadata.labels["pinned"]
    caller.sessions.update(made[1])
    caller.sessions.delete(SessionId(value=made[2].metadata.id))
    assert numbers(labels=["pinned"]) == []
    assert numbers(without_labels=["archived"]) == [0, 1]


def test_deleting_a_session_deletes_its_executions_once_they_have_ended(caller: Caller) -> None:
    execution = caller.execution()
    session_id = execution.spec.session_id
    with refused("FAILED_PRECONDITION", "PENDING", execution.metadata.id):
        caller.sessions.delete(SessionId(value=session_id))
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    caller.sessions.delete(SessionId(value=session_id))
    with refused("NOT_FOUND"):
        caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id))
    with refused("NOT_FOUND", session_id):
        caller.executions.create(new_execution("More", session_id=session_id))
