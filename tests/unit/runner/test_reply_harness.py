"""The plain harness: one answer, its messages, its model, its usage; a conversation cut to the window."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import MESSAGE_AI, MESSAGE_THINKING, AgentExecution, MessageType
from stigmer_desktop.api.session import Session
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.builtin_model import BuiltinModel
from stigmer_desktop.runner.harness import Assignment, Conversation, Exchange, ExecutionFailed, UnpackedSkill
from stigmer_desktop.runner.model_choice import BuiltinChoice, ModelChoice, ServedChoice
from stigmer_desktop.runner.model_endpoint import ModelEndpoint, Timeouts
from stigmer_desktop.runner.providers import Providers
from stigmer_desktop.runner.reply_harness import LEFT_OUT, NO_SKILLS, WAITS, ReplyHarness
from tests.scripted_model import Script, ScriptedModel

SHORT = Timeouts(connect=1.0, silence=1.0)


@dataclass
class Recorder:
    """A report that keeps what it is told."""

    messages: list[tuple[int, str]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    usage: list[ModelUsage] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    tokens: dict[int, TokenCount] = field(default_factory=dict)
    facts: dict[int, dict[str, str | bool]] = field(default_factory=dict)

    def open_message(self, kind: MessageType.ValueType) -> int:
        self.messages.append((kind, ""))
        return len(self.messages) - 1

    def extend_message(self, place: int, text: str) -> None:
        kind, before = self.messages[place]
        self.messages[place] = (kind, before + text)

    def close_message(self, place: int) -> None:
        self.closed.append(place)

    def annotate(self, place: int, **facts: str | bool) -> None:
        self.facts.setdefault(place, {}).update(facts)

    def note_tokens(self, place: int, tokens: TokenCount) -> None:
        self.tokens[place] = tokens

    def name_model(self, model: str) -> None:
        self.models.append(model)

    def count_usage(self, usage: ModelUsage) -> None:
        self.usage.append(usage)

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)

    def settle(self, sentence: str) -> None:
        self.settled.append(sentence)


class Work:
    """Assignments on the scripted server."""

    def __init__(self, server: ScriptedModel) -> None:
        self.server = server
        self.report = Recorder()
        self.earlier: tuple[Exchange, ...] = ()
        self.skills: tuple[UnpackedSkill, ...] = ()
        self.warned: tuple[str, ...] = ()
        self.providers = Providers(BuiltinModel())

    async def run(self, model: str | ModelChoice, message: str = "Hello?") -> Recorder:
        choice = ServedChoice(model, self.server.base_url) if isinstance(model, str) else model
        execution, agent = AgentExecution(), Agent()
        execution.spec.message = message
        execution.status.warnings.extend(self.warned)
        agent.spec.instructions = "Be kind."
        assignment = Assignment(
            execution,
            Session(),
            AgentInstance(),
            agent,
            Conversation(self.earlier),
            choice,
            skills=self.skills,
        )
        await ReplyHarness(self.providers, SHORT).run(assignment, self.report)
        return self.report

    async def fails(self, model: str | ModelChoice, message: str = "Hello?") -> str:
        with pytest.raises(ExecutionFailed) as caught:
            await self.run(model, message)
        return str(caught.value)


@pytest.fixture
async def work(model: ScriptedModel) -> Work:
    return Work(model)


async def test_an_answer_becomes_one_message(work: Work) -> None:
    report = await work.run("plain")
    assert report.messages == [(MESSAGE_AI, "Hello from the script.")]
    assert report.closed == [0]
    assert report.warnings == []


async def test_the_model_that_really_answers_is_named_with_what_it_used(work: Work) -> None:
    report = await work.run("renamed")
    assert report.models == ["renamed-2026-01-01"]
    assert report.usage == [ModelUsage(model="renamed-2026-01-01", calls=1, input_tokens=11, output_tokens=4)]
    assert report.tokens == {0: TokenCount(11, 4, 0)}


async def test_thinking_is_a_message_of_its_own(work: Work) -> None:
    report = await work.run("thinking")
    assert report.messages == [(MESSAGE_THINKING, "Let me think."), (MESSAGE_AI, "Done.")]
    assert report.closed == [0, 1]


async def test_a_whole_answer_says_since_when_it_was_asked_for(work: Work) -> None:
    report = await work.run("thinking")
    assert [set(report.facts.get(place, {})) for place in (0, 1)] == [{"asked_at"}, set()]


async def test_an_answer_that_ends_too_early_is_broken_off(work: Work) -> None:
    await work.fails("dies")
    assert work.report.facts[0]["broken_off"] is True


async def test_the_model_hears_instructions_and_conversation(work: Work) -> None:
    work.earlier = (Exchange("My name is Ada.", "Hello Ada."),)
    await work.run("plain", "What is my name?")
    assert work.server.requests[0].messages == [
        ("system", "Be kind."),
        ("user", "My name is Ada."),
        ("assistant", "Hello Ada."),
        ("user", "What is my name?"),
    ]


async def test_the_oldest_is_left_out_when_the_server_finds_it_too_long(work: Work) -> None:
    work.server.scripts["small"] = Script(window=300)
    work.earlier = tuple(Exchange(f"question {place} " * 5, "answer " * 5) for place in range(8))
    report = await work.run("small")
    assert report.messages == [(MESSAGE_AI, "Hello from the script.")]
    assert report.warnings[-1] == LEFT_OUT
    heard = work.server.requests[-1].messages
    assert heard[-1] == ("user", "Hello?")
    assert heard[-3] == ("user", "question 7 " * 5)


async def test_a_message_too_long_by_itself_names_the_limit(work: Work) -> None:
    work.server.scripts["small"] = Script(window=300)
    work.earlier = (Exchange("before", "yes"),)
    sentence = await work.fails("small", "x" * 1000)
    assert 'the model "small" holds at most 300 tokens' in sentence
    assert work.report.messages == []


@pytest.mark.parametrize("name", ["dies", "stalls", "malformed", "gives-up"])
async def test_what_came_before_a_failure_is_kept(work: Work, name: str) -> None:
    await work.fails(name)
    assert work.report.messages == [(MESSAGE_AI, "Hello from")]
    assert work.report.closed == [0]


async def test_an_empty_answer_fails(work: Work) -> None:
    assert 'The model "empty" answered with nothing.' in await work.fails("empty")


async def test_thinking_alone_is_no_answer(work: Work) -> None:
    work.server.scripts["thinker"] = Script(thinking=["Hm."], text=())
    assert "answered with nothing" in await work.fails("thinker")
    assert work.report.messages == [(MESSAGE_THINKING, "Hm.")]


async def test_an_answer_withheld_by_a_filter_says_so(work: Work) -> None:
    work.server.scripts["filtered"] = Script(text=(), finish="content_filter")
    assert "content filter" in await work.fails("filtered")


async def test_an_answer_cut_short_is_complete_with_a_warning(work: Work) -> None:
    report = await work.run("cut-short")
    assert report.warnings == ["The answer ends early: it reached the model's limit on length."]


async def test_a_huge_answer_comes_whole(work: Work) -> None:
    report = await work.run("huge")
    assert len(report.messages[0][1]) == 1024 * 1024


async def test_openai_without_a_key_is_not_even_asked(work: Work) -> None:
    sentence = await work.fails(ServedChoice("gpt-x", "https://api.openai.com/v1/"))
    assert sentence.startswith("There is no API key for https://api.openai.com/v1/.")


class KnownWindow(Providers):
    """Stands in for the built-in model: a window of known size, on the scripted server."""

    def __init__(self, endpoint: ModelEndpoint, *, is_busy: bool = False) -> None:
        self._endpoint = endpoint
        self.is_busy = is_busy

    @asynccontextmanager
    async def endpoint(
        self, choice: ModelChoice, on_wait: Callable[[bool], None] = lambda waits: None
    ) -> AsyncIterator[ModelEndpoint]:
        if self.is_busy:
            on_wait(True)
            on_wait(False)
        yield self._endpoint


async def test_who_waits_for_the_builtin_model_says_so(work: Work) -> None:
    endpoint = ModelEndpoint(work.server.base_url, "plain", "The built-in model", "here", builtin=True)
    work.providers = KnownWindow(endpoint)
    await work.run(BuiltinChoice())
    assert (work.report.warnings, work.report.settled) == ([], [])
    work.providers = KnownWindow(endpoint, is_busy=True)
    await work.run(BuiltinChoice())
    assert (work.report.warnings, work.report.settled) == ([WAITS], [WAITS])
    # What an attempt that was killed has left is taken away too.
    work.providers, work.warned = KnownWindow(endpoint), (WAITS, "Another.")
    await work.run(BuiltinChoice())
    assert (work.report.warnings, work.report.settled) == ([WAITS], [WAITS, WAITS])


async def test_ten_megabytes_for_the_builtin_model_fail_fast_and_name_the_limit(work: Work) -> None:
    endpoint = ModelEndpoint(work.server.base_url, "plain", "The built-in model", "here", builtin=True)
    work.providers = KnownWindow(replace(endpoint, context_tokens=8192, answer_tokens=1024))
    sentence = await work.fails(BuiltinChoice(), "x" * 10_000_000)
    assert "holds at most 8,192 tokens" in sentence
    assert work.server.requests == []


async def test_skills_are_told_where_the_window_may_hold_them(work: Work) -> None:
    work.skills = (UnpackedSkill("House style", "Write short words.", Path("/skills/house-style")),)
    report = await work.run("plain")
    assert "Write short words." in work.server.requests[0].messages[0][1]
    assert report.warnings == []
    endpoint = ModelEndpoint(work.server.base_url, "plain", "The built-in model", "here", builtin=True)
    work.providers = KnownWindow(replace(endpoint, context_tokens=8192, answer_tokens=1024))
    await work.fails(BuiltinChoice(), "x" * 10_000_000)
    assert report.warnings == [NO_SKILLS]
