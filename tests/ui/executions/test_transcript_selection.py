"""Selecting and copying in the transcript, by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.text_surface import widget_of
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from tests.execution_snapshots import execution, said, tool
from tests.ui.executions.drawn import areas, conversation, drag, settle


def test_text_is_selected_across_messages_and_copied(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(
        [
            execution(
                message="The question",
                messages=[said("First **bold** answer", places=["c"]), said("Last answer")],
                calls=[tool("c", "grep", arguments={"pattern": "x"})],
            )
        ]
    )
    settle(view, qtbot)
    first, last = view.surfaces_at(0)[0], view.surfaces_at(4)[0]
    start = widget_of(first).mapTo(view.viewport(), first.caret_rect(4).center())
    end = widget_of(last).mapTo(view.viewport(), last.caret_rect(4).center())
    drag(view, start, end)
    expected = "question\n\nFirst **bold** answer\n\ngrep x\n\nLast"
    assert view.selected_text() == expected
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == expected


def test_a_part_of_one_message_is_copied_as_it_reads(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(messages=[said("Some **bold** words and `code`.\n\n```\na = 1\nb = 2\n```")])])
    settle(view, qtbot)
    text, code = view.surfaces_at(2)
    start = widget_of(text).mapTo(view.viewport(), text.caret_rect(5).center())
    end = widget_of(code).mapTo(view.viewport(), code.caret_rect(5).center())
    drag(view, end, start)
    assert view.selected_text() == "bold words and code.\na = 1"


def test_the_keyboard_selects(view: TranscriptView, model: ExecutionModel, qtbot: QtBot) -> None:
    model.load([execution(message="One two", messages=[said("Three four")])])
    settle(view, qtbot)
    view.setFocus()
    surface = view.surfaces_at(0)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(4).center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    assert view.selected_text() == "t"
    QTest.keyClick(view, Qt.Key.Key_End, shift)
    assert view.selected_text() == "two"
    QTest.keyClick(view, Qt.Key.Key_Right, shift)
    QTest.keyClick(view, Qt.Key.Key_Right, shift | control)
    assert view.selected_text() == "two\n\nThree "
    QTest.keyClick(view, Qt.Key.Key_A, control)
    assert view.selected_text() == "One two\n\nThree four"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected_text() == ""


def test_a_double_click_takes_the_word_and_a_third_the_line(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(message="One two three")])
    settle(view, qtbot)
    surface = view.surfaces_at(0)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(5).center())
    ground = view.viewport()
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseDClick(ground, Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_text() == "two"
    QTest.mouseClick(ground, Qt.MouseButton.LeftButton, pos=point)
    assert view.selected_text() == "One two three"


def test_everything_is_copied_though_little_is_drawn(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load(conversation(500, 3))
    settle(view, qtbot)
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    text = view.selected_text()
    assert "Question 0\n\nAnswer 0. word word word" in text
    assert text.count("Answer") == 500
    assert len(areas(view)) < 80


@pytest.mark.parametrize(
    ("address", "opened"),
    [("https://example.org/a", True), ("file:///etc/passwd", False), ("javascript:alert(1)", False)],
)
def test_only_web_links_are_opened(
    view: TranscriptView,
    model: ExecutionModel,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    opened: bool,
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url.toString()))
    model.load([execution(messages=[said(f"See [this page]({address}).")])])
    settle(view, qtbot)
    surface = view.surfaces_at(2)[0]
    point = widget_of(surface).mapTo(view.viewport(), surface.caret_rect(7).center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert seen == ([address] if opened else [])
