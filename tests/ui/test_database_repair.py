"""A database with damaged bytes, from the banner to the history that is there again, in the whole window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import CreateBackupRequest, ListAgentsRequest
from stigmer_desktop.behind_window import BehindWindow
from stigmer_desktop.folder_lock import FolderLock
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.trouble import Mend
from stigmer_desktop.ui.window_life import WindowLife
from tests.contract.conftest import new_execution
from tests.damage import damage_head, damage_table
from tests.ui.fixed_trials import FixedTrials
from tests.ui.resources.use import answer, question


@pytest.fixture
async def history(data, server, client) -> Path:
    """A database with a session, and a backup of it; nobody serves it any more."""
    (agent, *_) = (await client.catalog.listAgents(ListAgentsRequest())).entries
    question = new_execution("Where is the tunnel key?", agent_id=agent.agent.metadata.id)
    await client.execution_command.create(question)
    await client.backup.create(CreateBackupRequest())
    await client.close()
    await asyncio.to_thread(server.stop)
    SettingsFile(data.settings_file).save(introduction="done", port=0)
    return data.database


@asynccontextmanager
async def opened(qapp, data) -> AsyncIterator[WindowLife]:
    """The window with a server of its own, as the program has it."""
    lock = FolderLock(data)
    lock.take()
    behind = BehindWindow(data, lock, 0.05)
    doors = Doors(
        behind.connect, behind.stop, FixedTrials(), restart_runner=behind.restart_runner, repair=behind
    )
    life = WindowLife(qapp, doors, SettingsFile(data.settings_file), data, SessionView)
    task = asyncio.get_running_loop().create_task(life.run())
    try:
        yield life
    finally:
        life.window.close_now()
        await task


async def ask(life: WindowLife, until) -> None:
    """Clicks on the banner's button, until it is asked what to do."""
    trouble = life.window.trouble
    await until(lambda: trouble.shown is not None and trouble.shown.mend is Mend.REPAIR)
    assert "The database" in trouble.shown.words and "is damaged" in trouble.shown.words
    assert "safe" not in trouble.shown.words
    QTest.mouseClick(life.window.centre.banner.button, Qt.MouseButton.LeftButton)

    def is_open() -> bool:
        try:
            return bool(question())
        except AssertionError:
            return False

    await until(is_open)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("damage", [damage_head, damage_table])
async def test_the_backup_is_put_back_and_the_history_is_there(
    qapp, data, history: Path, until, damage: Callable[[Path], None]
) -> None:
    damage(history)
    broken = history.read_bytes()
    async with opened(qapp, data) as life:
        await ask(life, until)
        answer("Restore the backup")
        await until(lambda: life.around.sessions.rowCount() == 1)
        await until(lambda: life.window.trouble.shown is None)
        assert "is in place" in life.window.centre.messages.text
    (kept,) = (data.root / "damaged").rglob("stigmer.db")
    assert kept.read_bytes()[:4096] == broken[:4096]
    assert len(list(data.backups.iterdir())) == 1


@pytest.mark.timeout(180)
async def test_without_a_backup_one_begins_anew_and_the_damaged_file_is_kept(
    qapp, data, history: Path, until
) -> None:
    for backup in data.backups.iterdir():
        backup.unlink()
    damage_head(history)
    async with opened(qapp, data) as life:
        await ask(life, until)
        answer("Begin anew")
        await until(lambda: life.around.agents.is_loaded and life.around.sessions.is_loaded)
        assert life.around.sessions.rowCount() == 0
        assert life.window.trouble.shown is None
    assert list((data.root / "damaged").rglob("stigmer.db"))
