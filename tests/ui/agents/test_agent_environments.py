"""The environments of an agent, which its default instance has on the server."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.agent_instance import AgentInstance, AgentInstanceId
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.ui.agents.agents_place import agent_editor
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.place import ENVIRONMENTS, MCP_SERVERS, SKILLS
from stigmer_desktop.ui.resources.resource_editor import ResourceEditor
from tests.ui.resources.made import INSTRUCTIONS, new_agent, new_environment
from tests.ui.resources.use import click, write


@pytest.fixture
async def editor(qtbot, around) -> ResourceEditor:
    around.changes.start()
    made = agent_editor(around, library(around))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


async def default_of(client, agent_id: str) -> AgentInstance:
    agent = await client.agent_query.get(AgentId(value=agent_id))
    return await client.instance_query.get(AgentInstanceId(value=agent.status.default_instance_id))


def slugs(instance: AgentInstance) -> list[str]:
    return [ref.slug for ref in instance.spec.environment_refs]


async def saved(editor, until) -> None:
    click(editor.save_button)
    await until(lambda: editor.header.detail.text == "✓ Saved")


async def test_a_new_agent_gets_its_environments_with_the_first_save(editor, client, until) -> None:
    await client.environment_command.create(new_environment("Home", A="1"))
    await client.environment_command.create(new_environment("Work", A="2"))
    editor.edit_new()
    form = editor.form
    write(form.name.input, "Reviewer")
    write(form.instructions.input, INSTRUCTIONS)
    await until(lambda: form.environments.refs.list.add_button.isEnabled())
    assert not editor.form.environments.refs.list.picked
    form.environments.refs.list.pick("work")
    form.environments.refs.list.pick("home")
    await saved(editor, until)
    assert not editor.has_unsaved
    agent: Agent = editor.resource
    instance = await default_of(client, agent.metadata.id)
    assert slugs(instance) == ["work", "home"]
    assert "without" not in instance.spec.description
    stored = await client.agent_query.get(AgentId(value=agent.metadata.id))
    assert not stored.metadata.annotations

    editor.edit(agent.metadata.id)
    await until(lambda: form.environments.refs.list.picked == ["work", "home"])
    assert not editor.has_unsaved
    form.environments.refs.list.rows[0].removed.emit()
    assert editor.has_unsaved
    await saved(editor, until)
    assert slugs(await default_of(client, agent.metadata.id)) == ["home"]


async def test_what_was_left_alone_is_not_written(editor, client, until) -> None:
    await client.environment_command.create(new_environment("Home", A="1"))
    agent = await client.agent_command.create(new_agent())
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    instance = await default_of(client, agent.metadata.id)
    instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="home")
    await client.instance_command.update(instance)
    write(editor.form.description.input, "Reads code")
    await saved(editor, until)
    assert slugs(await default_of(client, agent.metadata.id)) == ["home"]


async def test_an_agent_without_default_instance_gets_one(editor, client, until) -> None:
    await client.environment_command.create(new_environment("Home", A="1"))
    agent = await client.agent_command.create(new_agent())
    await client.instance_command.delete(AgentInstanceId(value=agent.status.default_instance_id))
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    editor.form.environments.refs.list.pick("home")
    await saved(editor, until)
    editor.edit(agent.metadata.id)
    await until(lambda: editor.form.environments.refs.list.picked == ["home"])


async def test_where_nothing_can_be_picked_one_can_begin_a_new_one(qtbot, around, until) -> None:
    shelves = library(around)
    wanted: list[str] = []
    shelves.wishes.new_wanted.connect(wanted.append)
    around.changes.start()
    made = agent_editor(around, shelves)
    qtbot.addWidget(made)
    made.edit_new()
    lists = [made.form.skills.list, made.form.servers.list, made.form.environments.refs.list]
    await until(lambda: all(each.add_button.isEnabled() for each in lists))
    for each in lists:
        (action,) = each.menu().actions()
        action.trigger()
    assert wanted == [SKILLS, MCP_SERVERS, ENVIRONMENTS]


async def test_where_all_are_picked_it_says_so(editor, client, until) -> None:
    await client.environment_command.create(new_environment("Home", A="1"))
    editor.edit_new()
    environments = editor.form.environments.refs.list
    await until(lambda: len(environments.menu().actions()) == 3)
    environments.pick("home")
    assert [each.text() for each in environments.menu().actions()] == ["New environment…"]
    assert any(each.text() == "All that there are stand here." for each in environments.findChildren(QLabel))
