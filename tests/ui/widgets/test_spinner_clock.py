"""The turning of all signs of work under way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui import motion
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets import spinner_clock
from stigmer_desktop.ui.widgets.spinner import Spinner
from stigmer_desktop.ui.widgets.spinner_clock import SpinnerClock


@pytest.fixture(autouse=True)
def moving(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(spinner_clock, "motion_allowed", lambda: True)
    yield


def timers(qapp: QApplication) -> int:
    """How many timers go off while a tick is waited for."""
    return sum(timer.isActive() for timer in qapp.findChildren(QTimer))


def test_all_signs_share_one_timer_and_turn_together(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    signs = [Spinner(theme, parent=ground) for _ in range(10)]
    before = timers(qapp)
    ground.show()
    clocks = [sign._clock for sign in signs]
    assert all(clock.is_running for clock in clocks)
    assert timers(qapp) == before + 1
    ticks: list[int] = []
    for number, clock in enumerate(clocks):
        clock.ticked.connect(lambda number=number: ticks.append(number))
    qtbot.waitUntil(lambda: len(ticks) >= 10)
    assert ticks[:10] == list(range(10))
    assert len({clock.degrees for clock in clocks}) == 1
    ground.hide()
    assert not any(clock.is_running for clock in clocks)
    assert timers(qapp) == before


def test_a_sign_that_was_deleted_while_it_turned_is_forgotten(qapp: QApplication, qtbot: QtBot) -> None:
    before = timers(qapp)
    owner = QWidget()
    clock = SpinnerClock(owner)
    clock.set_running(True)
    assert timers(qapp) == before + 1
    owner.deleteLater()
    qtbot.waitUntil(lambda: timers(qapp) == before)


def test_nothing_turns_once_motion_is_not_wanted(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SpinnerClock()
    clock.set_running(True)
    ticks: list[bool] = []
    clock.ticked.connect(lambda: ticks.append(clock.is_running))
    monkeypatch.setattr(spinner_clock, "motion_allowed", motion.motion_allowed)
    qapp.setProperty("reducedMotion", True)
    try:
        qtbot.waitUntil(lambda: bool(ticks))
        assert ticks == [False]
        assert clock.degrees == 0
        clock.set_running(True)
        assert not clock.is_running
    finally:
        qapp.setProperty("reducedMotion", None)
