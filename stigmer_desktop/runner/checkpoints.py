"""What the agent loop keeps between attempts and messages: checkpoints, and the journal of tool calls."""

from __future__ import annotations

import asyncio
from typing import Any

import aiosqlite
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from stigmer_desktop.paths import DataFolder
from stigmer_desktop.runner.journal import Journal


class Checkpoints:
    """The two databases of one data folder, open."""

    def __init__(self, saver: AsyncSqliteSaver, journal: Journal) -> None:
        self.saver: Any = saver
        self.journal = journal

    @staticmethod
    async def opened(data: DataFolder) -> Checkpoints:
        """The databases of `data`, made where they are not there."""
        saver = AsyncSqliteSaver(await aiosqlite.connect(data.checkpoints))
        await saver.setup()
        data.checkpoints.chmod(0o600)
        # A file of its own: the saver's transactions span turns of the loop, and would block it.
        return Checkpoints(saver, await asyncio.to_thread(Journal, data.tool_journal))

    async def close(self) -> None:
        """Closes both."""
        self.journal.close()
        await self.saver.conn.close()

    async def thin(self, thread: str) -> None:
        """Keeps of a thread only what the work needs to go on: the newest checkpoint of each of its agents.

        Each checkpoint holds the whole conversation, and a step makes several.
        """
        newest = (
            "select checkpoint_ns, max(checkpoint_id) from checkpoints"
            " where thread_id = :thread group by checkpoint_ns"
        )
        await self._keep(thread, f"(checkpoint_ns, checkpoint_id) in ({newest})")

    async def settle(self, thread: str, execution_id: str) -> None:
        """Keeps of a thread that has come to rest only what the next message needs."""
        self.journal.forget(execution_id)
        newest = "select max(checkpoint_id) from checkpoints where thread_id = :thread and checkpoint_ns = ''"
        await self._keep(thread, f"checkpoint_ns = '' and checkpoint_id = ({newest})")

    async def _keep(self, thread: str, condition: str) -> None:
        async with self.saver.lock:
            # The checkpoints last: they say which writes go with them.
            for table in ("writes", "checkpoints"):
                await self.saver.conn.execute(
                    f"delete from {table} where thread_id = :thread and not ({condition})", {"thread": thread}
                )
            await self.saver.conn.commit()
