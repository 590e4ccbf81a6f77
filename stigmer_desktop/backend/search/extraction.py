"""The texts of resources: what of an agent, a session, an execution and its parts can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from google.protobuf.struct_pb2 import Struct, Value

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_AGENT,
    SEARCH_PLACE_ERROR,
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SESSION_SUBJECT,
    SEARCH_PLACE_SUB_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    SEARCH_PLACE_USER_MESSAGE,
)
from stigmer_desktop.api.execution import MESSAGE_HUMAN, AgentMessage, SubAgentExecution, ToolCall
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.search.entry import Entry, Spot
from stigmer_desktop.backend.store.clock import micros_of_rfc3339
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.tables import MESSAGES, TOOL_CALLS

USER_MESSAGE = Spot(0, 0, SEARCH_PLACE_USER_MESSAGE)
ERROR = Spot(0, 0, SEARCH_PLACE_ERROR)
_SUBJECT = Spot(0, 0, SEARCH_PLACE_SESSION_SUBJECT)
_AGENT = Spot(0, 0, SEARCH_PLACE_AGENT)


def agent_entries(agent: Agent, created_at: int) -> list[Entry]:
    """An agent's name, description and instructions."""
    body = _lines(agent.spec.description, agent.spec.instructions)
    return [Entry(SEARCH_PLACE_AGENT, _AGENT, created_at=created_at, title=agent.metadata.name, body=body)]


def session_entries(session: Session, created_at: int) -> list[Entry]:
    """A session's subject."""
    subject = session.spec.subject
    return [Entry(SEARCH_PLACE_SESSION_SUBJECT, _SUBJECT, created_at=created_at, title=subject)]


def user_message_entries(message: str, created_at: int) -> list[Entry]:
    """What the user asked of an execution."""
    return [Entry(SEARCH_PLACE_USER_MESSAGE, USER_MESSAGE, created_at=created_at, body=message)]


def error_entries(error: str, created_at: int) -> list[Entry]:
    """Why an execution failed."""
    return [Entry(SEARCH_PLACE_ERROR, ERROR, created_at=created_at, body=error)]


@dataclass(frozen=True)
class Surroundings:
    """What must be known of an execution to tell what in a part is new.

    Attributes:
        user_message: the execution's own message, which some runners repeat among its messages.
        listed_calls: the ids of the tool calls that stand in the execution's own list.
        said_at: when a part was said that does not tell; in microseconds.
    """

    user_message: Callable[[], str]
    listed_calls: Callable[[], frozenset[str]]
    said_at: int


def part_entries(row: PartRow, around: Surroundings) -> list[Entry]:
    """The texts of one message, tool call or sub-agent."""
    spot = Spot(row.part, row.attempt, row.seq)
    if row.part == MESSAGES:
        return list(_message_entries(AgentMessage.FromString(row.data), spot, around))
    if row.part == TOOL_CALLS:
        return [_call_entry(ToolCall.FromString(row.data), spot, around.said_at)]
    sub_agent = SubAgentExecution.FromString(row.data)
    created_at = micros_of_rfc3339(sub_agent.started_at) or around.said_at
    return [
        Entry(
            SEARCH_PLACE_SUB_AGENT, spot, sub_agent.id, created_at=created_at, body=_sub_agent_text(sub_agent)
        )
    ]


def masked(entries: Iterable[Entry], mask: Callable[[str], str]) -> list[Entry]:
    """`entries` with secret values masked; those without any text are left out."""
    told = [each for each in entries if each.title or each.body]
    if mask is str:
        return told
    return [replace(each, title=mask(each.title), body=mask(each.body)) for each in told]


def _message_entries(message: AgentMessage, spot: Spot, around: Surroundings) -> Iterator[Entry]:
    created_at = micros_of_rfc3339(message.timestamp) or around.said_at
    repeated = message.type == MESSAGE_HUMAN and message.content.strip() == around.user_message().strip()
    if not repeated:
        yield Entry(SEARCH_PLACE_MESSAGE, spot, created_at=created_at, body=message.content)
    for call in message.tool_calls:
        # A message only places its calls; the list of tool calls tells of them, if it does.
        if not call.id or call.id not in around.listed_calls():
            yield _call_entry(call, spot, created_at)


def _call_entry(call: ToolCall, spot: Spot, default: int) -> Entry:
    created_at = micros_of_rfc3339(call.started_at) or default
    return Entry(SEARCH_PLACE_TOOL_CALL, spot, call.id, created_at=created_at, body=_call_text(call))


def _call_text(call: ToolCall) -> str:
    return _lines(call.name, *_struct_lines(call.args), call.result, call.error)


def _sub_agent_text(sub_agent: SubAgentExecution) -> str:
    said: list[str] = []
    for message in sub_agent.messages:
        said.append(message.content)
        said += map(_call_text, message.tool_calls)
    return _lines(
        sub_agent.name, sub_agent.subject, sub_agent.input, *said, sub_agent.output, sub_agent.error
    )


def _struct_lines(struct: Struct) -> Iterator[str]:
    """Each value of `struct` in a line, after the name that leads to it."""
    for name in sorted(struct.fields):
        yield from _value_lines(name, struct.fields[name])


def _value_lines(name: str, value: Value) -> Iterator[str]:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        yield name
        yield from _struct_lines(value.struct_value)
    elif kind == "list_value":
        for each in value.list_value.values:
            yield from _value_lines(name, each)
    elif kind == "string_value":
        yield f"{name}: {value.string_value}"
    elif kind == "number_value":
        number = value.number_value
        yield f"{name}: {int(number) if number.is_integer() else number}"
    elif kind == "bool_value":
        yield f"{name}: {'true' if value.bool_value else 'false'}"


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
