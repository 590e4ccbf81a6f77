"""The inspector in the window, on the real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHeaderView, QWidget

from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    TODO_COMPLETED,
    TODO_IN_PROGRESS,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.inspector.inspected_session import IN_VIEW
from stigmer_desktop.ui.inspector.pages import AGENTS, CALLS, FILES, OVERVIEW, RAW, TIMELINE
from stigmer_desktop.ui.inspector.side_by_side import LEAST_READABLE
from stigmer_desktop.ui.window_life import WindowLife
from tests.execution_snapshots import said
from tests.ui.fixed_trials import FixedTrials
from tests.ui.inspector.snapshots import plan, rich

ALL = (OVERVIEW, CALLS, TIMELINE, AGENTS, FILES, RAW)


@pytest.fixture
async def begin(qapp, data, endpoint, until) -> AsyncIterator[Callable[[], Any]]:
    """`await begin()` opens a window on the data folder; the one before must be closed by then."""
    running: list[tuple[WindowLife, asyncio.Task[None]]] = []

    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    async def end() -> None:
        life, task = running.pop()
        life.close()
        await task

    async def open_window() -> WindowLife:
        if running:
            await end()
        settings = SettingsFile(data.settings_file)
        life = WindowLife(qapp, Doors(connect, on_quit, FixedTrials()), settings, data, SessionView)
        running.append((life, asyncio.get_running_loop().create_task(life.run())))
        await until(lambda: life._around.agents.is_loaded)
        life.window.resize(1440, 900)
        life.window.activateWindow()
        await until(life.window.isActiveWindow)
        return life

    yield open_window
    await end()
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


async def report(life: WindowLife, execution_id: str, status: AgentExecutionStatus) -> None:
    update = AgentExecutionUpdateStatusInput(execution_id=execution_id, status=status)
    await life._around.client.execution_command.updateStatus(update)


async def work(life: WindowLife, phase: int = EXECUTION_WAITING_FOR_APPROVAL) -> tuple[str, str]:
    """An execution with something for each page; gives its session and its id."""
    agent_id = life._around.agents.headers[0].agent.metadata.id
    made = await life._around.operations.send_message(message="Mend the lexer", agent_id=agent_id)
    status = rich().status
    status.phase = EXECUTION_IN_PROGRESS
    status.ClearField("completed_at")
    status.ClearField("revision")
    status.ClearField("audit")
    await report(life, made.metadata.id, status)
    if phase == EXECUTION_COMPLETED:
        await report(life, made.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    return made.spec.session_id, made.metadata.id


def pane(life: WindowLife) -> SessionView:
    assert isinstance(life._pane, SessionView)
    return life._pane


def press_control_i(life: WindowLife) -> None:
    QTest.keyClick(life.window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)


async def test_it_lives_from_the_snapshots_of_the_transcript(begin, until) -> None:
    life = await begin()
    session_id, execution_id = await work(life)
    life.window.centre.show_session(session_id)
    inspector = pane(life).side.inspector
    page = inspector.page_of(OVERVIEW)
    await until(lambda: page.head.amount == "2 of 4")
    status = AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS)
    for name, todo in plan(TODO_COMPLETED, TODO_COMPLETED, TODO_IN_PROGRESS).items():
        status.todos[name].CopyFrom(todo)
    await report(life, execution_id, status)
    await until(lambda: page.head.amount == "3 of 4")


async def test_a_click_jumps_to_the_very_place(begin, until) -> None:
    life = await begin()
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    view = pane(life)
    view.side.inspector.show_page(CALLS)
    page = view.side.inspector.page_of(CALLS)
    await until(lambda: len(page.model.rows) == 4)
    inner = page.model.row(1)
    assert inner.agent == "test-writer"
    keys = {row.key for row in view.model.rows()}
    assert inner.key not in keys
    page.list.row_chosen.emit(inner)
    # The sub-agent that hides it is unfolded for that.
    await until(lambda: inner.key in {row.key for row in view.model.rows()})


async def test_the_message_in_view_can_be_followed(begin, until) -> None:
    life = await begin()
    session_id, first = await work(life, EXECUTION_COMPLETED)
    view = pane(life)
    made = await life._around.operations.send_message(message="And again", session_id=session_id)
    second = made.metadata.id
    many = [said(f"Paragraph {number}. " * 20) for number in range(30)]
    await report(life, second, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS, messages=many))
    life.window.centre.show_session(session_id)
    await until(lambda: len(view.model.snapshots()) == 2 and view.model.rowCount() > 30)
    facts = view.side.inspector.page_of(OVERVIEW).facts
    view.side.session.choose(IN_VIEW)
    await until(lambda: facts.value("id") == second)
    view.transcript.verticalScrollBar().setValue(0)
    await until(lambda: facts.value("id") == first)


async def test_files_of_a_session_without_a_folder_are_found(begin, until, data) -> None:
    life = await begin()
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    session = pane(life).side.session
    await until(lambda: session.agent_name)
    assert session.workspace_folder == str(data.workspaces / session_id)


async def test_control_i_and_the_button_show_and_hide_it(begin, until) -> None:
    life = await begin()
    side = pane(life).side
    assert side.button.isHidden()
    press_control_i(life)
    assert not side.sides.is_side_shown
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    assert side.sides.is_side_shown
    assert side.button.isChecked()
    press_control_i(life)
    assert not side.sides.is_side_shown
    assert not side.button.isChecked()
    side.button.click()
    assert side.sides.is_side_shown
    life.window.centre.show_new_session()
    assert not side.sides.is_side_shown


async def test_it_is_as_it_was_left(begin, until) -> None:
    life = await begin()
    session_id, _ = await work(life, EXECUTION_COMPLETED)
    life.window.centre.show_session(session_id)
    pane(life).side.inspector.show_page(TIMELINE)
    pane(life).side.sides.set_side_width(444)
    life = await begin()
    await until(lambda: pane(life).session_id == session_id)
    side = pane(life).side
    assert (side.inspector.page, side.sides.side.width()) == (TIMELINE, 444)
    press_control_i(life)
    life = await begin()
    await until(lambda: pane(life).session_id == session_id)
    assert not pane(life).side.sides.is_side_shown


def overlapping(root: QWidget) -> list[tuple[QWidget, QWidget]]:
    """Usable parts that lie over each other, or stick out of `root`."""
    parts = [
        part
        for kind in (QAbstractButton, QAbstractItemView)
        for part in root.findChildren(kind)
        if part.isVisible()
    ]
    boxes = {part: QRect(part.mapTo(root, QPoint(0, 0)), part.size()) for part in parts}
    return [
        (one, other)
        for at, one in enumerate(parts)
        for other in parts[at + 1 :]
        if boxes[one].intersects(boxes[other])
    ] + [(part, root) for part in parts if not root.rect().contains(boxes[part])]


@pytest.mark.parametrize(
    "size", [(760, 480), (1000, 700), (1280, 800), (1440, 900), (1920, 1080)], ids=lambda s: f"{s[0]}x{s[1]}"
)
async def test_nothing_overlaps_or_is_squeezed(begin, until, size: tuple[int, int]) -> None:
    life = await begin()
    life.window.resize(*size)
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    side = pane(life).side
    await until(lambda: pane(life).model.rowCount() > 0)
    assert side.sides.is_side_shown == (size[0] >= 1280)
    if not side.sides.is_side_shown:
        press_control_i(life)
    for key in ALL:
        side.inspector.show_page(key)
        await until(lambda key=key: side.inspector.page_of(key).filled.is_filled)
        assert overlapping(side.inspector) == []
        assert side.inspector.rect().contains(side.inspector.tabs.geometry())
        assert pane(life).page.width() >= LEAST_READABLE
    assert side.inspector.close_button.isVisible() == side.sides.floats
    if side.sides.floats:
        side.inspector.close_button.click()
        assert not side.sides.is_side_shown


async def test_the_tab_key_comes_from_the_composer_into_the_inspector(begin, until) -> None:
    life = await begin()
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    view = pane(life)
    await until(lambda: view.side.inspector.page_of(OVERVIEW).filled.is_filled)
    view.side.inspector.show_page(CALLS)
    page = view.side.inspector.page_of(CALLS)
    await until(lambda: page.filled.is_filled)
    view.composer.text.setFocus()
    visited: list[QWidget | None] = []
    while view.side.inspector.tabs not in visited and len(visited) < 20:
        QTest.keyClick(QApplication.focusWidget() or life.window, Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert visited[-1] is view.side.inspector.tabs
    assert all(stop is not None and view.composer.isAncestorOf(stop) for stop in visited[:-1])
    stops = [page.kind, page.status, page.list]
    for stop in stops:
        QTest.keyClick(QApplication.focusWidget() or life.window, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop
    # And out of it again, around the whole window.
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or life.window, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is view.composer.text:
            break
    assert QApplication.focusWidget() is view.composer.text


async def test_escape_takes_it_away_where_it_lies_over_the_session(begin, until) -> None:
    life = await begin()
    life.window.resize(800, 600)
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    press_control_i(life)
    side = pane(life).side
    assert side.sides.is_side_shown
    assert side.inspector.tabs.hasFocus()
    QTest.keyClick(side.inspector.tabs, Qt.Key.Key_Escape)
    assert not side.sides.is_side_shown
    assert pane(life).composer.text.hasFocus()


async def test_everything_has_a_name_and_is_reached_by_the_keyboard(begin, until) -> None:
    life = await begin()
    session_id, _ = await work(life)
    life.window.centre.show_session(session_id)
    inspector = pane(life).side.inspector
    for key in ALL:
        inspector.show_page(key)
        await until(lambda key=key: inspector.page_of(key).filled.is_filled)
    for kind in (QAbstractButton, QAbstractItemView):
        for part in inspector.findChildren(kind):
            # Parts that Qt itself puts into its own widgets.
            if part.objectName().startswith("qt_") or isinstance(part, QHeaderView):
                continue
            assert part.accessibleName(), part
            assert part.focusPolicy() & Qt.FocusPolicy.TabFocus, part
    rows = inspector.page_of(CALLS).model
    assert rows.index(0).data() == "grep, Done, 1.0 s, next_token"
