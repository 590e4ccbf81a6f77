"""Agents and their instances: create, apply, update, delete, get, by reference."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from stigmer_desktop.api.agent import AgentId
from stigmer_desktop.api.agent_instance import AgentInstanceId, GetAgentInstancesByAgentRequest
from stigmer_desktop.api.common import ApiResourceReference, PageInfo, identity_account, organization
from tests.contract.conftest import Caller, new_agent, new_instance, new_session, refused


def test_create_gives_id_slug_audit_and_a_default_instance(caller: Caller) -> None:
    agent = caller.agent("My   Cool Agent")
    assert agent.metadata.slug == "my-cool-agent"
    assert re.fullmatch(r"agt-[0-9a-z]{26}", agent.metadata.id)
    for info in (agent.status.audit.spec_audit, agent.status.audit.status_audit):
        assert (info.event, info.created_by.id) == ("created", "system")
        assert info.created_at.seconds > 0
    instance = caller.instance_queries.get(AgentInstanceId(value=agent.status.default_instance_id))
    assert instance.metadata.name == "My   Cool Agent-default"
    assert instance.metadata.slug == "my-cool-agent-default"
    assert instance.spec.agent_id == agent.metadata.id
    assert "automatically" in instance.spec.description


def test_ids_grow_in_the_order_of_creation(caller: Caller) -> None:
    ids = [caller.agent(f"Agent {number}").metadata.id for number in range(20)]
    assert ids == sorted(ids)


def test_create_drops_the_status_that_the_client_sent(caller: Caller) -> None:
    agent = new_agent()
    agent.status.default_instance_id = "ain-mine"
    assert caller.agents.create(agent).status.default_instance_id != "ain-mine"


def test_a_taken_slug_is_refused_naming_its_holder(caller: Caller) -> None:
    first = caller.agent("Same Name")
    with refused("ALREADY_EXISTS", first.metadata.id, "pipeline step CheckDuplicate failed"):
        caller.agents.create(new_agent("same   name"))


def test_a_refused_create_leaves_nothing_behind(caller: Caller) -> None:
    caller.agent("One")
    revision = caller.catalog.getOverview(_nothing()).revision
    with refused("ALREADY_EXISTS"):
        caller.agents.create(new_agent("One"))
    assert caller.catalog.getOverview(_nothing()).revision == revision


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (lambda a: a.metadata.ClearField("name"), "metadata.name", "required"),
        (lambda a: a.ClearField("metadata"), "metadata", "required"),
        (lambda a: a.ClearField("spec"), "spec", "required"),
        (lambda a: setattr(a, "kind", "Robot"), "kind", "string.const"),
        (lambda a: setattr(a, "api_version", "v9"), "api_version", "string.const"),
        (lambda a: setattr(a.spec, "instructions", "short"), "spec.instructions", "string.min_len"),
        (lambda a: setattr(a.metadata, "id", "agt-mine"), "metadata.id", "computed"),
        (lambda a: setattr(a.metadata, "name", "!!!"), "metadata.name", "slug.empty"),
        (lambda a: setattr(a.metadata, "slug", "Not A Slug"), "metadata.slug", "slug.form"),
        (
            lambda a: setattr(a.metadata, "owner_scope", identity_account),
            "metadata",
            "agent.owner_scope.platform_or_org_only",
        ),
        (
            lambda a: a.spec.sub_agents.add(name="x", instructions="no"),
            "spec.sub_agents[0].instructions",
            "string.min_len",
        ),
        (lambda a: a.spec.skill_refs.add(kind=40), "spec.skill_refs[0]", "skill_refs.kind"),
    ],
)
def test_a_broken_rule_is_named_with_its_field(caller: Caller, change, field: str, rule: str) -> None:  # type: ignore[no-untyped-def]
    agent = new_agent()
    change(agent)
    with refused("INVALID_ARGUMENT", field) as seen:
        caller.agents.create(agent)
    assert seen["violations"].get(field) == rule


def test_a_slug_of_the_right_form_is_kept(caller: Caller) -> None:
    agent = new_agent("Some Name")
    agent.metadata.slug = "another-slug"
    assert caller.agents.create(agent).metadata.slug == "another-slug"


def test_two_agents_of_like_names_get_instances_of_their_own(caller: Caller) -> None:
    other = caller.agent("Other")
    caller.instances.create(new_instance("Helper-default", other.metadata.id))
    agent = caller.agent("Helper")
    instance = caller.instance_queries.get(AgentInstanceId(value=agent.status.default_instance_id))
    assert instance.metadata.slug == "helper-default-2"


def test_update_keeps_id_slug_org_and_status(caller: Caller) -> None:
    agent = new_agent("First")
    agent.metadata.owner_scope = organization
    agent.metadata.org = "acme"
    stored = caller.agents.create(agent)
    change = new_agent("Second name")
    change.metadata.id = stored.metadata.id
    change.metadata.tags.append("new")
    change.metadata.org = "other"
    change.status.default_instance_id = "ain-none"
    updated = caller.agents.update(change)
    assert updated.metadata.slug == "first"
    assert updated.metadata.org == "acme"
    assert updated.metadata.name == "Second name"
    assert list(updated.metadata.tags) == ["new"]
    assert updated.status.default_instance_id == stored.status.default_instance_id
    before, after = stored.status.audit.spec_audit, updated.status.audit.spec_audit
    assert after.created_at == before.created_at
    assert after.event == "updated"
    assert caller.agent_queries.get(AgentId(value=stored.metadata.id)) == updated


def test_update_finds_by_slug_too_and_knows_when_there_is_nothing(caller: Caller) -> None:
    stored = caller.agent("By Slug")
    change = new_agent("By Slug", description="changed")
    assert caller.agents.update(change).metadata.id == stored.metadata.id
    with refused("NOT_FOUND", "Agent not found: nobody", "LoadExisting"):
        caller.agents.update(new_agent("nobody"))


def test_apply_creates_then_updates(caller: Caller) -> None:
    made = caller.agents.apply(new_agent("Applied"))
    assert made.status.default_instance_id
    again = caller.agents.apply(new_agent("Applied", description="now with words"))
    assert again.metadata.id == made.metadata.id
    assert again.spec.description == "now with words"
    fresh = new_agent("Fresh")
    fresh.metadata.id = "agt-chosen"
    with refused("INVALID_ARGUMENT", "metadata.id"):
        caller.agents.apply(fresh)


def test_delete_returns_what_was_and_takes_the_instances_along(caller: Caller) -> None:
    agent = caller.agent()
    assert caller.agents.delete(AgentId(value=agent.metadata.id)) == agent
    with refused("NOT_FOUND", agent.metadata.id):
        caller.agents.delete(AgentId(value=agent.metadata.id))
    with refused("NOT_FOUND"):
        caller.instance_queries.get(AgentInstanceId(value=agent.status.default_instance_id))


def test_an_agent_with_sessions_stays(caller: Caller) -> None:
    agent = caller.agent()
    session = caller.sessions.create(new_session("Talk", agent.status.default_instance_id))
    with refused("FAILED_PRECONDITION", session.metadata.id):
        caller.agents.delete(AgentId(value=agent.metadata.id))
    with refused("FAILED_PRECONDITION", session.metadata.id):
        caller.instances.delete(AgentInstanceId(value=agent.status.default_instance_id))


def test_deleting_the_default_instance_clears_it_on_the_agent(caller: Caller) -> None:
    agent = caller.agent()
    caller.instances.delete(AgentInstanceId(value=agent.status.default_instance_id))
    assert not caller.agent_queries.get(AgentId(value=agent.metadata.id)).status.default_instance_id


def test_by_reference(caller: Caller) -> None:
    agent = new_agent("Referred")
    agent.metadata.owner_scope = organization
    agent.metadata.org = "acme"
    stored = caller.agents.create(agent)
    find = caller.agent_queries.getByReference
    assert find(ApiResourceReference(slug="referred")) == stored
    assert find(ApiResourceReference(slug="referred", kind=40, org="acme")) == stored
    assert find(ApiResourceReference(slug=stored.metadata.id)) == stored
    with refused("NOT_FOUND"):
        find(ApiResourceReference(slug="referred", org="other"))
    with refused("NOT_FOUND"):
        find(ApiResourceReference(slug=stored.metadata.id, org="other"))
    with refused("INVALID_ARGUMENT", "kind"):
        find(ApiResourceReference(slug="referred", kind=43))
    with refused("INVALID_ARGUMENT", "slug"):
        find(ApiResourceReference())


def test_an_instance_needs_its_agent_and_keeps_it(caller: Caller) -> None:
    with refused("NOT_FOUND", "agt-none", "spec.agent_id"):
        caller.instances.create(new_instance("Lost", "agt-none"))
    first, second = caller.agent("First"), caller.agent("Second")
    instance = caller.instances.create(new_instance("Mine", first.metadata.id))
    instance.spec.agent_id = second.metadata.id
    with refused("INVALID_ARGUMENT", "spec.agent_id"):
        caller.instances.update(instance)


def test_an_environment_reference_has_the_kind_of_environments(caller: Caller) -> None:
    agent = caller.agent()
    wrong = new_instance("Wrong", agent.metadata.id)
    wrong.spec.environment_refs.add(kind=52, slug="env")
    with refused("INVALID_ARGUMENT", "environment_refs") as seen:
        caller.instances.create(wrong)
    assert "environment_refs.kind" in seen["violations"].values()


def test_instances_by_agent_in_pages(caller: Caller) -> None:
    agent = caller.agent()
    for number in range(4):
        caller.instances.create(new_instance(f"Extra {number}", agent.metadata.id))
    ask = caller.instance_queries.getByAgent
    whole = ask(GetAgentInstancesByAgentRequest(agent_id=agent.metadata.id))
    assert (whole.total_count, len(whole.items)) == (5, 5)
    second = ask(
        GetAgentInstancesByAgentRequest(agent_id=agent.metadata.id, page_info=PageInfo(num=2, size=2))
    )
    assert second.total_count == 5
    assert list(second.items) == list(whole.items)[2:4]
    with refused("INVALID_ARGUMENT", "agent_id"):
        ask(GetAgentInstancesByAgentRequest())


def test_the_older_name_of_the_instance_query_service_answers(caller: Caller) -> None:
    agent = caller.agent()
    call = caller.channel.unary_unary(
        "/ai.stigmer.agentic.agentinstance.v1.AgentInstanceQueryService/get",
        request_serializer=AgentInstanceId.SerializeToString,
        response_deserializer=type(new_instance("", "")).FromString,
    )
    found = call(AgentInstanceId(value=agent.status.default_instance_id), metadata=caller.metadata)
    assert found.spec.agent_id == agent.metadata.id


def test_of_twenty_creates_of_one_slug_one_succeeds(caller: Caller) -> None:
    def attempt(_: int) -> bool:
        try:
            caller.agents.create(new_agent("Contested"))
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.ALREADY_EXISTS
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(attempt, range(20))) == 1


def _nothing():  # type: ignore[no-untyped-def]
    from stigmer_desktop.api.desktop import GetOverviewRequest

    return GetOverviewRequest()
