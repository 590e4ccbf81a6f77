"""What a person can do with one execution, by name."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import (
    EXECUTION_IN_PROGRESS,
    EXECUTION_PAUSED,
    EXECUTION_PENDING,
    EXECUTION_WAITING_FOR_APPROVAL,
)

# The phases that the contract lets a user cancel in.
STOPPABLE = (
    EXECUTION_PENDING,
    EXECUTION_IN_PROGRESS,
    EXECUTION_WAITING_FOR_APPROVAL,
    EXECUTION_PAUSED,
)
PAUSABLE = (EXECUTION_PENDING, EXECUTION_IN_PROGRESS)


class Deed(Enum):
    """An action on one execution that needs nothing more to be said."""

    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    TERMINATE = "terminate"
    RECOVER = "recover"
    EDIT = "edit the queued message"
    REMOVE = "remove from the queue"
    REPEAT = "ask the same again"
    AGAIN = "run again with changes"
    OTHER_MODEL = "run again with another model"
    ORIGINAL = "show the original"
    COMPARE = "compare with the original"
    COPY = "copy as Markdown"
    EXPORT_MARKDOWN = "export as Markdown"
    EXPORT_JSON = "export as JSON"
    DELETE = "delete"


def go_on_words() -> str:
    """What recovering an execution that failed is called, wherever it is offered."""
    return QCoreApplication.translate("Deed", "Go on where it stood")
