"""Trials that start no process: each answers what the test has put there, and notes what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.ui.trials import McpTrial, ModelServer, ModelTrial


@dataclass
class FixedTrials:
    """A Trials. `calls` holds the name and the arguments of each call."""

    model_trial: ModelTrial = field(default_factory=lambda: ModelTrial(True, "Hello!", 0.4))
    found: tuple[ModelServer, ...] = ()
    listed: ModelServer | None = None
    mcp_trial: McpTrial = field(default_factory=lambda: McpTrial(()))
    failure: Exception | None = None
    calls: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    async def try_model(self, model: str, *, base_url: str = "", key: str = "") -> ModelTrial:
        self._note("try_model", model=model, base_url=base_url, key=key)
        return self.model_trial

    async def find_model_servers(
        self, *, ollama_url: str = "", lmstudio_url: str = ""
    ) -> tuple[ModelServer, ...]:
        self._note("find_model_servers", ollama_url=ollama_url, lmstudio_url=lmstudio_url)
        return self.found

    async def list_models(self, provider: str, *, base_url: str = "", key: str = "") -> ModelServer:
        self._note("list_models", provider=provider, base_url=base_url, key=key)
        return self.listed or ModelServer(provider, base_url, problem="Nothing answers.")

    async def try_mcp_server(
        self, definition: McpServerDefinition, environment: Mapping[str, str]
    ) -> McpTrial:
        self._note("try_mcp_server", definition=definition, environment=environment)
        return self.mcp_trial

    def _note(self, name: str, **arguments: Any) -> None:
        self.calls.append((name, arguments))
        if self.failure is not None:
            raise self.failure
