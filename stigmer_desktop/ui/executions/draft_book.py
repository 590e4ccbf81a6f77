"""What was written but not sent yet, and where one was reading, for each session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from stigmer_desktop.ui.executions.order import GivenPath


class IntentKind(Enum):
    """What Send does with a draft that is not a new message."""

    EDIT = "change a queued message"
    AGAIN = "run again with changes"


@dataclass(frozen=True)
class Intent:
    """What a draft is about.

    Attributes:
        kind: what Send does.
        execution_id: the execution that is changed or repeated.
        words: the first words of its message.
    """

    kind: IntentKind
    execution_id: str
    words: str


@dataclass(frozen=True)
class Draft:
    """The composer's content for one session.

    Attributes:
        text: what was written.
        under_way: whether a message is being sent.
        error: why the last one did not go.
        attachments: what goes along.
        workspace: the folder that was chosen for a session that is about to begin.
        intent: what Send does; None for a new message.
        agent_id: the agent that was chosen for a repetition; empty for the same one.
        model: the model that was chosen; None if none was, empty for the default.
        approval: the mode that was chosen, a number of ApprovalMode; None if none was.
        aside: the draft that comes back when the intent is over.
    """

    text: str = ""
    under_way: bool = False
    error: str = ""
    attachments: tuple[GivenPath, ...] = ()
    workspace: str = ""
    intent: Intent | None = None
    agent_id: str = ""
    model: str | None = None
    approval: int | None = None
    aside: Draft | None = None


@dataclass(frozen=True)
class ReadingPlace:
    """Where one was in a transcript: at its end, or so many pixels below the top of a row."""

    row: str
    offset: int
    at_end: bool


class DraftBook:
    """Sessions are named by id; an empty id is the session that is about to begin.

    Attributes:
        agent_id: the agent that was chosen for the next session; empty for none in particular.
    """

    def __init__(self) -> None:
        self.agent_id = ""
        self._drafts: dict[str, Draft] = {}
        self._places: dict[str, ReadingPlace] = {}

    def draft(self, session_id: str) -> Draft:
        """What stands in the composer of a session."""
        return self._drafts.get(session_id, Draft())

    def keep(self, session_id: str, text: str) -> None:
        """Remembers what was written."""
        self._drafts[session_id] = replace(self.draft(session_id), text=text)

    def change(self, session_id: str, **values: Any) -> None:
        """Remembers other values of the draft's attributes."""
        self._drafts[session_id] = replace(self.draft(session_id), **values)

    def begin(self, session_id: str) -> None:
        """A message is being sent; its text is kept until the server has it."""
        self.change(session_id, under_way=True, error="")

    def sent(self, session_id: str, message: str) -> None:
        """The server has the message: it goes from the draft, and what was not part of it stays.

        The model and the approval mode hold for the next message too.
        """
        draft = self.draft(session_id)
        if draft.intent is not None:
            self.end_intent(session_id)
            return
        text = "" if draft.text.strip("\n") == message else draft.text
        self._drafts[session_id] = Draft(text, model=draft.model, approval=draft.approval)

    def failed(self, session_id: str, sentence: str) -> None:
        """The message did not go; everything is still there."""
        self.change(session_id, under_way=False, error=sentence)

    def begin_intent(self, session_id: str, draft: Draft) -> None:
        """Puts `draft`, which has an intent, in place of what is being written, and keeps that aside."""
        before = self.draft(session_id)
        aside = before.aside if before.intent is not None else before
        self._drafts[session_id] = replace(draft, aside=aside)

    def end_intent(self, session_id: str) -> None:
        """What was being written before the intent is there again."""
        self._drafts[session_id] = self.draft(session_id).aside or Draft()

    def move(self, from_id: str, to_id: str) -> None:
        """What is still in the composer of one session stands in that of another from now on."""
        self._drafts[to_id] = self._drafts.pop(from_id, Draft())

    def place(self, session_id: str) -> ReadingPlace | None:
        """Where one was reading; None where one never was."""
        return self._places.get(session_id)

    def keep_place(self, session_id: str, place: ReadingPlace) -> None:
        """Remembers where one was reading."""
        self._places[session_id] = place
