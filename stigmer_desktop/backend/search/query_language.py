"""The language of searches: words that must all be there, "words in a row", beginnings*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stigmer_desktop.backend.search.tokens import spaced, tokens_of

_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
# A quote that is never closed reaches to the end.
_PIECE = re.compile(r'"(?P<row>[^"]*)(?:"(?P<star>\*?)|$)|(?P<word>[^\s"]+)')


@dataclass(frozen=True)
class Clause:
    """Words that must stand in a row somewhere.

    Attributes:
        words: as they were typed, without the quotes and the star.
        tokens: the same, folded; at least one.
        beginning: whether the last one may be the beginning of a longer word.
    """

    words: str
    tokens: tuple[str, ...]
    beginning: bool = False


def parse(query: str) -> tuple[Clause, ...]:
    """What must be there, in the order in which it was typed; nothing for a query without any word.

    Every text is a query: what is neither a word, a quote nor a star at a word's end only parts words.
    """
    clauses: dict[tuple[tuple[str, ...], bool], Clause] = {}
    for match in _PIECE.finditer(query.replace("\0", " ").translate(_QUOTES)):
        word = match["word"]
        words = (word or match["row"] or "").rstrip("*")
        beginning = word.endswith("*") if word else bool(match["star"])
        tokens = tokens_of(words)
        if tokens:
            clauses.setdefault((tokens, beginning), Clause(words, tokens, beginning))
    return tuple(clauses.values())


def match_expression(clauses: Sequence[Clause], facets: Iterable[Sequence[str]]) -> str:
    """What the index is asked, in the database's own language.

    Args:
        clauses: at least one.
        facets: groups of facets; of each group one must be there.
    """
    # No column is named, which would make the database look into every match: no facet can be typed.
    wanted = [_quoted(spaced(each.words)) + (" *" if each.beginning else "") for each in clauses]
    wanted += [f"({' OR '.join(map(_quoted, group))})" for group in facets]
    return " AND ".join(wanted)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
