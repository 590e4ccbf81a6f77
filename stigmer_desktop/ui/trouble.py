"""Decides what is wrong with server or runner, in words, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.execution import EXECUTION_PENDING
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState

# The states of the runner that are no trouble; anything else is the reason why it does not run.
RUNNER_STARTING = "starting"
RUNNER_FINE = ("", "none", RUNNER_STARTING, "ready")


class Mend(Enum):
    """What the banner's button does."""

    NOTHING = "nothing"
    CONNECT = "connect"
    START_RUNNER = "start runner"


@dataclass(frozen=True)
class Trouble:
    """Something that the user should know of, and what mends it."""

    words: str
    mend: Mend = Mend.NOTHING
    button: str = ""


def trouble_of(
    state: ConnectionState, failure: str, overview: Overview | None, *, can_start_runner: bool
) -> Trouble | None:
    """What is wrong; None if nothing is.

    Args:
        state: where the connection stands.
        failure: why the server did not start, or does not accept this window; empty if it does.
        overview: how the server said things are, if it has.
        can_start_runner: whether this program may start the runner again.
    """
    if failure:
        return Trouble(failure, Mend.CONNECT, _words("Try again"))
    if state.phase is ConnectionPhase.LOST:
        return Trouble(state.sentence, Mend.CONNECT, _words("Connect again"))
    if overview is None:
        return None
    if overview.own_runner not in RUNNER_FINE:
        return _runner_trouble(overview.own_runner, can_start_runner)
    waiting = sum(entry.count for entry in overview.executions if entry.phase == EXECUTION_PENDING)
    if overview.own_runner in ("", "none") and not overview.runners and waiting:
        return Trouble(_words("No agent-runner is connected. What was sent is safe and waits for one."))
    return None


def _runner_trouble(state: str, can_start: bool) -> Trouble:
    happened = _words("The agent-runner is stopped.") if state == "stopped" else state
    words = f"{happened} " + _words("Everything that was saved is safe; new messages wait.")
    if not can_start:
        return Trouble(words)
    return Trouble(words, Mend.START_RUNNER, _words("Start it now"))


def _words(source: str) -> str:
    return QCoreApplication.translate("Trouble", source)
