"""The rows that a transcript is made of, as plain values without any knowledge of how they look."""

from __future__ import annotations

from dataclasses import dataclass, field

from stigmer_desktop.api.execution import ToolCall

# What the key of a card that asks has behind that of its tool call.
APPROVAL_SUFFIX = "/approval"


@dataclass(frozen=True)
class TranscriptRow:
    """What every row has.

    Attributes:
        key: names the row for as long as its execution exists; no two rows of a transcript share one.
        execution_id: the execution that the row belongs to.
        depth: 0 in the transcript itself, 1 inside a sub-agent.
    """

    key: str
    execution_id: str
    depth: int = 0


@dataclass(frozen=True)
class UserMessageRow(TranscriptRow):
    """What a person wrote; `attachments` are the paths that went with it, folders with a slash at the end."""

    text: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeaderRow(TranscriptRow):
    """How an execution stands: its phase, how long it took, who answered, what it used.

    Attributes:
        phase: a number of ExecutionPhase; it may be one that this program does not know.
        started_at, completed_at: RFC 3339 in UTC; empty where it has not happened.
        rested: the seconds in between in which it lay still after a failure.
        model: the model that really answers, else the one that was asked for; may be empty.
        tokens: tokens in and out of all models together.
        cost: US dollars; None where no price is known.
    """

    phase: int = 0
    started_at: str = ""
    completed_at: str = ""
    rested: float = 0.0
    model: str = ""
    tokens: int = 0
    cost: float | None = None


@dataclass(frozen=True)
class AgainRow(TranscriptRow):
    """Says that this execution repeats another with changes; `original` is that one's id."""

    original: str = ""


@dataclass(frozen=True)
class AnswerRow(TranscriptRow):
    """What the agent says, in Markdown.

    Attributes:
        streaming: while it still grows.
        abandoned: whether it was broken off, and said anew further down.
    """

    text: str = ""
    streaming: bool = False
    abandoned: bool = False


@dataclass(frozen=True)
class ThinkingRow(TranscriptRow):
    """What the model thought aloud; `streaming` while it still grows."""

    text: str = ""
    streaming: bool = False


@dataclass(frozen=True)
class RestartRow(TranscriptRow):
    """Divides what was broken off from what was said in its place."""


@dataclass(frozen=True)
class ToolRow(TranscriptRow):
    """One use of a tool; `live` while its execution has not ended."""

    call: ToolCall = field(default_factory=ToolCall)
    live: bool = False


@dataclass(frozen=True)
class ApprovalRow(TranscriptRow):
    """Asks the user about the tool call above it."""

    call: ToolCall = field(default_factory=ToolCall)


@dataclass(frozen=True)
class SubAgentRow(TranscriptRow):
    """The head of a sub-agent's block; while `opened`, rows of depth 1 follow it.

    Attributes:
        status: a number of SubAgentStatus; it may be one that this program does not know.
        summary: one line on what it is about or what it came to.
        live: whether its execution has not ended.
    """

    name: str = ""
    summary: str = ""
    status: int = 0
    started_at: str = ""
    completed_at: str = ""
    opened: bool = False
    live: bool = False


@dataclass(frozen=True)
class NoticeRow(TranscriptRow):
    """A message that neither a person nor the model wrote; its MessageType may be unknown."""

    text: str = ""
    message_type: int = 0


@dataclass(frozen=True)
class WarningRow(TranscriptRow):
    """Something that the runner could not do as asked, though it went on."""

    text: str = ""


@dataclass(frozen=True)
class ErrorRow(TranscriptRow):
    """Why an execution did not come to its end; `message` is what was asked, for asking again."""

    text: str = ""
    phase: int = 0
    message: str = ""


@dataclass(frozen=True)
class ActivityRow(TranscriptRow):
    """Shows that an execution is at work; `answering` once there is something of it above.

    Attributes:
        starts_servers: whether MCP servers are started for it now.
    """

    answering: bool = False
    starts_servers: bool = False


@dataclass(frozen=True)
class EndRow(TranscriptRow):
    """Says at its end that an execution was stopped or rests; `begun` once a runner had taken it."""

    phase: int = 0
    begun: bool = True
