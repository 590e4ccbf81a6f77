"""The fixed set of 60 searches: rare words, middling ones, and those that are nearly everywhere."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.corpus import Corpus

SAMPLE = 4000
RARE, MIDDLING, EVERYWHERE = 40, 10, 10


@dataclass(frozen=True)
class QueryClass:
    """Searches with about as many hits.

    Attributes:
        name: what they have in common.
        low, high: the share of all messages that each of them finds, from 0 to 1.
        at_most: the bound on their 95th percentile, in milliseconds.
        queries: what is asked.
    """

    name: str
    low: float
    high: float
    at_most: float
    queries: tuple[str, ...]


def query_classes(corpus: Corpus, count: Callable[[str], int], messages: int) -> list[QueryClass]:
    """The 60 searches.

    Args:
        corpus: what the store was filled from; the searches are made of its words.
        count: how many hits a query has, by which each is put into its class.
        messages: how many there are.
    """
    maker = _QueryMaker(corpus)

    def chosen(candidates: Iterator[str], low: float, high: float, number: int) -> tuple[str, ...]:
        found: list[str] = []
        for query in candidates:
            if query not in found and low <= count(query) / messages < high:
                found.append(query)
                if len(found) == number:
                    return tuple(found)
        raise RuntimeError("the text has too few words for the searches")

    return [
        QueryClass("under 1 %", 0, 0.01, 50.0, chosen(maker.rare(), 1e-9, 0.01, RARE)),
        QueryClass("1 to 10 %", 0.01, 0.1, 100.0, chosen(maker.middling(), 0.01, 0.1, MIDDLING)),
        QueryClass("over half", 0.5, 1.1, 250.0, chosen(maker.everywhere(), 0.5, 1.1, EVERYWHERE)),
    ]


class _QueryMaker:
    """Makes candidates of every form that the language of searches has."""

    def __init__(self, corpus: Corpus) -> None:
        self._random = random.Random(23)
        self._texts = list(corpus.texts(SAMPLE))
        held: Counter[str] = Counter()
        for text in self._texts:
            held.update(set(text.replace(".", "").split()))
        # Equally frequent words by the alphabet: the searches are the same in every run.
        self._by_frequency = sorted(held, key=lambda word: (-held[word], word))

    def rare(self) -> Iterator[str]:
        """Single rare words, two words, words in a row, beginnings, a frequent word with a rare one."""
        rare = self._by_frequency[1000:]
        middle = self._by_frequency[100:1000]
        while True:
            yield self._random.choice(rare)
            yield f"{self._random.choice(middle)} {self._random.choice(middle)}"
            yield f'"{self._row(3)}"'
            yield f"{self._random.choice(rare)[:5]}*"
            yield f"{self._by_frequency[0]} {self._random.choice(rare)}"

    def middling(self) -> Iterator[str]:
        """Single words of the middle, two frequent ones, beginnings, two words in a row."""
        middle = self._by_frequency[60:1000]
        frequent = self._by_frequency[15:200]
        most = self._by_frequency[:10]
        while True:
            yield self._random.choice(middle)
            yield f"{self._random.choice(frequent)} {self._random.choice(frequent)}"
            yield f"{self._random.choice(middle)[:3]}*"
            yield f'"{self._random.choice(most)} {self._random.choice(most)}"'

    def everywhere(self) -> Iterator[str]:
        """The most frequent words, alone and together, and single letters as beginnings."""
        first = self._by_frequency[:12]
        while True:
            yield self._random.choice(first)
            yield f"{self._random.choice(first[:4])} {self._random.choice(first[:4])}"
            yield f"{self._random.choice(first)[:1]}*"

    def _row(self, words: int) -> str:
        text = self._random.choice(self._texts).replace(".", "").split()
        start = self._random.randrange(max(1, len(text) - words))
        return " ".join(text[start : start + words])
