"""The models that can be chosen from: those of the servers found on this machine, and those once listed."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from stigmer_desktop.model_names import LMSTUDIO, OLLAMA, PROVIDERS
from stigmer_desktop.ui.operation import Operation, OperationScope
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.trials import ModelServer, Trials
from stigmer_desktop.ui.user_error import UserError

_FRESH_SECONDS = 20.0
LOCAL_PROVIDERS = (OLLAMA, LMSTUDIO)


class ModelCatalog(QObject):
    """`changed` comes when models were found or listed, and when a look around begins or ends."""

    changed = Signal()

    def __init__(
        self, trials: Trials, scope: OperationScope, settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._trials = trials
        self._scope = scope
        self._settings = settings
        self._servers: dict[str, ModelServer] = {}
        self._looked_at = 0.0
        self._looking: Operation[tuple[ModelServer, ...]] | None = None
        self._look_again = False

    @property
    def is_looking(self) -> bool:
        """Whether it is being looked for servers on this machine."""
        return self._looking is not None

    @property
    def has_looked(self) -> bool:
        """Whether it was looked for them at all."""
        return self._looked_at > 0

    def server(self, provider: str) -> ModelServer | None:
        """The server of a provider, as it was last found or listed; None where there is none."""
        return self._servers.get(provider)

    def models(self, provider: str) -> tuple[str, ...]:
        """The names of a provider's models, without prefix; empty where they are not known."""
        server = self._servers.get(provider)
        return server.models if server is not None else ()

    @property
    def choices(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each provider of which models are known, with their whole names."""
        return [
            (each.title, tuple(f"{each.key}:{name}" for name in self.models(each.key)))
            for each in PROVIDERS
            if self.models(each.key)
        ]

    def look(self, *, anew: bool = False) -> None:
        """Looks for Ollama and LM Studio on this machine, unless that was done a moment ago."""
        fresh = self.has_looked and time.monotonic() - self._looked_at < _FRESH_SECONDS
        if self._looking is not None:
            # Asked for at another address, perhaps, than the one that is being looked at.
            self._look_again = self._look_again or anew
            return
        if fresh and not anew:
            return
        self._looking = self._scope.start(self._look_around())
        # That nothing could be found is told by what is not there; nobody asked for a message.
        self._looking.on_success(self._on_found).on_failure(self._on_not_found)
        self.changed.emit()

    def list_models(self, provider: str, base_url: str, key: str) -> Operation[ModelServer]:
        """Lists the models of one server; from now on they are among the choices."""
        work = self._trials.list_models(provider, base_url=base_url, key=key)
        return self._scope.start(work).on_success(self._on_listed)

    async def _look_around(self) -> tuple[ModelServer, ...]:
        while True:
            self._look_again = False
            settings = self._settings.current
            found = await self._trials.find_model_servers(
                ollama_url=settings.ollama_url, lmstudio_url=settings.lmstudio_url
            )
            if not self._look_again:
                return found

    def _on_found(self, found: tuple[ModelServer, ...]) -> None:
        self._looking = None
        self._looked_at = time.monotonic()
        for provider in LOCAL_PROVIDERS:
            self._servers.pop(provider, None)
        self._servers |= {each.provider: each for each in found}
        self.changed.emit()

    def _on_not_found(self, error: UserError) -> None:
        self._on_found(())

    def _on_listed(self, server: ModelServer) -> None:
        if not server.problem:
            self._servers[server.provider] = server
            self.changed.emit()
