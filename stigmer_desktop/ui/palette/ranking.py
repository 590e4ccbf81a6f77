"""Finds what a few typed letters mean: the better they fit, the higher; equals keep their order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from stigmer_desktop.ui.palette.window_action import WindowAction

# Names are looked at again with every letter.
_KEPT = 4096


class Fit(IntEnum):
    """How well letters fit a name, best first."""

    START = 0  # the name begins with them
    WORDS = 1  # each word begins a word of the name
    PARTS = 2  # each word stands somewhere in the name
    LETTERS = 3  # the letters stand in the name in their order, the first one at a word's beginning


@dataclass(frozen=True)
class Match:
    """How well a name fits, and which of its characters were meant (start, end)."""

    fit: Fit
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Found:
    """An action that fits, with the characters of its name that were meant."""

    action: WindowAction
    ranges: tuple[tuple[int, int], ...] = ()


def ranked(typed: str, actions: Iterable[WindowAction]) -> list[Found]:
    """The actions that fit, best first; all of them, in their order, if nothing is typed."""
    if not typed.strip():
        return [Found(action) for action in actions]
    found: list[tuple[Fit, Found]] = []
    for action in actions:
        match = match_of(typed, action.name)
        if match is not None:
            found.append((match.fit, Found(action, match.ranges)))
    found.sort(key=lambda entry: entry[0])
    return [entry for _, entry in found]


def match_of(typed: str, name: str) -> Match | None:
    """How `typed` fits `name`, without regard to case and accents; None if it does not."""
    words = _folded(typed)[0].split()
    if not words:
        return None
    text, places = _folded(name)
    phrase = " ".join(words)
    if text.startswith(phrase):
        return Match(Fit.START, _ranges([(0, len(phrase))], places))
    at_words = [_word_start(text, word) for word in words]
    if min(at_words) >= 0:
        return Match(Fit.WORDS, _spans(at_words, words, places))
    anywhere = [text.find(word) for word in words]
    if min(anywhere) >= 0:
        return Match(Fit.PARTS, _spans(anywhere, words, places))
    letters = _letters(text, "".join(words))
    if letters:
        return Match(Fit.LETTERS, _ranges([(at, at + 1) for at in letters], places))
    return None


@lru_cache(maxsize=_KEPT)
def _folded(text: str) -> tuple[str, list[int] | None]:
    """`text` in one case and without accents, and which character each of it came from (None: the same)."""
    if text.isascii():
        return text.lower(), None
    decomposed = unicodedata.normalize("NFD", text)
    small = text.casefold()
    if len(decomposed) == len(small) == len(text):
        return small, None
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character):
            if not unicodedata.combining(part):
                folded.append(part.casefold())
                places.extend([place] * len(folded[-1]))
    return "".join(folded), places


def _word_start(text: str, word: str) -> int:
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at


def _letters(text: str, letters: str) -> list[int]:
    """Where the letters stand, one after the other; empty if they do not."""
    at = _word_start(text, letters[0])
    found = [at]
    for letter in letters[1:]:
        if at < 0:
            break
        at = text.find(letter, at + 1)
        found.append(at)
    return [] if at < 0 else found


def _spans(starts: list[int], words: list[str], places: list[int] | None) -> tuple[tuple[int, int], ...]:
    spans = [(at, at + len(word)) for at, word in zip(starts, words, strict=True)]
    return _ranges(sorted(spans), places)


def _ranges(spans: list[tuple[int, int]], places: list[int] | None) -> tuple[tuple[int, int], ...]:
    """`spans` of the folded text as ranges of the name, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = (start, end) if places is None else (places[start], places[end - 1] + 1)
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)
