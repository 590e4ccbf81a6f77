"""What is written and sent before the server is there: it waits, and goes by itself."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.fixed_trials import FixedTrials


async def test_a_message_sent_before_the_server_is_there_goes_by_itself(qapp, data, endpoint, until) -> None:
    gate = asyncio.Event()

    async def connect() -> tuple[str, str]:
        await gate.wait()
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    doors = Doors(connect, on_quit, FixedTrials())
    life = WindowLife(qapp, doors, SettingsFile(data.settings_file), data, SessionView)
    task = asyncio.get_running_loop().create_task(life.run())
    life.window.activateWindow()
    await until(life.window.isActiveWindow)
    pane = life.pane
    assert isinstance(pane, SessionView)

    QTest.keyClick(life.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(pane.composer.text, "Hello")
    QTest.keyClick(pane.composer.text, Qt.Key.Key_Return)
    assert pane.composer.waits
    assert pane.composer.error.isVisible()

    gate.set()
    await until(lambda: pane.session_id)
    assert [shown.spec.message for shown in pane.model.snapshots()] == ["Hello"]
    assert pane.composer.message == ""
    assert not pane.composer.error.isVisible()

    life.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
