"""What an agent works with: skills, MCP servers, sub-agents and values, against the real server."""

from __future__ import annotations

import io
import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.kinds import SKILL
from stigmer_desktop.api.skill import PushSkillRequest, Skill
from stigmer_desktop.ui.agents.agents_place import agent_editor, agents_place
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.resources.resource_editor import ResourceEditor
from stigmer_desktop.ui.trials import McpTool, McpTrial
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.ui.resources.made import new_agent, new_environment, new_mcp_server
from tests.ui.resources.use import answer, click, write


@pytest.fixture
async def editor(qtbot, around) -> ResourceEditor:
    made = agent_editor(around, library(around))
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    made.activateWindow()
    around.changes.start()
    return made


async def push(client, name: str, text: str, tag: str = "") -> Skill:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SKILL.md", text)
    return await client.skill_command.push(PushSkillRequest(name=name, artifact=packed.getvalue(), tag=tag))


async def opened(editor, client, until, agent: Agent) -> Agent:
    stored = await client.agent_command.create(agent)
    editor.edit(stored.metadata.id)
    await until(editor.isEnabled)
    return stored


async def saved(editor, client, until, agent: Agent) -> Agent:
    click(editor.save_button)
    await until(lambda: editor.header.detail.text == "✓ Saved")
    assert not editor.has_unsaved
    return await client.agent_query.get(AgentId(value=agent.metadata.id))


async def test_skills_are_picked_with_their_versions(editor, client, until) -> None:
    old = await push(client, "Reviewing", "# Old", "stable")
    await push(client, "Reviewing", "# New")
    await push(client, "Writing", "# Writing")
    agent = await opened(editor, client, until, new_agent())
    part = editor.form.skills
    await until(part.list.add_button.isEnabled)
    texts = [action.text() for action in part.list.menu().actions()]
    assert texts == ["Writing\tWriting", "Reviewing\tNew", "", "New skill…"]
    row = part.list.pick("reviewing")
    assert row.name == "Reviewing"
    version = part.versions["reviewing"]
    await until(lambda: len(version.choices) == 4)
    assert [choice.text for choice in version.choices][:2] == ["Newest", "stable"]
    assert version.choices[3].key == old.status.version_hash
    version.menu_of_choices().actions()[1].trigger()
    assert editor.has_unsaved
    spec = (await saved(editor, client, until, agent)).spec
    assert [(ref.kind, ref.slug, ref.version) for ref in spec.skill_refs] == [
        (SKILL.number, "reviewing", "stable")
    ]
    click(part.list.rows[0].remove)
    spec = (await saved(editor, client, until, agent)).spec
    assert not spec.skill_refs


async def test_stored_servers_are_picked_and_own_ones_are_kept(editor, client, around, until) -> None:
    around.trials.mcp_trial = McpTrial((McpTool("read", "Reads.", True), McpTool("write", "Writes.", False)))
    await client.mcp_server_command.create(new_mcp_server("Project files", command="npx", TOKEN="t-1"))
    agent = new_agent()
    own = agent.spec.mcp_servers.add(name="own")
    own.stdio.command = "own-server"
    own.stdio.env_placeholders["A"] = "${A}"
    agent = await opened(editor, client, until, agent)
    part = editor.form.servers
    await until(part.list.add_button.isEnabled)
    (card,) = part.own.cards
    assert card.accessibleName() == "MCP server own"
    assert not card.is_open and not editor.has_unsaved
    part.list.pick("project-files")
    tools = part.tools["project-files"]
    assert tools.button.text() == "All tools"
    click(tools.button)
    click(tools.trial.button)
    await until(lambda: len(tools.choice.rows) == 2)
    assert around.trials.calls[0][1]["environment"] == {"TOKEN": "t-1"}
    click(tools.choice.mode.buttons["chosen"])
    click(tools.choice.rows[1])
    assert tools.button.text() == "1 tool"
    stored = await saved(editor, client, until, agent)
    first, second = stored.spec.mcp_servers
    assert first == agent.spec.mcp_servers[0]
    assert (second.name, second.WhichOneof("server_type")) == ("project-files", None)
    assert list(second.enabled_tools) == ["read"]
    assert part.list.rows[0].name == "Project files"


async def test_a_server_that_is_gone_is_told(editor, client, until) -> None:
    agent = new_agent()
    agent.spec.mcp_servers.add(name="gone")
    await client.mcp_server_command.create(new_mcp_server("Files", command="npx"))
    await opened(editor, client, until, agent)
    row = editor.form.servers.list.rows[0]
    await until(lambda: row.detail == "is not there any more")
    assert not editor.has_unsaved


async def test_sub_agents_are_made_checked_and_removed(editor, client, until) -> None:
    agent = new_agent()
    agent.spec.mcp_servers.add(name="own").stdio.command = "own-server"
    agent = await opened(editor, client, until, agent)
    part = editor.form.sub_agents
    click(part.add_button)
    (card,) = part.cards
    assert card.is_open
    write(card.description.input, "Writes tests")
    write(card.instructions.input, "short")
    click(editor.save_button)
    assert card.name.fault == "This is needed."
    assert card.instructions.fault == "At least 10 characters are needed: 5 more."
    write(card.name.input, "tester")
    write(card.instructions.input, "You write tests that can fail.")
    row, field = card.servers.rows["own"].row, card.servers.rows["own"].field
    assert not field.isVisible()
    click(row)
    write(field, "read, write")
    sub_agent = (await saved(editor, client, until, agent)).spec.sub_agents[0]
    assert (sub_agent.name, sub_agent.description) == ("tester", "Writes tests")
    assert list(sub_agent.mcp_servers) == ["own"]
    assert list(sub_agent.mcp_tool_selections["own"].enabled_tools) == ["read", "write"]
    click(row)
    click(editor.form.servers.own.cards[0].remove)
    assert card.servers.rows == {}
    click(card.remove)
    assert not (await saved(editor, client, until, agent)).spec.sub_agents


async def test_a_sub_agent_is_completed_by_keys_and_marks_tools_that_are_known(
    editor, client, around, until
) -> None:
    tools = tuple(McpTool(name, "", False) for name in ("read", "write", "list"))
    around.trials.mcp_trial = McpTrial(tools)
    server = new_mcp_server("Project files", command="npx")
    server.spec.default_enabled_tools.extend(["read", "list"])
    await client.mcp_server_command.create(server)
    agent = new_agent()
    agent.spec.mcp_servers.add(name="project-files")
    agent = await opened(editor, client, until, agent)
    part = editor.form.servers
    await until(part.list.add_button.isEnabled)
    assert part.tools["project-files"].button.text() == "2 tools, as the server says"
    assert editor.isActiveWindow()
    click(editor.form.sub_agents.add_button)
    (card,) = editor.form.sub_agents.cards
    await until(card.instructions.input.isVisible)
    # Nothing of the card was shown as a window of its own, which would take the focus.
    assert editor.isActiveWindow()
    write(card.name.input, "tester")
    write(card.instructions.input, "You write tests that can fail.")
    marked = card.servers.rows["project-files"]
    assert marked.row.accessibleName() == "MCP server Project files"
    QTest.keyClick(card.instructions.input, Qt.Key.Key_Tab)
    assert marked.row.hasFocus()
    QTest.keyClick(marked.row, Qt.Key.Key_Space)
    await until(marked.choice.isVisible)
    assert not marked.field.isVisible()
    click(marked.choice.mode.buttons["chosen"])
    assert [row.tool.name for row in marked.choice.rows] == ["read", "list"]
    click(marked.choice.rows[0])
    sub_agent = (await saved(editor, client, until, agent)).spec.sub_agents[0]
    assert list(sub_agent.mcp_servers) == ["project-files"]
    assert list(sub_agent.mcp_tool_selections["project-files"].enabled_tools) == ["list"]


async def test_a_folded_sub_agent_opens_where_it_is_wrong(editor, client, until, monkeypatch) -> None:
    agent = new_agent()
    agent.spec.sub_agents.add(name="tester", instructions="You write tests that can fail.")
    await opened(editor, client, until, agent)
    (card,) = editor.form.sub_agents.cards
    assert not card.is_open
    assert not editor.has_unsaved
    card.instructions.set_text("short")
    monkeypatch.setattr(editor.form, "check", lambda: True)
    click(editor.save_button)
    await until(lambda: card.is_open)
    assert "10" in card.instructions.fault


async def test_values_that_it_needs_are_kept_with_their_words(editor, client, until) -> None:
    agent = new_agent()
    agent.spec.env_spec.data["TOKEN"].value = "t-1"
    agent.spec.env_spec.data["TOKEN"].is_secret = True
    agent.spec.env_spec.data["TOKEN"].description = "A token that may read"
    agent = await opened(editor, client, until, agent)
    (row,) = editor.form.values.rows
    assert not row.is_shown
    assert row.description.text() == "A token that may read"
    write(row.description, "May read and write")
    value = (await saved(editor, client, until, agent)).spec.env_spec.data["TOKEN"]
    assert (value.value, value.is_secret, value.description) == ("t-1", True, "May read and write")


async def test_instances_have_environments_in_order(qtbot, around, client, until) -> None:
    class Nowhere:
        def show_new_session(self, agent_id: str = "") -> None:
            raise AssertionError

    place = agents_place(around, Nowhere(), library(around))
    qtbot.addWidget(place)
    place.resize(900, 800)
    place.show()
    around.changes.start()
    for name in ("Local", "Production"):
        await client.environment_command.create(new_environment(name, KEY=name))
    agent = await client.agent_command.create(new_agent())
    place.edit(agent.metadata.id)
    await until(place.editor.isEnabled)
    buttons = place.editor.header.findChildren(PushButton)
    button = next(each for each in buttons if each.text() == "Instances")
    click(button)
    instances = place.currentWidget()
    page = instances.place.list
    await until(lambda: page.cards)
    assert page.header.title.text == "Instances of Reviewer"
    assert page.cards[0].accessibleName() == "Instance Reviewer-default"
    click(page.new_button)
    form = instances.form
    write(form.name.input, "Night shift")
    picks = form.environments.list
    await until(picks.add_button.isEnabled)
    for slug in ("local", "production"):
        picks.pick(slug)
    click(picks.rows[1].up)
    assert [row.name for row in picks.rows] == ["Production", "Local"]
    assert not picks.rows[0].up.isEnabled()
    assert not picks.add_button.isEnabled()
    made: list = []
    instances.place.editor.saved.connect(made.append)
    click(instances.place.editor.save_button)
    await until(lambda: made)
    assert [ref.slug for ref in made[0].spec.environment_refs] == ["production", "local"]
    assert made[0].spec.agent_id == agent.metadata.id
    write(form.description.input, "At night")
    instances.place.editor.close_wanted.emit()
    answer("Save")
    await until(lambda: len(page.cards) == 2)
    assert "production → local" in {card.accessibleDescription() for card in page.cards}
    instances.close_wanted.emit()
    assert place.currentWidget() is place.editor
