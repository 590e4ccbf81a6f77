"""Two executions step by step: what both did, what only one did, and what it took."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from google.protobuf.json_format import MessageToDict

from stigmer_desktop.api.execution import (
    MESSAGE_HUMAN,
    MESSAGE_THINKING,
    MESSAGE_TOOL,
    AgentExecution,
    AgentMessage,
    ToolCall,
)
from stigmer_desktop.ui.comparison.alignment import aligned
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.placement import Placed, PlacedCall, placements
from stigmer_desktop.ui.executions.tool_summary import arguments_text, summary_of
from stigmer_desktop.ui.session_spot import message_key, question_key


class StepKind(Enum):
    """What a step is."""

    QUESTION = "question"
    MESSAGE = "message"
    THINKING = "thinking"
    CALL = "call"
    SUB_AGENT = "sub-agent"
    END = "end"


class Change(Enum):
    """How a step of one execution stands to the other."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Step:
    """One thing that was said or done.

    Attributes:
        kind: what it is.
        key: its place in a transcript.
        name: the tool or sub-agent; empty for messages.
        line: what it says in one line.
        text: all of it, for a closer look.
        identity: steps of equal identity are the same step; what came of it may differ.
        seconds: how long it took; None where nobody knows.
        tokens: what it used; None where the runner does not say.
    """

    kind: StepKind
    key: str
    name: str
    line: str
    text: str
    identity: Hashable
    seconds: float | None = None
    tokens: int | None = None


@dataclass(frozen=True)
class StepPair:
    """A row of the comparison; at least one side is there."""

    change: Change
    first: Step | None
    second: Step | None

    @property
    def seconds(self) -> float | None:
        """By how much the second took longer; None unless both are known."""
        return _difference(self.first, self.second, lambda step: step.seconds)

    @property
    def tokens(self) -> int | None:
        """By how many tokens the second used more; None unless both are known."""
        found = _difference(self.first, self.second, lambda step: step.tokens)
        return None if found is None else int(found)


@dataclass(frozen=True)
class Totals:
    """What an execution took as a whole; None where it is not known."""

    seconds: float | None
    tokens: int
    cost: float | None
    steps: int


def steps_of(execution: AgentExecution) -> list[Step]:
    """Everything that was said and done, in its order, from the question to the end."""
    return list(_steps(execution))


def compared(first: AgentExecution, second: AgentExecution) -> list[StepPair]:
    """The steps of both, side by side.

    Equal steps are found first; between them, steps of the same kind and name stand side by side as
    changed, and the rest was removed or added.
    """
    before, after = steps_of(first), steps_of(second)
    pairs: list[StepPair] = []
    gap: tuple[list[Step], list[Step]] = ([], [])
    for a, b in aligned([step.identity for step in before], [step.identity for step in after]):
        if a is not None and b is not None:
            pairs += _gap(*gap)
            gap = ([], [])
            change = Change.SAME if before[a].text == after[b].text else Change.CHANGED
            pairs.append(StepPair(change, before[a], after[b]))
        elif a is not None:
            gap[0].append(before[a])
        elif b is not None:
            gap[1].append(after[b])
    return [*pairs, *_gap(*gap)]


def totals_of(execution: AgentExecution) -> Totals:
    """What the whole execution took."""
    status = execution.status
    models = status.usage.models
    priced = bool(models) and all(model.cost_known for model in models)
    return Totals(
        seconds_between(status.started_at, status.completed_at, None),
        sum(model.input_tokens + model.output_tokens for model in models),
        sum(model.cost for model in models) if priced else None,
        len(status.messages) + len(status.tool_calls) + len(status.sub_agent_executions),
    )


def _gap(before: list[Step], after: list[Step]) -> Iterator[StepPair]:
    """Steps that have no equal: side by side where kind and name are the same."""
    for a, b in aligned([(s.kind, s.name) for s in before], [(s.kind, s.name) for s in after]):
        one = before[a] if a is not None else None
        other = after[b] if b is not None else None
        if one is not None and other is not None:
            yield StepPair(Change.CHANGED, one, other)
        else:
            yield StepPair(Change.REMOVED if other is None else Change.ADDED, one, other)


def _steps(execution: AgentExecution) -> Iterator[Step]:
    execution_id, question = execution.metadata.id, execution.spec.message
    yield Step(
        StepKind.QUESTION,
        question_key(execution_id),
        "",
        _line(question),
        question,
        (StepKind.QUESTION, question.strip()),
    )
    places = placements(execution)
    yield from _placed(places[0])
    messages = execution.status.messages
    for number, message in enumerate(messages):
        repeated = message.type == MESSAGE_HUMAN and message.content.strip() == question.strip()
        if message.content.strip() and message.type != MESSAGE_TOOL and not repeated:
            yield _message(execution, number, messages)
        yield from _placed(places[number + 1])
    if execution.status.error:
        error = execution.status.error
        yield Step(
            StepKind.END, f"{execution_id}/error", "", _line(error), error, (StepKind.END, error.strip())
        )


def _message(execution: AgentExecution, number: int, messages: Sequence[AgentMessage]) -> Step:
    message = messages[number]
    kind = StepKind.THINKING if message.type == MESSAGE_THINKING else StepKind.MESSAGE
    return Step(
        kind,
        message_key(execution.metadata.id, number),
        "",
        _line(message.content),
        message.content,
        (kind, message.type, " ".join(message.content.split())),
        tokens=_tokens_of(message),
    )


def _tokens_of(message: AgentMessage) -> int | None:
    """What a runner says about a message in its metadata, if it does."""
    fields = message.metadata.fields
    known = [fields[name].number_value for name in ("input_tokens", "output_tokens") if name in fields]
    return int(sum(known)) if known else None


def _placed(entries: Sequence[Placed]) -> Iterator[Step]:
    for entry in entries:
        if isinstance(entry, PlacedCall):
            yield _call(entry.key, entry.call)
            continue
        agent = entry.agent
        said = [message.content for message in agent.messages if message.content.strip()]
        yield Step(
            StepKind.SUB_AGENT,
            entry.key,
            agent.name,
            _line(agent.subject or agent.input or agent.output),
            "\n\n".join(part for part in (agent.input, *said, agent.output, agent.error) if part),
            (StepKind.SUB_AGENT, agent.name, " ".join(agent.input.split())),
            seconds_between(agent.started_at, agent.completed_at, None),
        )


def _call(key: str, call: ToolCall) -> Step:
    arguments = MessageToDict(call.args)
    parts = (arguments_text(call), call.result, call.error)
    return Step(
        StepKind.CALL,
        key,
        call.name,
        summary_of(call),
        "\n\n".join(part for part in parts if part),
        (StepKind.CALL, call.name, json.dumps(arguments, sort_keys=True)),
        seconds_between(call.started_at, call.completed_at, None),
    )


def _difference(first: Step | None, second: Step | None, of: Callable[[Step], float | None]) -> float | None:
    before = of(first) if first is not None else None
    after = of(second) if second is not None else None
    return None if before is None or after is None else after - before


def _line(text: str) -> str:
    return " ".join(text[:400].split())
