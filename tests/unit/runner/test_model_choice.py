"""Which model answers, in which order of precedence, and with whose key."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.credentials import OPENAI_URL, Credentials
from stigmer_desktop.runner.model_choice import (
    API_KEY_VARIABLE,
    BASE_URL_VARIABLE,
    MODEL_VARIABLE,
    BuiltinChoice,
    ModelChoice,
    ModelChooser,
    ServedChoice,
    UnknownModel,
    parse_model,
    shown_url,
)
from stigmer_desktop.settings import SettingsFile

LOCAL = "http://127.0.0.1:1234/v1"
OLLAMA = "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    ("text", "base_url", "choice"),
    [
        ("builtin", "", BuiltinChoice()),
        (" builtin ", LOCAL, BuiltinChoice()),
        ("openai:gpt-x", "", ServedChoice("gpt-x", OPENAI_URL)),
        ("openai:gpt-x", LOCAL + "/", ServedChoice("gpt-x", LOCAL)),
        ("qwen", LOCAL, ServedChoice("qwen", LOCAL)),
        ("qwen2.5:7b", LOCAL, ServedChoice("qwen2.5:7b", LOCAL)),
        ("ollama:qwen3:8b", "", ServedChoice("qwen3:8b", f"{OLLAMA}/v1", provider="ollama")),
        ("ollama:qwen3", "http://box:1/", ServedChoice("qwen3", "http://box:1/v1", provider="ollama")),
        ("lmstudio:q", "", ServedChoice("q", LOCAL, provider="lmstudio")),
        ("anthropic:claude", "", ServedChoice("claude", "https://api.anthropic.com", provider="anthropic")),
        ("anthropic:claude", "http://box/v1", ServedChoice("claude", "http://box", provider="anthropic")),
    ],
)
def test_a_model_is_read_from_its_text(text: str, base_url: str, choice: ModelChoice) -> None:
    assert parse_model(text, base_url) == choice


@pytest.mark.parametrize("text", ["gpt-x", "acme:large", ""])
def test_an_unknown_prefix_is_refused_with_what_is_possible(text: str) -> None:
    with pytest.raises(UnknownModel, match=r'"builtin", "openai:NAME"'):
        parse_model(text)


def test_a_prefix_without_a_name_is_refused() -> None:
    with pytest.raises(UnknownModel, match="names no model"):
        parse_model("openai:")


@pytest.mark.parametrize("base_url", ["localhost:1234", "ftp://host/v1", "http://", "http://host:x/v1"])
def test_a_base_url_that_is_no_address_is_refused(base_url: str) -> None:
    with pytest.raises(UnknownModel, match="is not the address of a server"):
        parse_model("openai:m", base_url)


def test_what_a_base_url_holds_in_secret_is_not_shown() -> None:
    assert shown_url("http://user:secret@host:81/v1?token=secret") == "http://host:81/v1"


class Given:
    """A chooser, with all that its choice may depend on."""

    def __init__(self, folder: Path) -> None:
        self.settings = SettingsFile(folder / "settings.json")
        self.credentials = Credentials(folder / "keys.json", use_keyring=False)
        self.environment: dict[str, str] = {}
        self.execution = AgentExecution()
        self.agent = Agent()

    async def choice(self) -> ModelChoice:
        chooser = ModelChooser(self.settings, self.credentials, self.environment)
        return await chooser.choose(self.execution, self.agent)

    def runtime(self, name: str, value: str) -> None:
        self.execution.spec.runtime_env[name].value = value


@pytest.fixture
def given(tmp_path: Path) -> Given:
    return Given(tmp_path)


async def test_without_any_choice_the_builtin_model_answers(given: Given) -> None:
    assert await given.choice() == BuiltinChoice()


async def test_execution_comes_before_agent_before_environment_before_settings(given: Given) -> None:
    given.settings.save(model="openai:of-settings", base_url=LOCAL)
    assert await given.choice() == ServedChoice("of-settings", LOCAL)
    given.environment[MODEL_VARIABLE] = "openai:of-environment"
    assert await given.choice() == ServedChoice("of-environment", LOCAL)
    given.agent.spec.default_model = "openai:of-agent"
    assert await given.choice() == ServedChoice("of-agent", LOCAL)
    given.execution.spec.execution_config.model_name = "of-execution"
    assert await given.choice() == ServedChoice("of-execution", LOCAL)


async def test_the_base_url_of_the_execution_comes_first(given: Given) -> None:
    given.settings.save(model="openai:m", base_url="http://settings/v1")
    given.environment[BASE_URL_VARIABLE] = "http://environment/v1"
    assert await given.choice() == ServedChoice("m", "http://environment/v1")
    given.runtime(BASE_URL_VARIABLE, "http://execution/v1")
    assert await given.choice() == ServedChoice("m", "http://execution/v1")


async def test_a_server_without_a_model_is_refused(given: Given) -> None:
    given.runtime(BASE_URL_VARIABLE, LOCAL)
    with pytest.raises(UnknownModel, match="no model"):
        await given.choice()


async def test_a_saved_key_goes_to_its_own_base_url_alone(given: Given) -> None:
    given.credentials.save("http://one/v1", "key-of-one")
    given.settings.save(model="openai:m", base_url="http://one/v1/")
    assert await given.choice() == ServedChoice("m", "http://one/v1", "key-of-one")
    given.settings.save(base_url="http://other/v1")
    assert await given.choice() == ServedChoice("m", "http://other/v1", "")


async def test_a_key_of_the_environment_goes_to_the_address_beside_it_alone(given: Given) -> None:
    given.environment |= {BASE_URL_VARIABLE: LOCAL, API_KEY_VARIABLE: "key", MODEL_VARIABLE: "m"}
    assert await given.choice() == ServedChoice("m", LOCAL, "key")
    given.runtime(BASE_URL_VARIABLE, "http://other/v1")
    assert await given.choice() == ServedChoice("m", "http://other/v1", "")


async def test_a_key_of_the_environment_without_an_address_is_for_the_chosen_server(given: Given) -> None:
    given.settings.save(model="openai:m", base_url=LOCAL)
    given.environment[API_KEY_VARIABLE] = "key"
    assert await given.choice() == ServedChoice("m", LOCAL, "key")


def test_a_key_is_not_in_what_is_printed_of_a_choice() -> None:
    assert "secret" not in repr(ServedChoice("m", LOCAL, "secret"))


async def test_each_provider_has_an_address_and_a_key_of_its_own(given: Given) -> None:
    given.settings.save(model="openai:m", base_url="http://one/v1", ollama_url="http://two")
    given.credentials.save("http://one/v1", "key-of-one")
    given.credentials.save("http://two/v1", "key-of-two")
    config = given.execution.spec.execution_config
    config.model_name = "ollama:m"
    assert await given.choice() == ServedChoice("m", "http://two/v1", "key-of-two", "ollama")
    config.model_name = "lmstudio:m"
    assert await given.choice() == ServedChoice("m", LOCAL, "", "lmstudio")
    config.model_name = "openai:m"
    assert await given.choice() == ServedChoice("m", "http://one/v1", "key-of-one")


@pytest.mark.parametrize("model", ["builtin", "ollama:m", "anthropic:m"])
async def test_a_plain_name_does_not_go_to_an_address_left_over_from_before(given: Given, model: str) -> None:
    given.settings.save(model=model, base_url=LOCAL)
    given.execution.spec.execution_config.model_name = "gpt-x"
    with pytest.raises(UnknownModel, match='"gpt-x" is not known'):
        await given.choice()
    given.runtime(BASE_URL_VARIABLE, "http://given/v1")
    assert await given.choice() == ServedChoice("gpt-x", "http://given/v1")


async def test_address_and_key_of_the_environment_are_for_the_provider_of_its_model(given: Given) -> None:
    given.environment[API_KEY_VARIABLE] = "key-1"
    given.execution.spec.execution_config.model_name = "anthropic:m"
    assert await given.choice() == ServedChoice("m", "https://api.anthropic.com", "", "anthropic")
    given.environment[MODEL_VARIABLE] = "anthropic:other"
    given.environment[BASE_URL_VARIABLE] = "http://proxy"
    assert await given.choice() == ServedChoice("m", "http://proxy", "key-1", "anthropic")
    given.execution.spec.execution_config.model_name = "ollama:m"
    assert await given.choice() == ServedChoice("m", f"{OLLAMA}/v1", "", "ollama")
