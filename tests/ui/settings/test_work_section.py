"""How many executions work at the same time: chosen, kept, and shown as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.settings.work_section import WorkSection


@pytest.fixture
def store(data) -> Iterator[SettingsStore]:
    made = SettingsStore(SettingsFile(data.settings_file))
    yield made
    made.close()


def test_the_number_is_kept_at_once(qtbot, theme, data, store: SettingsStore) -> None:
    section = WorkSection(theme, store)
    qtbot.addWidget(section)
    section.show()
    assert section.parallel.key == "4"
    QTest.mouseClick(section.parallel.buttons["8"], Qt.MouseButton.LeftButton)
    assert store.current.parallel_executions == 8
    qtbot.waitUntil(lambda: SettingsFile(data.settings_file).load().parallel_executions == 8)


def test_another_number_shows_the_nearest(qtbot, theme, store: SettingsStore) -> None:
    store.change(parallel_executions=5)
    section = WorkSection(theme, store)
    qtbot.addWidget(section)
    assert section.parallel.key == "4"
    store.change(parallel_executions=100)
    assert section.parallel.key == "16"
