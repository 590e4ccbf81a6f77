"""The Agent services: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.api.kinds import AGENT
from stigmer_desktop.backend.agents.steps import (
    CheckNoSessionsOfAgent,
    CreateDefaultInstance,
    DeleteInstances,
    agent_facts,
)
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.pipeline.reference_steps import CheckReferences
from stigmer_desktop.backend.pipeline.resource_steps import (
    BuildNewState,
    BuildUpdateState,
    CheckDuplicate,
    CreateOrUpdate,
    DeleteResource,
    DescribeForQueries,
    LoadByReference,
    LoadExisting,
    LoadExistingForDelete,
    LoadForApply,
    LoadTarget,
    Persist,
    ResolveSlug,
    ValidateFieldConstraints,
    load_revealed,
)
from stigmer_desktop.backend.pipeline.rpc import Controller, change, read


def agent_controller(instances: AgentInstanceClient) -> Controller:
    """AgentCommandController and AgentQueryController."""
    create = change(
        AGENT,
        "Agent.create",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        CheckReferences(),
        BuildNewState(),
        DescribeForQueries(agent_facts),
        Persist(),
        CreateDefaultInstance(instances),
    )
    update = change(
        AGENT,
        "Agent.update",
        ValidateFieldConstraints(resource=True),
        ResolveSlug(),
        LoadExisting(),
        CheckReferences(),
        BuildUpdateState(),
        DescribeForQueries(agent_facts),
        Persist(),
        durable=False,
    )
    return {
        "create": create,
        "update": update,
        "apply": change(
            AGENT,
            "Agent.apply",
            ValidateFieldConstraints(resource=True),
            ResolveSlug(),
            LoadForApply(),
            CreateOrUpdate(create=create.pipeline, update=update.pipeline),
        ),
        "delete": change(
            AGENT,
            "Agent.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckNoSessionsOfAgent(),
            DeleteInstances(),
            DeleteResource(),
        ),
        "get": read(AGENT, "Agent.get", ValidateFieldConstraints(), LoadTarget(load_revealed)),
        "getByReference": read(
            AGENT, "Agent.getByReference", ValidateFieldConstraints(), LoadByReference(load_revealed)
        ),
    }
