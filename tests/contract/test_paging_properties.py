"""Pages under inserts: each row that was there at the beginning comes once, in order, whatever is added."""

from __future__ import annotations

import threading

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stigmer_desktop.api.desktop import ListExecutionHeadersRequest
from stigmer_desktop.api.execution import ListAgentExecutionsRequest
from tests.contract.conftest import Caller


def published_pages(caller: Caller, size: int, between) -> list[str]:  # type: ignore[no-untyped-def]
    found: list[str] = []
    token = ""
    while True:
        page = caller.execution_queries.list(ListAgentExecutionsRequest(page_size=size, page_token=token))
        assert len(page.entries) <= size
        found += [entry.metadata.id for entry in page.entries]
        token = page.next_page_token
        if not token:
            return found
        between()


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(count=st.integers(0, 12), size=st.integers(1, 5), added=st.lists(st.integers(0, 2), max_size=6))
def test_pages_hold_what_was_there_at_the_beginning(
    caller: Caller, count: int, size: int, added: list[int]
) -> None:
    agents = caller.agents.apply(_agent())
    for number in range(count):
        caller.execution(f"First {number}", agent_id=agents.metadata.id)
    before = caller.execution_queries.list(ListAgentExecutionsRequest(page_size=500))
    there = [entry.metadata.id for entry in before.entries]
    inserts = iter(added)

    def between() -> None:
        for _ in range(next(inserts, 0)):
            caller.execution("Meanwhile", agent_id=agents.metadata.id)

    assert published_pages(caller, size, between) == there


def test_pages_stay_whole_while_another_thread_inserts(caller: Caller) -> None:
    agent_id = caller.agent().metadata.id
    there = [caller.execution(f"M {number}", agent_id=agent_id).metadata.id for number in range(40)][::-1]
    done = threading.Event()

    def insert() -> None:
        while not done.is_set():
            caller.execution("Meanwhile", agent_id=agent_id)

    inserter = threading.Thread(target=insert)
    inserter.start()
    try:
        found = [each for each in published_pages(caller, 3, lambda: None) if each in set(there)]
        headers: list[str] = []
        token = ""
        while True:
            page = caller.catalog.listExecutions(ListExecutionHeadersRequest(page_size=7, page_token=token))
            headers += [entry.metadata.id for entry in page.entries]
            token = page.next_page_token
            if not token:
                break
    finally:
        done.set()
        inserter.join()
    assert found == there
    assert [each for each in headers if each in set(there)] == there
    assert len(headers) == len(set(headers))


def _agent():  # type: ignore[no-untyped-def]
    from tests.contract.conftest import new_agent

    return new_agent("Pager")
