"""The inspector beside a session, or over it where there is no room for both."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.inspector.side_by_side import LEAST_READABLE, USUAL_WIDTH, SideBySide


@pytest.fixture
def sides(theme, qtbot) -> SideBySide:
    side = QWidget()
    QVBoxLayout(side).addWidget(QLineEdit())
    made = SideBySide(theme, QWidget(), lambda: side)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.set_offered(True)
    made.show()
    return made


@pytest.mark.parametrize("width", [500, 600, 760, 839, 840, 1000, 1180, 1660])
def test_a_session_is_never_squeezed(sides: SideBySide, width: int) -> None:
    sides.resize(width, 700)
    assert sides.main.width() >= min(width, LEAST_READABLE)
    if sides.is_side_shown:
        assert not sides.floats
        assert sides.main.geometry().right() < sides.side.geometry().left()
        assert sides.side.geometry().right() == width - 1
    else:
        assert sides.main.width() == width
    sides.set_side_width(2000)
    assert sides.main.width() >= min(width, LEAST_READABLE)


def test_where_there_is_little_room_it_lies_over_the_session(sides: SideBySide) -> None:
    sides.resize(700, 600)
    assert not sides.is_side_shown
    sides.toggle()
    assert sides.is_side_shown
    assert sides.main.width() == 700
    assert sides.side.geometry().right() == 699
    assert sides.side.width() == USUAL_WIDTH
    sides.step_aside()
    assert not sides.is_side_shown
    # What the user wants where there is room is not touched by that.
    sides.resize(1200, 600)
    assert sides.is_side_shown


def test_escape_takes_it_from_over_the_session(sides: SideBySide) -> None:
    sides.resize(700, 600)
    sides.toggle()
    field = sides.side.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not sides.is_side_shown


def test_it_is_shown_and_hidden(sides: SideBySide, qtbot) -> None:
    with qtbot.waitSignal(sides.shown_changed) as hidden:
        sides.toggle()
    assert hidden.args == [False]
    assert sides.main.width() == 1200
    assert not sides.is_side_wanted
    sides.toggle()
    assert sides.is_side_shown
    sides.set_offered(False)
    assert not sides.is_side_shown
    assert sides.is_side_wanted


def test_its_edge_is_dragged_and_a_double_click_takes_the_usual_width(sides: SideBySide, qtbot) -> None:
    grip = sides.childAt(QPoint(1200 - USUAL_WIDTH, 300))
    assert grip is not None
    with qtbot.waitSignal(sides.width_changed):
        QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=QPoint(4, 300))
        QTest.mouseMove(grip, QPoint(-96, 300))
        QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=QPoint(0, 300))
    assert sides.side.width() == USUAL_WIDTH + 100
    QTest.mouseDClick(grip, Qt.MouseButton.LeftButton, pos=QPoint(4, 300))
    assert sides.side.width() == USUAL_WIDTH


def test_with_larger_text_it_is_wider(sides: SideBySide, theme) -> None:
    theme.set_text_percent(125)
    try:
        assert sides.side.width() == USUAL_WIDTH * 1.25
    finally:
        theme.set_text_percent(100)
    assert sides.side.width() == USUAL_WIDTH


def test_what_was_left_is_taken_up(sides: SideBySide) -> None:
    sides.restore(wanted=True, width=420)
    assert sides.side.width() == 420
    sides.restore(wanted=False, width=99999)
    assert not sides.is_side_shown
