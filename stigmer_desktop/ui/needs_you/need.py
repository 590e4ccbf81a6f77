"""One thing that needs the user."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from stigmer_desktop.api.desktop import ExecutionHeader
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_TERMINATED,
    EXECUTION_WAITING_FOR_APPROVAL,
    PendingApproval,
)
from stigmer_desktop.ui.executions.amount_text import duration_text
from stigmer_desktop.ui.executions.moment import seconds_of
from stigmer_desktop.ui.executions.tool_summary import summary_of
from stigmer_desktop.ui.needs_you.asked_call import call_of
from stigmer_desktop.ui.session_spot import SessionSpot, call_key, error_key
from stigmer_desktop.ui.sessions.session_rows import SUBJECT_LENGTH

# What the server writes in front of a reason that a user gave for ending an execution.
_BY_USER = "Terminated:"


class NeedKind(Enum):
    """What the user is to do: decide, or look."""

    APPROVAL = "approval"
    FAILURE = "failure"
    RESULT = "result"


_WORDS = {
    NeedKind.APPROVAL: str(QT_TRANSLATE_NOOP("Need", "Waits for you")),
    NeedKind.FAILURE: str(QT_TRANSLATE_NOOP("Need", "Failed")),
    NeedKind.RESULT: str(QT_TRANSLATE_NOOP("Need", "Finished")),
}

_ORDER = {kind: number for number, kind in enumerate(NeedKind)}


@dataclass(frozen=True)
class Need:
    """An approval that waits, a failure or a result that nobody has looked at.

    Attributes:
        kind: which of them.
        header: the execution that it is about.
        approval: what waits to be decided; None for the others.
    """

    kind: NeedKind
    header: ExecutionHeader
    approval: PendingApproval | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: the execution, and the tool call that waits."""
        return self.header.metadata.id, self.approval.tool_call_id if self.approval else ""

    @property
    def moment(self) -> float:
        """Since when it needs the user, in seconds since 1970."""
        asked = self.approval.requested_at if self.approval else self.header.completed_at
        return seconds_of(asked) or seconds_of(self.header.updated_at) or 0.0

    @property
    def place(self) -> tuple[int, float, tuple[str, str]]:
        """Where it stands in a list: what waits for the user first, then failures, the newest first."""
        return _ORDER[self.kind], -self.moment, self.key

    @property
    def can_go_on(self) -> bool:
        """Whether it failed and can be taken up where it stood."""
        return self.kind is NeedKind.FAILURE and self.header.phase == EXECUTION_FAILED

    @property
    def title(self) -> str:
        """What it is about: the first words of what the user had asked."""
        subject = self.header.subject
        if len(subject) == SUBJECT_LENGTH:
            return f"{subject.rstrip()}…"
        return subject or self.header.metadata.name

    @property
    def words(self) -> str:
        """What happened, in one line."""
        if self.approval is not None:
            asked = self.approval.message.strip().partition("\n")[0]
            told = f"{self.approval.tool_name} {summary_of(call_of(self.approval))}".strip()
            return f"{told} · {asked}" if asked else told
        if self.kind is NeedKind.FAILURE and self.header.error:
            return " ".join(self.header.error.split())
        begun, ended = seconds_of(self.header.started_at), seconds_of(self.header.completed_at)
        if begun is None or ended is None or ended < begun:
            return self.kind_words
        lasted = duration_text(ended - begun)
        return (
            QCoreApplication.translate("Need", "%1 after %2")
            .replace("%1", self.kind_words)
            .replace("%2", lasted)
        )

    @property
    def kind_words(self) -> str:
        """What kind of thing it is, for people."""
        return QCoreApplication.translate("Need", _WORDS[self.kind])


def needs_of(header: ExecutionHeader) -> list[Need]:
    """What an execution needs of the user, as long as nobody has looked at it."""
    if header.phase == EXECUTION_WAITING_FOR_APPROVAL:
        return [Need(NeedKind.APPROVAL, header, approval) for approval in header.pending_approvals]
    if header.phase == EXECUTION_COMPLETED:
        return [Need(NeedKind.RESULT, header)]
    # One that its user has ended is no news; one that reached a limit is.
    stopped = header.phase == EXECUTION_TERMINATED and header.error
    if header.phase == EXECUTION_FAILED or (stopped and not header.error.startswith(_BY_USER)):
        return [Need(NeedKind.FAILURE, header)]
    return []


def spot_of(need: Need) -> SessionSpot:
    """The place to jump to."""
    execution_id, call_id = need.key
    session_id = need.header.session_id
    if need.kind is NeedKind.APPROVAL:
        return SessionSpot(session_id, execution_id, call_key(execution_id, call_id))
    if need.kind is NeedKind.FAILURE:
        return SessionSpot(session_id, execution_id, error_key(execution_id))
    return SessionSpot(session_id)
