"""Search over a real channel: places, order, filters, pages, deletion, rebuilding, anything that is typed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_AGENT,
    SEARCH_PLACE_ERROR,
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SESSION_SUBJECT,
    SEARCH_PLACE_SUB_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    SEARCH_PLACE_USER_MESSAGE,
    RebuildIndexRequest,
    SearchHit,
    SearchRequest,
    SearchResponse,
    TimeRange,
)
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    MESSAGE_AI,
    MESSAGE_HUMAN,
    SUB_AGENT_COMPLETED,
    TOOL_CALL_COMPLETED,
    TOOL_CALL_RUNNING,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionId,
    AgentExecutionStatus,
    RecoverAgentExecutionInput,
)
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.backend.server_thread import ServerOptions, ServerThread
from stigmer_desktop.paths import DataFolder
from tests.contract.conftest import POLL, Caller, new_agent, new_execution, refused
from tests.waiting import wait_until


def search(caller: Caller, query: str, **wanted: Any) -> SearchResponse:
    """The answer once the index has everything that is stored."""
    answers: list[SearchResponse] = []

    def level() -> bool:
        answers.append(caller.search.search(SearchRequest(query=query, **wanted)))
        return not answers[-1].catching_up

    wait_until(level)
    return answers[-1]


def places(answer: SearchResponse) -> set[int]:
    return {hit.place for hit in answer.hits}


def marked(hit: SearchHit) -> list[str]:
    return [hit.excerpt[each.start : each.end] for each in hit.highlights]


def says(caller: Caller, execution: AgentExecution, *texts: str, phase: int = EXECUTION_IN_PROGRESS) -> None:
    status = AgentExecutionStatus(phase=phase)  # type: ignore[arg-type]
    for text in texts:
        status.messages.add(type=MESSAGE_AI, content=text)
    caller.report(execution.metadata.id, status)


@pytest.fixture
def agent_id(caller: Caller) -> str:
    return caller.agent("Gardener", instructions="You prune the hedges.").metadata.id


@pytest.fixture
def told(caller: Caller, agent_id: str) -> AgentExecution:
    """An execution with a text at every place."""
    execution = caller.execution("Water the tulips", agent_id=agent_id)
    status = AgentExecutionStatus(phase=EXECUTION_FAILED, error="The cellar is flooded")
    status.messages.add(type=MESSAGE_AI, content="First I look around.")
    status.messages.add(type=MESSAGE_AI, content="The marigolds need shade.")
    call = status.tool_calls.add(id="call-1", name="open_valve", status=TOOL_CALL_COMPLETED)
    call.args.update({"path": "beds/north", "litres": 12, "when": ["dawn"], "deep": {"rose": True}})
    call.result = "Trickling nicely"
    helper = status.sub_agent_executions.add(id="sub-1", name="weeder", status=SUB_AGENT_COMPLETED)
    helper.input, helper.output = "Remove the thistles", "All nettles gone"
    helper.messages.add(type=MESSAGE_AI, content="Pulling dandelions")
    caller.report(execution.metadata.id, status)
    return execution


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("gardener", SEARCH_PLACE_AGENT),
        ("hedges", SEARCH_PLACE_AGENT),
        ("flooded", SEARCH_PLACE_ERROR),
        ("marigolds", SEARCH_PLACE_MESSAGE),
        ("open_valve", SEARCH_PLACE_TOOL_CALL),
        ("beds/north", SEARCH_PLACE_TOOL_CALL),
        ('"litres 12"', SEARCH_PLACE_TOOL_CALL),
        ("dawn rose", SEARCH_PLACE_TOOL_CALL),
        ("trickling", SEARCH_PLACE_TOOL_CALL),
        ("thistles", SEARCH_PLACE_SUB_AGENT),
        ("nettles", SEARCH_PLACE_SUB_AGENT),
        ("dandelions", SEARCH_PLACE_SUB_AGENT),
    ],
)
def test_every_place_is_found(caller: Caller, told: AgentExecution, query: str, place: int) -> None:
    answer = search(caller, query)
    (hit,) = answer.hits
    assert (hit.place, answer.total_count) == (place, 1)
    assert marked(hit)
    if place == SEARCH_PLACE_AGENT:
        assert (hit.title, hit.execution_id, hit.session_id) == ("Gardener", "", "")
    else:
        assert hit.execution_id == told.metadata.id
        assert hit.session_id == told.spec.session_id
        assert hit.title == "Water the tulips"
        assert hit.message_index == (1 if place == SEARCH_PLACE_MESSAGE else 0)
        assert hit.tool_call_id == ("call-1" if place == SEARCH_PLACE_TOOL_CALL else "")
        assert hit.sub_agent_id == ("sub-1" if place == SEARCH_PLACE_SUB_AGENT else "")
    assert hit.agent_id and hit.created_at


def test_a_subject_stands_before_the_message_that_says_the_same(caller: Caller, told: AgentExecution) -> None:
    answer = search(caller, "tulips")
    assert [hit.place for hit in answer.hits] == [SEARCH_PLACE_SESSION_SUBJECT, SEARCH_PLACE_USER_MESSAGE]
    assert all(marked(hit) == ["tulips"] for hit in answer.hits)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("loffel", "Wo ist der Löffel?", ["Löffel"]),
        ("世界", "你好世界,再见世界", ["世界", "世界"]),
        ("🎉", "done 🎉 and 👩‍💻", ["🎉"]),
        ("שלום", "הוא אמר שלום לכולם", ["שלום"]),
        ("second", "🎉🎉🎉 first\n\n  second", ["second"]),
        ('"two words"', "words two two words", ["two words"]),
        ("head*", "the headers of a head", ["headers", "head"]),
    ],
)
def test_highlights_are_characters_of_the_excerpt(
    caller: Caller, agent_id: str, query: str, text: str, expected: list[str]
) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    says(caller, execution, text, phase=EXECUTION_COMPLETED)
    (hit,) = search(caller, query, places=[SEARCH_PLACE_MESSAGE]).hits
    assert marked(hit) == expected


def test_what_grows_is_found_when_it_stands_still(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.messages.add(type=MESSAGE_AI, content="A cherry", is_streaming=True)
    status.tool_calls.add(id="c", name="pick", status=TOOL_CALL_RUNNING, result="plums so far")
    caller.report(execution.metadata.id, status)
    assert not search(caller, "cherry").hits and not search(caller, "plums").hits
    status.messages[0].content = "A cherry tree"
    status.messages[0].is_streaming = False
    status.tool_calls[0].status = TOOL_CALL_COMPLETED
    caller.report(execution.metadata.id, status)
    assert search(caller, "cherry tree").total_count == 1
    assert search(caller, "plums").total_count == 1


def test_what_waits_for_the_user_is_found_meanwhile(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    status.tool_calls.add(id="c", name="fell_oak", status=TOOL_CALL_WAITING_APPROVAL)
    caller.report(execution.metadata.id, status)
    assert search(caller, "oak").hits[0].tool_call_id == "c"


def test_what_changes_is_found_as_it_is_now(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    says(caller, execution, "apples", "pears", "quinces")
    assert search(caller, "quinces").total_count == 1
    says(caller, execution, "apricots", "pears")
    assert not search(caller, "apples").hits and not search(caller, "quinces").hits
    (hit,) = search(caller, "pears").hits
    assert hit.message_index == 1
    assert search(caller, "apricots").total_count == 1
    agent = new_agent("Gardener", instructions="You plant figs only.")
    caller.agents.update(agent)
    assert not search(caller, "hedges").hits
    assert search(caller, "figs").hits[0].place == SEARCH_PLACE_AGENT


def test_a_message_keeps_its_index_among_those_of_earlier_attempts(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    for number, texts in enumerate((["one", "two"], ["three", "mulberry"])):
        attempt = caller.claim().attempt
        status = AgentExecutionStatus(phase=EXECUTION_FAILED if not number else EXECUTION_COMPLETED)
        for text in texts:
            status.messages.add(type=MESSAGE_AI, content=text)
        caller.report(execution.metadata.id, status, attempt)
        if not number:
            caller.executions.recover(RecoverAgentExecutionInput(id=execution.metadata.id))
    (hit,) = search(caller, "mulberry").hits
    whole = caller.execution_queries.get(AgentExecutionId(value=execution.metadata.id))
    assert whole.status.messages[hit.message_index].content == "mulberry"


def test_a_users_message_that_a_runner_repeats_is_found_once(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Where are the radishes?", agent_id=agent_id)
    status = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
    status.messages.add(type=MESSAGE_HUMAN, content="Where are the radishes?")
    message = status.messages.add(type=MESSAGE_AI, content="I look")
    message.tool_calls.add(id="nested", name="find_turnips", status=TOOL_CALL_COMPLETED)
    message.tool_calls.add(id="listed", name="find_leeks", status=TOOL_CALL_COMPLETED)
    status.tool_calls.add(id="listed", name="find_leeks", status=TOOL_CALL_COMPLETED)
    caller.report(execution.metadata.id, status)
    assert places(search(caller, "radishes")) == {SEARCH_PLACE_SESSION_SUBJECT, SEARCH_PLACE_USER_MESSAGE}
    assert search(caller, "turnips").hits[0].tool_call_id == "nested"
    assert search(caller, "leeks").total_count == 1


def test_filters(caller: Caller, agent_id: str) -> None:
    other = caller.agent("Other").metadata.id
    first = caller.execution("common ground", agent_id=agent_id)
    second = caller.execution("common sense", agent_id=other)
    says(caller, first, "common words", phase=EXECUTION_COMPLETED)
    everything = search(caller, "common")
    assert everything.total_count == 5
    moment = Timestamp()
    moment.GetCurrentTime()

    def count(**wanted: Any) -> int:
        answer = search(caller, "common", **wanted)
        assert answer.total_count == len(answer.hits)
        return answer.total_count

    assert count(places=[SEARCH_PLACE_MESSAGE]) == 1
    assert count(places=[SEARCH_PLACE_MESSAGE, SEARCH_PLACE_USER_MESSAGE]) == 3
    assert count(agent_id=agent_id) == 3
    assert count(session_id=second.spec.session_id) == 2
    assert count(agent_id=agent_id, places=[SEARCH_PLACE_SESSION_SUBJECT]) == 1
    assert count(phases=[EXECUTION_COMPLETED]) == 2
    assert count(phases=[EXECUTION_COMPLETED], agent_id=other) == 0
    assert count(created=TimeRange(before=moment)) == 5
    assert count(created=TimeRange(**{"from": moment})) == 0
    assert count(agent_id="agt-unknown") == 0
    early = Timestamp(seconds=1)
    assert count(created=TimeRange(**{"from": early, "before": moment})) == 5
    says(caller, second, "nothing", phase=EXECUTION_COMPLETED)
    assert count(phases=[EXECUTION_COMPLETED]) == 3


def test_pages_give_every_hit_once_while_others_come(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    texts = [f"needle {'hay ' * (number % 7)}{number}" for number in range(40)]
    says(caller, execution, *texts)
    answer = search(caller, "needle", page_size=7)
    assert answer.total_count == 40
    seen = [hit.message_index for hit in answer.hits]
    while answer.next_page_token:
        texts.append(f"needle late {len(texts)}")
        says(caller, execution, *texts)
        search(caller, "late")
        token = answer.next_page_token
        answer = caller.search.search(SearchRequest(query="needle", page_size=7, page_token=token))
        assert answer.total_count == 40
        seen += [hit.message_index for hit in answer.hits]
    assert sorted(seen) == list(range(40))
    # The short ones come first: the word is more of them.
    assert seen[0] % 7 == 0


def test_a_token_outlives_a_restart_and_a_rebuild(data: DataFolder, caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    says(caller, execution, *(f"needle {number}" for number in range(9)))
    first = search(caller, "needle", page_size=5)
    list(caller.search.rebuildIndex(RebuildIndexRequest()))
    request = SearchRequest(query="needle", page_size=5, page_token=first.next_page_token)
    second = caller.search.search(request)
    assert len(second.hits) == 4 and not second.next_page_token
    assert not {hit.message_index for hit in first.hits} & {hit.message_index for hit in second.hits}


def test_a_token_is_good_for_its_own_question_only(caller: Caller, agent_id: str) -> None:
    execution = caller.execution("Go", agent_id=agent_id)
    says(caller, execution, "needle one", "needle two")
    token = search(caller, "needle", page_size=1).next_page_token
    for request in (
        SearchRequest(query="other", page_token=token),
        SearchRequest(query="needle", agent_id=agent_id, page_token=token),
        SearchRequest(query="needle", page_token="nonsense"),
    ):
        with refused("INVALID_ARGUMENT", "page_token"):
            caller.search.search(request)
    with refused("INVALID_ARGUMENT", "page_size"):
        caller.search.search(SearchRequest(query="needle", page_size=-1))
    with refused("INVALID_ARGUMENT", "query"):
        caller.search.search(SearchRequest())
    with refused("INVALID_ARGUMENT", "query"):
        caller.search.search(SearchRequest(query="x" * 1001))


def test_what_is_deleted_is_gone_at_once(caller: Caller, agent_id: str) -> None:
    gone = caller.execution("asparagus", agent_id=agent_id)
    kept = caller.executions.create(new_execution("asparagus", session_id=gone.spec.session_id))
    for execution in (gone, kept):
        says(caller, execution, "asparagus", phase=EXECUTION_COMPLETED)
    assert search(caller, "asparagus").total_count == 5
    caller.executions.delete(ApiResourceId(value=gone.metadata.id))
    # Whether the index has it yet or not.
    at_once = caller.search.search(SearchRequest(query="asparagus"))
    assert at_once.total_count == len(at_once.hits) == 3
    assert search(caller, "asparagus").total_count == 3
    caller.sessions.delete(SessionId(value=gone.spec.session_id))
    assert not caller.search.search(SearchRequest(query="asparagus")).total_count
    caller.agents.delete(AgentId(value=agent_id))
    assert not caller.search.search(SearchRequest(query="hedges")).total_count
    assert not search(caller, "hedges").hits


def test_secrets_are_not_found(caller: Caller, agent_id: str) -> None:
    execution = new_execution("Log in with xylophone-42", agent_id=agent_id)
    execution.spec.runtime_env["TOKEN"].value = "xylophone-42"
    execution.spec.runtime_env["TOKEN"].is_secret = True
    made = caller.executions.create(execution)
    says(caller, made, "It said xylophone-42, I think", phase=EXECUTION_COMPLETED)
    assert not search(caller, "xylophone").hits
    (hit,) = search(caller, "think").hits
    assert "xylophone" not in hit.excerpt and "••••" in hit.excerpt
    assert hit.title == "Log in with ••••"


def test_a_rebuild_tells_how_far_it_is_and_finds_the_same(caller: Caller, told: AgentExecution) -> None:
    before = search(caller, "the*")
    progress = list(caller.search.rebuildIndex(RebuildIndexRequest()))
    assert [each.done for each in progress] == sorted(each.done for each in progress)
    assert progress[-1].done == progress[-1].total > 0
    after = search(caller, "the*")
    assert after.total_count == before.total_count > 0
    assert places(after) == places(before)


def test_two_rebuilds_at_once_are_one(caller: Caller, told: AgentExecution) -> None:
    ends: list[Any] = []

    def rebuild() -> None:
        ends.append(list(caller.search.rebuildIndex(RebuildIndexRequest()))[-1])

    threads = [threading.Thread(target=rebuild) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 3 and all(each.done == each.total for each in ends)
    assert search(caller, "marigolds").total_count == 1


@pytest.fixture
def restarted(data: DataFolder, server: ServerThread, caller: Caller) -> Iterator[Any]:
    """Stops the server; calling it starts another on the same folder and gives its caller."""
    started: list[tuple[ServerThread, Caller]] = []

    def restart() -> Caller:
        thread = ServerThread(ServerOptions(data=data, port=0, poll_interval=POLL, samples=False))
        endpoint = thread.start()
        started.append((thread, Caller(endpoint.address, endpoint.token)))
        return started[-1][1]

    yield restart
    for thread, again in started:
        again.channel.close()
        thread.stop()


def index_files(data: DataFolder) -> list[Path]:
    return sorted(data.search_index.glob("index-*.db"))


def test_the_index_goes_on_after_a_restart(
    data: DataFolder, server: ServerThread, caller: Caller, told: AgentExecution, restarted: Any
) -> None:
    assert search(caller, "marigolds").total_count == 1
    (file,) = index_files(data)
    # Stored, but the program ends before the index can have it.
    says(caller, caller.execution("Go", agent_id=told.spec.agent_id), "rhubarb")
    server.stop()
    again = restarted()
    assert search(again, "marigolds").total_count == 1
    assert search(again, "rhubarb").total_count == 1
    assert index_files(data) == [file]


@pytest.mark.parametrize("harm", ["missing", "damaged", "cut", "empty", "ahead"])
def test_an_index_that_cannot_be_used_is_made_anew(
    data: DataFolder, server: ServerThread, caller: Caller, told: AgentExecution, restarted: Any, harm: str
) -> None:
    assert search(caller, "marigolds").total_count == 1
    server.stop()
    (file,) = index_files(data)
    content = file.read_bytes()
    if harm == "missing":
        file.unlink()
    elif harm == "damaged":
        file.write_bytes(b"This is a letter, not an index. " * 2000)
    elif harm == "cut":
        file.write_bytes(content[:5000])
    elif harm == "empty":
        file.write_bytes(b"")
    else:
        move_ahead(file)
    again = restarted()
    assert search(again, "marigolds").total_count == 1
    assert len(index_files(data)) == 1


def move_ahead(file: Path) -> None:
    """As if the store had been put back from a backup."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE search_state SET watermark = watermark + 1000")
    connection.commit()
    connection.close()


def test_an_index_damaged_while_it_is_used_is_made_anew(
    data: DataFolder, caller: Caller, told: AgentExecution
) -> None:
    assert search(caller, "marigolds").total_count == 1
    (file,) = index_files(data)
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE search_text")
    connection.commit()
    connection.close()
    with refused("UNAVAILABLE", "damaged"):
        caller.search.search(SearchRequest(query="marigolds"))

    def whole_again() -> bool:
        try:
            answer = caller.search.search(SearchRequest(query="marigolds"))
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE  # type: ignore[attr-defined]
            return False
        return bool(answer.total_count == 1)

    wait_until(whole_again)


TYPED = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(alphabet="tulips\"*(){}^:+-,.;'\\/ \n", min_size=1, max_size=60),
    st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR", *'"*():%你🎉', "tulips", "--"]), min_size=1).map(
        " ".join
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TYPED)
def test_nothing_that_is_typed_is_an_error(caller: Caller, told: AgentExecution, query: str) -> None:
    answer = caller.search.search(SearchRequest(query=query))
    for hit in answer.hits:
        assert all(0 <= each.start < each.end <= len(hit.excerpt) for each in hit.highlights)


def test_a_query_of_the_greatest_length_is_answered(caller: Caller, told: AgentExecution) -> None:
    for query in ("a " * 500, '"' + "a " * 490 + '"', "a*b" * 333, "你" * 1000, '"' * 1000):
        assert not caller.search.search(SearchRequest(query=query)).hits
