"""How each phase of an execution looks and reads: a token, an icon and words, never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
)
from stigmer_desktop.api.phases import phase_name


@dataclass(frozen=True)
class PhaseStyle:
    """The look of one phase.

    Attributes:
        token: the name of a colour of Tokens, for the icon and the words.
        icon: a Phosphor icon; places that can animate draw the spinner instead where `spins`.
        words: what people read, for example "Waiting for you".
        fill: the token of the chip's fill; empty means a tint of `token`.
        spins: whether the phase is work under way.
        outlined: whether the chip has an outline and no fill.
    """

    token: str
    icon: str
    words: str
    fill: str = ""
    spins: bool = False
    outlined: bool = False


_KNOWN: dict[int, PhaseStyle] = {
    EXECUTION_PENDING: PhaseStyle(
        "second_text", "clock", str(QT_TRANSLATE_NOOP("Phase", "Queued")), outlined=True
    ),
    EXECUTION_IN_PROGRESS: PhaseStyle(
        "blue", "spinner-gap", str(QT_TRANSLATE_NOOP("Phase", "Running")), spins=True
    ),
    EXECUTION_WAITING_FOR_APPROVAL: PhaseStyle(
        "waiting_text", "hand", str(QT_TRANSLATE_NOOP("Phase", "Waiting for you")), fill="waiting_fill"
    ),
    EXECUTION_PAUSED: PhaseStyle("paused", "pause", str(QT_TRANSLATE_NOOP("Phase", "Paused"))),
    EXECUTION_COMPLETED: PhaseStyle("green", "check", str(QT_TRANSLATE_NOOP("Phase", "Completed"))),
    EXECUTION_FAILED: PhaseStyle("red", "x", str(QT_TRANSLATE_NOOP("Phase", "Failed"))),
    EXECUTION_CANCELLED: PhaseStyle("second_text", "prohibit", str(QT_TRANSLATE_NOOP("Phase", "Cancelled"))),
    EXECUTION_TERMINATED: PhaseStyle("terminated", "stop", str(QT_TRANSLATE_NOOP("Phase", "Terminated"))),
}


def phase_style(phase: int) -> PhaseStyle:
    """The look of `phase`; one that this program does not know is grey and carries its raw name."""
    known = _KNOWN.get(phase)
    if known is None:
        return PhaseStyle("second_text", "question", phase_name(phase), outlined=True)
    words = QCoreApplication.translate("Phase", known.words)
    return PhaseStyle(known.token, known.icon, words, known.fill, known.spins, known.outlined)
