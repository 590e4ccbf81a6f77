"""Removes what belongs to deleted sessions and executions: at the start, and when one is deleted."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

from stigmer_desktop.api.desktop import ChangeBatch
from stigmer_desktop.api.execution import EXECUTION_FAILED
from stigmer_desktop.api.kinds import AGENT_EXECUTION, SESSION
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.runner.kept_work import KeptWork
from stigmer_desktop.runner.server_calls import ServerRefused
from stigmer_desktop.runner.server_reading import ServerReading
from stigmer_desktop.runner.skill_shelf import SkillShelf

# The server answers for so many at a time.
CHUNK = 500

log = logging.getLogger(__name__)


class Housekeeping:
    """Follows the server's changes beside the work."""

    def __init__(
        self, reading: ServerReading, kept: KeptWork, shelf: SkillShelf, busy: Callable[[], Collection[str]]
    ) -> None:
        """Takes the server, what is kept, and what tells the sessions that are worked on now."""
        self._busy = busy
        self._reading = reading
        self._kept = kept
        self._shelf = shelf

    async def prepare(self) -> None:
        """What is to be done before any work begins."""
        try:
            await asyncio.to_thread(self._kept.compact)
            await self._sweep_skills()
        except (sqlite3.Error, OSError, ServerRefused) as error:
            log.warning("what is kept could not be put in order: %s", error)

    @asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Sweeps, and then removes what is deleted, for as long as the block runs."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            if not task.cancelled() and (error := task.exception()):
                log.error("housekeeping ended by %s", type(error).__name__)

    async def _run(self) -> None:
        async for batch in self._reading.changes():
            try:
                if batch is None:
                    await self._sweep(await asyncio.to_thread(self._kept.threads))
                else:
                    await self._follow(batch)
            except (sqlite3.Error, ServerRefused) as error:
                # It is tried again at the next start, or the next time that the server is found.
                log.warning("what belongs to deleted sessions could not be removed: %s", error)

    async def _follow(self, batch: ChangeBatch) -> None:
        gone = [change for change in batch.changes if change.deleted]
        sessions = {change.id for change in gone if change.kind == SESSION.number}
        executions = {change.id for change in gone if change.kind == AGENT_EXECUTION.number}
        if not sessions and not executions:
            return
        threads = await asyncio.to_thread(self._kept.threads)
        touched = {
            thread: known
            for thread, known in threads.items()
            if thread in sessions or not executions.isdisjoint(known)
        }
        await self._sweep(touched, executions)

    async def _sweep(self, threads: Mapping[str, Sequence[str]], gone: Iterable[str] = ()) -> None:
        """Removes what of `threads`, and of all executions with tool calls, nobody needs any more."""
        kept_calls = await asyncio.to_thread(self._kept.executions)
        alive = await self._sessions(threads)
        phases = await self._phases({each for known in threads.values() for each in known} | kept_calls)
        dead = [
            thread
            for thread, known in threads.items()
            if thread not in alive or (_holds_deleted(known, phases) and _at_rest(known, phases))
        ]
        # A failed execution may be recovered, and one that has not ended goes on.
        over = [
            each
            for each in {*kept_calls, *gone}
            if (phase := phases.get(each)) is None or (is_terminal(phase) and phase != EXECUTION_FAILED)
        ]
        if dead := [thread for thread in dead if thread not in self._busy()]:
            await asyncio.to_thread(self._kept.forget_threads, dead)
            log.info("%d threads of deleted sessions and executions were removed", len(dead))
        if over:
            await asyncio.to_thread(self._kept.forget_executions, over)

    async def _sessions(self, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for some in _chunks(ids):
            found |= await self._reading.sessions_among(some)
        return found

    async def _phases(self, ids: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for some in _chunks(ids):
            found.update(await self._reading.phases_among(some))
        return found

    async def _sweep_skills(self) -> None:
        versions = await self._reading.newest_skill_versions()
        removed = await asyncio.to_thread(self._shelf.keep_only, versions)
        if removed:
            log.info("%d unpacked skills that are not the newest were removed", removed)


def _holds_deleted(known: Sequence[str], phases: Mapping[str, int]) -> bool:
    return any(each not in phases for each in known)


def _at_rest(known: Sequence[str], phases: Mapping[str, int]) -> bool:
    """Whether no execution of a thread needs its checkpoint to go on."""
    there = [phases[each] for each in known if each in phases]
    return all(is_terminal(phase) for phase in there) and (not there or there[-1] != EXECUTION_FAILED)


def _chunks(ids: Iterable[str]) -> list[list[str]]:
    every = sorted(ids)
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
