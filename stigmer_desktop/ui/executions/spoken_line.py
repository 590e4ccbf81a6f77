"""What a Markdown text says in one line, where there is no room to show it as it is meant."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
# What stands before the words of a line: of a heading, a quotation, an item of a list.
_BEFORE = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
# Marks that hug their words; lone asterisks and the underscores of names stay.
_MARKS = re.compile(r"(\*\*|~~)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])")
_CODE = re.compile(r"(`+)(.+?)\1")


def spoken_line(text: str) -> str:
    """`text` without the marks of Markdown, its lines in one.

    Made for the beginnings of texts: the caller cuts what is longer than it can show.
    """
    text = _FENCE.sub("", text)
    text = _BEFORE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _MARKS.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\1", text)
    text = _CODE.sub(lambda found: found[2], text)
    return " ".join(text.split())
