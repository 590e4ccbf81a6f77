"""Tells code from words in what a person wrote or pasted, without changing a character of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stigmer_desktop.ui.executions.markdown_part import MarkdownPart, PartKind

_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_CODE_LINE = re.compile(
    r"""^(
        [ \t]{2,}\S                                         # indented
      | \s*[{}\[\])]+[;,]?\s*$                              # brackets alone
      | .*[;{]\s*$                                          # ends as a statement or a block does
      | \s*(def|class|async|import|from|return|raise|if|elif|else|for|while|try|except|with)\b.*:\s*(\#.*)?$
      | \s*(import|from)\ [\w.]+(\ import\ .+)?$
      | \s*(const|let|var|fn|func|function|public|private|static|package|use|pub)\ \w.*
      | \s*[\w.\[\]]+\s*(=|\+=|-=|:=)\s*\S.*
      | \s*[\w.]+\(.*\)\s*$                                  # a call
      | \s*(//|/\*|\*/|\#include|\#!|@\w+|<\w[^>]*>|</\w+>)
      | \s*[$>]\ \w.*                                       # a command after its prompt
      | Traceback\ \(most\ recent\ call\ last\):.*
      | \s*(\w+\.)*\w*(Error|Exception|Warning)(:.*)?$
      | \s*(SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|JOIN)\b.*
      | [+-]{3}\ \S+ | @@\ .*                               # a diff
    )""",
    re.VERBOSE,
)
_SHARE = 0.6
_FEWEST_LINES = 2
_LINES_LOOKED_AT = 400


def user_parts(text: str) -> list[MarkdownPart]:
    """The parts of a person's message: words, and code by fences or because it looks like code.

    Whatever the person wrote as words stays as it was written: it is not read as Markdown.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    parts: list[MarkdownPart] = []
    for part in _fenced_apart(lines):
        if part.kind is PartKind.CODE:
            parts.append(part)
        else:
            parts += _guessed_apart(part.text)
    return parts or [MarkdownPart(PartKind.TEXT, text)]


def _fenced_apart(lines: list[str]) -> Iterator[MarkdownPart]:
    words: list[str] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        end = _end_of_fence(lines, at + 1, fence["fence"]) if fence else -1
        if fence is None or end < 0:
            words.append(lines[at])
            at += 1
            continue
        if any(line.strip() for line in words):
            yield MarkdownPart(PartKind.TEXT, "\n".join(words).strip("\n"))
        words = []
        language = fence["info"].strip().partition(" ")[0].lower()
        yield MarkdownPart(PartKind.CODE, "\n".join(lines[at + 1 : end]), language)
        at = end + 1
    if any(line.strip() for line in words):
        yield MarkdownPart(PartKind.TEXT, "\n".join(words).strip("\n"))


def _end_of_fence(lines: list[str], start: int, fence: str) -> int:
    for at in range(start, len(lines)):
        stripped = lines[at].strip()
        if stripped.startswith(fence) and not stripped.strip(fence[0]):
            return at
    return -1


def _guessed_apart(text: str) -> list[MarkdownPart]:
    """Paragraphs of code become parts of their own, together with the blank lines between them."""
    runs: list[tuple[bool, list[str]]] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = paragraph.split("\n")
        is_code = _looks_like_code(lines)
        if runs and runs[-1][0] == is_code:
            runs[-1][1].append(paragraph)
        else:
            runs.append((is_code, [paragraph]))
    return [
        MarkdownPart(PartKind.CODE if is_code else PartKind.TEXT, "\n\n".join(paragraphs).strip("\n"))
        for is_code, paragraphs in runs
    ]


def _looks_like_code(lines: list[str]) -> bool:
    told = [line for line in lines[:_LINES_LOOKED_AT] if line.strip()]
    if len(told) < _FEWEST_LINES:
        return False
    return sum(bool(_CODE_LINE.match(line)) for line in told) >= _SHARE * len(told)
