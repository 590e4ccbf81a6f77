"""Which model answers an execution, on which server and with which key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.credentials import Credentials, normal_base_url
from stigmer_desktop.model_names import (
    OPENAI,
    configured_url,
    is_address,
    is_builtin,
    model_url,
    split_model,
)
from stigmer_desktop.settings import Settings, SettingsFile

MODEL_VARIABLE = "STIGMER_DESKTOP_MODEL"
BASE_URL_VARIABLE = "STIGMER_DESKTOP_BASE_URL"
API_KEY_VARIABLE = "STIGMER_DESKTOP_API_KEY"


@dataclass(frozen=True)
class BuiltinChoice:
    """The model that comes with the program."""


@dataclass(frozen=True)
class ServedChoice:
    """A model behind a server.

    Attributes:
        name: the model as that server calls it.
        base_url: the server, as its protocol wants it: see `model_names.model_url`.
        key: what the server wants; empty if it wants none.
        provider: "openai", "ollama", "lmstudio" or "anthropic".
    """

    name: str
    base_url: str
    key: str = field(default="", repr=False)
    provider: str = OPENAI


ModelChoice = BuiltinChoice | ServedChoice


class UnknownModel(Exception):
    """The chosen model cannot be used; the text says what can."""


def parse_model(text: str, base_url: str = "") -> BuiltinChoice | ServedChoice:
    """The model that `text` names, without its key.

    A plain name means a model of the OpenAI-compatible server at `base_url`, if one is given.

    Raises:
        UnknownModel: `text` names no model, or `base_url` is no address of a server.
    """
    text = text.strip()
    if is_builtin(text):
        return BuiltinChoice()
    provider, name = split_model(text)
    if not provider and not base_url.strip():
        raise UnknownModel(
            f'The model "{text}" is not known. Possible are "builtin", "openai:NAME", "anthropic:NAME", '
            '"ollama:NAME", "lmstudio:NAME", or a plain NAME together with the base URL of an '
            "OpenAI-compatible server."
        )
    if not name:
        raise UnknownModel(f'"{text}" names no model. Write the model\'s name after "{provider}:".')
    url = model_url(provider or OPENAI, base_url)
    if not is_address(url):
        raise UnknownModel(
            f'The base URL "{base_url.strip()}" is not the address of a server. '
            "It looks like http://127.0.0.1:1234/v1."
        )
    return ServedChoice(name, url, provider=provider or OPENAI)


class ModelChooser:
    """Chooses for each execution anew, so that a changed setting counts at once."""

    def __init__(
        self, settings: SettingsFile, credentials: Credentials, environment: Mapping[str, str]
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._environment = environment

    async def choose(self, execution: AgentExecution, agent: Agent) -> ModelChoice:
        """The execution's own choice, else the agent's, else the environment's, else the settings'.

        Raises:
            UnknownModel: the choice cannot be used.
        """
        settings = self._settings.load()
        runtime = {name: value.value for name, value in execution.spec.runtime_env.items()}
        wanted = execution.spec.execution_config.model_name or agent.spec.default_model
        model = wanted or self._environment.get(MODEL_VARIABLE) or settings.model
        own_url = runtime.get(BASE_URL_VARIABLE, "")
        if is_builtin(model) and own_url and not wanted:
            raise UnknownModel(
                f"The model server {shown_url(own_url.strip())} is given, but no model. "
                "Name one of its models too."
            )
        choice = parse_model(model, own_url or self._base_url(model, settings))
        if isinstance(choice, BuiltinChoice):
            return choice
        return replace(choice, key=await self._key(choice, runtime))

    def _base_url(self, model: str, settings: Settings) -> str:
        """The address for `model` where its execution brings none; empty where none is known."""
        provider, _ = split_model(model)
        url = self._environment.get(BASE_URL_VARIABLE, "")
        if url and provider in ("", self._environment_provider()):
            return url
        if provider:
            return configured_url(provider, settings)
        # What was typed once for another provider's models is no address for a plain name.
        return configured_url(OPENAI, settings) if split_model(settings.model)[0] == OPENAI else ""

    def _environment_provider(self) -> str:
        """Whose address and key the environment's variables are."""
        return split_model(self._environment.get(MODEL_VARIABLE, ""))[0] or OPENAI

    async def _key(self, choice: ServedChoice, runtime: Mapping[str, str]) -> str:
        """The key for `choice`: one that came with an address is for that address alone."""
        sources = ((runtime, choice.provider), (self._environment, self._environment_provider()))
        for source, provider in sources:
            key = source.get(API_KEY_VARIABLE)
            companion = source.get(BASE_URL_VARIABLE)
            if not key:
                continue
            if companion:
                fits = _same(model_url(choice.provider, companion), choice.base_url)
            else:
                fits = provider == choice.provider
            if fits:
                return key
        return await asyncio.to_thread(self._credentials.key, choice.base_url)


def with_key(choice: ModelChoice, key: str) -> ModelChoice:
    """`choice` with the key for its server; the built-in model needs none."""
    return choice if isinstance(choice, BuiltinChoice) else replace(choice, key=key)


def shown_url(base_url: str) -> str:
    """`base_url` as people and logs may see it: without a user name, password or query in it."""
    address = urlsplit(base_url)
    return f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"


def _same(one: str, other: str) -> bool:
    return normal_base_url(one) == normal_base_url(other)
