"""Environments: create, apply, update, delete, get, by reference; who refers to them keeps them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from stigmer_desktop.api.agent_instance import AgentInstanceId
from stigmer_desktop.api.common import (
    ApiResourceDeleteInput,
    ApiResourceId,
    ApiResourceReference,
    organization,
    platform,
)
from stigmer_desktop.api.desktop import GetOverviewRequest, WatchChangesRequest
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.kinds import ENVIRONMENT
from tests.contract.conftest import (
    Caller,
    new_context,
    new_environment,
    new_execution,
    new_instance,
    new_mcp_server,
    new_session,
    refused,
)


def reference(slug: str, **fields: Any) -> ApiResourceReference:
    return ApiResourceReference(kind=ENVIRONMENT.number, slug=slug, **fields)


def test_an_environment_is_made_found_and_deleted(caller: Caller) -> None:
    made = caller.environments.create(new_environment("My Values", URL="http://a"))
    assert made.metadata.id.startswith("env-")
    assert made.metadata.slug == "my-values"
    assert made.status.audit.spec_audit.event == "created"
    find = caller.environment_queries
    assert find.get(ApiResourceId(value=made.metadata.id)) == made
    for asked in (
        reference("my-values"),
        ApiResourceReference(slug="my-values"),
        reference(made.metadata.id),
    ):
        assert find.getByReference(asked) == made
    deleted = caller.environments.delete(ApiResourceDeleteInput(resource_id=made.metadata.id))
    assert deleted == made
    for gone in (
        lambda: caller.environments.delete(ApiResourceDeleteInput(resource_id=made.metadata.id)),
        lambda: find.get(ApiResourceId(value=made.metadata.id)),
        lambda: find.getByReference(reference("my-values")),
    ):
        with refused("NOT_FOUND", "Environment not found"):
            gone()


def test_update_replaces_the_values_and_keeps_what_is_the_servers(caller: Caller) -> None:
    made = caller.environments.create(new_environment("One", A="1", B="2"))
    change = new_environment("One", A="3")
    change.metadata.id = made.metadata.id
    change.metadata.name = "Other name"
    change.metadata.org = "elsewhere"
    updated = caller.environments.update(change)
    assert {name: each.value for name, each in updated.spec.data.items()} == {"A": "3"}
    assert (updated.metadata.slug, updated.metadata.org, updated.metadata.name) == ("one", "", "Other name")
    assert updated.status.audit.spec_audit.event == "updated"
    assert updated.status.audit.spec_audit.created_at == made.status.audit.spec_audit.created_at
    with refused("NOT_FOUND", "Environment not found: nothing", "LoadExisting"):
        caller.environments.update(new_environment("nothing"))


def test_apply_creates_then_updates(caller: Caller) -> None:
    made = caller.environments.apply(new_environment("Applied", A="1"))
    again = caller.environments.apply(new_environment("Applied", A="2"))
    assert again.metadata.id == made.metadata.id
    assert again.spec.data["A"].value == "2"
    fresh = new_environment("Fresh")
    fresh.metadata.id = "env-mine"
    with refused("INVALID_ARGUMENT") as seen:
        caller.environments.apply(fresh)
    assert seen["violations"] == {"metadata.id": "computed"}


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (lambda e: e.ClearField("metadata"), "metadata", "required"),
        (lambda e: e.ClearField("spec"), "spec", "required"),
        (lambda e: setattr(e.metadata, "name", ""), "metadata.name", "required"),
        (lambda e: setattr(e.metadata, "name", "!!!"), "metadata.name", "slug.empty"),
        (lambda e: setattr(e.metadata, "slug", "A B"), "metadata.slug", "slug.form"),
        (lambda e: setattr(e.metadata, "id", "env-mine"), "metadata.id", "computed"),
        (lambda e: setattr(e, "kind", "Agent"), "kind", "string.const"),
        (lambda e: setattr(e, "api_version", "v2"), "api_version", "string.const"),
        (
            lambda e: setattr(e.metadata, "owner_scope", platform),
            "metadata",
            "environment.owner_scope.org_or_identity_only",
        ),
    ],
)
def test_a_broken_rule_is_named_with_its_field(
    caller: Caller, change: Callable[[Environment], Any], field: str, rule: str
) -> None:
    environment = new_environment()
    change(environment)
    with refused("INVALID_ARGUMENT") as seen:
        caller.environments.create(environment)
    assert seen["violations"].get(field) == rule


def test_ids_and_slugs_must_be_given(caller: Caller) -> None:
    with refused("INVALID_ARGUMENT") as seen:
        caller.environment_queries.get(ApiResourceId())
    assert seen["violations"] == {"value": "required"}
    with refused("INVALID_ARGUMENT") as seen:
        caller.environments.delete(ApiResourceDeleteInput())
    assert seen["violations"] == {"resource_id": "required"}
    with refused("INVALID_ARGUMENT") as seen:
        caller.environment_queries.getByReference(ApiResourceReference())
    assert seen["violations"] == {"slug": "required"}
    with refused("INVALID_ARGUMENT") as seen:
        caller.environment_queries.getByReference(ApiResourceReference(slug="x", kind=40))
    assert seen["violations"] == {"kind": "reference.kind"}


def test_a_reference_with_an_organization_must_match_it(caller: Caller) -> None:
    environment = new_environment("Of Acme")
    environment.metadata.owner_scope = organization
    environment.metadata.org = "acme"
    made = caller.environments.create(environment)
    assert caller.environment_queries.getByReference(reference("of-acme", org="acme")) == made
    for slug in ("of-acme", made.metadata.id):
        with refused("NOT_FOUND", "Environment not found"):
            caller.environment_queries.getByReference(reference(slug, org="other"))


def test_one_slug_is_made_once_by_many_at_the_same_moment(caller: Caller) -> None:
    def attempt(number: int) -> str:
        try:
            return str(caller.environments.create(new_environment("Contested")).metadata.id)
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.ALREADY_EXISTS  # type: ignore[attr-defined]
            return ""

    with ThreadPoolExecutor(8) as pool:
        made = [each for each in pool.map(attempt, range(8)) if each]
    assert len(made) == 1


def test_an_instance_refers_only_to_environments_that_are_there(caller: Caller) -> None:
    agent = caller.agent()
    instance = new_instance("Referring", agent.metadata.id)
    instance.spec.environment_refs.append(reference("prod"))
    with refused("NOT_FOUND", "CheckReferences", "Environment not found: prod", "spec.environment_refs[0]"):
        caller.instances.create(instance)
    with refused("NOT_FOUND"):
        caller.instance_queries.getByReference(ApiResourceReference(slug="referring"))
    caller.environments.create(new_environment("Prod"))
    stored = caller.instances.create(instance)
    instance.spec.environment_refs.append(reference("prod", org="acme"))
    with refused("NOT_FOUND", "prod", "acme", "spec.environment_refs[1]"):
        caller.instances.update(instance)
    assert caller.instance_queries.get(AgentInstanceId(value=stored.metadata.id)) == stored


@pytest.mark.parametrize(
    ("sent", "field", "rule"),
    [
        (ApiResourceReference(slug="x", kind=52), "spec.environment_refs[0]", "environment_refs.kind"),
        (ApiResourceReference(kind=53), "spec.environment_refs[0].slug", "required"),
    ],
)
def test_a_reference_that_names_nothing_usable_is_refused(
    caller: Caller, sent: ApiResourceReference, field: str, rule: str
) -> None:
    instance = new_instance("Referring", caller.agent().metadata.id)
    instance.spec.environment_refs.append(sent)
    with refused("INVALID_ARGUMENT") as seen:
        caller.instances.create(instance)
    assert seen["violations"].get(field) == rule


def test_an_environment_that_is_referred_to_stays_unless_forced(caller: Caller) -> None:
    environment = caller.environments.create(new_environment("Prod", URL="http://a"))
    agent = caller.agent()
    names = {}
    for number, slug in enumerate(("prod", environment.metadata.id)):
        instance = new_instance(f"Instance {number}", agent.metadata.id)
        instance.spec.environment_refs.append(reference(slug))
        names[caller.instances.create(instance).metadata.id] = instance
    target = ApiResourceDeleteInput(resource_id=environment.metadata.id)
    with refused("FAILED_PRECONDITION", "CheckNotReferredTo", *names, "Instance 0", "force"):
        caller.environments.delete(target)
    first, second = names
    caller.instances.delete(AgentInstanceId(value=first))
    with refused("FAILED_PRECONDITION", second):
        caller.environments.delete(target)
    target.force = True
    caller.environments.delete(target)
    # The instance keeps what it says, and what needs it says what is missing.
    kept = caller.instance_queries.get(AgentInstanceId(value=second))
    assert kept.spec.environment_refs[0].slug == environment.metadata.id
    session = caller.sessions.create(new_session("Talk", second))
    with refused("NOT_FOUND", "Environment not found", environment.metadata.id, second):
        caller.executions.create(new_execution("Hi", session_id=session.metadata.id))


def test_every_kind_is_told_to_those_who_watch(caller: Caller) -> None:
    execution = caller.execution()
    before = caller.catalog.getOverview(GetOverviewRequest()).revision
    environment = caller.environments.create(new_environment("Prod"))
    server = caller.mcp_servers.create(new_mcp_server())
    context = caller.contexts.create(new_context("Run", execution.metadata.id))
    caller.environments.delete(ApiResourceDeleteInput(resource_id=environment.metadata.id))
    batch = next(iter(caller.catalog.watchChanges(WatchChangesRequest(since_revision=before))))
    told = [(change.kind, change.id, change.deleted) for change in batch.changes]
    assert told == [
        (44, server.metadata.id, False),
        (54, context.metadata.id, False),
        (53, environment.metadata.id, True),
    ]


def test_a_reference_that_was_taken_out_no_longer_holds(caller: Caller) -> None:
    environment = caller.environments.create(new_environment("Prod"))
    instance = new_instance("Referring", caller.agent().metadata.id)
    instance.spec.environment_refs.append(reference("prod"))
    stored = caller.instances.create(instance)
    del stored.spec.environment_refs[:]
    caller.instances.update(stored)
    assert caller.environments.delete(ApiResourceDeleteInput(resource_id=environment.metadata.id))
