"""What was said and done in an execution, step by step, with the time and the tokens that it took."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
from stigmer_desktop.ui.executions.moment import seconds_between
from stigmer_desktop.ui.executions.placement import Placed, PlacedCall, placements
from stigmer_desktop.ui.executions.spoken_line import spoken_line
from stigmer_desktop.ui.executions.tool_summary import arguments_text, summary_of
from stigmer_desktop.ui.inspector.timeline_row import BarKind, timeline_rows
from stigmer_desktop.ui.session_spot import message_key, question_key


class StepKind(Enum):
    """What a step is."""

    QUESTION = "question"
    MESSAGE = "message"
    THINKING = "thinking"
    CALL = "call"
    SUB_AGENT = "sub-agent"
    END = "end"


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
        tokens: what the model used for it, in and out together; None where the runner does not say.
    """

    kind: StepKind
    key: str
    name: str
    line: str
    text: str
    identity: Hashable
    seconds: float | None = None
    tokens: int | None = None


def steps_of(execution: AgentExecution) -> list[Step]:
    """Everything that was said and done, in its order, from the question to the end."""
    return list(_steps(execution))


def _steps(execution: AgentExecution) -> Iterator[Step]:
    execution_id, question = execution.metadata.id, execution.spec.message
    kind = StepKind.QUESTION
    identity = (kind, question.strip())
    yield Step(kind, question_key(execution_id), "", _line(question), question, identity)
    places = placements(execution)
    model_seconds = _model_seconds(execution)
    yield from _placed(places[0])
    for number, message in enumerate(execution.status.messages):
        tokens = _tokens_of([message])
        placed = list(_placed(places[number + 1]))
        repeated = message.type == MESSAGE_HUMAN and message.content.strip() == question.strip()
        if message.content.strip() and message.type != MESSAGE_TOOL and not repeated:
            key = message_key(execution_id, number)
            yield _message(key, message, model_seconds.get(key), tokens)
        elif tokens is not None and placed:
            # A model that only asks for a tool used them for that.
            placed[0] = replace(placed[0], tokens=tokens + (placed[0].tokens or 0))
        yield from placed
    if execution.status.error:
        error = execution.status.error
        end = (StepKind.END, error.strip())
        yield Step(StepKind.END, f"{execution_id}/error", "", _line(error), error, end)


def _model_seconds(execution: AgentExecution) -> dict[str, float]:
    """How long the model took for each message, by the message's key, as the timeline shows it."""
    return {
        row.part: row.end - row.start
        for row in timeline_rows(execution)
        if row.kind is BarKind.MODEL and row.end is not None
    }


def _message(key: str, message: AgentMessage, seconds: float | None, tokens: int | None) -> Step:
    kind = StepKind.THINKING if message.type == MESSAGE_THINKING else StepKind.MESSAGE
    text = message.content
    return Step(
        kind,
        key,
        "",
        spoken_line(text[:400]),
        text,
        (kind, message.type, " ".join(text.split())),
        seconds,
        tokens,
    )


def _tokens_of(messages: Iterable[AgentMessage]) -> int | None:
    """What a runner says about messages in their metadata, if it does."""
    known = [
        message.metadata.fields[name].number_value
        for message in messages
        for name in ("input_tokens", "output_tokens")
        if name in message.metadata.fields
    ]
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
            _tokens_of(agent.messages),
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


def _line(text: str) -> str:
    return " ".join(text[:400].split())
