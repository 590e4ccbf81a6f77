"""A store as it looks after a long time: 10,000 executions with 200,000 messages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bench.corpus import Corpus
from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.common import identity_account, platform
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    MESSAGE_AI,
    TOOL_CALL_COMPLETED,
    AgentExecution,
    AgentMessage,
    ToolCall,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, AGENT_INSTANCE, API_VERSION, SESSION, Kind
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.store.clock import now_micros, rfc3339
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.resource_row import Facts
from stigmer_desktop.backend.store.store import Store, Unit
from stigmer_desktop.backend.store.tables import MESSAGES, TOOL_CALLS
from stigmer_desktop.paths import DataFolder

AGENTS = 7
EXECUTIONS_IN_SESSION = 2
MESSAGES_IN_EXECUTION = 20
# One execution in so many also has a tool call.
TOOL_CALL_EVERY = 2
BATCH = 250
PHASES = (*[EXECUTION_COMPLETED] * 8, EXECUTION_FAILED, EXECUTION_CANCELLED)


@dataclass(frozen=True)
class Filled:
    """What was put into a store."""

    agent_ids: list[str]
    message_count: int


def fill(
    data: DataFolder,
    corpus: Corpus,
    executions: int,
    *,
    messages: int = MESSAGES_IN_EXECUTION,
    in_session: int = EXECUTIONS_IN_SESSION,
) -> Filled:
    """Writes so many executions through the store's own rows.

    Args:
        messages: how many each has.
        in_session: how many executions each session has.
    """
    data.create()
    store = Store(data.database, data.backups)
    try:
        return _Filler(store, corpus, messages, in_session).fill(executions)
    finally:
        store.stop()


class _Filler:
    def __init__(self, store: Store, corpus: Corpus, messages: int, in_session: int) -> None:
        self._store = store
        self._messages = messages
        self._in_session = in_session
        self._texts: Iterator[str] = corpus.texts(2**62)
        self._random = random.Random(11)
        self._corpus = corpus

    def fill(self, executions: int) -> Filled:
        agents = self._store.submit_write(self._agents).result()
        for start in range(0, executions, BATCH):
            count = min(BATCH, executions - start)
            self._store.submit_write(partial(self._executions, agents, count)).result()
        return Filled([agent for agent, _ in agents], executions * self._messages)

    def _agents(self, unit: Unit) -> list[tuple[str, str]]:
        """Makes the agents; returns the id of each with that of its instance."""
        made = []
        for number in range(AGENTS):
            agent = Agent()
            _name(unit, AGENT, agent, f"agent-{number}")
            agent.metadata.owner_scope = platform
            agent.spec.instructions = self._corpus.text(200)
            agent.status.default_instance_id = unit.ids.next(AGENT_INSTANCE)
            unit.resources.insert(AGENT, agent, Facts())
            instance = AgentInstance()
            instance.metadata.id = agent.status.default_instance_id
            _name(unit, AGENT_INSTANCE, instance, f"agent-{number}-default")
            instance.metadata.owner_scope = platform
            instance.spec.agent_id = agent.metadata.id
            facts = Facts(parent_id=agent.metadata.id, agent_id=agent.metadata.id)
            unit.resources.insert(AGENT_INSTANCE, instance, facts)
            made.append((agent.metadata.id, instance.metadata.id))
        return made

    def _executions(self, agents: list[tuple[str, str]], count: int, unit: Unit) -> None:
        """Makes `count` executions in new sessions of some of the agents."""
        agent_id = session_id = ""
        for number in range(count):
            if number % self._in_session == 0:
                agent_id, instance_id = self._random.choice(agents)
                session_id = self._session(unit, agent_id, instance_id)
            self._execution(unit, session_id, agent_id)

    def _session(self, unit: Unit, agent_id: str, instance_id: str) -> str:
        session = Session()
        _name(unit, SESSION, session, "")
        session.metadata.owner_scope = identity_account
        session.spec.agent_instance_id = instance_id
        session.spec.subject = self._corpus.text(8)[:80]
        facts = Facts(title=session.spec.subject, parent_id=instance_id, agent_id=agent_id)
        unit.resources.insert(SESSION, session, facts)
        return session.metadata.id

    def _execution(self, unit: Unit, session_id: str, agent_id: str) -> None:
        execution = AgentExecution()
        _name(unit, AGENT_EXECUTION, execution, "")
        execution.spec.session_id = session_id
        execution.spec.message = next(self._texts)
        status = execution.status
        moment = now_micros()
        status.phase = self._random.choice(PHASES)
        status.started_at, status.completed_at = rfc3339(moment), rfc3339(moment)
        status.attempt = 1
        if status.phase == EXECUTION_FAILED:
            status.error = self._corpus.text(12)
        facts = Facts(
            title=execution.spec.message[:80],
            parent_id=session_id,
            agent_id=agent_id,
            phase=status.phase,
            unique=False,
        )
        row = unit.executions.insert(execution, facts)
        parts = [
            PartRow(MESSAGES, 1, seq, "", False, self._message(moment + seq)) for seq in range(self._messages)
        ]
        if row.seq % TOOL_CALL_EVERY == 0:
            parts.append(PartRow(TOOL_CALLS, 1, 0, f"call-{row.seq}", False, self._call(row.seq, moment)))
        unit.executions.put_parts(row, parts, row.revision)

    def _message(self, moment: int) -> bytes:
        message = AgentMessage(type=MESSAGE_AI, content=next(self._texts), timestamp=rfc3339(moment))
        return message.SerializeToString(deterministic=True)

    def _call(self, number: int, moment: int) -> bytes:
        call = ToolCall(id=f"call-{number}", name="read_file", status=TOOL_CALL_COMPLETED)
        call.args.update({"path": f"src/{self._corpus.text(1).rstrip('.')}.py"})
        call.result = next(self._texts)
        call.started_at = rfc3339(moment)
        return call.SerializeToString(deterministic=True)


_Resource = Agent | AgentInstance | Session | AgentExecution


def _name(unit: Unit, kind: Kind, resource: _Resource, name: str) -> None:
    resource.api_version = API_VERSION
    resource.kind = kind.name
    metadata = resource.metadata
    metadata.id = metadata.id or unit.ids.next(kind)
    metadata.name = metadata.slug = name or metadata.id
