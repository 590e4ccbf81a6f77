"""What the parts of the benchmark share: a folder, text, and one full store that is made once."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from bench.calls import Calls
from bench.corpus import Corpus
from bench.full_store import fill
from bench.server_process import ServerProcess
from stigmer_desktop.api.desktop import RebuildIndexRequest
from stigmer_desktop.paths import DataFolder

EXECUTIONS = 10_000
_NOTE = "full-store.json"


@dataclass(frozen=True)
class FullStore:
    """A full store with its search index.

    Attributes:
        data: its folder.
        agent_ids, message_count: what is in it.
        fill_seconds: how long it took to write.
        index_seconds: how long it took to make the index.
    """

    data: DataFolder
    agent_ids: list[str]
    message_count: int
    fill_seconds: float
    index_seconds: float


@dataclass(frozen=True)
class _Made:
    """What is written down about a full store, for another run."""

    agent_ids: list[str]
    message_count: int
    fill_seconds: float
    index_seconds: float


class Workbench:
    """What a part works with.

    Args:
        folder: where it may write.
        kept: where the full store is kept for another run; None makes it anew in `folder`.
    """

    def __init__(self, folder: Path, kept: Path | None = None) -> None:
        self._folder = folder
        self._kept = kept
        self._full: FullStore | None = None

    @cached_property
    def corpus(self) -> Corpus:
        """Text to fill stores with."""
        return Corpus()

    def data(self, name: str) -> DataFolder:
        """A data folder of this name, empty at first."""
        return DataFolder(self._folder / name)

    async def full(self) -> FullStore:
        """The store with 10,000 executions and 200,000 messages, indexed."""
        if self._full is None:
            data = DataFolder(self._kept or self._folder / "full")
            note = data.root / _NOTE
            if not note.exists():
                note.write_text(json.dumps(asdict(await self._made(data))), encoding="utf-8")
            self._full = FullStore(data, **json.loads(note.read_text(encoding="utf-8")))
        return self._full

    async def _made(self, data: DataFolder) -> _Made:
        say(f"filling a store with {EXECUTIONS:,} executions")
        begun = time.monotonic()
        filled = fill(data, self.corpus, EXECUTIONS)
        fill_seconds = time.monotonic() - begun
        say("making its search index")
        return _Made(filled.agent_ids, filled.message_count, fill_seconds, await _index(data))


def say(text: str) -> None:
    """Tells what is being done; the table stands alone on the standard output."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


async def _index(data: DataFolder) -> float:
    """Makes the search index of a store; returns how many seconds it took."""
    with ServerProcess(data) as server:
        async with Calls(server.endpoint) as calls:
            begun = time.monotonic()
            async for _ in calls.searches.rebuildIndex(RebuildIndexRequest(), metadata=calls.metadata):
                pass
            return time.monotonic() - begun
