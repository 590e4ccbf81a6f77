"""Everything that can be used has a name and can be reached by the keyboard."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.doors import Doors
from stigmer_desktop.ui.executions.jump_button import JumpButton
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.window_life import WindowLife
from tests.ui.fixed_trials import FixedTrials

USABLE = (QAbstractButton, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)


@pytest.fixture
async def window(qapp, data, endpoint, until):
    async def connect() -> tuple[str, str]:
        return endpoint.address, endpoint.token

    async def on_quit() -> None:
        pass

    life = WindowLife(
        qapp, Doors(connect, on_quit, FixedTrials()), SettingsFile(data.settings_file), data, SessionView
    )
    task = asyncio.get_running_loop().create_task(life.run())
    await until(lambda: life._around.agents.is_loaded)
    life.window.centre.show_place("search")
    life.window.centre.show_place("settings")
    yield life.window
    life.close()
    await task
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})


def usable(window: MainWindow) -> list[QWidget]:
    return [
        widget
        for kind in USABLE
        for widget in window.findChildren(kind)
        # Parts that Qt itself puts into its own widgets.
        if not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), (QLineEdit, QScrollBar))
    ]


async def test_everything_has_a_name(window: MainWindow) -> None:
    nameless = [
        widget
        for widget in usable(window)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


async def test_everything_can_be_reached_by_the_keyboard(window: MainWindow) -> None:
    unreachable = [
        widget
        for widget in usable(window)
        # The transcript leads the Tab key there by itself.
        if not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, JumpButton))
    ]
    assert unreachable == []
