"""The whole window against the real server: start, use, trouble, restart, and a clean end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.paths import resources
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.palette.window_action import WindowAction
from stigmer_desktop.ui.session_spot import SessionSpot
from stigmer_desktop.ui.sessions.session_operations import SessionOperations
from stigmer_desktop.ui.sessions.session_order import SessionFilter
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.fixed_trials import FixedTrials


class RecordingPane(QObject):
    """Stands in the centre and notes what it is asked to show."""

    session_opened = Signal(object)

    def __init__(self, around: object) -> None:
        super().__init__()
        self.widget = QLabel("pane")
        self.shown: list[str] = []
        self.closed = False

    def show_session(self, session_id: str) -> None:
        self.shown.append(session_id)

    def show_session_at(self, spot: SessionSpot) -> None:
        self.shown.append(f"{spot.session_id} {spot.part}".strip())

    def show_new_session(self, agent_id: str = "") -> None:
        self.shown.append(f"new {agent_id}".strip())

    def find(self) -> None:
        self.shown.append("find")

    def actions_here(self) -> list[WindowAction]:
        return []

    async def close(self) -> None:
        self.closed = True


@dataclass
class Outside:
    """What the composition root would do, and what it was asked."""

    endpoint: Any = None
    failure: Exception | None = None
    calls: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    handles: list[Any] = field(default_factory=list)

    async def connect(self) -> tuple[str, str]:
        self.calls.append("connect")
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return self.endpoint.address, self.endpoint.token

    async def on_quit(self) -> None:
        self.calls.append("quit")

    def restart_runner(self) -> None:
        self.calls.append("restart runner")

    def doors(self) -> Doors:
        return Doors(
            self.connect, self.on_quit, FixedTrials(), self.restart_runner, on_ready=self.handles.append
        )


@dataclass
class Open:
    """An open window and what surrounds it."""

    life: WindowLife
    outside: Outside
    task: asyncio.Task[None]

    @property
    def window(self) -> MainWindow:
        return self.life.window

    @property
    def pane(self) -> RecordingPane:
        return self.life._pane  # type: ignore[return-value]

    async def close(self) -> None:
        self.life.close()
        await asyncio.wait_for(self.task, 10)


@pytest.fixture
async def opened(qapp, data, endpoint, until) -> AsyncIterator[Callable[..., Open]]:
    """Opens windows on the test's data folder, and closes those that are still open."""
    windows: list[Open] = []

    def open_window(*, gate_open: bool = True, failure: Exception | None = None) -> Open:
        outside = Outside(endpoint, failure)
        if gate_open:
            outside.gate.set()
        settings = SettingsFile(data.settings_file)
        life = WindowLife(qapp, outside.doors(), settings, data, RecordingPane)
        made = Open(life, outside, asyncio.get_running_loop().create_task(life.run()))
        windows.append(made)
        return made

    yield open_window
    for window in windows:
        if not window.task.done():
            await window.close()
    # gRPC ends a cancelled call in a task of its own.
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def ask(window: Open, message: str) -> AgentExecution:
    around = window.life._around
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.SetInParent()
    execution.spec.agent_id = around.agents.headers[0].agent.metadata.id
    execution.spec.message = message
    return await around.client.execution_command.create(execution)


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


async def test_the_window_is_there_before_the_server(opened, until) -> None:
    window = opened(gate_open=False)
    await until(lambda: window.outside.calls == ["connect"])
    assert window.window.isVisible()
    assert window.window.status.runner.text() == "Starting…"
    assert window.pane.shown == ["new"]
    window.outside.gate.set()
    samples = list((resources() / "agents").glob("*.json"))
    await until(lambda: window.life._around.agents.rowCount() == len(samples))
    assert window.life._around.agents.headers[0].agent.metadata.name == "Assistant"
    await until(lambda: window.window.status.address.text() == window.outside.endpoint.address)


async def test_closing_takes_everything_apart_in_order(opened, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    await window.close()
    assert window.pane.closed
    assert window.outside.calls == ["connect", "quit"]


async def test_closing_while_it_still_connects(opened, until) -> None:
    window = opened(gate_open=False)
    await until(lambda: window.outside.calls)
    await window.close()
    assert window.outside.calls == ["connect", "quit"]


async def test_a_server_that_does_not_start_is_told_and_tried_again(opened, until) -> None:
    window = opened(failure=OSError(28, "No space left on device"))
    banner = window.window.centre.banner
    await until(banner.isVisible)
    assert banner.text == "No space left on device. Everything that was saved is safe."
    window.outside.failure = None
    click(banner.button)
    await until(lambda: window.life._around.agents.is_loaded)
    assert not banner.isVisible()
    assert window.outside.calls == ["connect", "connect"]


async def test_a_server_that_goes_away_is_told(opened, server, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    server.stop()
    await until(lambda: window.window.centre.banner.isVisible())
    assert "safe" in window.window.centre.banner.text
    assert window.window.status.runner.text() == "Server not reachable"


async def test_places_and_keys(opened, until) -> None:
    window = opened()
    main = window.window
    await until(lambda: window.life._around.agents.is_loaded)
    main.activateWindow()
    await until(main.isActiveWindow)
    click(main.sidebar.buttons["agents"])
    assert main.centre.place == "agents"
    assert main.sidebar.buttons["agents"].isChecked()
    press(main, Qt.Key.Key_Comma)
    assert main.centre.place == "settings"
    assert main.sidebar.buttons["settings"].isChecked()
    assert not main.sidebar.buttons["agents"].isChecked()
    press(main, Qt.Key.Key_N)
    assert window.pane.shown[-1] == "new"
    assert main.centre.stack.currentWidget() is window.pane.widget
    press(main, Qt.Key.Key_B)
    assert not main.sidebar.isVisible()
    press(main, Qt.Key.Key_B)
    assert main.sidebar.isVisible()


async def test_what_the_list_is_narrowed_to_survives_a_restart(opened, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    execution = await ask(window, "Where is the key?")
    await until(lambda: window.life._around.sessions.rowCount() == 1)
    press(window.window, Qt.Key.Key_L)
    search = window.window.sessions.search
    assert search.isVisible() and search.field.hasFocus()
    search.choose_tag("keys")
    search.archived.setChecked(True)
    search.field.setText("words are not kept")
    await window.close()

    again = opened(gate_open=False)
    search = again.window.sessions.search
    # It does not take the keyboard from what one came to write.
    assert not search.field.hasFocus()
    again.outside.gate.set()
    await until(lambda: again.life._around.sessions.is_known_empty)
    assert search.isVisible() and search.archived.isChecked()
    assert (search.tags.key, search.field.text()) == ("keys", "")
    tagged = SessionOperations(again.life._around.client, again.life._around.scope)
    await tagged.set_tags(session_id=execution.spec.session_id, tags=["keys"])
    await until(lambda: again.life._around.sessions.rowCount() == 1)
    click(again.window.sidebar.search_button)
    await again.close()

    last = opened()
    await until(lambda: last.life._around.sessions.rowCount() == 1)
    assert not last.window.sessions.search.isVisible()
    assert last.life._around.sessions.filter == SessionFilter()


async def test_a_session_is_chosen_renamed_and_deleted(opened, until) -> None:
    window = opened()
    main = window.window
    await until(lambda: window.life._around.agents.is_loaded)
    execution = await ask(window, "Where is the key?")
    sessions = window.life._around.sessions
    await until(lambda: sessions.rowCount() == 1)
    view = main.sessions.view
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(sessions.index(0)).center()
    )
    assert window.pane.shown[-1] == execution.spec.session_id
    main.sessions._on_renamed(execution.spec.session_id, "The key")
    await until(lambda: sessions.index(0).data() == "The key")
    # An execution must end before its session can go.
    main.commands.delete(execution.spec.session_id)
    assert sessions.rowCount() == 1
    answer("Stop and delete")
    await until(lambda: sessions.rowCount() == 0)
    assert window.pane.shown[-1] == "new"
    main.sessions.undo.button.click()
    assert sessions.rowCount() == 1


async def test_a_new_session_of_the_pane_is_marked_in_the_list(opened, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    execution = await ask(window, "Hello")
    window.pane.session_opened.emit(execution.spec.session_id)
    assert window.window.sessions.view._open_id == execution.spec.session_id


async def test_the_last_session_and_the_sidebar_come_back(opened, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    execution = await ask(window, "Hello")
    window.window.centre.show_session(execution.spec.session_id)
    window.window.resize(780, 600)
    window.window.sidebar.hide()
    await window.close()

    again = opened()
    await until(lambda: again.pane.shown)
    assert again.pane.shown == [execution.spec.session_id]
    assert not again.window.sidebar.isVisible()
    assert again.window.size().width() == 780


async def test_a_last_session_that_is_gone_gives_way_to_a_new_one(opened, until) -> None:
    window = opened()
    await until(lambda: window.life._around.agents.is_loaded)
    window.window.centre.show_session("ses-gone")
    await window.close()
    again = opened()
    await until(lambda: again.pane.shown)
    assert again.pane.shown == ["new"]


async def test_an_agent_that_is_not_saved_holds_the_window(opened, until) -> None:
    window = opened()
    main = window.window
    await until(lambda: window.life._around.agents.is_loaded)
    main.centre.show_agent("")
    QTest.keyClicks(main.centre.page("agents").editor.form.name.input, "Draft")
    window.life.close()
    assert main.isVisible()
    answer("Keep editing")
    click(main.sidebar.buttons["agents"])
    answer("Discard")
    assert main.centre.page("agents").currentWidget() is main.centre.page("agents").list
    await window.close()


async def test_a_second_start_raises_the_window(opened, until) -> None:
    window = opened()
    await until(lambda: window.outside.handles)
    window.window.showMinimized()
    await asyncio.to_thread(window.outside.handles[0].request_raise)
    await until(lambda: not window.window.isMinimized())
    assert window.window.isVisible()


async def test_the_banner_starts_the_runner(opened, until) -> None:
    from stigmer_desktop.api.desktop import Overview

    window = opened()
    await until(lambda: window.life._overviews.current is not None)
    window.window.show_overview(Overview(own_runner="The agent-runner ended unexpectedly."))
    click(window.window.centre.banner.button)
    assert "restart runner" in window.outside.calls


def answer(words: str) -> None:
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert len(dialogs) == 1
    click(next(button for button in dialogs[0].buttons if button.text() == words))
