"""One execution from claim to end, against a link that stands in for the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import grpc
import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.desktop import AppendStatusRequest, AppendStatusResponse, ClaimResponse
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_TERMINATED,
    MESSAGE_AI,
    AgentExecution,
    AgentExecutionList,
)
from stigmer_desktop.api.execution_context import ExecutionValue
from stigmer_desktop.api.session import Session
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.runner.execution_run import ExecutionRun
from stigmer_desktop.runner.harness import Assignment, ExecutionFailed, ExecutionStopped, HandedOver, Report
from stigmer_desktop.runner.model_choice import BuiltinChoice, ModelChooser
from stigmer_desktop.runner.preparation import Preparation
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.server_link import LeaseLost
from stigmer_desktop.runner.skill_shelf import SkillShelf
from stigmer_desktop.settings import SettingsFile
from tests.waiting import until


class Link:
    """The server as one execution sees it."""

    def __init__(self) -> None:
        self.requests: list[AppendStatusRequest] = []
        self.phase = EXECUTION_IN_PROGRESS
        self.append_error: Callable[[AppendStatusRequest], Exception | None] = lambda request: None
        self.agent_error: Exception | None = None
        self.earlier: list[AgentExecution] = []

    async def append(self, request: AppendStatusRequest) -> AppendStatusResponse:
        if error := self.append_error(request):
            raise error
        self.requests.append(request)
        return AppendStatusResponse(phase=request.phase or self.phase)

    async def append_once(self, request: AppendStatusRequest, seconds: float) -> None:
        await self.append(request)

    async def session(self, session_id: str) -> Session:
        session = Session()
        session.spec.agent_instance_id = "ain-1"
        return session

    async def instance(self, instance_id: str) -> AgentInstance:
        instance = AgentInstance()
        instance.spec.agent_id = "agt-1"
        return instance

    async def agent(self, agent_id: str) -> Agent:
        if self.agent_error:
            raise self.agent_error
        agent = Agent()
        agent.spec.instructions = f"I am {agent_id}."
        return agent

    async def environment(self, execution_id: str) -> dict[str, ExecutionValue]:
        return {"PLACE": ExecutionValue(value="Delft")}

    async def executions(self, session_id: str, page_size: int, page_token: str) -> AgentExecutionList:
        place = int(page_token or 0)
        page = AgentExecutionList(entries=self.earlier[place : place + 1])
        page.next_page_token = str(place + 1) if place + 1 < len(self.earlier) else ""
        return page

    @property
    def text(self) -> str:
        return [entry.message.content for request in self.requests for entry in request.messages][-1]


class Worker:
    """A harness that does what the test says."""

    def __init__(self, work: Callable[[Assignment, Report], Awaitable[None]]) -> None:
        self._work = work
        self.cancelled = False

    async def run(self, assignment: Assignment, report: Report) -> None:
        try:
            await self._work(assignment, report)
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def says_hello(assignment: Assignment, report: Report) -> None:
    report.extend_message(report.open_message(MESSAGE_AI), "Hello")


async def never_ends(assignment: Assignment, report: Report) -> None:
    await says_hello(assignment, report)
    await asyncio.Event().wait()


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def chooser(tmp_path: Path) -> ModelChooser:
    credentials = Credentials(tmp_path / "keys.json", use_keyring=False)
    return ModelChooser(SettingsFile(tmp_path / "settings.json"), credentials, {})


def new_run(link: Link, chooser: ModelChooser, harness: Worker, model: str = "") -> ExecutionRun:
    claim = ClaimResponse(attempt=1)
    claim.execution.metadata.id = "aex-9"
    claim.execution.spec.session_id = "ses-1"
    claim.execution.spec.message = "Hi"
    claim.execution.spec.execution_config.model_name = model
    preparation = Preparation(link, chooser, SkillShelf(Path("nowhere")))  # type: ignore[arg-type]
    return ExecutionRun(link, harness, preparation, claim, interval=0.01)  # type: ignore[arg-type]


async def test_a_finished_work_is_complete(link: Link, chooser: ModelChooser) -> None:
    await new_run(link, chooser, Worker(says_hello)).run()
    assert link.requests[-1].phase == EXECUTION_COMPLETED
    assert link.text == "Hello"


async def test_the_harness_is_given_all_that_it_needs(link: Link, chooser: ModelChooser) -> None:
    given: list[Assignment] = []

    async def work(assignment: Assignment, report: Report) -> None:
        given.append(assignment)

    await new_run(link, chooser, Worker(work)).run()
    assert given[0].agent.spec.instructions == "I am agt-1."
    assert given[0].execution.spec.message == "Hi"
    assert given[0].model == BuiltinChoice()
    assert given[0].environment["PLACE"].value == "Delft"


async def test_a_failure_is_told_with_its_sentence(link: Link, chooser: ModelChooser) -> None:
    async def work(assignment: Assignment, report: Report) -> None:
        await says_hello(assignment, report)
        raise ExecutionFailed("The model is asleep. Wake it.")

    await new_run(link, chooser, Worker(work)).run()
    assert (link.requests[-1].phase, link.requests[-1].error) == (
        EXECUTION_FAILED,
        "The model is asleep. Wake it.",
    )
    assert link.text == "Hello"


async def test_an_unknown_model_fails_before_any_work(link: Link, chooser: ModelChooser) -> None:
    harness = Worker(never_ends)
    await new_run(link, chooser, harness, model="acme:large").run()
    assert 'Possible are "builtin"' in link.requests[-1].error


async def test_an_unforeseen_problem_tells_nothing_of_what_was_said(
    link: Link, chooser: ModelChooser, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(assignment: Assignment, report: Report) -> None:
        raise ValueError(words)

    words = "secret words of the user"
    await new_run(link, chooser, Worker(work)).run()
    assert "a problem that it does not know (ValueError)" in link.requests[-1].error
    assert "secret" not in link.requests[-1].error + caplog.text
    assert "test_execution_run.py" in caplog.text


async def test_a_missing_agent_is_told(link: Link, chooser: ModelChooser) -> None:
    link.agent_error = ServerRefused(
        grpc.StatusCode.NOT_FOUND, "pipeline step LoadTarget failed: Agent not found: agt-1"
    )
    await new_run(link, chooser, Worker(says_hello)).run()
    assert link.requests[-1].phase == EXECUTION_FAILED
    assert "no longer there: Agent not found: agt-1. Start a new session." in link.requests[-1].error


async def test_a_lost_lease_stops_the_work_without_a_word(link: Link, chooser: ModelChooser) -> None:
    harness = Worker(never_ends)
    link.append_error = lambda request: LeaseLost("taken")
    await new_run(link, chooser, harness).run()
    assert harness.cancelled
    assert link.requests == []


async def test_a_cancelled_execution_stops_the_work(link: Link, chooser: ModelChooser) -> None:
    harness = Worker(never_ends)
    link.phase = EXECUTION_CANCELLED
    await new_run(link, chooser, harness).run()
    assert harness.cancelled
    assert not any(request.phase for request in link.requests)
    assert link.text == "Hello"


async def test_giving_up_stops_the_work(link: Link, chooser: ModelChooser) -> None:
    harness = Worker(never_ends)
    run = new_run(link, chooser, harness)
    task = asyncio.create_task(run.run())
    await until(lambda: link.requests)
    run.give_up()
    await task
    assert harness.cancelled
    assert not any(request.phase for request in link.requests)


async def test_cancelling_stops_the_work_and_keeps_what_came(link: Link, chooser: ModelChooser) -> None:
    more = asyncio.Event()

    async def work(assignment: Assignment, report: Report) -> None:
        place = report.open_message(MESSAGE_AI)
        report.extend_message(place, "Hello")
        await more.wait()
        report.extend_message(place, ", and more")
        run.cancel()
        await asyncio.Event().wait()

    run = new_run(link, chooser, Worker(work))
    task = asyncio.create_task(run.run())
    await until(lambda: link.requests)
    more.set()
    await task
    assert link.text == "Hello, and more"
    assert not any(request.phase for request in link.requests)


async def test_being_stopped_keeps_what_came_and_claims_no_end(link: Link, chooser: ModelChooser) -> None:
    harness = Worker(never_ends)
    task = asyncio.create_task(new_run(link, chooser, harness).run())
    await until(lambda: link.requests)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert harness.cancelled
    assert not any(request.phase for request in link.requests)


async def test_an_answer_that_cannot_be_stored_fails_with_the_reason(
    link: Link, chooser: ModelChooser
) -> None:
    def full(request: AppendStatusRequest) -> Exception | None:
        if not request.messages:
            return None
        words = "pipeline step Persist failed: The disk is full."
        return ServerRefused(grpc.StatusCode.INTERNAL, words)

    link.append_error = full
    await new_run(link, chooser, Worker(says_hello)).run()
    last = link.requests[-1]
    assert (last.phase, last.error) == (
        EXECUTION_FAILED,
        "The answer could not be stored: The disk is full.",
    )


def past(number: int, question: str, *answers: str, phase: int = EXECUTION_COMPLETED) -> AgentExecution:
    execution = AgentExecution()
    execution.metadata.id = f"aex-{number}"
    execution.spec.message = question
    execution.status.phase = phase  # type: ignore[assignment]
    for answer in answers:
        execution.status.messages.add(type=MESSAGE_AI, content=answer)
    return execution


async def test_the_conversation_is_what_was_said_before_oldest_first(
    link: Link, chooser: ModelChooser
) -> None:
    link.earlier = [
        past(10, "later"),
        past(9, "Hi", phase=EXECUTION_IN_PROGRESS),
        past(8, "running", phase=EXECUTION_IN_PROGRESS),
        past(7, "failed", phase=EXECUTION_FAILED),
        past(6, "second", "two", "", "and a half"),
        past(5, "first", "one"),
    ]
    given: list[Assignment] = []

    async def work(assignment: Assignment, report: Report) -> None:
        given.append(assignment)

    await new_run(link, chooser, Worker(work)).run()
    exchanges = given[0].conversation.exchanges
    assert [(each.question, each.answer) for each in exchanges] == [
        ("first", "one"),
        ("second", "two\n\nand a half"),
        ("failed", ""),
    ]
    assert given[0].conversation.complete


async def test_a_limit_ends_it_as_terminated(link: Link, chooser: ModelChooser) -> None:
    async def work(assignment: Assignment, report: Report) -> None:
        raise ExecutionStopped("Stopped: enough.")

    await new_run(link, chooser, Worker(work)).run()
    assert (link.requests[-1].phase, link.requests[-1].error) == (EXECUTION_TERMINATED, "Stopped: enough.")


async def test_waiting_for_the_user_reports_no_end(link: Link, chooser: ModelChooser) -> None:
    async def work(assignment: Assignment, report: Report) -> None:
        await says_hello(assignment, report)
        await report.deliver()
        raise HandedOver

    await new_run(link, chooser, Worker(work)).run()
    assert link.text == "Hello"
    assert not any(request.phase for request in link.requests)
