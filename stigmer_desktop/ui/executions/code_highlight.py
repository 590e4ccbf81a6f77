"""Colours code by pygments a little at a time, so that the window never waits for it."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor

from stigmer_desktop.ui.theme import Theme

LONGEST_CODE = 60_000
_SLICE_SECONDS = 0.004
_KEPT = 200
_PURPLE = {False: QColor("#7a3ec8"), True: QColor("#b79cff")}
# What pygments calls a piece of code, from the particular to the general, and the token of its colour.
_COLORS = (
    ("Token.Comment", "third_text"),
    ("Token.Keyword", "purple"),
    ("Token.Operator.Word", "purple"),
    ("Token.Literal.String.Doc", "third_text"),
    ("Token.Literal.String", "added_text"),
    ("Token.Literal.Number", "terminated"),
    ("Token.Literal", "terminated"),
    ("Token.Name.Function", "blue"),
    ("Token.Name.Class", "blue"),
    ("Token.Name.Tag", "purple"),
    ("Token.Name.Attribute", "blue"),
    ("Token.Name.Decorator", "waiting_text"),
    ("Token.Name.Builtin", "blue"),
    ("Token.Generic.Inserted", "added_text"),
    ("Token.Generic.Deleted", "removed_text"),
    ("Token.Generic.Heading", "text"),
    ("Token.Generic.Prompt", "third_text"),
    ("Token.Generic.Output", "second_text"),
)


@dataclass(frozen=True)
class CodeSpan:
    """A coloured piece of one line: where it begins, how long it is, and the name of its colour."""

    start: int
    length: int
    color: str


ColoredLines = list[list[CodeSpan]]


def code_color(theme: Theme, name: str) -> QColor:
    """The colour that a CodeSpan names, in the theme that applies."""
    return _PURPLE[theme.is_dark] if name == "purple" else theme.tokens.by_name(name)


class Highlighter(QObject):
    """Colours one piece of code after another in slices of a few milliseconds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[tuple[str, str], ColoredLines] = OrderedDict()
        self._queue: deque[tuple[str, str, Callable[[ColoredLines], None]]] = deque()
        self._work: Iterator[ColoredLines | None] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_slice)

    def known(self, code: str, language: str) -> ColoredLines | None:
        """The colours of code that was coloured lately."""
        return self._known.get((language, code))

    def request(self, code: str, language: str, done: Callable[[ColoredLines], None]) -> None:
        """Calls `done` with the colours, soon; never for code that is too long or of no known language."""
        if language and len(code) <= LONGEST_CODE:
            self._queue.append((code, language, done))
            self._timer.start()

    def withdraw(self, done: Callable[[ColoredLines], None]) -> None:
        """Forgets what was requested with `done`."""
        self._queue = deque(entry for entry in self._queue if entry[2] != done)

    def _on_slice(self) -> None:
        end = time.perf_counter() + _SLICE_SECONDS
        while self._queue and time.perf_counter() < end:
            code, language, done = self._queue[0]
            colors = self.known(code, language) or self._go_on(code, language, end)
            if colors is None:
                return
            self._work = None
            if self._queue and self._queue[0] == (code, language, done):
                self._queue.popleft()
            self._keep((language, code), colors)
            done(colors)
        if not self._queue:
            self._timer.stop()

    def _go_on(self, code: str, language: str, end: float) -> ColoredLines | None:
        if self._work is None:
            self._work = _colored(code, language)
        for found in self._work:
            if found is not None:
                return found
            if time.perf_counter() >= end:
                return None
        return []

    def _keep(self, key: tuple[str, str], colors: ColoredLines) -> None:
        self._known[key] = colors
        self._known.move_to_end(key)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _colored(code: str, language: str) -> Iterator[ColoredLines | None]:
    """Yields None after every few tokens, and at the end the colours."""
    # Imported here: pygments costs more than the rest of the window's code, and only code needs it.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        yield []
        return
    lines: ColoredLines = [[]]
    colors: dict[object, str] = {}
    column = 0
    for number, (_, kind, value) in enumerate(lexer.get_tokens_unprocessed(code)):
        if kind not in colors:
            colors[kind] = _color_of(str(kind))
        color = colors[kind]
        for index, piece in enumerate(value.split("\n")):
            if index:
                lines.append([])
                column = 0
            if color and piece:
                lines[-1].append(CodeSpan(column, len(piece), color))
            column += len(piece)
        if number % 64 == 63:
            yield None
    yield lines


def _color_of(kind: str) -> str:
    for prefix, color in _COLORS:
        if kind == prefix or kind.startswith(f"{prefix}."):
            return color
    return ""
