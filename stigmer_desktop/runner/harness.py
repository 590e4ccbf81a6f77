"""The seam between taking work and doing it: what a harness is given, what it reports, how it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import AgentExecution, MessageType
from stigmer_desktop.api.session import Session
from stigmer_desktop.runner.model_choice import ModelChoice


@dataclass(frozen=True)
class Exchange:
    """One earlier execution of the session: what the user wrote and what the agent said to it."""

    question: str
    answer: str


@dataclass(frozen=True)
class Conversation:
    """The earlier exchanges of a session, oldest first.

    Attributes:
        exchanges: the exchanges that were loaded.
        complete: False when older ones exist that were too much to load.
    """

    exchanges: tuple[Exchange, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class Assignment:
    """All that one execution needs to be worked on."""

    execution: AgentExecution
    session: Session
    instance: AgentInstance
    agent: Agent
    conversation: Conversation
    model: ModelChoice


class Report(Protocol):
    """What a harness tells about its work; each call returns at once and is sent along by itself."""

    def open_message(self, kind: MessageType.ValueType) -> int:
        """Starts a message that grows; returns its place, for the calls below."""
        ...

    def extend_message(self, place: int, text: str) -> None:
        """Adds `text` to the end of a message.

        Raises:
            ExecutionFailed: the message has grown past what can be stored.
        """
        ...

    def close_message(self, place: int) -> None:
        """Says that a message grows no more."""
        ...

    def name_model(self, model: str) -> None:
        """Says which model really answers."""
        ...

    def count_usage(self, usage: ModelUsage) -> None:
        """Adds what one call of a model has used."""
        ...

    def warn(self, sentence: str) -> None:
        """Puts a warning on the execution; the same one twice counts once."""
        ...


class Harness(Protocol):
    """Works on executions, several at the same time."""

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Does the whole work of one execution, and returns when it is complete.

        Being cancelled means: stop now, close what is open, report nothing more.

        Raises:
            ExecutionFailed: the work cannot be completed, and why.
        """
        ...


class ExecutionFailed(Exception):
    """Ends an execution as FAILED; its text is the sentence that people read, with what they can do."""
