"""The Agent Instance services: each RPC is its list of steps."""

from __future__ import annotations

from stigmer_desktop.api.kinds import AGENT_INSTANCE
from stigmer_desktop.backend.instances.steps import (
    CheckAgentExists,
    CheckNoSessions,
    ClearDefaultInstance,
    ListInstancesOfAgent,
    instance_facts,
)
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
)
from stigmer_desktop.backend.pipeline.rpc import Controller, change, question, read


def agent_instance_controller() -> Controller:
    """AgentInstanceCommandController and AgentInstanceQueryController."""
    create = change(
        AGENT_INSTANCE,
        "AgentInstance.create",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        CheckAgentExists(),
        CheckReferences(),
        BuildNewState(),
        DescribeForQueries(instance_facts),
        Persist(),
    )
    update = change(
        AGENT_INSTANCE,
        "AgentInstance.update",
        ValidateFieldConstraints(resource=True),
        ResolveSlug(),
        LoadExisting(),
        CheckReferences(),
        BuildUpdateState("spec.agent_id"),
        DescribeForQueries(instance_facts),
        Persist(),
        durable=False,
    )
    return {
        "create": create,
        "update": update,
        "apply": change(
            AGENT_INSTANCE,
            "AgentInstance.apply",
            ValidateFieldConstraints(resource=True),
            ResolveSlug(),
            LoadForApply(),
            CreateOrUpdate(create=create.pipeline, update=update.pipeline),
        ),
        "delete": change(
            AGENT_INSTANCE,
            "AgentInstance.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckNoSessions(),
            ClearDefaultInstance(),
            DeleteResource(),
        ),
        "get": read(AGENT_INSTANCE, "AgentInstance.get", ValidateFieldConstraints(), LoadTarget()),
        "getByReference": read(
            AGENT_INSTANCE,
            "AgentInstance.getByReference",
            ValidateFieldConstraints(),
            LoadByReference(),
        ),
        "getByAgent": question(
            "AgentInstance.getByAgent", ValidateFieldConstraints(), ListInstancesOfAgent()
        ),
    }
