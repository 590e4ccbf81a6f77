"""MCP servers that belong to one agent alone: made, changed, checked, tried, against the real server."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from stigmer_desktop.api.agent import Agent, AgentId, McpServerDefinition
from stigmer_desktop.ui.agents.agents_place import agent_editor
from stigmer_desktop.ui.agents.own_server_card import OwnServerCard
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.resources.resource_editor import ResourceEditor
from stigmer_desktop.ui.trials import McpTool, McpTrial
from stigmer_desktop.ui.user_error import UserError
from tests.ui.resources.made import new_agent, new_mcp_server
from tests.ui.resources.use import click, write


@pytest.fixture
async def editor(qtbot, around) -> ResourceEditor:
    made = agent_editor(around, library(around))
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    around.changes.start()
    return made


@pytest.fixture
def agent() -> Agent:
    """An agent with a server of its own between two that it refers to."""
    made = new_agent()
    made.spec.mcp_servers.add(name="first")
    own = made.spec.mcp_servers.add(name="own", enabled_tools=["read"])
    own.stdio.command = "own-server"
    own.stdio.args.append("--quiet")
    own.stdio.env_placeholders["A"] = "${A}"
    made.spec.mcp_servers.add(name="last")
    return made


async def opened(editor: ResourceEditor, client, until, agent: Agent) -> OwnServerCard:
    stored = await client.agent_command.create(agent)
    editor.edit(stored.metadata.id)
    await until(editor.isEnabled)
    (card,) = editor.form.servers.own.cards
    card.set_open(True)
    return card


async def saved(editor: ResourceEditor, client, until) -> list[McpServerDefinition]:
    click(editor.save_button)
    await until(lambda: editor.header.detail.text == "✓ Saved")
    assert not editor.has_unsaved
    agent = await client.agent_query.get(AgentId(value=editor.resource.metadata.id))
    return list(agent.spec.mcp_servers)


def field(card: OwnServerCard, way: str, name: str):
    """The field of a way by what it is called."""
    return next(
        part.field
        for part in card.transport.ways[way].parts
        if hasattr(part, "field") and part.field.input.accessibleName() == name
    )


def values(card: OwnServerCard, way: str, place: int = 0):
    """The rows of values of a way."""
    return [part.rows for part in card.transport.ways[way].parts if hasattr(part, "rows")][place]


async def test_all_of_a_command_can_be_changed_and_the_order_stays(editor, client, until, agent) -> None:
    card = await opened(editor, client, until, agent)
    assert not editor.has_unsaved
    write(card.name.input, "mine")
    write(field(card, "stdio", "Command").input, "npx")
    field(card, "stdio", "Arguments").set_text("-y\nown-server")
    variables = values(card, "stdio")
    assert [(row.name.text(), row.value.text()) for row in variables.rows] == [("A", "${A}")]
    click(variables.add_button)
    QTest.keyClicks(variables.rows[1].name, "LEVEL")
    QTest.keyClicks(variables.rows[1].value, "3")
    servers = await saved(editor, client, until)
    assert [each.name for each in servers] == ["first", "mine", "last"]
    own = servers[1]
    assert (own.stdio.command, list(own.stdio.args)) == ("npx", ["-y", "own-server"])
    assert dict(own.stdio.env_placeholders) == {"A": "${A}", "LEVEL": "3"}
    assert list(own.enabled_tools) == ["read"]
    assert editor.form.servers.own.cards[0].is_open


async def test_a_web_address_takes_its_place(editor, client, until, agent) -> None:
    card = await opened(editor, client, until, agent)
    click(card.transport.choice.buttons["http"])
    click(editor.save_button)
    address = field(card, "http", "Address")
    assert address.fault == "This is needed."
    write(address.input, "https://example.com/mcp")
    assert address.fault == ""
    headers = values(card, "http")
    click(headers.add_button)
    QTest.keyClicks(headers.rows[0].name, "Authorization")
    QTest.keyClicks(headers.rows[0].value, "Bearer ${TOKEN}")
    own = (await saved(editor, client, until))[1]
    assert own.WhichOneof("server_type") == "http"
    assert (own.http.url, dict(own.http.headers)) == (
        "https://example.com/mcp",
        {"Authorization": "Bearer ${TOKEN}"},
    )


async def test_a_new_one_needs_a_name_of_its_own_and_a_command(editor, client, until, agent) -> None:
    await opened(editor, client, until, agent)
    own = editor.form.servers.own
    click(own.add_button)
    card = own.cards[1]
    assert card.is_open and editor.window().focusWidget() is card.name.input
    click(editor.save_button)
    assert (card.name.fault, field(card, "stdio", "Command").fault) == ("This is needed.",) * 2
    write(field(card, "stdio", "Command").input, "uvx")
    for taken in ("own", "first"):
        card.set_open(False)
        card.name.set_text(taken)
        click(editor.save_button)
        assert card.name.fault == "The agent has a server with this name already."
        assert card.is_open
    write(card.name.input, "another")
    servers = await saved(editor, client, until)
    assert [each.name for each in servers] == ["first", "own", "last", "another"]
    click(own.cards[0].remove)
    servers = await saved(editor, client, until)
    assert [each.name for each in servers] == ["first", "last", "another"]


async def test_what_the_server_refuses_stands_beside_the_field(editor, client, until, agent) -> None:
    card = await opened(editor, client, until, agent)
    card.set_open(False)
    editor.form.show_error(
        UserError("It is wrong.", {"spec.mcp_servers[1].stdio.command": "This is needed."})
    )
    assert card.is_open
    assert field(card, "stdio", "Command").fault == "This is needed."


async def test_it_is_tried_with_the_values_of_its_agent(editor, client, around, until, agent) -> None:
    around.trials.mcp_trial = McpTrial((McpTool("read", "Reads.", True), McpTool("write", "", False)))
    agent.spec.env_spec.data["A"].value = "s-1"
    agent.spec.env_spec.data["A"].is_secret = True
    agent.spec.env_spec.data["B"].value = "before"
    card = await opened(editor, client, until, agent)
    write(field(card, "stdio", "Command").input, "changed-server")
    write(editor.form.values.rows[1].value, "typed")
    click(card.trial.button)
    await until(lambda: card.trial.text == "The server works and has 2 tools.")
    ((_, asked),) = around.trials.calls
    assert asked["definition"].stdio.command == "changed-server"
    assert asked["environment"] == {"A": "s-1", "B": "typed"}
    assert [row.tool.name for row in card.tools.choice.rows] == ["read", "write"]
    click(card.tools.choice.rows[1])
    own = (await saved(editor, client, until))[1]
    assert list(own.enabled_tools) == ["read", "write"]


async def test_nothing_is_tried_while_something_is_wrong(editor, client, around, until, agent) -> None:
    card = await opened(editor, client, until, agent)
    field(card, "stdio", "Command").set_text("")
    click(card.trial.button)
    assert field(card, "stdio", "Command").fault == "This is needed."
    assert not around.trials.calls


async def test_a_sub_agent_keeps_the_server_that_is_renamed(editor, client, until, agent) -> None:
    await client.mcp_server_command.create(new_mcp_server("First", command="npx"))
    helper = agent.spec.sub_agents.add(name="tester", instructions="You write tests that can fail.")
    helper.mcp_servers.append("own")
    helper.mcp_tool_selections["own"].enabled_tools.append("read")
    card = await opened(editor, client, until, agent)
    write(card.name.input, "mine")
    click(editor.save_button)
    await until(lambda: editor.header.detail.text == "✓ Saved")
    stored = await client.agent_query.get(AgentId(value=editor.resource.metadata.id))
    (kept,) = stored.spec.sub_agents
    assert list(kept.mcp_servers) == ["mine"]
    assert list(kept.mcp_tool_selections["mine"].enabled_tools) == ["read"]
