"""What models cost, where their provider publishes a price."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stigmer_desktop.model_names import ANTHROPIC, OPENAI, provider
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.model_endpoint import ModelEndpoint

MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens of each sort."""

    input: float
    output: float
    cached_input: float
    written_input: float = 0.0

    def of(self, tokens: TokenCount) -> float:
        """What a call cost that used `tokens`, in US dollars."""
        plain = tokens.input - tokens.cached_input - tokens.written_input
        total = (
            plain * self.input
            + tokens.output * self.output
            + tokens.cached_input * self.cached_input
            + tokens.written_input * self.written_input
        )
        return total / MILLION


def _claude(input: float, output: float) -> Price:
    # Reading from the cache costs a tenth there, and writing for five minutes a quarter more.
    return Price(input, output, input * 0.1, input * 1.25)


# As far as they were known in November 2026; what counts is the provider's bill. Models whose price
# depends on the length of the question are left out.
PRICES: dict[str, dict[str, Price]] = {
    ANTHROPIC: {
        "claude-fable-5": _claude(10, 50),
        "claude-fable-5-1": _claude(10, 50),
        "claude-opus-5-5": _claude(4, 20),
        "claude-opus-5": _claude(5, 25),
        "claude-opus-4-6": _claude(5, 25),
        "claude-opus-4-5": _claude(5, 25),
        "claude-sonnet-5-5": _claude(2, 10),
        "claude-sonnet-5": _claude(2, 10),
        "claude-haiku-4-5": _claude(1, 5),
    },
    OPENAI: {
        "gpt-5": Price(1.25, 10, 0.125),
        "gpt-5-mini": Price(0.25, 2, 0.025),
        "gpt-5-nano": Price(0.05, 0.4, 0.005),
        "gpt-4.1": Price(2, 8, 0.5),
        "gpt-4.1-mini": Price(0.4, 1.6, 0.1),
        "gpt-4.1-nano": Price(0.1, 0.4, 0.025),
        "gpt-4o": Price(2.5, 10, 1.25),
        "gpt-4o-mini": Price(0.15, 0.6, 0.075),
    },
}
# A model under its date is the model.
_DATE = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")


def price_of(endpoint: ModelEndpoint, model: str) -> Price | None:
    """The price of `model`, as its server calls it; None where none is known.

    Prices are those of the providers' own servers; what others ask for the same models is not known.
    """
    prices = PRICES.get(endpoint.provider)
    if prices is None or endpoint.base_url.rstrip("/") != provider(endpoint.provider).usual_url:
        return None
    return prices.get(_DATE.sub("", model))
