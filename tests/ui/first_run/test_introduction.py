"""The window begins with the first steps where the program asks for that, and never again after them."""

from __future__ import annotations

import asyncio

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.places import FIRST_STEPS
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.fixed_trials import FixedTrials


async def test_a_window_that_introduces_itself(qapp, data, endpoint, until) -> None:
    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    file = SettingsFile(data.settings_file)
    doors = Doors(connect, on_quit, FixedTrials(), introduce=True)
    life = WindowLife(qapp, doors, file, data, SessionView)
    task = asyncio.get_running_loop().create_task(life.run())
    await until(lambda: life._around.agents.is_loaded)
    assert life.window.centre.place == FIRST_STEPS
    await until(lambda: file.load().introduction == "pending")
    page = life.window.centre.page(FIRST_STEPS)
    page.show_step(2)
    await until(page.next.isEnabled)
    page.next.click()
    await until(lambda: life.window.centre.place == "")
    await until(lambda: file.load().introduction == "done")
    life.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
