"""The palette by itself: letters, keys, and the ways to close it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from stigmer_desktop.ui.palette.palette import Palette
from stigmer_desktop.ui.palette.palette_model import RECENT_SESSIONS
from stigmer_desktop.ui.palette.window_action import WindowAction


class Host(QWidget):
    """A window with a field that has the focus, and a note of what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.field = QLineEdit(self)
        self.resize(900, 700)

    def action(self, name: str, shortcut: str = "", detail: str = "") -> WindowAction:
        return WindowAction(name, "plus", lambda: self.done.append(name), shortcut, detail)


@pytest.fixture
def host(qtbot) -> Host:
    made = Host()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.field.setFocus()
    return made


@pytest.fixture
def palette(host, theme) -> Palette:
    actions = [host.action("New session", "Ctrl+N"), host.action("Settings", "Ctrl+,"), host.action("Quit")]
    sessions = [host.action(f"Session {number}", detail="Assistant · now") for number in range(20)]
    return Palette(theme, host, actions, sessions)


def names(palette: Palette) -> list[str]:
    return [palette.model.index(row).data() for row in range(palette.model.rowCount())]


def test_it_opens_with_actions_and_the_newest_sessions(palette, host) -> None:
    assert palette.field.hasFocus()
    assert names(palette)[:4] == ["New session", "Settings", "Quit", "Session 0"]
    assert len(names(palette)) == 3 + RECENT_SESSIONS
    assert palette.view.currentIndex().row() == 0
    assert host.rect().contains(palette.geometry())


def test_letters_filter_and_return_does_it(palette, host, qtbot) -> None:
    QTest.keyClicks(palette.field, "sett")
    assert names(palette) == ["Settings"]
    with qtbot.waitSignal(palette.closed):
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert host.done == ["Settings"]
    assert not palette.isVisible()


def test_arrows_go_round(palette, host) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == palette.model.rowCount() - 1
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.view.currentIndex().row() == palette.model.rowCount() - 1
    QTest.keyClick(palette.field, Qt.Key.Key_PageUp)
    QTest.keyClick(palette.field, Qt.Key.Key_Tab)
    assert palette.view.currentIndex().row() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert host.done == ["New session"]


def test_nothing_fits_is_said(palette) -> None:
    QTest.keyClicks(palette.field, "qqq")
    assert palette._nothing.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.is_open


def test_escape_gives_the_focus_back(palette, host) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.is_open
    assert QApplication.focusWidget() is host.field
    assert host.done == []


def test_it_closes_when_the_focus_goes_elsewhere(palette, host) -> None:
    host.field.setFocus()
    assert not palette.is_open
    assert host.field.hasFocus()


def test_a_click_beside_it_only_closes_it(palette, host) -> None:
    QTest.mouseClick(host.childAt(5, 5), Qt.MouseButton.LeftButton)
    assert not palette.is_open
    assert host.done == []


def test_a_click_on_a_row_does_it(palette, host) -> None:
    middle = palette.view.visualRect(palette.model.index(1)).center()
    QTest.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert host.done == ["Settings"]


def test_it_asks_for_more_when_typing_pauses(palette, host, qtbot) -> None:
    with qtbot.waitSignal(palette.more_wanted) as heard:
        QTest.keyClicks(palette.field, "old ")
    assert heard.args == ["old"]
    palette.add_sessions([host.action("An old session")])
    assert names(palette) == ["An old session"]


def test_it_has_names_for_those_who_listen(palette) -> None:
    assert palette.field.accessibleName()
    assert palette.view.accessibleName()
    index = palette.model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "New session, Ctrl+N"


def test_it_stays_in_the_window(palette, host) -> None:
    host.resize(420, 320)
    assert host.rect().contains(palette.geometry())
    assert not palette.grab().toImage().isNull()
