"""What a call costs, and whose prices are known."""

from __future__ import annotations

import pytest

from stigmer_desktop.model_names import ANTHROPIC, OPENAI, provider
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.model_endpoint import ModelEndpoint
from stigmer_desktop.runner.price import Price, price_of


def endpoint(provider_key: str, base_url: str = "") -> ModelEndpoint:
    url = base_url or provider(provider_key).usual_url
    return ModelEndpoint(url, "m", place="The server", address=url, provider=provider_key)


def test_each_sort_of_token_has_its_price() -> None:
    price = Price(input=2.0, output=10.0, cached_input=0.2, written_input=2.5)
    tokens = TokenCount(input=1_000_000, output=100_000, cached_input=500_000, written_input=200_000)
    assert price.of(tokens) == pytest.approx(0.3 * 2 + 1.0 + 0.1 + 0.5)


def test_a_model_under_its_date_is_the_model() -> None:
    assert price_of(endpoint(ANTHROPIC), "claude-sonnet-5-20260701") == price_of(
        endpoint(ANTHROPIC), "claude-sonnet-5"
    )
    assert price_of(endpoint(OPENAI), "gpt-4o-2024-08-06") == Price(2.5, 10, 1.25)


@pytest.mark.parametrize(
    ("given", "model"),
    [
        (endpoint(OPENAI, "http://127.0.0.1:1234/v1"), "gpt-4o"),
        (endpoint(OPENAI), "gpt-of-tomorrow"),
        (endpoint("ollama"), "gpt-4o"),
    ],
)
def test_no_price_is_guessed(given: ModelEndpoint, model: str) -> None:
    assert price_of(given, model) is None
