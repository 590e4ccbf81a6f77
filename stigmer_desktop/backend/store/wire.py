"""Puts a whole execution together from stored bytes, without parsing any of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from stigmer_desktop.api.execution import AgentExecution, AgentExecutionStatus
from stigmer_desktop.backend.store.tables import MESSAGES, SUB_AGENTS, TOOL_CALLS

_LENGTH_DELIMITED = 2
_STATUS = AgentExecution.DESCRIPTOR.fields_by_name["status"].number
_REVISION = AgentExecutionStatus.DESCRIPTOR.fields_by_name["revision"].number
PART_FIELDS = {
    MESSAGES: AgentExecutionStatus.DESCRIPTOR.fields_by_name["messages"].number,
    TOOL_CALLS: AgentExecutionStatus.DESCRIPTOR.fields_by_name["tool_calls"].number,
    SUB_AGENTS: AgentExecutionStatus.DESCRIPTOR.fields_by_name["sub_agent_executions"].number,
}


def varint(value: int) -> bytes:
    """`value` as protobuf writes whole numbers."""
    pieces = bytearray()
    while value > 0x7F:
        pieces.append(value & 0x7F | 0x80)
        value >>= 7
    pieces.append(value)
    return bytes(pieces)


def leading_fields(data: bytes, last: int) -> bytes | None:
    """The length-delimited fields of a serialised message up to number `last`, which stand first.

    Returns:
        their bytes; None when `data` ends within them.
    """
    place = 0
    while place < len(data):
        tag, after_tag = _read_varint(data, place)
        if tag >> 3 > last:
            return data[:place]
        length, start = _read_varint(data, after_tag)
        if start + length > len(data):
            return None
        place = start + length
    return None


def _read_varint(data: bytes, place: int) -> tuple[int, int]:
    """The whole number at `place`, and the place after it."""
    value = shift = 0
    while place < len(data):
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if not byte & 0x80:
            break
    return value, place


# The parts of one execution have much the same lengths.
@lru_cache(maxsize=4096)
def _part_head(part: int, length: int) -> bytes:
    """What stands before the bytes of an element: its field, and its length."""
    return _PART_TAGS[part] + varint(length)


def _tag(number: int, wire_type: int) -> bytes:
    return varint(number << 3 | wire_type)


_PART_TAGS = {part: _tag(number, _LENGTH_DELIMITED) for part, number in PART_FIELDS.items()}
_STATUS_TAG = _tag(_STATUS, _LENGTH_DELIMITED)
_REVISION_TAG = _tag(_REVISION, 0)


def execution_bytes(
    document: bytes, status: bytes, revision: int, parts: Iterable[tuple[int, bytes]]
) -> bytes:
    """A serialised AgentExecution.

    Args:
        document: the execution without its status.
        status: the status without messages, tool calls, sub-agents and revision.
        revision: the execution's revision.
        parts: which repeated field each stored element belongs to, and its bytes, in order.
    """
    pieces = [status, _REVISION_TAG, varint(revision)]
    for part, data in parts:
        pieces += (_part_head(part, len(data)), data)
    body = b"".join(pieces)
    return b"".join((document, _STATUS_TAG, varint(len(body)), body))
