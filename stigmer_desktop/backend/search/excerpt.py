"""The words around the best match of a text, and where in them the searched words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from stigmer_desktop.backend.search.query_language import Clause
from stigmer_desktop.backend.search.tokens import folded, pattern_of

LENGTH = 240
# How much of an excerpt stands before its first match.
LEAD = 60
# How many places of one clause are looked at: a long text may hold a word thousands of times.
MOST_PLACES = 100
_CUT = "…"
_SPACES = re.compile(r"\s+")
# How far a cut moves at most.
REACH = 30
# Joins two characters into one picture.
_JOINER = "\u200d"


@dataclass(frozen=True)
class Excerpt:
    """A piece of a text in one line.

    Attributes:
        text: the piece, with … where something was left out.
        highlights: (start, end) of each match, in characters, in order, never overlapping.
    """

    text: str
    highlights: tuple[tuple[int, int], ...]


class ExcerptMaker:
    """Makes the excerpts of one search."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = [(each.tokens[0], pattern_of(each.tokens, each.beginning)) for each in clauses]

    def excerpt(self, text: str) -> Excerpt:
        """The piece of `text` that holds the most clauses, or its beginning where it holds none."""
        return self._highlighted(_piece(text, self._best_start(text)))

    def matches(self, text: str) -> bool:
        """Whether any clause stands in `text`."""
        search = folded(text)
        return any(_places(search, first, pattern, 1) for first, pattern in self._clauses)

    def _best_start(self, text: str) -> int:
        """Where the piece begins that holds the most clauses, the first such piece."""
        if len(text) <= LENGTH:
            return 0
        search = folded(text)
        found = [_places(search, first, pattern, MOST_PLACES) for first, pattern in self._clauses]
        # The rarest clause decides where to look: the others are looked for around it.
        places = min((each for each in found if each), key=len, default=[])
        best, start = 0, 0
        for place in places:
            near = max(0, place - LEAD)
            held = sum(1 for _, pattern in self._clauses if pattern.search(search, near, near + LENGTH))
            if held > best:
                best, start = held, near
        return start

    def _highlighted(self, text: str) -> Excerpt:
        search = folded(text)
        spans = sorted(match.span() for _, pattern in self._clauses for match in pattern.finditer(search))
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return Excerpt(text, tuple(joined))


def _places(search: str, first: str, pattern: re.Pattern[str], most: int) -> list[int]:
    """Where `pattern` matches, at most `most` places; its first word is looked for before it is tried."""
    places: list[int] = []
    # A mark may stand between the letters of a word, so only its first letter is sure.
    literal = first if search.isascii() else first[0]
    at = search.find(literal)
    while at >= 0 and len(places) < most:
        match = pattern.match(search, at)
        if match:
            places.append(at)
        at = search.find(literal, max(at + 1, match.end() if match else 0))
    return places


def _piece(text: str, start: int) -> str:
    """About LENGTH characters of `text` from `start` on, in one line, cut where it hurts least."""
    start = _between_words(text, start, backwards=True) if start else 0
    end = len(text)
    if end - start > LENGTH:
        end = _between_words(text, start + LENGTH, backwards=False)
    line = _SPACES.sub(" ", text[start:end]).strip()
    return f"{_CUT if start else ''}{line}{_CUT if end < len(text) else ''}"


def _between_words(text: str, at: int, *, backwards: bool) -> int:
    """The nearest place where a word begins or ends; else one that parts no character from its marks."""
    window = text[max(0, at - REACH) : at] if backwards else text[at : at + REACH]
    spaces = [match.start() for match in _SPACES.finditer(window)]
    if spaces:
        return max(0, at - REACH) + spaces[-1] + 1 if backwards else at + spaces[0]
    for _ in range(REACH):
        if not 0 < at < len(text) or not _belongs_to_the_one_before(text, at):
            break
        at += -1 if backwards else 1
    return at


def _belongs_to_the_one_before(text: str, at: int) -> bool:
    character = text[at]
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or text[at - 1] == _JOINER
        or ("\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= text[at - 1] <= "\U0001f1ff")
    )
