"""Tab goes through a form as one reads it, also through rows that were made after what stands below them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.ui.environments.environments_place import environments_place
from stigmer_desktop.ui.library import library
from tests.ui.resources.use import click


async def test_a_row_that_is_added_stands_where_it_is_seen(qtbot, around) -> None:
    place = environments_place(around, library(around).environments)
    qtbot.addWidget(place)
    place.resize(900, 700)
    place.show()
    place.edit("")
    place.activateWindow()
    qtbot.waitUntil(place.isActiveWindow)
    form = place.editor.form
    for _ in range(2):
        click(form.values.add_button)
    qtbot.waitUntil(lambda: form.values.rows[-1].name.isVisible())
    form.name.input.setFocus()
    visited: list[QWidget] = []
    while (now := QApplication.focusWidget()) is not form.values.paste_button:
        assert now is not None and now not in visited
        visited.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    first, second = form.values.rows
    order = [visited.index(each) for each in (first.name, first.value, second.name, second.value)]
    assert order == sorted(order)
    assert visited.index(second.value) < visited.index(form.values.add_button)
    QTest.keyClick(form.values.paste_button, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is form.values.add_button
