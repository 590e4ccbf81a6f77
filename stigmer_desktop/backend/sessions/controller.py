"""The Session services: each RPC is its list of steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stigmer_desktop.api.kinds import SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.pipeline.context import RequestContext
from stigmer_desktop.backend.pipeline.pipeline import Pipeline
from stigmer_desktop.backend.pipeline.resource_steps import (
    BuildNewState,
    BuildUpdateState,
    CheckDuplicate,
    CreateOrUpdate,
    DeleteResource,
    DescribeForQueries,
    LoadExisting,
    LoadExistingForDelete,
    LoadForApply,
    LoadTarget,
    Persist,
    ResolveSlug,
    ValidateFieldConstraints,
)
from stigmer_desktop.backend.pipeline.rpc import Controller, change, question, read
from stigmer_desktop.backend.sessions.client import SessionClient
from stigmer_desktop.backend.sessions.steps import (
    CheckExecutionsEnded,
    CheckInstanceExists,
    DeleteExecutions,
    ListSessions,
    ListSessionsByAgent,
    session_facts,
)
from stigmer_desktop.backend.store.resource_row import Facts


def session_controller() -> Controller:
    """SessionCommandController and SessionQueryController."""
    create = change(
        SESSION,
        "Session.create",
        ValidateFieldConstraints(resource=True, new=True),
        ResolveSlug(),
        CheckDuplicate(),
        CheckInstanceExists(),
        BuildNewState(),
        DescribeForQueries(session_facts),
        Persist(),
    )
    update = change(
        SESSION,
        "Session.update",
        ValidateFieldConstraints(resource=True),
        ResolveSlug(),
        LoadExisting(),
        BuildUpdateState("spec.agent_instance_id"),
        DescribeForQueries(session_facts),
        Persist(),
        durable=False,
    )
    return {
        "create": create,
        "update": update,
        "apply": change(
            SESSION,
            "Session.apply",
            ValidateFieldConstraints(resource=True),
            ResolveSlug(),
            LoadForApply(),
            CreateOrUpdate(create=create.pipeline, update=update.pipeline),
        ),
        "delete": change(
            SESSION,
            "Session.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(),
            CheckExecutionsEnded(),
            DeleteExecutions(),
            DeleteResource(),
        ),
        "get": read(SESSION, "Session.get", ValidateFieldConstraints(), LoadTarget()),
        "list": question("Session.list", ValidateFieldConstraints(), ListSessions()),
        "listByAgent": question("Session.listByAgent", ValidateFieldConstraints(), ListSessionsByAgent()),
    }


def session_client() -> SessionClient:
    """The in-process client, whose sessions may share their slug with others."""
    return SessionClient(
        Pipeline(
            "Session.create",
            ValidateFieldConstraints(resource=True, new=True),
            ResolveSlug(),
            CheckInstanceExists(),
            BuildNewState(),
            DescribeForQueries(_unnamed_facts),
            Persist(),
        )
    )


def _unnamed_facts(context: RequestContext[Any, Session]) -> Facts:
    return replace(session_facts(context), unique=False)
