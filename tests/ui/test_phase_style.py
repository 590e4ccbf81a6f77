"""Every phase has its look, known or not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.execution import ExecutionPhase
from stigmer_desktop.ui.icons import outline
from stigmer_desktop.ui.phase_style import phase_style
from stigmer_desktop.ui.theme import LIGHT, Theme
from stigmer_desktop.ui.widgets.phase_chip import PhaseChip

KNOWN = [
    (1, "second_text", "clock", "Queued"),
    (2, "blue", "spinner-gap", "Running"),
    (3, "green", "check", "Completed"),
    (4, "red", "x", "Failed"),
    (5, "second_text", "prohibit", "Cancelled"),
    (6, "waiting_text", "hand", "Waiting for you"),
    (7, "paused", "pause", "Paused"),
    (8, "terminated", "stop", "Terminated"),
]


@pytest.mark.parametrize(("phase", "token", "icon", "words"), KNOWN)
def test_a_known_phase(phase: int, token: str, icon: str, words: str) -> None:
    style = phase_style(phase)
    assert (style.token, style.icon, style.words) == (token, icon, words)


def test_no_phase_of_the_contract_is_forgotten() -> None:
    assert {phase for phase, *_ in KNOWN} | {0} == set(ExecutionPhase.values())


def test_an_unknown_phase_is_grey_with_its_raw_name() -> None:
    style = phase_style(77)
    assert (style.token, style.icon, style.words) == ("second_text", "question", "77")


@pytest.mark.parametrize("phase", [*ExecutionPhase.values(), 77])
def test_tokens_and_icons_exist(qapp: QApplication, phase: int) -> None:
    style = phase_style(phase)
    LIGHT.by_name(style.token)
    outline(style.icon)


@pytest.mark.parametrize("phase", [*ExecutionPhase.values(), 77])
def test_the_chip_says_the_phase(qtbot, theme: Theme, phase: int) -> None:
    chip = PhaseChip(theme, phase)
    qtbot.addWidget(chip)
    chip.show()
    assert chip.accessibleName() == phase_style(phase).words
    assert not chip.grab().isNull()


def test_the_chip_turns_its_spinner_only_while_it_shows_and_runs(qtbot, theme: Theme) -> None:
    chip = PhaseChip(theme, 2)
    qtbot.addWidget(chip)
    assert not chip._clock.is_running
    chip.show()
    assert chip._clock.is_running
    chip.set_phase(3)
    assert not chip._clock.is_running
    chip.set_phase(2)
    chip.hide()
    assert not chip._clock.is_running
