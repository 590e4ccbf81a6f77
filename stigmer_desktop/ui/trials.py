"""What the window may try before it is kept: a model, the model servers around, an MCP server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from stigmer_desktop.api.agent import McpServerDefinition


@dataclass(frozen=True)
class ModelTrial:
    """How one short question to a model went.

    Attributes:
        answered: whether the model answered with text.
        words: its answer; else why there is none, with the provider's own words.
        seconds: how long that took.
    """

    answered: bool
    words: str
    seconds: float = 0.0


@dataclass(frozen=True)
class ModelServer:
    """A model server and what it offers.

    Attributes:
        provider: "ollama", "lmstudio", "openai" or "anthropic": the prefix of its models' names.
        base_url: where it answers.
        models: the names of its models, as it has them, without prefix.
        problem: why its models could not be listed, with its own words; empty if they could.
    """

    provider: str
    base_url: str
    models: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class McpTool:
    """A tool of an MCP server; `read_only` is what the server says about it."""

    name: str
    description: str
    read_only: bool


@dataclass(frozen=True)
class McpTrial:
    """How starting an MCP server went: its tools, or in `problem` why it does not work."""

    tools: tuple[McpTool, ...]
    problem: str = ""


class Trials(Protocol):
    """Each call is a short-lived process of its own, which ends with the call, also when that is cancelled.

    None of them raises where what is tried does not work: that is the answer. They raise TrialFailed
    where the trial itself could not be made.
    """

    async def try_model(self, model: str, *, base_url: str = "", key: str = "") -> ModelTrial:
        """Asks `model` ("builtin", "ollama:NAME", …) one short question.

        Args:
            base_url: the server to ask; empty means the provider's usual one.
            key: the key for it; empty if it wants none.
        """
        ...

    async def find_model_servers(
        self, *, ollama_url: str = "", lmstudio_url: str = ""
    ) -> tuple[ModelServer, ...]:
        """The servers of Ollama and LM Studio that answer within a second; empty URLs mean the usual ones."""
        ...

    async def list_models(self, provider: str, *, base_url: str = "", key: str = "") -> ModelServer:
        """The models of one server; `provider` as in ModelServer."""
        ...

    async def try_mcp_server(
        self, definition: McpServerDefinition, environment: Mapping[str, str]
    ) -> McpTrial:
        """Starts an MCP server, lists all its tools (`enabled_tools` does not matter) and ends it.

        Args:
            environment: the values that fill the definition's ${NAME} placeholders, secrets among them.
        """
        ...


class TrialFailed(Exception):
    """A trial could not be made; the text says why, for a person."""
