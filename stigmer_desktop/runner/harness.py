"""The seam between taking work and doing it: what a harness is given, what it reports, how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from stigmer_desktop.api.agent import Agent, McpServerDefinition
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.desktop import ModelUsage
from stigmer_desktop.api.execution import (
    AgentExecution,
    ExecutionPhase,
    MessageType,
    SubAgentExecution,
    TodoItem,
    ToolCall,
)
from stigmer_desktop.api.execution_context import ExecutionValue
from stigmer_desktop.api.session import Session
from stigmer_desktop.runner.answer_piece import TokenCount
from stigmer_desktop.runner.model_choice import ModelChoice


@dataclass(frozen=True)
class Exchange:
    """One earlier execution of the session: what was written, what the agent said, and what was warned of."""

    question: str
    answer: str
    execution_id: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """The earlier exchanges of a session, oldest first.

    Attributes:
        exchanges: the exchanges that were loaded.
        complete: False when older ones exist that were too much to load.
        attachments: the files and folders that came with the messages of these exchanges.
    """

    exchanges: tuple[Exchange, ...] = ()
    complete: bool = True
    attachments: tuple[Path, ...] = ()


@dataclass(frozen=True)
class UnpackedSkill:
    """One version of a skill, ready to be read.

    Attributes:
        text: its SKILL.md.
        folder: where its files are, which nobody changes.
    """

    name: str
    text: str
    folder: Path


@dataclass(frozen=True)
class ServerToStart:
    """An MCP server of an agent.

    Attributes:
        definition: with the way to reach it, also where the agent only refers to a stored server.
        defaults: values that fill its placeholders where the execution's environment has none.
    """

    definition: McpServerDefinition
    defaults: Mapping[str, ExecutionValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """All that one execution needs to be worked on.

    Attributes:
        environment: the values that the execution runs with, by name.
        servers: the MCP servers of the agent and its sub-agents.
        skills: the skills of the agent.
        sub_agent_skills: those of its sub-agents, by their names.
        attached: what the message says beyond the user's words: the files that came with it.
        attachments: the files and folders that came with this message and the earlier ones.
        warnings: what of all this could not be had.
    """

    execution: AgentExecution
    session: Session
    instance: AgentInstance
    agent: Agent
    conversation: Conversation
    model: ModelChoice
    environment: Mapping[str, ExecutionValue] = field(default_factory=dict)
    servers: tuple[ServerToStart, ...] = ()
    skills: tuple[UnpackedSkill, ...] = ()
    sub_agent_skills: Mapping[str, tuple[UnpackedSkill, ...]] = field(default_factory=dict)
    attached: str = ""
    attachments: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The user's message as the model gets it."""
        message = self.execution.spec.message
        return f"{message}\n\n{self.attached}" if self.attached else message

    @property
    def readable(self) -> tuple[Path, ...]:
        """What may be read beside the workspace."""
        skills = [*self.skills, *(each for some in self.sub_agent_skills.values() for each in some)]
        return (*(skill.folder for skill in skills), *self.attachments)

    @property
    def secrets(self) -> list[str]:
        """The values that are not to be shown."""
        values = [*self.environment.values()]
        values += [value for server in self.servers for value in server.defaults.values()]
        return [value.value for value in values if value.is_secret]


class Speaker(Protocol):
    """Where what a model says goes to: the execution itself, or one of its sub-agents."""

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

    def annotate(self, place: int, **facts: str | bool) -> None:
        """Says how a message came about; see `api.message_facts`."""
        ...

    def note_tokens(self, place: int, tokens: TokenCount) -> None:
        """Says with a message what the model used for the answer that it belongs to."""
        ...


class Report(Speaker, Protocol):
    """What a harness tells about its work; each call returns at once and is sent along by itself."""

    def place_calls(self, place: int, calls: list[ToolCall]) -> None:
        """Says which tool calls stand after a message."""
        ...

    def put_tool_call(self, call: ToolCall) -> None:
        """Takes a new or changed tool call; it may be changed further, and is then put again."""
        ...

    def put_sub_agent(self, agent: SubAgentExecution) -> None:
        """Takes a new or changed sub-agent, in the same way."""
        ...

    def put_todos(self, todos: Mapping[str, TodoItem]) -> None:
        """Replaces the plan."""
        ...

    def hurry(self) -> None:
        """Lets what was reported go out at once, for a tool or a phase has changed."""
        ...

    def note_checkpoint(self) -> None:
        """Says that the work could go on from a checkpoint from now on."""
        ...

    async def deliver(self) -> ExecutionPhase.ValueType:
        """Sends all that was reported and returns the phase after that.

        Raises:
            LeaseLost: the execution is no longer ours.
            ServerRefused: the report was refused.
        """
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

    def settle(self, sentence: str) -> None:
        """Takes a warning away again: what it said is over."""
        ...


class Harness(Protocol):
    """Works on executions, several at the same time."""

    async def run(self, assignment: Assignment, report: Report) -> None:
        """Does the whole work of one execution, and returns when it is complete.

        Being cancelled means: stop now, close what is open, report nothing more.

        Raises:
            ExecutionFailed: the work cannot be completed, and why.
            ExecutionStopped: the work came to one of its limits.
            HandedOver: the execution waits for the user; nothing more is to be reported.
        """
        ...


class ExecutionFailed(Exception):
    """Ends an execution as FAILED; its text is the sentence that people read, with what they can do."""


class ExecutionStopped(Exception):
    """Ends an execution as TERMINATED; its text says which limit was reached, and what one can do."""


class HandedOver(Exception):
    """The execution waits for the user's word, and goes on under another claim."""
