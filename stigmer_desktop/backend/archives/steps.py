"""The steps that store what an archive holds."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.desktop import ImportSessionRequest, ImportSessionResponse
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION, AGENT_INSTANCE, SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.agents.steps import ensure_default_instance
from stigmer_desktop.backend.archives.imported_execution import (
    ImportedExecution,
    imported,
    made_at,
    moment_or,
)
from stigmer_desktop.backend.errors import AlreadyExists, NotFound
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.pipeline.context import ReadContext
from stigmer_desktop.backend.pipeline.pipeline import StoreStep
from stigmer_desktop.backend.pipeline.resource_steps import required_row
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.resource_row import Facts

# How many taken ids an error names.
NAMED = 20


class ImportContext(ReadContext[ImportSessionRequest, ImportSessionResponse]):
    """The context of Archive.importSession.

    Attributes:
        instance_id: the instance that the session is stored with.
        agent_id: the agent of that instance.
        executions: the executions as they will be stored; filled by PersistSession.
        remarks: what was not taken over as it stood, in sentences.
    """

    instance_id = ""
    agent_id: str | None = None
    executions: list[ImportedExecution]
    remarks: list[str]


class CheckIdsFree(StoreStep):
    """No resource may hold an id that the archive brings."""

    def run(self, context: ImportContext) -> None:
        archive, resources = context.request.archive, context.unit.resources
        brought = [(SESSION, archive.session.metadata.id)]
        brought += [(AGENT_EXECUTION, each.metadata.id) for each in archive.executions]
        taken = [each_id for kind, each_id in brought if resources.by_id(kind, each_id) is not None]
        if taken:
            more = f" and {len(taken) - NAMED} more" if len(taken) > NAMED else ""
            raise AlreadyExists(
                f"The archive brings ids that are taken: {', '.join(taken[:NAMED])}{more}. "
                "Nothing was imported."
            )


class FindInstance(StoreStep):
    """The instance that the session had, or the default instance of the agent that the request names."""

    def __init__(self, instances: AgentInstanceClient) -> None:
        self._instances = instances

    def run(self, context: ImportContext) -> None:
        unit, request = context.unit, context.request
        context.remarks = []
        named = request.archive.session.spec.agent_instance_id
        row = unit.resources.by_id(AGENT_INSTANCE, named)
        if row is None and not request.agent_id:
            raise NotFound(
                f"AgentInstance not found: {named[:200]} (archive.session.spec.agent_instance_id). "
                "Name an agent in agent_id that the session shall go to."
            )
        if row is None:
            agent_row = required_row(unit, AGENT, request.agent_id)
            agent = Agent.FromString(unit.resources.message_bytes(agent_row))
            context.instance_id = ensure_default_instance(unit, self._instances, agent_row, agent)
            context.agent_id = agent_row.id
            context.remarks.append(f"The session goes on with the agent “{agent_row.name}”.")
        else:
            context.instance_id, context.agent_id = row.id, row.agent_id


class PersistSession(StoreStep):
    """Stores the session under its id, with the times that it had."""

    def run(self, context: ImportContext) -> None:
        archive, unit = context.request.archive, context.unit
        now = now_micros()
        context.executions = [
            imported(each, moment_or(archive.exported_at, now)) for each in archive.executions
        ]
        session = Session()
        session.CopyFrom(archive.session)
        session.spec.agent_instance_id = context.instance_id
        created = made_at(session.status.audit, now)
        slug_taken = unit.resources.by_unique_slug(SESSION, session.metadata.slug) is not None
        facts = Facts(
            title=session.spec.subject,
            parent_id=context.instance_id,
            agent_id=context.agent_id,
            unique=not slug_taken,
            created_at=created,
            active_at=max((each.completed_at for each in context.executions), default=created),
        )
        unit.resources.insert(SESSION, session, facts)
        context.response = ImportSessionResponse(session=session, execution_count=len(context.executions))


class PersistExecutions(StoreStep):
    """Stores the executions, oldest first, each ended and with all that was said in it."""

    def run(self, context: ImportContext) -> None:
        for each in context.executions:
            row = context.unit.executions.insert(each.header, each.facts(context.agent_id))
            context.unit.executions.put_parts(row, each.parts, row.revision)
            context.remarks += each.remarks
        answer: Any = context.response
        answer.remarks.extend(context.remarks)
