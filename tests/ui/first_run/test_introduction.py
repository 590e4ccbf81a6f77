"""The window begins with the first steps where the program asks for that, and never again after them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.places import FIRST_STEPS
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.fixed_trials import FixedTrials


@pytest.fixture
def file(data) -> SettingsFile:
    return SettingsFile(data.settings_file)


@pytest.fixture
async def life(qapp, data, endpoint, until, file) -> AsyncIterator[WindowLife]:
    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    doors = Doors(connect, on_quit, FixedTrials(), introduce=True)
    life = WindowLife(qapp, doors, file, data, SessionView)
    task = asyncio.get_running_loop().create_task(life.run())
    await until(lambda: life.around.agents.is_loaded)
    yield life
    life.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def begun(life: WindowLife, file: SettingsFile, until) -> None:
    assert life.window.centre.place == FIRST_STEPS
    await until(lambda: file.load().introduction == "pending")


async def test_a_window_that_introduces_itself(life, file, until) -> None:
    await begun(life, file, until)
    page = life.window.centre.page(FIRST_STEPS)
    page.show_step(2)
    await until(page.next.isEnabled)
    page.next.click()
    await until(lambda: life.window.centre.place == "")
    await until(lambda: file.load().introduction == "done")


WAYS: dict[str, Callable[[WindowLife], None]] = {
    "new session": lambda life: life.window.centre.show_new_session(),
    "sidebar": lambda life: life.window.sidebar.place_wanted.emit("settings"),
}


@pytest.mark.parametrize("way", WAYS)
async def test_leaving_it_any_way_ends_it(life, file, until, way) -> None:
    await begun(life, file, until)
    life.window.centre.page(FIRST_STEPS).show_step(1)
    WAYS[way](life)
    await until(lambda: file.load().introduction == "done")


async def test_where_work_is_done_it_does_not_come_again(life, file, until) -> None:
    await begun(life, file, until)
    # As from a terminal: the window stays where it is.
    agent_id = life.around.agents.headers[0].agent.metadata.id
    life.around.operations.send_message(message="Hello", agent_id=agent_id)
    await until(lambda: file.load().introduction == "done")
    assert life.window.centre.place == FIRST_STEPS
