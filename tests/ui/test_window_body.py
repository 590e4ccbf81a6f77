"""The way of the Tab key through the whole window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from stigmer_desktop.ui.window_body import LEADS_TABS, WindowBody


def _with_button(name: str) -> tuple[QWidget, QPushButton]:
    holder, button = QWidget(), QPushButton(name)
    QVBoxLayout(holder).addWidget(button)
    return holder, button


@pytest.fixture
def parts(qtbot) -> Iterator[list[QPushButton]]:
    """A button in the sidebar, in the centre, in the status bar, and a row that is drawn later than all."""
    (sidebar, first), (centre, second), (status, third) = map(_with_button, ("New", "Send", "Runner"))
    body = WindowBody(sidebar, centre, status)
    qtbot.addWidget(body)
    rows = QWidget()
    rows.setProperty(LEADS_TABS, True)
    layout = centre.layout()
    assert layout is not None
    layout.addWidget(rows)
    row = QPushButton("Row")
    QVBoxLayout(rows).addWidget(row)
    body.show()
    body.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is body)
    yield [first, second, third, row]
    body.hide()


def test_tab_goes_round_the_window_and_past_rows(parts: list[QPushButton]) -> None:
    first, second, third, row = parts
    first.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen[:2] == [second, third]
    assert first in seen and row not in seen


def test_shift_tab_goes_back_past_rows(parts: list[QPushButton]) -> None:
    first, _, third, row = parts
    first.setFocus()
    seen = []
    while third not in seen and len(seen) < 4:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
        seen.append(QApplication.focusWidget())
    assert third in seen and row not in seen


def test_rows_lead_on_from_where_they_are(parts: list[QPushButton]) -> None:
    row = parts[3]
    row.setFocus()
    QTest.keyClick(row, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not row
