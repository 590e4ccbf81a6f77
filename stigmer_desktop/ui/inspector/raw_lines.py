"""An execution's protobuf as lines of JSON, made a piece at a time, without its secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from stigmer_desktop.ui.executions.amount_text import size_text
from stigmer_desktop.ui.inspector.code_line import MOST_SHOWN, CodeLine

MASK = "••••"
_INDENT = 2
# So deep, messages are taken apart; below that, each is one piece.
_DEEPEST = 2
_SECRET_NAMES = frozenset(
    {
        "accesstoken",
        "apikey",
        "authorization",
        "authtoken",
        "callbacktoken",
        "clientsecret",
        "passwd",
        "password",
        "privatekey",
        "refreshtoken",
        "secret",
        "secretkey",
        "token",
    }
)

Lines = list[CodeLine]


def whole_text(message: Message) -> str:
    """All of it at once, long texts in full, without its secrets."""
    return json.dumps(masked(MessageToDict(message)), ensure_ascii=False, indent=_INDENT)


class RawLines:
    """Makes lines with long texts cut, see `whole_text`.

    The lines of repeated messages are kept, so that a newer snapshot costs only what is new in it.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Message, Lines]] = {}
        self._used: dict[str, tuple[Message, Lines]] = {}

    def pieces(self, message: Message) -> Iterator[Lines]:
        """Yields all lines, a piece at a time; each takes a millisecond or so to make."""
        self._used = {}
        yield from self._message(message, "", "", 0, "")
        self._known = self._used

    def _message(self, message: Message, path: str, name: str, depth: int, end: str) -> Iterator[Lines]:
        pad = " " * (_INDENT * depth)
        yield [CodeLine(f"{pad}{name}{{")]
        fields = message.ListFields()
        for number, (field, value) in enumerate(fields, start=1):
            comma = "," if number < len(fields) else ""
            title = f"{json.dumps(field.json_name)}: "
            here = f"{path}/{field.json_name}"
            if _is_list_of_messages(field):
                yield from self._items(value, here, title, depth + 1, comma)
            elif depth < _DEEPEST and _is_plain_message(field):
                yield from self._message(value, here, title, depth + 1, comma)
            else:
                yield _lines(
                    masked({field.json_name: _alone(message, field)})[field.json_name],
                    title,
                    depth + 1,
                    comma,
                )
        yield [CodeLine(f"{pad}}}{end}")]

    def _items(self, items: Any, path: str, title: str, depth: int, end: str) -> Iterator[Lines]:
        pad = " " * (_INDENT * depth)
        yield [CodeLine(f"{pad}{title}[")]
        for number, item in enumerate(items, start=1):
            comma = "," if number < len(items) else ""
            key = f"{path}/{number}{comma}"
            known = self._known.get(key)
            if known is None or known[0] != item:
                known = (item, _lines(masked(MessageToDict(item)), "", depth + 1, comma))
            self._used[key] = known
            yield known[1]
        yield [CodeLine(f"{pad}]{end}")]


def masked(value: Any, name: str = "") -> Any:
    """`value`, plain JSON, with MASK for what is marked as secret or called like one."""
    if isinstance(value, dict):
        shown = {key: masked(inner, key) for key, inner in value.items()}
        if value.get("isSecret") is True and "value" in value:
            shown["value"] = MASK
        return shown
    if isinstance(value, list):
        return [masked(inner, name) for inner in value]
    if isinstance(value, str) and value and _is_secret_name(name):
        return MASK
    return value


def _is_secret_name(name: str) -> bool:
    return name.replace("_", "").replace("-", "").casefold() in _SECRET_NAMES


def _cut(value: Any) -> Any:
    """`value` with the beginnings of texts that are too long to be read in one line."""
    if isinstance(value, dict):
        return {key: _cut(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cut(inner) for inner in value]
    if isinstance(value, str) and len(value) > MOST_SHOWN:
        return f"{value[:MOST_SHOWN]}… ({size_text(len(value))})"
    return value


def _lines(value: Any, title: str, depth: int, end: str) -> Lines:
    pad = " " * (_INDENT * depth)
    text = json.dumps(_cut(value), ensure_ascii=False, indent=_INDENT)
    first, *rest = text.split("\n")
    lines = [f"{pad}{title}{first}", *(f"{pad}{line}" for line in rest)]
    lines[-1] += end
    return [CodeLine(line) for line in lines]


def _alone(message: Message, field: FieldDescriptor) -> Any:
    """One field as plain JSON."""
    part = type(message)()
    value = getattr(message, field.name)
    if field.is_repeated or field.message_type is not None:
        getattr(part, field.name).MergeFrom(value)
    else:
        setattr(part, field.name, value)
    return MessageToDict(part).get(field.json_name)


def _is_list_of_messages(field: FieldDescriptor) -> bool:
    return field.is_repeated and _holds_messages(field) and not _is_map(field)


def _is_plain_message(field: FieldDescriptor) -> bool:
    return not field.is_repeated and _holds_messages(field)


def _holds_messages(field: FieldDescriptor) -> bool:
    # Google's own messages have a JSON of their own, for example a moment as one text.
    kind = field.message_type
    return kind is not None and not kind.full_name.startswith("google.protobuf.")


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type is not None and field.message_type.GetOptions().map_entry)
