"""What a report sends: only what is new, seldom enough, in order, and the end together with the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from stigmer_desktop.api.desktop import AppendStatusRequest, AppendStatusResponse, ModelUsage
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_TERMINATED,
    MESSAGE_AI,
    MESSAGE_THINKING,
    SubAgentExecution,
    TodoItem,
    ToolCall,
)
from stigmer_desktop.api.message_facts import ASKED_AT, ENDED_AT, is_broken_off, text_fact
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.harness import ExecutionFailed
from stigmer_desktop.runner.server_link import LeaseLost, StoppedByUser
from stigmer_desktop.runner.status_report import LONGEST_MESSAGE, StatusReport, whole_text
from tests.waiting import until


class Link:
    """Takes reports; `hold` keeps them waiting."""

    def __init__(self) -> None:
        self.requests: list[AppendStatusRequest] = []
        self.times: list[float] = []
        self.phase = EXECUTION_IN_PROGRESS
        self.error: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def append(self, request: AppendStatusRequest) -> AppendStatusResponse:
        await self.open.wait()
        if self.error:
            raise self.error
        self.requests.append(request)
        self.times.append(asyncio.get_running_loop().time())
        return AppendStatusResponse(phase=self.phase)

    async def append_once(self, request: AppendStatusRequest, seconds: float) -> None:
        await self.append(request)

    def texts(self) -> list[str]:
        return [entry.message.content for request in self.requests for entry in request.messages]


@pytest.fixture
async def link() -> Link:
    return Link()


@pytest.fixture
def broken() -> list[Exception]:
    return []


Make = Callable[..., StatusReport]


@pytest.fixture
async def make(link: Link, broken: list[Exception]) -> AsyncIterator[Make]:
    tasks = []

    def started(interval: float = 0.01) -> StatusReport:
        report = StatusReport(link, "aex-1", 2, on_broken=broken.append, interval=interval)  # type: ignore[arg-type]
        tasks.append(asyncio.create_task(report.run()))
        return report

    yield started
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_growing_message_is_sent_whole_and_at_its_place(make: Make, link: Link) -> None:
    report = make()
    first = report.open_message(MESSAGE_THINKING)
    report.extend_message(first, "Hm.")
    report.close_message(first)
    second = report.open_message(MESSAGE_AI)
    report.extend_message(second, "Yes")
    await until(lambda: link.requests)
    report.extend_message(second, ", sure.")
    await until(lambda: len(link.requests) == 2)
    before, after = link.requests
    assert [(entry.index, entry.message.is_streaming) for entry in before.messages] == [(0, False), (1, True)]
    assert [(entry.index, entry.message.content) for entry in after.messages] == [(1, "Yes, sure.")]
    assert after.messages[0].message.timestamp.endswith("Z")
    assert (after.execution_id, after.attempt) == ("aex-1", 2)


async def test_reports_keep_their_distance(make: Make, link: Link) -> None:
    report = make(interval=0.1)
    place = report.open_message(MESSAGE_AI)
    for _ in range(30):
        report.extend_message(place, "x")
        await asyncio.sleep(0.01)
    await report.finish(EXECUTION_COMPLETED)
    gaps = [after - before for before, after in zip(link.times, link.times[1:-1], strict=False)]
    assert len(link.requests) <= 5
    assert all(gap >= 0.09 for gap in gaps)
    assert link.texts()[-1] == "x" * 30


async def test_the_end_comes_at_once_with_all_that_is_left(make: Make, link: Link) -> None:
    report = make(interval=60.0)
    place = report.open_message(MESSAGE_AI)
    await until(lambda: link.requests)
    report.extend_message(place, "Done.")
    report.warn("Careful.")
    await report.finish(EXECUTION_FAILED, "It broke.")
    last = link.requests[-1]
    assert (last.phase, last.error) == (EXECUTION_FAILED, "It broke.")
    assert [(entry.message.content, entry.message.is_streaming) for entry in last.messages] == [
        ("Done.", False)
    ]
    assert list(last.warnings) == ["Careful."]


async def test_a_report_under_way_is_not_overtaken_by_the_end(make: Make, link: Link) -> None:
    report = make()
    link.open.clear()
    report.extend_message(report.open_message(MESSAGE_AI), "First")
    await asyncio.sleep(0)
    end = asyncio.create_task(report.finish(EXECUTION_COMPLETED))
    await asyncio.sleep(0)
    link.open.set()
    await end
    assert [request.phase for request in link.requests][-1] == EXECUTION_COMPLETED
    assert link.texts()[-1] == "First"


async def test_usage_adds_up_for_each_model(make: Make, link: Link) -> None:
    report = make()
    report.count_usage(ModelUsage(model="a", calls=1, input_tokens=5, output_tokens=1))
    report.count_usage(ModelUsage(model="b", calls=1, input_tokens=7))
    report.count_usage(ModelUsage(model="a", calls=1, input_tokens=5, cached_input_tokens=3))
    await report.finish(EXECUTION_COMPLETED)
    used = {entry.model: entry for entry in link.requests[-1].usage.models}
    assert (used["a"].calls, used["a"].input_tokens, used["a"].cached_input_tokens) == (2, 10, 3)
    assert used["b"].input_tokens == 7


async def test_the_same_warning_is_told_once(make: Make, link: Link) -> None:
    report = make()
    report.warn("Careful.")
    await until(lambda: link.requests)
    report.warn("Careful.")
    await report.finish(EXECUTION_COMPLETED)
    assert [list(request.warnings) for request in link.requests] == [["Careful."], []]


async def test_a_warning_that_is_over_is_taken_back(make: Make, link: Link) -> None:
    report = make()
    report.warn("Waiting.")
    await until(lambda: link.requests)
    report.settle("Waiting.")
    await until(lambda: len(link.requests) == 2)
    report.warn("Again.")
    report.settle("Again.")
    await report.finish(EXECUTION_COMPLETED)
    told = [(list(each.warnings), list(each.settled_warnings)) for each in link.requests]
    assert told == [(["Waiting."], []), ([], ["Waiting."]), ([], [])]


async def test_a_message_says_what_its_model_call_used(make: Make, link: Link) -> None:
    report = make()
    place = report.open_message(MESSAGE_AI)
    report.extend_message(place, "Hello")
    report.note_tokens(place, TokenCount(1_200, 34, 1_000))
    await report.finish(EXECUTION_COMPLETED)
    (sent,) = link.requests[-1].messages
    told = dict(sent.message.metadata.items())
    del told[ENDED_AT]
    assert told == {"input_tokens": 1200.0, "output_tokens": 34.0}


async def test_a_lost_lease_is_told_once(make: Make, link: Link, broken: list[Exception]) -> None:
    report = make()
    link.error = LeaseLost("taken")
    report.warn("one")
    await until(lambda: broken)
    report.warn("two")
    assert broken == [link.error]


async def test_an_execution_that_has_ended_is_given_up(
    make: Make, link: Link, broken: list[Exception]
) -> None:
    report = make()
    link.phase = EXECUTION_TERMINATED
    report.warn("one")
    await until(lambda: broken)
    assert isinstance(broken[0], LeaseLost)


async def test_a_cancelled_execution_may_still_be_told_about(
    make: Make, link: Link, broken: list[Exception]
) -> None:
    report = make()
    link.phase = EXECUTION_CANCELLED
    report.warn("one")
    await until(lambda: broken)
    assert isinstance(broken[0], StoppedByUser)


async def test_calls_agents_and_todos_go_out_when_they_change(make: Make, link: Link) -> None:
    report = make()
    call = ToolCall(id="call-1", name="ls")
    report.put_tool_call(call)
    report.put_sub_agent(SubAgentExecution(id="call-2"))
    report.put_todos({"a": TodoItem(id="a")})
    report.note_checkpoint()
    await until(lambda: link.requests)
    first = link.requests[-1]
    assert (first.tool_calls[0].name, first.sub_agent_executions[0].id) == ("ls", "call-2")
    assert (list(first.todos), first.has_checkpoint) == (["a"], True)
    call.result = "a.txt"
    report.put_tool_call(call)
    await until(lambda: len(link.requests) == 2)
    assert link.requests[-1].tool_calls[0].result == "a.txt"
    assert not link.requests[-1].sub_agent_executions


async def test_a_hurried_report_does_not_wait_for_its_turn(make: Make, link: Link) -> None:
    report = make(interval=60.0)
    report.warn("one")
    await until(lambda: link.requests)
    report.put_tool_call(ToolCall(id="call-1"))
    report.hurry()
    await until(lambda: len(link.requests) == 2)


async def test_abandoning_sends_the_rest_without_an_end(make: Make, link: Link) -> None:
    report = make(interval=60.0)
    place = report.open_message(MESSAGE_AI)
    await until(lambda: link.requests)
    report.extend_message(place, "So far")
    await report.abandon()
    assert link.texts()[-1] == "So far"
    assert link.requests[-1].phase == 0
    assert not link.requests[-1].messages[0].message.is_streaming


async def test_a_message_past_all_bounds_fails(make: Make) -> None:
    report = make()
    place = report.open_message(MESSAGE_AI)
    report.extend_message(place, "x" * LONGEST_MESSAGE)
    with pytest.raises(ExecutionFailed, match="grew past 16,000,000 characters"):
        report.extend_message(place, "x")


def test_characters_that_came_in_halves_are_joined() -> None:
    assert whole_text("\ud83d\ude00") == "😀"
    assert whole_text("a\ud83d") == "a\ufffd"
    assert whole_text("plain é") == "plain é"


async def test_a_message_says_when_it_ended_and_whether_it_was_broken_off(link: Link) -> None:
    report = StatusReport(link, "aex-1", 1, on_broken=lambda error: None)  # type: ignore[arg-type]
    whole, half = report.open_message(MESSAGE_THINKING), report.open_message(MESSAGE_AI)
    report.annotate(whole, asked_at="2026-11-22T10:00:00.000Z")
    report.close_message(whole)
    report.extend_message(half, "Half an ans")
    await report.abandon()
    told = [entry.message for entry in link.requests[-1].messages]
    assert [is_broken_off(message) for message in told] == [False, True]
    assert all(text_fact(message, ENDED_AT) for message in told)
    assert text_fact(told[0], ASKED_AT) == "2026-11-22T10:00:00.000Z"
