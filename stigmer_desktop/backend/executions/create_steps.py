"""The steps of AgentExecution.create that only executions have."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.common import identity_account, platform
from stigmer_desktop.api.execution import EXECUTION_PENDING, AgentExecution
from stigmer_desktop.api.kinds import AGENT, API_VERSION, SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.agents.steps import ensure_default_instance
from stigmer_desktop.backend.errors import InvalidArgument, NotFound
from stigmer_desktop.backend.executions.run_environment import open_context
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import CheckStep, StoreStep
from stigmer_desktop.backend.sessions.client import SessionClient
from stigmer_desktop.backend.store.resource_row import Facts

SUBJECT_LENGTH = 80


class ExecutionContext(RequestContext[AgentExecution, AgentExecution]):
    """The context of AgentExecution.create.

    Attributes:
        agent: the agent, where the request names one and no session.
        default_instance_id: the instance that a new session will have.
        created_session_id: the session that was made for this execution.
        agent_id: the agent that will do the work, by whatever way it was named.
    """

    agent: Agent | None = None
    default_instance_id = ""
    created_session_id = ""
    agent_id = ""


class ValidateSessionOrAgent(CheckStep):
    """An execution goes into a session, or to an agent that gets a new one."""

    def run(self, context: ExecutionContext) -> None:
        spec = context.request.spec
        if not spec.session_id and not spec.agent_id:
            raise InvalidArgument.of_field(
                "spec.session_id", "session_or_agent.required", "give session_id or agent_id"
            )


class CreateDefaultInstanceIfNeeded(StoreStep):
    """Finds the agent's default instance, or makes it; with session_id the agent need only be there."""

    def __init__(self, instances: AgentInstanceClient) -> None:
        self._instances = instances

    def run(self, context: ExecutionContext) -> None:
        spec = context.resource.spec
        row = context.unit.resources.by_id(AGENT, spec.agent_id)
        if row is None and spec.agent_id:
            raise NotFound(f"Agent not found: {spec.agent_id[:200]} (spec.agent_id)")
        if row is None or spec.session_id:
            return
        agent = Agent.FromString(context.unit.resources.message_bytes(row))
        context.default_instance_id = ensure_default_instance(context.unit, self._instances, row, agent)
        context.agent = agent
        context.agent_id = agent.metadata.id


class CreateSessionIfNeeded(StoreStep):
    """Finds the session, or makes one on the default instance."""

    def __init__(self, sessions: SessionClient) -> None:
        self._sessions = sessions

    def run(self, context: ExecutionContext) -> None:
        spec = context.resource.spec
        if spec.session_id:
            row = context.unit.resources.by_id(SESSION, spec.session_id)
            if row is None:
                raise NotFound(f"Session not found: {spec.session_id[:200]} (spec.session_id)")
            context.agent_id = row.agent_id or ""
        else:
            session = self._sessions.create(context.unit, self._session_for(context))
            spec.session_id = context.created_session_id = session.metadata.id
        context.unit.resources.touch_active(spec.session_id)

    @staticmethod
    def _session_for(context: ExecutionContext) -> Session:
        agent, execution = context.agent, context.resource
        assert agent is not None  # CreateDefaultInstanceIfNeeded has loaded it
        session = Session(api_version=API_VERSION, kind=SESSION.name)
        session.metadata.name = f"session-{execution.metadata.id.partition('-')[2]}"
        scope = agent.metadata.owner_scope
        # A session may not belong to the platform.
        session.metadata.owner_scope = identity_account if scope == platform else scope
        session.metadata.org = agent.metadata.org
        session.spec.agent_instance_id = context.default_instance_id
        session.spec.subject = subject_of(execution.spec.message)
        return session


class SetInitialPhase(StoreStep):
    """Every execution begins by waiting for a runner."""

    def run(self, context: ExecutionContext) -> None:
        context.resource.status.phase = EXECUTION_PENDING


class PersistExecution(StoreStep):
    """Writes the new execution with its environment, and puts it into the queue."""

    name = "Persist"

    def run(self, context: ExecutionContext) -> None:
        execution, unit = context.resource, context.unit
        facts = Facts(
            title=subject_of(execution.spec.message),
            parent_id=execution.spec.session_id,
            agent_id=context.agent_id or None,
            phase=execution.status.phase,
            unique=False,
        )
        context.row = unit.executions.insert(execution, facts)
        open_context(unit, context.row, context.request.spec.runtime_env)
        unit.leases.enqueue(context.row.seq, execution.spec.session_id)
        execution.status.revision = context.row.revision


def subject_of(message: str) -> str:
    """What a message is about, in a line: the first 80 characters of its first line with words."""
    # A very long message must not be split whole for its first line.
    start = message[:4096].strip() or message.strip()[:4096]
    line: Any = next((line.strip() for line in start.splitlines() if line.strip()), "")
    return str(line)[:SUBJECT_LENGTH]
