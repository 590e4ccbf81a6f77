"""The Environment services: each RPC is its list of steps."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.reference_steps import CheckNotReferredTo
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
from stigmer_desktop.backend.store.resource_row import Facts


def environment_controller() -> Controller:
    """EnvironmentCommandController and EnvironmentQueryController."""
    create = change(
        ENVIRONMENT,
        "Environment.create",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        BuildNewState(),
        DescribeForQueries(environment_facts),
        Persist(),
    )
    update = change(
        ENVIRONMENT,
        "Environment.update",
        ValidateFieldConstraints(resource=True),
        ResolveSlug(),
        LoadExisting(),
        BuildUpdateState(),
        DescribeForQueries(environment_facts),
        Persist(),
        durable=False,
    )
    return {
        "create": create,
        "update": update,
        "apply": change(
            ENVIRONMENT,
            "Environment.apply",
            ValidateFieldConstraints(resource=True),
            ResolveSlug(),
            LoadForApply(),
            CreateOrUpdate(create=create.pipeline, update=update.pipeline),
        ),
        "delete": change(
            ENVIRONMENT,
            "Environment.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckNotReferredTo(),
            DeleteResource(),
        ),
        "get": read(ENVIRONMENT, "Environment.get", ValidateFieldConstraints(), LoadTarget(load_revealed)),
        "getByReference": read(
            ENVIRONMENT,
            "Environment.getByReference",
            ValidateFieldConstraints(),
            LoadByReference(load_revealed),
        ),
    }


def environment_facts(context: RequestContext[Any, Environment]) -> Facts:
    """A list shows an environment's description."""
    return Facts(title=context.resource.spec.description)
