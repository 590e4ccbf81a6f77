"""The Agent Execution services: each RPC is its list of steps."""

from __future__ import annotations

from typing import Any

from stigmer_desktop.api.kinds import AGENT_EXECUTION
from stigmer_desktop.api.phases import is_terminal
from stigmer_desktop.backend.executions.approval_steps import (
    ApprovalContext,
    CheckWaits,
    LoadWaiting,
    StoreDecision,
)
from stigmer_desktop.backend.executions.create_steps import (
    CreateDefaultInstanceIfNeeded,
    CreateSessionIfNeeded,
    ExecutionContext,
    PersistExecution,
    SetInitialPhase,
    ValidateSessionOrAgent,
)
from stigmer_desktop.backend.executions.lifecycle import CANCEL, PAUSE, RECOVER, RESUME, TERMINATE
from stigmer_desktop.backend.executions.lifecycle_steps import (
    ChangePhase,
    CheckPhaseAllows,
    Command,
    LoadCommanded,
)
from stigmer_desktop.backend.executions.snapshot_hub import SnapshotHub
from stigmer_desktop.backend.executions.steps import (
    CheckEnded,
    CheckLease,
    CheckPhaseAllowsUpdate,
    DeleteExecution,
    ListExecutions,
    ListExecutionsBySession,
    LoadReported,
    PersistUpdate,
    ReplaceStatus,
    load_header,
    load_revealed_snapshot,
    load_snapshot,
)
from stigmer_desktop.backend.instances.client import AgentInstanceClient
from stigmer_desktop.backend.pipeline.resource_steps import (
    BuildNewState,
    BuildUpdateState,
    LoadExisting,
    LoadExistingForDelete,
    LoadTarget,
    ResolveSlug,
    ValidateFieldConstraints,
)
from stigmer_desktop.backend.pipeline.rpc import (
    Controller,
    StreamRpc,
    UnaryRpc,
    change,
    command,
    question,
    read,
)
from stigmer_desktop.backend.sessions.client import SessionClient


def agent_execution_controller(
    instances: AgentInstanceClient, sessions: SessionClient, hub: SnapshotHub
) -> Controller:
    """AgentExecutionCommandController and AgentExecutionQueryController."""
    return {
        "create": change(
            AGENT_EXECUTION,
            "AgentExecution.create",
            ValidateFieldConstraints(resource=True, named=False, new=True),
            ValidateSessionOrAgent(),
            ResolveSlug(may_be_empty=True),
            BuildNewState(),
            CreateDefaultInstanceIfNeeded(instances),
            CreateSessionIfNeeded(sessions),
            SetInitialPhase(),
            PersistExecution(),
            context=ExecutionContext,
        ),
        "update": change(
            AGENT_EXECUTION,
            "AgentExecution.update",
            ValidateFieldConstraints(resource=True, named=False),
            ResolveSlug(may_be_empty=True),
            LoadExisting(load_header),
            CheckPhaseAllowsUpdate(),
            BuildUpdateState("spec.session_id", "spec.agent_id"),
            PersistUpdate(),
            durable=False,
        ),
        "updateStatus": command(
            "AgentExecution.updateStatus",
            ValidateFieldConstraints(),
            LoadReported(),
            CheckLease(),
            ReplaceStatus(),
            durable=_ends,
        ),
        "delete": change(
            AGENT_EXECUTION,
            "AgentExecution.delete",
            ValidateFieldConstraints(),
            LoadExistingForDelete(load_snapshot),
            CheckEnded(),
            DeleteExecution(),
        ),
        "cancel": _commanded("cancel", CANCEL),
        "terminate": _commanded("terminate", TERMINATE),
        "pause": _commanded("pause", PAUSE),
        "resume": _commanded("resume", RESUME),
        "recover": _commanded("recover", RECOVER),
        "submitApproval": change(
            AGENT_EXECUTION,
            "AgentExecution.submitApproval",
            ValidateFieldConstraints(),
            LoadWaiting(),
            CheckWaits(),
            StoreDecision(),
            context=ApprovalContext,
        ),
        "get": read(
            AGENT_EXECUTION,
            "AgentExecution.get",
            ValidateFieldConstraints(),
            LoadTarget(load_revealed_snapshot),
        ),
        "list": question("AgentExecution.list", ValidateFieldConstraints(), ListExecutions()),
        "listBySession": question(
            "AgentExecution.listBySession", ValidateFieldConstraints(), ListExecutionsBySession()
        ),
        "subscribe": StreamRpc("AgentExecution.subscribe", hub.subscribe),
    }


def _commanded(rpc: str, command: Command) -> UnaryRpc:
    return change(
        AGENT_EXECUTION,
        f"AgentExecution.{rpc}",
        ValidateFieldConstraints(),
        LoadCommanded(),
        CheckPhaseAllows(command),
        ChangePhase(command),
    )


def _ends(request: Any) -> bool:
    return is_terminal(request.status.phase)
