"""The runners that have called, and when each was last heard."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from stigmer_desktop.backend.store.clock import now_micros

# A runner that was silent for so long is no longer counted among those that are there.
FORGET_AFTER_MICROS = 60 * 1_000_000


@dataclass(frozen=True)
class KnownRunner:
    """A runner as it has introduced itself; heard_at in microseconds."""

    runner_id: str
    name: str
    capabilities: tuple[str, ...]
    heard_at: int


class RunnerRegistry:
    """Kept in memory: a runner that is still there calls again within seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runners: dict[str, KnownRunner] = {}

    def heard(self, runner_id: str, name: str, capabilities: Iterable[str] | None = None) -> None:
        """Notes that a runner called just now."""
        with self._lock:
            known = self._runners.get(runner_id) or KnownRunner(runner_id, "", (), 0)
            self._runners[runner_id] = replace(
                known,
                name=name or known.name or runner_id,
                capabilities=known.capabilities if capabilities is None else tuple(capabilities),
                heard_at=now_micros(),
            )

    def forget(self, runner_id: str) -> None:
        """A runner is known to be gone."""
        with self._lock:
            self._runners.pop(runner_id, None)

    def present(self) -> list[KnownRunner]:
        """The runners that were heard within the last minute."""
        since = now_micros() - FORGET_AFTER_MICROS
        with self._lock:
            self._runners = {key: each for key, each in self._runners.items() if each.heard_at >= since}
            return list(self._runners.values())
