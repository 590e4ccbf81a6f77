"""What was written but not sent yet, and where one was reading, for each session."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Draft:
    """The composer's content for one session.

    Attributes:
        text: what was written.
        under_way: whether a message is being sent.
        error: why the last one did not go.
    """

    text: str = ""
    under_way: bool = False
    error: str = ""


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
        self._models: dict[str, str] = {}
        self._places: dict[str, ReadingPlace] = {}

    def draft(self, session_id: str) -> Draft:
        """What stands in the composer of a session."""
        return self._drafts.get(session_id, Draft())

    def keep(self, session_id: str, text: str) -> None:
        """Remembers what was written."""
        self._drafts[session_id] = replace(self.draft(session_id), text=text)

    def begin(self, session_id: str) -> None:
        """A message is being sent; its text is kept until the server has it."""
        self._drafts[session_id] = replace(self.draft(session_id), under_way=True, error="")

    def sent(self, session_id: str, message: str) -> None:
        """The server has the message: it goes from the draft, and what was not part of it stays."""
        draft = self.draft(session_id)
        text = "" if draft.text.strip("\n") == message else draft.text
        self._drafts[session_id] = Draft(text)

    def failed(self, session_id: str, sentence: str) -> None:
        """The message did not go; everything is still there."""
        self._drafts[session_id] = replace(self.draft(session_id), under_way=False, error=sentence)

    def move(self, from_id: str, to_id: str) -> None:
        """What is still in the composer of one session stands in that of another from now on."""
        self._drafts[to_id] = self._drafts.pop(from_id, Draft())

    def model(self, session_id: str) -> str | None:
        """The model that was chosen in a session; None if none was, empty for the default."""
        return self._models.get(session_id)

    def set_model(self, session_id: str, model: str) -> None:
        """Remembers the model that was chosen in a session."""
        self._models[session_id] = model

    def place(self, session_id: str) -> ReadingPlace | None:
        """Where one was reading; None where one never was."""
        return self._places.get(session_id)

    def keep_place(self, session_id: str, place: ReadingPlace) -> None:
        """Remembers where one was reading."""
        self._places[session_id] = place
