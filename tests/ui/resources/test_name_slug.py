"""Names in any script are saved; the window brings the slug that the server cannot make."""

from __future__ import annotations

import pytest

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.kinds import AGENT, AGENT_INSTANCE, ENVIRONMENT, MCP_SERVER
from stigmer_desktop.backend.store.ids import is_slug, slug_of
from stigmer_desktop.ui.agents.agent_desk import AgentDesk
from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import mcp_server_shelf
from stigmer_desktop.ui.resources.name_slug import slug_for
from stigmer_desktop.ui.resources.resource_desk import ResourceDesk
from tests.ui.resources.made import new_agent, new_environment, new_mcp_server

NAMES = ["Помощник", "我的助手", "🐸🐸", "!!!"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [AGENT, AGENT_INSTANCE, ENVIRONMENT, MCP_SERVER])
def test_a_slug_is_the_same_each_time_and_has_the_form_of_one(kind, name) -> None:
    slug = slug_for(kind, name)
    assert is_slug(slug)
    assert slug == slug_for(kind, f" {name} ")


def test_different_names_have_different_slugs_and_one_name_has_one() -> None:
    assert len({slug_for(AGENT, name) for name in NAMES}) == len(NAMES)
    assert slug_for(AGENT, "й") == slug_for(AGENT, "и\u0306")
    assert slug_for(AGENT, "Помощник").startswith("agent-")


@pytest.mark.parametrize("name", ["Writer", "7", "你好 a", "Agent@123!", "K", "İ", "ß", "٣"])
def test_the_server_makes_the_slug_wherever_it_can(name) -> None:
    assert bool(slug_for(AGENT, name)) != bool(slug_of(name))


async def saved(desk: ResourceDesk, resource, until):
    stored, errors = [], []
    desk.save(resource=resource).on_success(stored.append).on_failure(errors.append)
    await until(lambda: stored or errors)
    assert not errors, errors[0].sentence
    return stored[0]


@pytest.mark.parametrize("name", NAMES)
async def test_the_server_takes_them(around, client, until, name) -> None:
    agent = await saved(AgentDesk(client, around.scope), new_agent(name), until)
    assert (agent.metadata.name, agent.metadata.slug) == (name, slug_for(AGENT, name))
    server = await saved(mcp_server_shelf(around).desk, new_mcp_server(name, command="npx"), until)
    assert server.metadata.slug == slug_for(MCP_SERVER, name)
    desk = environment_shelf(around).desk
    environment = await saved(desk, new_environment(name, A="1"), until)
    assert environment.metadata.slug == slug_for(ENVIRONMENT, name)
    # Changed later, it stays what agents know it by.
    environment.metadata.name = f"{name}{name}"
    again = await saved(desk, environment, until)
    assert again.metadata.slug == environment.metadata.slug
    found = await client.environment_query.get(ApiResourceId(value=environment.metadata.id))
    assert found.metadata.name == f"{name}{name}"
