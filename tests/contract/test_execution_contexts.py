"""Execution contexts: made with each execution from its merged environment, gone when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.common import ApiResourceDeleteInput, ApiResourceId, ApiResourceReference, platform
from stigmer_desktop.api.desktop import GetOverviewRequest
from stigmer_desktop.api.execution import (
    EXECUTION_CANCELLED,
    EXECUTION_COMPLETED,
    EXECUTION_FAILED,
    EXECUTION_IN_PROGRESS,
    AgentExecution,
    AgentExecutionStatus,
    CancelAgentExecutionInput,
    RecoverAgentExecutionInput,
    TerminateAgentExecutionInput,
)
from stigmer_desktop.api.execution_context import ExecutionContext, ExecutionContextId
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.api.session import SessionId
from stigmer_desktop.backend.server_thread import ServerThread
from tests.contract.conftest import (
    Caller,
    new_agent,
    new_context,
    new_environment,
    new_execution,
    new_instance,
    new_session,
    refused,
)


def test_a_context_is_made_found_and_deleted(caller: Caller) -> None:
    made = caller.contexts.create(new_context("My Run", caller.execution().metadata.id, A="1"))
    assert made.metadata.id.startswith("exec-")
    assert made.metadata.slug == "my-run"
    find = caller.context_queries
    assert find.get(ExecutionContextId(value=made.metadata.id)) == made
    assert find.getByReference(ApiResourceReference(slug="my-run", kind=54)) == made
    assert find.getByReference(ApiResourceReference(slug=made.metadata.id)) == made
    target = ApiResourceDeleteInput(resource_id=made.metadata.id)
    assert caller.contexts.delete(target) == made
    with refused("NOT_FOUND", "ExecutionContext not found"):
        caller.contexts.delete(target)
    with refused("NOT_FOUND", "ExecutionContext not found"):
        find.get(ExecutionContextId(value=made.metadata.id))
    with refused("NOT_FOUND", "ExecutionContext not found: my-run"):
        find.getByReference(ApiResourceReference(slug="my-run"))


def test_apply_makes_one_and_never_changes_one(caller: Caller) -> None:
    execution_id = caller.execution().metadata.id
    made = caller.contexts.apply(new_context("Run", execution_id, A="1"))
    with refused("ALREADY_EXISTS", made.metadata.id):
        caller.contexts.apply(new_context("Run", execution_id, A="2"))
    with refused("ALREADY_EXISTS", made.metadata.id):
        caller.contexts.create(new_context("Run", execution_id, A="2"))
    stored = caller.context_queries.get(ExecutionContextId(value=made.metadata.id))
    assert stored.spec.data["A"].value == "1"


@pytest.mark.parametrize("rpc", ["create", "apply"])
@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (lambda c: c.ClearField("metadata"), "metadata", "required"),
        (lambda c: c.ClearField("spec"), "spec", "required"),
        (lambda c: setattr(c.metadata, "name", ""), "metadata.name", "required"),
        (lambda c: setattr(c.metadata, "name", "..."), "metadata.name", "slug.empty"),
        (lambda c: setattr(c.metadata, "slug", "-"), "metadata.slug", "slug.form"),
        (lambda c: setattr(c.metadata, "id", "exec-mine"), "metadata.id", "computed"),
        (lambda c: setattr(c, "kind", "Context"), "kind", "string.const"),
        (lambda c: setattr(c.spec, "execution_id", ""), "spec.execution_id", "string.min_len"),
        (lambda c: setattr(c.spec.data["A"], "value", ""), 'spec.data["A"].value', "string.min_len"),
        (
            lambda c: setattr(c.metadata, "owner_scope", platform),
            "metadata",
            "execution_context.owner_scope.unspecified_only",
        ),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    caller: Caller, rpc: str, change: Callable[[ExecutionContext], Any], field: str, rule: str
) -> None:
    context = new_context("Run", A="1")
    change(context)
    with refused("INVALID_ARGUMENT") as seen:
        getattr(caller.contexts, rpc)(context)
    assert seen["violations"].get(field) == rule


@pytest.mark.parametrize("rpc", ["create", "apply"])
def test_an_execution_that_is_not_there_gets_no_context(caller: Caller, rpc: str) -> None:
    before = caller.catalog.getOverview(GetOverviewRequest()).revision
    with refused("NOT_FOUND", "AgentExecution not found: aex-gone (spec.execution_id)"):
        getattr(caller.contexts, rpc)(new_context("Run", "aex-gone", A="1"))
    assert caller.catalog.getOverview(GetOverviewRequest()).revision == before


def context_of(caller: Caller, execution: AgentExecution) -> ExecutionContext:
    return caller.context_queries.getByReference(ApiResourceReference(slug=execution.metadata.id))


def values(context: ExecutionContext) -> dict[str, tuple[str, bool]]:
    return {name: (each.value, each.is_secret) for name, each in context.spec.data.items()}


def agent_with_env(name: str, **env: str) -> Agent:
    agent = new_agent(name)
    for key, value in env.items():
        agent.spec.env_spec.data[key].value = value
        agent.spec.env_spec.data[key].is_secret = key.startswith("SECRET")
    return agent


def test_an_execution_gets_its_merged_environment_later_ones_winning(caller: Caller) -> None:
    agent = caller.agents.create(
        agent_with_env("Merging", A="agent", B="agent", C="agent", D="agent", SECRET_X="agent", EMPTY="")
    )
    caller.environments.create(new_environment("First", B="first", C="first", D="first", SECRET_Y="first"))
    caller.environments.create(new_environment("Second", C="second", D="second", B=""))
    instance = new_instance("Merged", agent.metadata.id)
    for slug in ("first", "second"):
        instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug=slug)
    stored = caller.instances.create(instance)
    session = caller.sessions.create(new_session("Talk", stored.metadata.id))
    execution = new_execution("Hi", session_id=session.metadata.id)
    execution.spec.runtime_env["D"].value = "run"
    execution.spec.runtime_env["SECRET_X"].value = "run"
    made = caller.executions.create(execution)
    context = context_of(caller, made)
    assert context.spec.execution_id == made.metadata.id
    assert context.metadata.name == context.metadata.slug == made.metadata.id
    assert values(context) == {
        "A": ("agent", False),
        "B": ("first", False),
        "C": ("second", False),
        "D": ("run", False),
        # What the agent marks as secret stays secret, whoever gives the value.
        "SECRET_X": ("run", True),
        "SECRET_Y": ("first", True),
    }


def test_an_execution_without_any_values_has_an_empty_context(caller: Caller) -> None:
    execution = caller.execution()
    assert values(context_of(caller, execution)) == {}


def test_what_changes_later_does_not_change_a_context(caller: Caller) -> None:
    caller.environments.create(new_environment("Prod", A="before"))
    instance = new_instance("Referring", caller.agent().metadata.id)
    instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="prod")
    stored = caller.instances.create(instance)
    session = caller.sessions.create(new_session("Talk", stored.metadata.id))
    execution = caller.execution("Hi", session_id=session.metadata.id)
    caller.environments.update(new_environment("Prod", A="after"))
    assert values(context_of(caller, execution)) == {"A": ("before", False)}


def test_an_execution_that_waits_gets_the_values_of_its_update(caller: Caller) -> None:
    execution = new_execution("Hi", agent_id=caller.agent().metadata.id)
    execution.spec.runtime_env["A"].value = "before"
    made = caller.executions.create(execution)
    made.spec.runtime_env["A"].value = "after"
    caller.executions.update(made)
    assert values(context_of(caller, made)) == {"A": ("after", False)}


def ended_by_report(phase: Any) -> Callable[[Caller, AgentExecution], Any]:
    def end(caller: Caller, execution: AgentExecution) -> None:
        caller.report(execution.metadata.id, AgentExecutionStatus(phase=phase))

    return end


@pytest.mark.parametrize(
    "end",
    [
        ended_by_report(EXECUTION_COMPLETED),
        ended_by_report(EXECUTION_FAILED),
        ended_by_report(EXECUTION_CANCELLED),
        lambda caller, e: caller.executions.cancel(CancelAgentExecutionInput(id=e.metadata.id)),
        lambda caller, e: caller.executions.terminate(TerminateAgentExecutionInput(id=e.metadata.id)),
    ],
)
def test_it_is_gone_when_the_execution_ends(
    caller: Caller, end: Callable[[Caller, AgentExecution], Any]
) -> None:
    execution = caller.execution()
    own = caller.contexts.create(new_context("Beside", execution.metadata.id, A="1"))
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_IN_PROGRESS))
    assert context_of(caller, execution)
    end(caller, execution)
    with refused("NOT_FOUND", execution.metadata.id):
        context_of(caller, execution)
    with refused("NOT_FOUND"):
        caller.context_queries.get(ExecutionContextId(value=own.metadata.id))


def test_it_is_gone_when_the_runner_was_lost(server: ServerThread, caller: Caller) -> None:
    execution = caller.execution()
    for _ in range(2):
        caller.claim("lost")
        server.submit(lambda running: running.runner_lost("lost", "It is gone.")).result()
    with refused("NOT_FOUND", execution.metadata.id):
        context_of(caller, execution)


def test_it_is_there_again_when_the_execution_is_recovered(caller: Caller) -> None:
    execution = new_execution("Hi", agent_id=caller.agent().metadata.id)
    execution.spec.runtime_env["SECRET"].value = "hush"
    execution.spec.runtime_env["SECRET"].is_secret = True
    made = caller.executions.create(execution)
    caller.report(made.metadata.id, AgentExecutionStatus(phase=EXECUTION_FAILED, error="no"))
    caller.executions.recover(RecoverAgentExecutionInput(id=made.metadata.id))
    assert values(context_of(caller, made)) == {"SECRET": ("hush", True)}


def test_a_session_takes_everything_with_it(caller: Caller) -> None:
    execution = caller.execution()
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    late = caller.contexts.create(new_context("Late", execution.metadata.id, SECRET="hush"))
    caller.sessions.delete(SessionId(value=execution.spec.session_id))
    with refused("NOT_FOUND"):
        caller.context_queries.get(ExecutionContextId(value=late.metadata.id))


def test_an_execution_takes_its_contexts_with_it(caller: Caller) -> None:
    execution = caller.execution()
    caller.report(execution.metadata.id, AgentExecutionStatus(phase=EXECUTION_COMPLETED))
    late = caller.contexts.create(new_context("Late", execution.metadata.id))
    caller.executions.delete(ApiResourceId(value=execution.metadata.id))
    with refused("NOT_FOUND"):
        caller.context_queries.get(ExecutionContextId(value=late.metadata.id))


def test_a_refused_execution_leaves_no_context(caller: Caller) -> None:
    agent = caller.agent()
    before = caller.catalog.getOverview(GetOverviewRequest()).revision
    execution = new_execution("Hi", agent_id=agent.metadata.id)
    execution.spec.runtime_env["A"].value = "••••"
    execution.spec.runtime_env["A"].is_secret = True
    with refused("INVALID_ARGUMENT") as seen:
        caller.executions.create(execution)
    assert seen["violations"] == {'spec.runtime_env["A"].value': "secret.masked"}
    assert caller.catalog.getOverview(GetOverviewRequest()).revision == before
