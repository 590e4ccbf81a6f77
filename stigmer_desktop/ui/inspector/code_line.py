"""One line of code as the inspector lists it, and the colours of JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stigmer_desktop.ui.executions.code_highlight import CodeSpan

# What a line shows at most.
MOST_SHOWN = 2_000
_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>true|false|null)"
)
_COLORS = {"key": "blue", "string": "added_text", "number": "terminated", "word": "purple"}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line.

    Attributes:
        text: the whole of it.
        number, sign: what its gutter says, in a diff.
        color, fill: names of colours of the theme; no fill where that is empty.
    """

    text: str
    number: str = ""
    sign: str = ""
    color: str = "text"
    fill: str = ""

    @property
    def shown(self) -> str:
        """As much of the text as is drawn."""
        return self.text if len(self.text) <= MOST_SHOWN else f"{self.text[: MOST_SHOWN - 1]}…"


def json_spans(text: str) -> list[CodeSpan]:
    """The coloured pieces of a line of JSON."""
    return [
        CodeSpan(found.start(), found.end() - found.start(), _COLORS[found.lastgroup or "string"])
        for found in _JSON.finditer(text)
    ]
