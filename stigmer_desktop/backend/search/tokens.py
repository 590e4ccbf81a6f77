"""What counts as a word: how text is cut for the index, and found again in an excerpt."""

from __future__ import annotations

import re
import unicodedata

# Scripts that put no spaces between words: each character is a word of its own, and what a person
# types is looked for as these characters in a row. Korean is among them because its words carry endings.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f"
)
# Pictures, and the characters beyond what the database's tokenizer knows: it would drop them.
_SPELLED = "\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\U00020000-\U0003ffff"
# Never part of a text: the index's own words begin with one of these.
_PRIVATE = "\ue000-\uf8ff"
FACET = "\ue000"
_MARKS = "\u0300-\u036f"

_APART = re.compile(f"[{_ALONE}{_SPELLED}{_PRIVATE}]")
_IS_SPELLED = re.compile(f"[{_SPELLED}]")
_IS_ALONE = re.compile(f"[{_ALONE}{_SPELLED}]")
_IS_PRIVATE = re.compile(f"[{_PRIVATE}]")
_TOKEN = re.compile(rf"[{_ALONE}{_SPELLED}]|(?:[^\W_{_ALONE}]|[{_MARKS}])+")
_MARK = re.compile(f"[{_MARKS}]")
# Encoded files and keys: nobody looks for them, and each would be thousands of words.
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{1000,}")
SHORTEST_BLOB = 1000

_LETTER = rf"[^\W_{_ALONE}]"
_BETWEEN = rf"(?:(?![{_ALONE}{_SPELLED}])[\W_])"


def spaced(text: str) -> str:
    """`text` as the database's tokenizer is to see it, with spaces around what stands alone."""
    if text.isascii():
        return text
    return _APART.sub(_set_apart, text)


def indexed(text: str) -> str:
    """What of `text` goes into the index: all but encoded files, spaced."""
    if len(text) >= SHORTEST_BLOB:
        text = _BLOB.sub(" ", text)
    return spaced(text)


def folded(text: str) -> str:
    """`text` in lower case and without diacritics, each character at its place."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def tokens_of(text: str) -> tuple[str, ...]:
    """The folded words in `text`, in order."""
    found = (_MARK.sub("", token) for token in _TOKEN.findall(folded(text)))
    return tuple(token for token in found if token)


def pattern_of(tokens: tuple[str, ...], beginning: bool) -> re.Pattern[str]:
    """Finds `tokens` in a row, in folded text, where they are whole words.

    Args:
        beginning: whether the last one may be the beginning of a longer word.
    """
    pieces = [] if _IS_ALONE.match(tokens[0]) else [f"(?<!{_LETTER})"]
    for number, token in enumerate(tokens):
        if number:
            near = _IS_ALONE.match(token) or _IS_ALONE.match(tokens[number - 1])
            pieces.append(_BETWEEN + ("*" if near else "+"))
        pieces += [f"{re.escape(character)}[{_MARKS}]*" for character in token]
    if not _IS_ALONE.match(tokens[-1]):
        pieces.append(f"(?:{_LETTER}|[{_MARKS}])*" if beginning else f"(?!{_LETTER})")
    return re.compile("".join(pieces))


def _set_apart(match: re.Match[str]) -> str:
    character = match[0]
    if _IS_PRIVATE.match(character):
        return " "
    return f" ux{ord(character):x} " if _IS_SPELLED.match(character) else f" {character} "


class _Folding(dict[int, str]):
    """Each character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        taken_apart = unicodedata.normalize("NFD", character)
        marked = all(map(unicodedata.combining, taken_apart[1:]))
        lower = (taken_apart[0] if marked else character).lower()
        # A form of another length would move all that follows.
        self[code] = lower if len(lower) == 1 else character
        return self[code]


_FOLDING = _Folding()
