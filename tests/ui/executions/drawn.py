"""What tests of a transcript show, and how they look at what is drawn of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import (
    AgentExecution,
)
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from tests.execution_snapshots import execution, said


def conversation(count: int, words: int = 40) -> list[AgentExecution]:
    return [
        execution(
            f"aex-{number:04}",
            message=f"Question {number}",
            messages=[said(f"Answer {number}. " + "word " * words)],
            created=number,
        )
        for number in range(count)
    ]


def settle(view: TranscriptView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not (view._ahead.isActive() or view._next_turn.isActive() or view._is_asked))


def areas(view: TranscriptView) -> list[tuple[int, int, int]]:
    """Row, top and bottom of what is drawn, in order."""
    drawn = sorted(view.drawn_rows())
    widgets = [(row, view.widget_at_index(row)) for row in drawn]
    return [(row, w.y(), w.y() + w.height()) for row, w in widgets if w is not None]


def find(view: TranscriptView, kind: type[QWidget], number: int = 0) -> QWidget:
    found = [child for child in view.viewport().findChildren(kind) if child.isVisibleTo(view)]
    return sorted(found, key=lambda child: child.mapTo(view.viewport(), QPoint(0, 0)).y())[number]


def drag(view: TranscriptView, start: QPoint, end: QPoint) -> None:
    ground = view.viewport()
    target = ground.childAt(start) or ground
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(ground, start))
    for step in range(1, 9):
        point = start + (end - start) * step / 8
        QTest.mouseMove(target, target.mapFrom(ground, point))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(ground, end))
