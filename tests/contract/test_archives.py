"""Archives: what is exported, deleted and imported is what it was; what cannot be is refused as a whole."""

from __future__ import annotations

import time

import pytest

from stigmer_desktop.api.desktop import (
    ImportSessionRequest,
    ListExecutionHeadersRequest,
    ListSessionHeadersRequest,
    SearchRequest,
    SessionArchive,
    WatchChangesRequest,
)
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    MESSAGE_AI,
    SUB_AGENT_CANCELLED,
    SUB_AGENT_IN_PROGRESS,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_INTERRUPTED,
    TOOL_CALL_RUNNING,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    AgentMessage,
    ListAgentExecutionsBySessionRequest,
    RecoverAgentExecutionInput,
    SubAgentExecution,
    ToolCall,
)
from stigmer_desktop.api.session import Session, SessionId
from tests.contract.conftest import Caller, new_execution, new_session, refused


def said(*texts: str, phase: int = EXECUTION_COMPLETED, **fields) -> AgentExecutionStatus:  # type: ignore[no-untyped-def]
    messages = [
        AgentMessage(type=MESSAGE_AI, content=text, timestamp="2026-01-26T10:00:00Z") for text in texts
    ]
    return AgentExecutionStatus(phase=phase, messages=messages, **fields)  # type: ignore[arg-type]


def ended_session(caller: Caller) -> str:
    """A session with a completed and a failed execution."""
    first = caller.execution("Where is the tunnel key?")
    call = ToolCall(id="call-1", name="grep", result="under the mat", status=TOOL_CALL_COMPLETED)
    call.args["pattern"] = "key"
    caller.report(first.metadata.id, said("I look.", "Under the mat.", tool_calls=[call], model="m-1"))
    second = caller.execution("And the lamp?", session_id=first.spec.session_id)
    caller.report(second.metadata.id, said("I do not", phase=EXECUTION_FAILED, error="The lamp is gone."))
    return first.spec.session_id


def exported(caller: Caller, session_id: str) -> SessionArchive:
    page = caller.execution_queries.listBySession(ListAgentExecutionsBySessionRequest(session_id=session_id))
    return SessionArchive(
        session=caller.session_queries.get(SessionId(value=session_id)),
        executions=reversed(page.entries),
        agent_name="Helper",
        exported_at="2026-01-27T10:00:00Z",
    )


def without_revisions(archive: SessionArchive) -> SessionArchive:
    plain = SessionArchive()
    plain.CopyFrom(archive)
    for execution in plain.executions:
        execution.status.revision = 0
    return plain


def imported(caller: Caller, archive: SessionArchive, **fields: str):  # type: ignore[no-untyped-def]
    return caller.archives.importSession(ImportSessionRequest(archive=archive, **fields))


def test_what_was_exported_and_deleted_comes_back_as_it_was(caller: Caller) -> None:
    session_id = ended_session(caller)
    session = caller.session_queries.get(SessionId(value=session_id))
    session.metadata.tags.extend(["house", "keys"])
    session.metadata.labels["desktop.stigmer.ai/pinned"] = "true"
    caller.sessions.update(session)
    before = exported(caller, session_id)
    headers = caller.catalog.listExecutions(ListExecutionHeadersRequest(session_id=session_id)).entries
    caller.sessions.delete(SessionId(value=session_id))
    answer = imported(caller, before)
    assert answer.session == before.session
    assert (answer.execution_count, list(answer.remarks)) == (2, [])
    assert without_revisions(exported(caller, session_id)) == without_revisions(before)
    again = caller.catalog.listExecutions(ListExecutionHeadersRequest(session_id=session_id)).entries
    for was, now in zip(headers, again, strict=True):
        now.revision = was.revision
        now.updated_at = was.updated_at
        # A moment may lie between the row and the audit of the same change.
        assert now.created_at[:19] == was.created_at[:19]
        now.created_at = was.created_at
        assert now == was
    assert caller.catalog.listSessions(ListSessionHeadersRequest(tags=["keys"])).total_count == 1


def test_search_and_the_change_stream_follow(caller: Caller) -> None:
    archive = exported(caller, ended_session(caller))
    session_id = archive.session.metadata.id
    caller.sessions.delete(SessionId(value=session_id))
    stream = caller.catalog.watchChanges(WatchChangesRequest())
    next(stream)
    imported(caller, archive)
    told = set()
    expected = {session_id, *(each.metadata.id for each in archive.executions)}
    for batch in stream:
        told |= {change.id for change in batch.changes if not change.deleted}
        if expected <= told:
            break
    stream.cancel()
    end = time.monotonic() + 20
    while True:
        answer = caller.search.search(SearchRequest(query="mat"))
        if answer.hits and not answer.catching_up:
            break
        assert time.monotonic() < end
        time.sleep(0.02)
    assert {hit.session_id for hit in answer.hits} == {session_id}


def test_taken_ids_are_refused_by_name_and_nothing_is_stored(caller: Caller) -> None:
    archive = exported(caller, ended_session(caller))
    session_id = archive.session.metadata.id
    with refused("ALREADY_EXISTS", session_id, archive.executions[0].metadata.id):
        imported(caller, archive)
    # The session is new, one of its executions is not.
    fresh = SessionArchive()
    fresh.CopyFrom(archive)
    fresh.session.metadata.id = f"ses-{'0' * 26}"
    for execution in fresh.executions:
        execution.spec.session_id = fresh.session.metadata.id
    fresh.executions[0].metadata.id = f"aex-{'0' * 26}"
    with refused("ALREADY_EXISTS", archive.executions[1].metadata.id) as _:
        imported(caller, fresh)
    with refused("NOT_FOUND"):
        caller.session_queries.get(SessionId(value=fresh.session.metadata.id))
    with refused("NOT_FOUND"):
        caller.execution_queries.get(AgentExecutionId(value=fresh.executions[0].metadata.id))


@pytest.mark.parametrize("phase", [EXECUTION_PENDING, EXECUTION_IN_PROGRESS])
def test_what_had_not_ended_is_terminated_and_says_so(caller: Caller, phase: int) -> None:
    execution = caller.execution("Count to a million")
    open_call = ToolCall(id="call-1", name="count", status=TOOL_CALL_RUNNING)
    sub_agent = SubAgentExecution(id="sub-1", name="counter", status=SUB_AGENT_IN_PROGRESS)
    status = said("One, two", phase=EXECUTION_IN_PROGRESS, tool_calls=[open_call])
    status.sub_agent_executions.append(sub_agent)
    caller.report(execution.metadata.id, status)
    archive = exported(caller, execution.spec.session_id)
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    caller.sessions.delete(SessionId(value=execution.spec.session_id))
    archive.executions[0].status.phase = phase  # type: ignore[assignment]
    answer = imported(caller, archive)
    assert execution.metadata.id in answer.remarks[0]
    stored = caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id)).status
    assert stored.phase == EXECUTION_TERMINATED
    assert "when it was exported" in stored.error
    assert stored.completed_at
    assert stored.messages[0].content == "One, two"
    assert stored.tool_calls[0].status == TOOL_CALL_INTERRUPTED
    assert stored.sub_agent_executions[0].status == SUB_AGENT_CANCELLED
    assert not caller.claim().HasField("execution")


def test_a_session_goes_to_another_agent_where_its_own_is_gone(caller: Caller) -> None:
    session_id = ended_session(caller)
    archive = exported(caller, session_id)
    caller.sessions.delete(SessionId(value=session_id))
    archive.session.spec.agent_instance_id = "ain-elsewhere"
    with refused("NOT_FOUND", "ain-elsewhere", "agent_id"):
        imported(caller, archive)
    with refused("NOT_FOUND", "agt-none"):
        imported(caller, archive, agent_id="agt-none")
    other = caller.agent("Another")
    answer = imported(caller, archive, agent_id=other.metadata.id)
    assert answer.session.spec.agent_instance_id == other.status.default_instance_id
    assert "Another" in answer.remarks[0]
    (header,) = caller.catalog.listSessions(ListSessionHeadersRequest(agent_id=other.metadata.id)).entries
    assert header.session.metadata.id == session_id
    # The conversation goes on.
    assert caller.executions.create(new_execution("And now?", session_id=session_id)).metadata.id


def test_secret_values_stay_behind(caller: Caller) -> None:
    agent = caller.agent()
    request = new_execution("Log in", agent_id=agent.metadata.id)
    request.spec.runtime_env["HOST"].value = "example.org"
    request.spec.runtime_env["TOKEN"].value = "hush"
    request.spec.runtime_env["TOKEN"].is_secret = True
    execution = caller.executions.create(request)
    caller.report(execution.metadata.id, said("Done."))
    archive = exported(caller, execution.spec.session_id)
    assert b"hush" not in archive.SerializeToString()
    caller.sessions.delete(SessionId(value=execution.spec.session_id))
    answer = imported(caller, archive)
    assert "TOKEN" in answer.remarks[0]
    stored = caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id))
    assert dict(stored.spec.runtime_env.items()).keys() == {"HOST"}


def test_a_failed_one_can_be_recovered(caller: Caller) -> None:
    archive = exported(caller, ended_session(caller))
    caller.sessions.delete(SessionId(value=archive.session.metadata.id))
    imported(caller, archive)
    failed = archive.executions[1].metadata.id
    caller.executions.recover(RecoverAgentExecutionInput(id=failed))
    claimed = caller.claim()
    assert claimed.execution.metadata.id == failed
    caller.report(failed, said("Found it."), claimed.attempt)
    stored = caller.execution_queries.get(AgentExecutionId(value=failed)).status
    assert [message.content for message in stored.messages] == ["I do not", "Found it."]


def test_what_is_no_archive_is_refused_field_by_field(caller: Caller) -> None:
    archive = exported(caller, ended_session(caller))
    first, second = archive.executions
    archive.session.metadata.id = "my-session"
    first.metadata.id = second.metadata.id
    first.metadata.slug = "Not A Slug"
    first.status.phase = 0  # type: ignore[assignment]
    with refused("INVALID_ARGUMENT") as seen:
        imported(caller, archive)
    assert seen["violations"] == {
        "archive.session.metadata.id": "id.form",
        "archive.executions[0].metadata.slug": "slug.form",
        "archive.executions[0].spec.session_id": "session_id.other",
        "archive.executions[0].status.phase": "required",
        "archive.executions[1].metadata.id": "id.twice",
        "archive.executions[1].spec.session_id": "session_id.other",
    }
    first.status.phase = 77  # type: ignore[assignment]
    first.spec.message = ""
    with refused("INVALID_ARGUMENT") as seen:
        imported(caller, archive)
    assert seen["violations"] == {
        "archive.executions[0].spec.message": "string.min_len",
        "archive.executions[0].status.phase": "enum.defined_only",
    }
    with refused("INVALID_ARGUMENT", "archive"):
        caller.archives.importSession(ImportSessionRequest())
    with refused("INVALID_ARGUMENT", "archive.session"):
        imported(caller, SessionArchive(executions=[AgentExecution()]))
    empty = SessionArchive(session=Session())
    with refused("INVALID_ARGUMENT", "api_version"):
        imported(caller, empty)


def test_a_slug_that_another_session_holds_is_kept_beside_it(caller: Caller) -> None:
    agent = caller.agent()
    session = caller.sessions.create(new_session("Talk", agent.status.default_instance_id))
    archive = exported(caller, session.metadata.id)
    caller.sessions.delete(SessionId(value=session.metadata.id))
    other = caller.sessions.create(new_session("Talk", agent.status.default_instance_id))
    assert imported(caller, archive).session.metadata.slug == other.metadata.slug == "talk"
