"""Merge rules: after any reports, the stored lists are those of a simple model of the contract."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stigmer_desktop.api.desktop import AppendStatusRequest
from stigmer_desktop.api.execution import (
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_RUNNING,
    AgentExecutionId,
    AgentExecutionStatus,
)
from tests.contract.conftest import Caller, new_agent

TEXTS = st.lists(st.sampled_from(["a", "b", "c" * 300, "é 你好"]), max_size=4)
CALLS = st.dictionaries(
    st.sampled_from(["c1", "c2", "c3"]), st.sampled_from([TOOL_CALL_RUNNING, TOOL_CALL_COMPLETED]), max_size=3
)
REPORT = st.tuples(st.sampled_from(["replace", "append"]), TEXTS, CALLS, st.sampled_from(["", "e1", "e2"]))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(reports=st.lists(REPORT, max_size=8))
def test_what_is_stored_is_what_the_rules_say(caller: Caller, reports: list) -> None:  # type: ignore[type-arg]
    agent = caller.agents.apply(new_agent("Merger"))
    execution_id = caller.execution("Go", agent_id=agent.metadata.id).metadata.id
    while caller.claim().execution.metadata.id != execution_id:
        pass
    texts: list[str] = []
    calls: dict[str, int] = {}
    error = ""
    for way, sent_texts, sent_calls, sent_error in reports:
        if way == "replace":
            status = AgentExecutionStatus(error=sent_error)
            for text in sent_texts:
                status.messages.add(type=MESSAGE_AI, content=text)
            for call_id, state in sent_calls.items():
                status.tool_calls.add(id=call_id, status=state)
            caller.report(execution_id, status, attempt=1)
            texts = sent_texts or texts
            calls = dict(sent_calls) or calls
        else:
            request = AppendStatusRequest(execution_id=execution_id, attempt=1, error=sent_error)
            for offset, text in enumerate(sent_texts):
                place = request.messages.add(index=len(texts) + offset)
                place.message.type, place.message.content = MESSAGE_AI, text
            for call_id, state in sent_calls.items():
                request.tool_calls.add(id=call_id, status=state)
            caller.runners.appendStatus(request)
            texts = texts + sent_texts
            calls = {**calls, **sent_calls}
        error = sent_error or error
        stored = caller.execution_queries.get(AgentExecutionId(value=execution_id)).status
        assert [message.content for message in stored.messages] == texts
        assert {call.id: call.status for call in stored.tool_calls} == calls
        assert [call.id for call in stored.tool_calls] == list(calls)
        assert stored.error == error
