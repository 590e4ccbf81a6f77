"""Sends one message to an agent and follows the execution to its end."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import grpc

from stigmer_desktop.api.agent import Agent, AgentQueryControllerStub
from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.desktop import (
    APPROVAL_MODE_ALLOW_ALL,
    APPROVAL_MODE_ALLOW_READS,
    APPROVAL_MODE_ASK,
    ApprovalMode,
    CatalogControllerStub,
    ListAgentsRequest,
)
from stigmer_desktop.api.execution import (
    AgentExecution,
    AgentExecutionCommandControllerStub,
    AgentExecutionId,
    AgentExecutionQueryControllerStub,
)
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.endpoint import Endpoint
from stigmer_desktop.terminal.approval_desk import ApprovalDesk, Person
from stigmer_desktop.terminal.execution_printer import ExecutionPrinter, as_json

LARGEST_MESSAGE = 64 * 1024 * 1024
SAMPLE_AGENT = "assistant"
BASE_URL_VARIABLE = "STIGMER_DESKTOP_BASE_URL"
APPROVAL_MODES: dict[str, ApprovalMode.ValueType] = {
    "ask": APPROVAL_MODE_ASK,
    "reads": APPROVAL_MODE_ALLOW_READS,
    "all": APPROVAL_MODE_ALLOW_ALL,
}


class CannotAsk(Exception):
    """The message could not be sent; the text says why, for a person."""


@dataclass(frozen=True)
class Question:
    """What to ask of whom.

    Attributes:
        message: the user's words.
        agent: the agent's slug or id; empty takes the sample agent.
        session: a session to go on with, instead of a new one.
        model: the model for this execution; empty leaves it to agent and settings.
        base_url: the OpenAI-compatible server for it.
        approve: what may run unasked, a name of APPROVAL_MODES; empty leaves it to the agent.
        name_session: whether to say how to go on with the session.
        as_json: whether to print the whole execution as JSON instead of its text.
    """

    message: str
    agent: str = ""
    session: str = ""
    model: str = ""
    base_url: str = ""
    approve: str = ""
    as_json: bool = False
    name_session: bool = True


def ask(endpoint: Endpoint, question: Question) -> AgentExecution:
    """Sends the question and prints the answer as it comes.

    Returns:
        the execution as it ended.

    Raises:
        CannotAsk: the server refused the question or could not be reached.
    """
    if not question.message.strip():
        raise CannotAsk("The message is empty. Write what to ask.")
    options = [
        ("grpc.max_receive_message_length", LARGEST_MESSAGE),
        ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ]
    with grpc.insecure_channel(endpoint.address, options=options) as channel:
        try:
            return _follow(channel, _metadata(endpoint), question)
        except grpc.RpcError as error:
            raise CannotAsk(_sentence(error)) from error


def _follow(
    channel: grpc.Channel, metadata: tuple[tuple[str, str], ...], question: Question
) -> AgentExecution:
    commands = AgentExecutionCommandControllerStub(channel)
    queries = AgentExecutionQueryControllerStub(channel)
    request = _execution(question)
    if not question.session:
        request.spec.agent_id = _agent(channel, metadata, question.agent).metadata.id
    execution = commands.create(request, metadata=metadata)
    printer = ExecutionPrinter(sys.stdout, sys.stderr)
    desk = ApprovalDesk(_person(), lambda decision: commands.submitApproval(decision, metadata=metadata))
    followed = AgentExecutionId(value=execution.metadata.id)
    for execution in queries.subscribe(followed, metadata=metadata):
        if not question.as_json:
            printer.show(execution)
            if execution.status.pending_approvals:
                printer.end_line()
        desk.consider(execution)
    if question.as_json:
        print(as_json(execution), flush=True)
    printer.finish(execution)
    if question.name_session:
        print(f"session: {execution.spec.session_id}", file=sys.stderr, flush=True)
    return execution


def _execution(question: Question) -> AgentExecution:
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.name = "exec"
    execution.spec.message = question.message
    execution.spec.session_id = question.session
    if question.model:
        execution.spec.execution_config.model_name = question.model
    if question.base_url:
        execution.spec.runtime_env[BASE_URL_VARIABLE].value = question.base_url
    if question.approve:
        execution.spec.execution_config.approval_mode = APPROVAL_MODES[question.approve]
    return execution


def _person() -> Person:
    """Whoever sits before the terminal; where input or notes go elsewhere, nobody is asked."""
    there = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return Person(sys.stderr, sys.stdin if there else None)


def _agent(channel: grpc.Channel, metadata: tuple[tuple[str, str], ...], slug: str) -> Agent:
    """The agent that is asked: the named one, by slug, id or name; else the sample agent, else the oldest."""
    queries = AgentQueryControllerStub(channel)
    try:
        return queries.getByReference(ApiResourceReference(slug=slug or SAMPLE_AGENT), metadata=metadata)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.NOT_FOUND:
            raise
    found = CatalogControllerStub(channel).listAgents(ListAgentsRequest(page_size=500), metadata=metadata)
    agents = [entry.agent for entry in found.entries]
    if not agents:
        raise CannotAsk("There is no agent yet. Create one in the window, or with the Stigmer API.")
    if not slug:
        return agents[-1]
    for agent in agents:
        if agent.metadata.name.casefold() == slug.casefold():
            return agent
    known = ", ".join(f"{agent.metadata.slug} ({agent.metadata.name})" for agent in reversed(agents))
    raise CannotAsk(f"Agent not found: {slug}. There are: {known}.")


def _metadata(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {endpoint.token}"),)


def _sentence(error: grpc.RpcError) -> str:
    """What went wrong, without the names of the steps that passed it on."""
    if error.code() == grpc.StatusCode.UNAVAILABLE:
        return "The server stopped answering. What was stored is safe; start it again and look there."
    text = error.details() or error.code().name
    return text.rpartition(" failed: ")[2] if text.startswith("pipeline step") else text
