"""The names of models, and where their providers answer."""

from __future__ import annotations

import pytest

from stigmer_desktop.model_names import (
    PROVIDERS,
    configured_url,
    is_address,
    is_builtin,
    model_url,
    provider,
    split_model,
)
from stigmer_desktop.settings import Settings


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ollama:qwen3:8b", ("ollama", "qwen3:8b")),
        (" anthropic: claude ", ("anthropic", "claude")),
        ("qwen3:8b", ("", "qwen3:8b")),
        ("builtin", ("", "builtin")),
        ("openai:", ("openai", "")),
    ],
)
def test_a_name_is_taken_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_model(text) == parts


@pytest.mark.parametrize(
    ("key", "given", "url"),
    [
        ("ollama", "", "http://127.0.0.1:11434/v1"),
        ("ollama", "http://box:11434/", "http://box:11434/v1"),
        ("lmstudio", "http://box/v1/", "http://box/v1"),
        ("anthropic", "https://proxy/v1", "https://proxy"),
        ("openai", "https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1"),
        ("openai", "http://box", "http://box"),
    ],
)
def test_an_address_is_as_the_clients_of_its_provider_want_it(key: str, given: str, url: str) -> None:
    assert model_url(key, given) == url


def test_each_provider_has_a_setting_for_its_address() -> None:
    for each in PROVIDERS:
        assert configured_url(each.key, Settings()) == each.usual_url
        assert configured_url(each.key, Settings(**{each.setting: "http://box/v1"})).startswith("http://box")
    assert [each.key for each in PROVIDERS if each.is_local] == ["ollama", "lmstudio"]
    with pytest.raises(KeyError):
        provider("acme")


@pytest.mark.parametrize("url", ["localhost:1234", "ftp://host", "http://", "http://host:x", "http://h:0"])
def test_what_is_no_address(url: str) -> None:
    assert not is_address(url)
    assert is_address("http://host:81/v1")


def test_the_built_in_model() -> None:
    assert is_builtin(" builtin ")
    assert not is_builtin("openai:builtin")
