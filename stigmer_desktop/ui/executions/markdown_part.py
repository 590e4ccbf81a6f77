"""Splits Markdown into parts that are drawn by themselves: text, code and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

LONG_TEXT = 1500
LONG_CHUNK = 4000

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)$")
_TABLE_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_ENDS_TABLE = re.compile(r"^(\s*$|#{1,6}\s|>|`{3}|~{3})")
_HEADING = re.compile(r"^#{1,6}(\s|$)")
_LINK_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)


class PartKind(Enum):
    """How a part is drawn."""

    TEXT = "text"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True)
class MarkdownPart:
    """A piece of a message.

    Attributes:
        text: Markdown for text and tables; for code the code itself.
        language: what stands behind the opening fence, lower case; empty where nothing does.
        closed: False for code whose closing fence has not come yet.
    """

    kind: PartKind
    text: str
    language: str = ""
    closed: bool = True


def parts_of(markdown: str) -> list[MarkdownPart]:
    """The parts of a message from top to bottom; nothing of what it says is left out.

    Long text is cut before headings and paragraphs, so that a message that grows is parsed anew only
    at its end. A part never depends on what follows it, save for link definitions.
    """
    parts = list(_parts(markdown.replace("\r\n", "\n").split("\n")))
    definitions = "\n".join(_LINK_DEFINITION.findall(markdown)) if "]:" in markdown else ""
    if not definitions:
        return parts
    return [
        MarkdownPart(part.kind, f"{part.text}\n\n{definitions}")
        if part.kind is not PartKind.CODE and definitions not in part.text
        else part
        for part in parts
    ]


class MessageChunks:
    """Cuts long messages between parts into pieces of some thousand characters.

    A piece is what one row of a transcript shows: only what is near the visible part gets drawn. The
    first pieces stay the same while a message grows, and are not cut anew.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, list[str]]] = {}

    def of(self, key: str, markdown: str) -> list[str]:
        """The pieces of the message that `key` names; a short one stays whole."""
        if len(markdown) <= LONG_CHUNK:
            return [markdown]
        text = markdown.replace("\r\n", "\n") if "\r" in markdown else markdown
        known, chunks = self._known.get(key, ("", []))
        if known == text:
            return chunks
        kept = chunks[:-1] if chunks and text.startswith(known) else []
        start = sum(len(chunk) + 1 for chunk in kept)
        chunks = kept + _chunks(text[start:])
        self._known[key] = (text, chunks)
        return chunks


def _chunks(text: str) -> list[str]:
    chunks: list[str] = []
    current: list[str] = []
    length = 0
    for raw in _raw_parts(text.split("\n")):
        size = sum(map(len, raw.lines))
        if length > LONG_CHUNK // 2 and length + size > LONG_CHUNK:
            chunks.append("\n".join(current))
            current, length = [], 0
        current += raw.lines
        length += size
    chunks.append("\n".join(current))
    return chunks


@dataclass
class _RawPart:
    kind: PartKind
    lines: list[str]
    language: str = ""
    closed: bool = True


def _parts(lines: list[str]) -> Iterator[MarkdownPart]:
    for raw in _raw_parts(lines):
        if raw.kind is PartKind.CODE:
            inner = raw.lines[1:-1] if raw.closed or not raw.lines[-1] else raw.lines[1:]
            yield MarkdownPart(raw.kind, "\n".join(inner), raw.language, raw.closed)
        elif any(line.strip() for line in raw.lines):
            yield MarkdownPart(raw.kind, "\n".join(raw.lines).strip("\n"))


def _raw_parts(lines: list[str]) -> Iterator[_RawPart]:
    text: list[str] = []
    size = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        found: _RawPart | None = None
        fence = _FENCE.match(line) if line[:1] in "`~" and line else None
        if fence:
            found = _fenced(lines, at, fence["fence"], fence["info"])
        elif "|" in line and _begins_table(lines, at, text):
            found = _table(lines, at)
        if found:
            if text:
                yield _RawPart(PartKind.TEXT, text)
            yield found
            text, size = [], 0
            at += len(found.lines)
            continue
        if size > LONG_TEXT and _may_cut_before(line, text[-1]):
            yield _RawPart(PartKind.TEXT, text)
            text, size = [], 0
        text.append(line)
        size += len(line) + 1
        at += 1
    if text:
        yield _RawPart(PartKind.TEXT, text)


def _fenced(lines: list[str], start: int, fence: str, info: str) -> _RawPart:
    for end in range(start + 1, len(lines)):
        stripped = lines[end].strip()
        if stripped.startswith(fence) and not stripped.strip(fence[0]) and lines[end][:4].strip():
            return _RawPart(PartKind.CODE, lines[start : end + 1], _language(info))
    return _RawPart(PartKind.CODE, lines[start:], _language(info), closed=False)


def _language(info: str) -> str:
    words = info.split()
    return words[0].strip("{}.").lower() if words else ""


def _begins_table(lines: list[str], at: int, before: list[str]) -> bool:
    if at + 1 >= len(lines) or lines[at][:1] in " \t>-*+":
        return False
    rule = lines[at + 1]
    if not _TABLE_RULE.match(rule) or "-" not in rule:
        return False
    # A table cannot follow directly on a paragraph's line: then that line belongs to the paragraph.
    return lines[at].count("|") >= 1 and rule.count("|") >= 1 and not (before and _is_list(before[-1]))


def _is_list(line: str) -> bool:
    return bool(re.match(r"^\s*([-*+]|\d+[.)])\s", line))


def _table(lines: list[str], start: int) -> _RawPart:
    end = start + 2
    while end < len(lines) and not _ENDS_TABLE.match(lines[end]):
        end += 1
    return _RawPart(PartKind.TABLE, lines[start:end])


def _may_cut_before(line: str, previous: str) -> bool:
    """Whether a new block of the document's own level begins here, whatever came before."""
    if _HEADING.match(line):
        return True
    return not previous.strip() and line[:1].isalpha()
