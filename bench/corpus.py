"""Text that is like what people and models write: few words that are everywhere, many that are rare."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

VOCABULARY = 50_000
# The words follow Zipf's law with Mandelbrot's correction.
EXPONENT, SHIFT = 1.05, 2.7
STREAM = 2_000_000
_ONSETS = (
    *("b", "br", "c", "ch", "cl", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "pr"),
    *("qu", "r", "s", "sh", "st", "t", "th", "tr", "v", "w"),
)
_VOWELS = ("a", "e", "i", "o", "u", "ea", "io", "ou")
_CODAS = ["", "", "n", "r", "s", "t", "l", "nd", "st", "m"]


class Corpus:
    """Words and texts, the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self.words = _words(self._random)
        weights = itertools.accumulate(1 / (rank + SHIFT) ** EXPONENT for rank in range(VOCABULARY))
        # Texts are cut from one long stream, which is far quicker than choosing each word.
        self._stream = self._random.choices(self.words, cum_weights=list(weights), k=STREAM)

    def text(self, words: int) -> str:
        """A text of so many words."""
        start = self._random.randrange(STREAM - words)
        return _sentences(self._stream[start : start + words])

    def texts(self, count: int) -> Iterator[str]:
        """Texts of very different lengths, 500 to 600 characters on average."""
        for _ in range(count):
            yield self.text(min(600, max(3, int(self._random.lognormvariate(4.1, 0.75)))))

    def characters(self, count: int) -> str:
        """A text of exactly so many characters."""
        return self.text(count // 3)[:count]


def _words(source: random.Random) -> list[str]:
    """The vocabulary, the most frequent words first and shortest."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        rank = len(found)
        lengths = (1,) if rank < 60 else (1, 2) if rank < 1500 else (2, 3) if rank < 15_000 else (2, 3, 4)
        syllables = range(source.choice(lengths))
        word = "".join(
            source.choice(_ONSETS) + source.choice(_VOWELS) + source.choice(_CODAS) for _ in syllables
        )
        found.setdefault(word)
    return list(found)


def _sentences(words: list[str]) -> str:
    """`words` with a full stop now and then."""
    pieces = [" ".join(words[start : start + 12]) for start in range(0, len(words), 12)]
    return ". ".join(pieces) + "."
