"""What a person asks for: the message and everything that is chosen along with it."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.desktop import ApprovalMode, Attachment
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION

FOLDER_TYPE = "inode/directory"
AGAIN_OF = "desktop.stigmer.ai/run-again-of"
_NAME_LENGTH = 60


@dataclass(frozen=True)
class GivenPath:
    """A file or folder that goes with a message.

    Attributes:
        path: where it lies, absolute.
        is_folder: whether it is a folder.
        size: bytes of a file; 0 for a folder.
        is_readable: whether this user may read it.
    """

    path: str
    is_folder: bool = False
    size: int = 0
    is_readable: bool = True

    @property
    def name(self) -> str:
        return Path(self.path).name or self.path

    def attachment(self) -> Attachment:
        """It as the API has it."""
        guessed = FOLDER_TYPE if self.is_folder else mimetypes.guess_type(self.path)[0]
        return Attachment(
            name=self.name,
            media_type=guessed or "application/octet-stream",
            path=self.path,
            size_bytes=self.size,
        )


@dataclass(frozen=True)
class Order:
    """One message, ready to be sent.

    Attributes:
        message: the words.
        session_id: where it is asked; empty for a new session.
        agent_id: who is asked in a new session.
        model: empty leaves the choice to the agent and to the settings.
        approval_mode: a number of ApprovalMode; 0 leaves the choice to the agent.
        workspace_folder: where a new session works; empty for a folder of its own.
        attachments: files and folders that go along.
        again_of: the id of the execution that this one repeats with changes; empty for none.
    """

    message: str
    session_id: str = ""
    agent_id: str = ""
    model: str = ""
    approval_mode: int = 0
    workspace_folder: str = ""
    attachments: tuple[GivenPath, ...] = ()
    again_of: str = ""

    def execution(self) -> AgentExecution:
        """The execution to be created."""
        made = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
        made.metadata.name = " ".join(self.message.split())[:_NAME_LENGTH] or self.message[:_NAME_LENGTH]
        if self.again_of:
            made.metadata.labels[AGAIN_OF] = self.again_of
        if not self.session_id:
            made.spec.agent_id = self.agent_id
        self.write_to(made)
        return made

    def write_to(self, execution: AgentExecution) -> None:
        """Puts what may still be changed while it waits into `execution`."""
        spec = execution.spec
        spec.message = self.message
        spec.session_id = self.session_id
        spec.execution_config.model_name = self.model
        spec.execution_config.approval_mode = ApprovalMode.ValueType(self.approval_mode)
        del spec.attachments[:]
        spec.attachments.extend(given.attachment() for given in self.attachments)


def given_paths(execution: AgentExecution) -> tuple[GivenPath, ...]:
    """What went along with the message of an execution."""
    return tuple(
        GivenPath(each.path, each.media_type == FOLDER_TYPE, each.size_bytes)
        for each in execution.spec.attachments
        if each.path
    )


def order_of(execution: AgentExecution) -> Order:
    """The order that an execution was made of, to be changed and given again in the same session."""
    config = execution.spec.execution_config
    return Order(
        message=execution.spec.message,
        session_id=execution.spec.session_id,
        agent_id=execution.spec.agent_id,
        model=config.model_name,
        approval_mode=config.approval_mode,
        attachments=given_paths(execution),
    )


def words_of_left_out(asked: Sequence[str], found: Sequence[GivenPath]) -> str:
    """Says which of the paths do not go along, and why; empty where all do."""
    unreadable, gone = _left_out(asked, found)
    if unreadable:
        return _named(
            QT_TRANSLATE_NOOP("MessageDesk", "%1 cannot be read, and does not go along."), unreadable
        )
    return _named(QT_TRANSLATE_NOOP("MessageDesk", "%1 is not there any more."), gone) if gone else ""


def words_of_gone(asked: Sequence[str], found: Sequence[GivenPath]) -> str:
    """Says which of the paths keep a message from being sent, and what helps; empty where none does."""
    unreadable, gone = _left_out(asked, found)
    if gone:
        words = QT_TRANSLATE_NOOP(
            "MessageDesk", "Not sent: %1 is not there any more. Put it back or remove it, then send again."
        )
        return _named(words, gone)
    words = QT_TRANSLATE_NOOP(
        "MessageDesk", "Not sent: %1 cannot be read any more. Allow it or remove it, then send again."
    )
    return _named(words, unreadable) if unreadable else ""


def _left_out(asked: Sequence[str], found: Sequence[GivenPath]) -> tuple[list[str], list[str]]:
    """The names of what cannot be read, and of what is not there."""
    there = {path.path for path in found}
    return (
        [path.name for path in found if not path.is_readable],
        [Path(path).name for path in asked if str(Path(path).absolute()) not in there],
    )


def _named(words: object, names: Sequence[str]) -> str:
    told = QCoreApplication.translate("MessageDesk", str(words))
    return told.replace("%1", ", ".join(dict.fromkeys(names)))
