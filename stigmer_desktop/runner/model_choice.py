"""Which model answers an execution, on which server and with which key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.credentials import OPENAI_URL, Credentials, normal_base_url
from stigmer_desktop.settings import BUILTIN_MODEL, SettingsFile

MODEL_VARIABLE = "STIGMER_DESKTOP_MODEL"
BASE_URL_VARIABLE = "STIGMER_DESKTOP_BASE_URL"
API_KEY_VARIABLE = "STIGMER_DESKTOP_API_KEY"
OPENAI_PREFIX = "openai:"


@dataclass(frozen=True)
class BuiltinChoice:
    """The model that comes with the program."""


@dataclass(frozen=True)
class OpenAIChoice:
    """A model behind an OpenAI-compatible server.

    Attributes:
        name: the model as that server calls it.
        base_url: the server, with http or https and mostly with /v1 at the end.
        key: what the server wants as its bearer token; empty if it wants none.
    """

    name: str
    base_url: str
    key: str = field(default="", repr=False)


ModelChoice = BuiltinChoice | OpenAIChoice


class UnknownModel(Exception):
    """The chosen model cannot be used; the text says what can."""


def parse_model(text: str, base_url: str = "") -> BuiltinChoice | OpenAIChoice:
    """The model that `text` names, without its key.

    A plain name means a model of the server at `base_url`, if one is given.

    Raises:
        UnknownModel: `text` names no model, or `base_url` is no address of a server.
    """
    text = text.strip()
    if text == BUILTIN_MODEL:
        return BuiltinChoice()
    name = text.removeprefix(OPENAI_PREFIX).strip()
    if name == text and not base_url.strip():
        raise UnknownModel(
            f'The model "{text}" is not known. Possible are "builtin", "openai:NAME", or a plain NAME '
            "together with the base URL of an OpenAI-compatible server."
        )
    if not name:
        raise UnknownModel(f'"{text}" names no model. Write the model\'s name after "openai:".')
    return OpenAIChoice(name, _checked_base_url(base_url))


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
        base_url = own_url or self._environment.get(BASE_URL_VARIABLE) or settings.base_url
        choice = parse_model(model, base_url)
        if isinstance(choice, BuiltinChoice):
            if own_url and not wanted:
                raise UnknownModel(
                    f"The model server {shown_url(_checked_base_url(own_url))} is given, but no model. "
                    "Name one of its models too."
                )
            return choice
        return OpenAIChoice(choice.name, choice.base_url, await self._key(choice.base_url, runtime))

    async def _key(self, base_url: str, runtime: Mapping[str, str]) -> str:
        """The key for `base_url`: one that came with an address is for that address alone."""
        for source in (runtime, self._environment):
            key = source.get(API_KEY_VARIABLE)
            companion = source.get(BASE_URL_VARIABLE)
            if key and (not companion or normal_base_url(companion) == normal_base_url(base_url)):
                return key
        return await asyncio.to_thread(self._credentials.key, base_url)


def with_key(choice: ModelChoice, key: str) -> ModelChoice:
    """`choice` with the key for its server; the built-in model needs none."""
    return choice if isinstance(choice, BuiltinChoice) else replace(choice, key=key)


def shown_url(base_url: str) -> str:
    """`base_url` as people and logs may see it: without a user name, password or query in it."""
    address = urlsplit(base_url)
    return f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"


def _checked_base_url(base_url: str) -> str:
    base_url = base_url.strip().rstrip("/") or OPENAI_URL
    try:
        address = urlsplit(base_url)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UnknownModel(
            f'The base URL "{base_url}" is not the address of a server. '
            "It looks like http://127.0.0.1:1234/v1."
        )
    return base_url
