"""Notes, the icon in the tray, and what is asked when the window is closed while something runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from stigmer_desktop.api.desktop import ExecutionHeader, Overview, PhaseCount
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PENDING,
    AgentExecution,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
    ExecutionPhase,
)
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.needs_you.need import Need, NeedKind
from stigmer_desktop.ui.presence.badge import badged
from stigmer_desktop.ui.presence.presence import Presence, is_idle, running_in
from stigmer_desktop.ui.presence.tray import SystemTray
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.presence.fake_tray import FakeTray
from tests.ui.surroundings import FixedTrials


class Notes(QObject):
    clicked = Signal(object)
    missed = Signal(str, str, object)

    def __init__(self, *, is_there: bool = True) -> None:
        super().__init__()
        self.is_there = is_there
        self.told: list[tuple[str, str]] = []
        self.about: list[object] = []

    def tell(self, title: str, words: str, about: object) -> None:
        self.told.append((title, words))
        self.about.append(about)


NEED = Need(NeedKind.FAILURE, ExecutionHeader(subject="Import contacts", error="No model.", agent_name="Bee"))
OTHER = Need(NeedKind.RESULT, ExecutionHeader(subject="Count", agent_name="Bee"))
TOLD = ("Failed: Import contacts", "No model.\nBee")


def overview(running: int, queued: int = 0) -> Overview:
    return Overview(
        executions=[
            PhaseCount(phase=EXECUTION_IN_PROGRESS, count=running),
            PhaseCount(phase=EXECUTION_PENDING, count=queued),
            PhaseCount(phase=EXECUTION_COMPLETED, count=9),
        ]
    )


async def test_a_note_comes_only_while_no_window_is_in_front(around, qtbot, until) -> None:
    tray = FakeTray()
    presence = Presence(tray, None, around.settings)
    presence.tell(NEED)
    assert tray.told == [TOLD]
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow)
    presence.tell(NEED)
    assert tray.told == [TOLD]


async def test_notes_can_be_turned_off(around) -> None:
    tray = FakeTray()
    presence = Presence(tray, None, around.settings)
    around.settings.change(notifications=False)
    presence.tell(NEED)
    assert tray.told == []


async def test_the_desktops_own_notes_go_before_those_of_the_tray(around) -> None:
    for there in (True, False):
        tray, notes = FakeTray(is_there=there), Notes()
        Presence(tray, notes, around.settings).tell(NEED)
        assert (tray.told, notes.told) == ([], [TOLD])


async def test_a_note_that_the_desktop_could_not_show_is_shown_by_the_tray(around) -> None:
    tray, notes = FakeTray(), Notes()
    presence = Presence(tray, notes, around.settings)
    chosen: list[Need] = []
    presence.need_chosen.connect(chosen.append)
    notes.missed.emit(*TOLD, NEED)
    assert tray.told == [TOLD]
    tray.note_clicked.emit()
    assert chosen == [NEED]


async def test_a_click_on_an_older_note_leads_to_the_need_of_that_note(around) -> None:
    notes = Notes()
    presence = Presence(FakeTray(), notes, around.settings)
    chosen: list[Need] = []
    presence.need_chosen.connect(chosen.append)
    presence.tell(NEED)
    presence.tell(OTHER)
    older, newer = notes.about
    notes.clicked.emit(older)
    notes.clicked.emit(newer)
    assert chosen == [NEED, OTHER]


async def test_a_click_on_a_note_leads_to_its_need(around) -> None:
    tray = FakeTray()
    presence = Presence(tray, None, around.settings)
    chosen: list[Need] = []
    presence.need_chosen.connect(chosen.append)
    tray.note_clicked.emit()
    assert chosen == []
    presence.tell(NEED)
    tray.note_clicked.emit()
    assert chosen == [NEED]


async def test_the_icon_is_there_while_something_runs_or_the_window_is_hidden(around) -> None:
    tray = FakeTray()
    presence = Presence(tray, None, around.settings)
    presence.show_overview(overview(2))
    assert tray.shown and "2 running" in tray.words
    presence.show_overview(overview(0))
    assert not tray.shown
    presence.set_window_hidden(True)
    assert tray.shown
    presence.close()
    assert not tray.shown


async def test_the_icon_says_how_many_things_need_the_user(around) -> None:
    tray = FakeTray()
    presence = Presence(tray, None, around.settings)
    presence.show_needs(1)
    assert (tray.needs, tray.words) == (1, "Stigmer Desktop · 1 needs you")
    presence.show_overview(overview(2))
    presence.show_needs(3)
    assert (tray.needs, tray.words) == (3, "Stigmer Desktop · 2 running · 3 need you")
    presence.show_needs(0)
    assert (tray.needs, tray.words) == (0, "Stigmer Desktop · 2 running")


def test_the_mark_stands_in_the_corner_of_the_icon_and_nowhere_else(qapp) -> None:
    blank = QPixmap(64, 64)
    blank.fill(Qt.GlobalColor.blue)
    marked = badged(QIcon(blank), QColor("#fbbf24")).pixmap(64, 64).toImage()
    assert marked.pixelColor(48, 48) == QColor("#fbbf24")
    assert marked.pixelColor(8, 8) == QColor(Qt.GlobalColor.blue)


def test_the_menu_leads_to_what_needs_the_user(qapp) -> None:
    tray = SystemTray(QIcon(QPixmap(22, 22)), QColor("orange"))
    asked: list[None] = []
    tray.needs_wanted.connect(lambda: asked.append(None))
    words = [action.text() for action in tray._menu.actions() if action.isVisible()]
    assert words == ["Open Stigmer Desktop", "", "Quit"]
    tray.set_needs(2)
    action = next(each for each in tray._menu.actions() if each.text() == "Needs you (2)")
    assert action.isVisible()
    action.trigger()
    assert asked


def test_what_is_queued_is_not_idle() -> None:
    assert is_idle(overview(0))
    assert not is_idle(overview(0, 1))
    assert not is_idle(overview(1))


# The whole window


@pytest.fixture
async def start(qapp, data, endpoint, until) -> AsyncIterator[Callable]:
    """Opens windows with a tray of the test's, and closes those that are still open."""
    opened: list[tuple[WindowLife, asyncio.Task[None]]] = []

    async def open_window(tray: FakeTray, *, owns_server: bool = True) -> tuple[WindowLife, asyncio.Task]:
        async def connect() -> tuple[str, str]:
            return endpoint.address, endpoint.token

        async def on_quit() -> None:
            pass

        restart = (lambda: None) if owns_server else None
        doors = Doors(connect, on_quit, FixedTrials(), restart_runner=restart)
        settings, notes = SettingsFile(data.settings_file), Notes(is_there=False)
        life = WindowLife(qapp, doors, settings, data, SessionView, tray=tray, notes=notes)
        task = asyncio.get_running_loop().create_task(life.run())
        opened.append((life, task))
        await until(lambda: life.around.agents.is_loaded and life.around.overviews.current is not None)
        return life, task

    yield open_window
    for life, task in opened:
        if not task.done():
            life.close_now()
        await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def running(life: WindowLife, until) -> AgentExecution:
    agent_id = life.around.agents.headers[0].agent.metadata.id
    execution = await life.around.operations.send_message(message="Count", agent_id=agent_id)
    await report(life, execution, EXECUTION_IN_PROGRESS)
    await until(lambda: running_in(life.around.overviews.current) == 1)
    return execution


async def report(life: WindowLife, execution: AgentExecution, phase: int) -> None:
    status = AgentExecutionStatus(phase=ExecutionPhase.ValueType(phase))
    update = AgentExecutionUpdateStatusInput(execution_id=execution.metadata.id, status=status)
    await life.around.client.execution_command.updateStatus(update)


def questions() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def answer(words: str) -> None:
    (question,) = questions()
    next(button for button in question.buttons if button.text() == words).click()


async def test_closing_with_nothing_under_way_asks_nothing(start) -> None:
    life, task = await start(FakeTray())
    life.close()
    await asyncio.wait_for(task, 10)


async def test_stay(start, until) -> None:
    life, _ = await start(FakeTray())
    await running(life, until)
    life.close()
    answer("Stay")
    assert life.window.isVisible() and not questions()


async def test_stop_and_quit(start, until) -> None:
    life, task = await start(FakeTray())
    await running(life, until)
    life.close()
    answer("Stop and quit")
    await asyncio.wait_for(task, 10)


async def test_the_tray_keeps_it_running_and_brings_it_back(start, until) -> None:
    tray = FakeTray()
    life, task = await start(tray)
    execution = await running(life, until)
    life.close()
    answer("Keep running in the tray")
    assert not life.window.isVisible() and tray.shown
    await report(life, execution, EXECUTION_COMPLETED)
    await until(lambda: tray.told)
    assert tray.told == [("Finished: Count", tray.told[0][1])]
    # There is an icon to come back by, so it stays.
    assert not task.done() and tray.shown
    tray.note_clicked.emit()
    assert life.window.isVisible()
    assert life.pane.session_id == execution.spec.session_id
    await until(lambda: not tray.shown)
    tray.quit_wanted.emit()
    await asyncio.wait_for(task, 10)


async def test_the_tray_leads_to_what_needs_the_user(start, until) -> None:
    tray = FakeTray()
    life, _ = await start(tray)
    execution = await running(life, until)
    life.close()
    answer("Keep running in the tray")
    await report(life, execution, EXECUTION_COMPLETED)
    await until(lambda: tray.needs == 1)
    tray.needs_wanted.emit()
    assert life.window.isVisible() and life.window.centre.place == "needs-you"


async def test_coming_back_the_cursor_is_where_it_was(start, until) -> None:
    tray = FakeTray()
    life, _ = await start(tray)
    await running(life, until)
    text = life.pane.composer.text
    text.setFocus()
    life.close()
    answer("Keep running in the tray")
    tray.window_wanted.emit()
    assert life.window.focusWidget() is text


async def test_quitting_twice_asks_once(start, until) -> None:
    tray = FakeTray()
    life, _ = await start(tray)
    await running(life, until)
    tray.quit_wanted.emit()
    tray.quit_wanted.emit()
    assert len(questions()) == 1
    answer("Stay")
    tray.quit_wanted.emit()
    assert len(questions()) == 1
    answer("Stay")


async def test_without_a_tray_it_ends_by_itself_once_nothing_runs(start, until) -> None:
    life, task = await start(FakeTray(is_there=False))
    execution = await running(life, until)
    life.close()
    answer("Keep running")
    assert not life.window.isVisible()
    await report(life, execution, EXECUTION_COMPLETED)
    await asyncio.wait_for(task, 10)


async def test_a_stop_by_the_system_asks_nothing(start, until) -> None:
    life, task = await start(FakeTray())
    await running(life, until)
    life.close_now()
    assert not questions()
    await asyncio.wait_for(task, 10)


async def test_a_window_on_somebody_elses_server_just_closes(start, until) -> None:
    life, task = await start(FakeTray(), owns_server=False)
    await running(life, until)
    life.close()
    assert not questions()
    await asyncio.wait_for(task, 10)
