"""Decides what is wrong with server, runner or database, in words, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.execution import EXECUTION_PENDING
from stigmer_desktop.start_failure import DatabaseDamaged
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.user_error import UserError, user_error

# The states of the runner that are no trouble; anything else is the reason why it does not run.
RUNNER_STARTING = "starting"
RUNNER_FINE = ("", "none", RUNNER_STARTING, "ready")
# What the server says beside the code, so that it is not taken for a full disk.
_DAMAGED = "DATABASE_DAMAGED"
_REASSURING = ("safe", "nothing was lost", "nothing in it was changed", "left as it was", "left as it is")


class Mend(Enum):
    """What the banner's button does."""

    NOTHING = "nothing"
    CONNECT = "connect"
    START_RUNNER = "start runner"
    REPAIR = "repair the database"


@dataclass(frozen=True)
class Trouble:
    """Something that the user should know of, and what mends it."""

    words: str
    mend: Mend = Mend.NOTHING
    button: str = ""


def start_trouble(error: Exception, *, can_repair: bool) -> Trouble:
    """Why there is no server: what happened, what is safe, and what can be done."""
    words = _reassured(user_error(error).sentence)
    if isinstance(error, DatabaseDamaged) and can_repair:
        return Trouble(words, Mend.REPAIR, _words("Repair…"))
    return Trouble(words, Mend.CONNECT, _words("Try again"))


def refusal_trouble(sentence: str) -> Trouble:
    """The server is there but does not work with this window."""
    return Trouble(sentence, Mend.CONNECT, _words("Try again"))


def database_trouble(error: UserError, *, can_repair: bool) -> Trouble:
    """A call failed because the database could not be read or written."""
    if error.reason == _DAMAGED and can_repair:
        return Trouble(error.sentence, Mend.REPAIR, _words("Repair…"))
    return Trouble(_reassured(error.sentence), Mend.CONNECT, _words("Try again"))


def trouble_of(
    state: ConnectionState,
    failure: Trouble | None,
    overview: Overview | None,
    *,
    can_start_runner: bool,
    runner_failure: str = "",
) -> Trouble | None:
    """What is wrong; None if nothing is.

    Args:
        state: where the connection stands.
        failure: why there is no server, or no database, to work with; None if there is.
        overview: how the server said things are, if it has.
        can_start_runner: whether this program may start the runner again.
        runner_failure: why the runner, which is starting again now, ended; empty if it did not.
    """
    if failure is not None:
        return failure
    if state.phase is ConnectionPhase.LOST:
        return Trouble(state.sentence, Mend.CONNECT, _words("Connect again"))
    if overview is None:
        return None
    if overview.own_runner not in RUNNER_FINE:
        return _runner_trouble(overview.own_runner, can_start_runner)
    if overview.own_runner == RUNNER_STARTING and runner_failure:
        # While it crashes again and again the banner stays, instead of coming and going.
        return _runner_trouble(runner_failure, can_start_runner)
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


def _reassured(sentence: str) -> str:
    """`sentence`, and unless it says so itself, that what was saved is safe."""
    if any(words in sentence.lower() for words in _REASSURING):
        return sentence
    return f"{sentence} " + _words("Everything that was saved is safe.")


def _words(source: str) -> str:
    return QCoreApplication.translate("Trouble", source)
