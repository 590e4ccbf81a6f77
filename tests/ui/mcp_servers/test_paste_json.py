"""MCP servers as JSON of other programs: what is read, what is refused, and where it ends up."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import mcp_server_shelf
from stigmer_desktop.ui.mcp_servers.mcp_servers_place import mcp_servers_place
from stigmer_desktop.ui.mcp_servers.paste_dialog import PasteDialog
from stigmer_desktop.ui.mcp_servers.server_json import UnreadableServers, read_servers
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.ui.resources.made import new_mcp_server
from tests.ui.resources.use import click

ISSUES = {
    "command": "npx",
    "args": ["-y", "issues", 3],
    "env": {"ISSUES_TOKEN": "t-1", "LEVEL": "info", "API_KEY": "${API_KEY}"},
    "cwd": "/srv",
}
NOTES = {"url": "https://example.com/mcp", "headers": {"Authorization": "Bearer abc", "X-Team": "blue"}}


def read(value: object) -> list[McpServer]:
    text = value if isinstance(value, str) else json.dumps(value)
    return read_servers(text, McpServer(kind="McpServer"))


def test_a_command_comes_with_its_values_and_secrets_are_known_by_name() -> None:
    (server,) = read({"mcpServers": {"issues": ISSUES}})
    assert (server.kind, server.metadata.name) == ("McpServer", "issues")
    assert (server.spec.stdio.command, list(server.spec.stdio.args)) == ("npx", ["-y", "issues", "3"])
    assert server.spec.stdio.working_dir == "/srv"
    values = server.spec.env_spec.data
    assert (values["ISSUES_TOKEN"].value, values["ISSUES_TOKEN"].is_secret) == ("t-1", True)
    assert (values["LEVEL"].value, values["LEVEL"].is_secret) == ("info", False)
    assert (values["API_KEY"].value, values["API_KEY"].is_secret) == ("", True)


def test_a_key_in_a_header_becomes_a_secret_value() -> None:
    (server,) = read({"servers": {"notes": NOTES}})
    assert server.spec.http.url == "https://example.com/mcp"
    assert dict(server.spec.http.headers) == {"Authorization": "Bearer ${AUTHORIZATION}", "X-Team": "blue"}
    value = server.spec.env_spec.data["AUTHORIZATION"]
    assert (value.value, value.is_secret) == ("abc", True)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"mcpServers": {"a": ISSUES, "b": NOTES}}, ["a", "b"]),
        ({"a": ISSUES}, ["a"]),
        ('"a": {"command": "npx"},', ["a"]),
        (ISSUES, ["issues"]),
        (NOTES, ["example.com"]),
        ({"mcp": {"servers": {"a": NOTES}}}, ["a"]),
    ],
)
def test_it_may_be_a_whole_file_or_a_piece(value: object, names: list[str]) -> None:
    assert [each.metadata.name for each in read(value)] == names


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "This is no JSON: line 1, column 2."),
        ("[1]", "The JSON has to begin with { and name the servers."),
        ({"theme": "dark"}, "no “mcpServers”"),
        ({"mcpServers": {}}, "No server is named"),
        ({"mcpServers": {"a": {"args": []}}}, "“a”: A “command” or a “url” is needed."),
        ({"mcpServers": {"a": {"command": "npx", "args": "-y"}}}, "“a”: “args” has to be a list of words."),
        ({"mcpServers": {"a": {"url": "example.com"}}}, "“a”: A whole address is needed"),
        ({"mcpServers": {"a": {"command": "x", "env": ["A"]}}}, "“a”: “env” has to be names with values."),
        ({"mcpServers": {"a": {"url": "https://a.b", "type": "sse"}}}, "“a”: Its type is “sse”"),
    ],
)
def test_what_cannot_be_read_is_said(value: object, words: str) -> None:
    with pytest.raises(UnreadableServers) as refused:
        read(value)
    assert words in str(refused.value)


@pytest.fixture
async def place(qtbot, around) -> ResourcePlace:
    made = mcp_servers_place(around, mcp_server_shelf(around), environment_shelf(around))
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    around.changes.start()
    made.enter()
    return made


def opened(place: ResourcePlace, text: str) -> PasteDialog:
    QGuiApplication.clipboard().setText(text)
    click(next(each for each in place.list.findChildren(PushButton) if each.text() == "Paste JSON…"))
    (dialog,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, PasteDialog)]
    return dialog


async def test_one_server_is_shown_in_the_editor_to_be_tried_and_saved(place, until) -> None:
    dialog = opened(place, json.dumps({"mcpServers": {"Issues": ISSUES}}))
    click(dialog.add_button)
    form = place.editor.form
    assert place.currentWidget() is place.editor
    assert form.name.text == "Issues"
    assert [row.named_value.name for row in form.values.rows if row.secret.isChecked()] == [
        "API_KEY",
        "ISSUES_TOKEN",
    ]
    assert place.editor.has_unsaved
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")


async def test_several_are_stored_and_a_taken_name_is_told(place, client, until) -> None:
    await client.mcp_server_command.create(new_mcp_server("a", command="npx"))
    dialog = opened(place, json.dumps({"mcpServers": {"a": ISSUES, "b": NOTES}}))
    click(dialog.add_button)
    await until(lambda: dialog.field.fault)
    assert dialog.field.fault == "“a” was not added: there is an MCP server with this name."
    await until(lambda: len(place.list.cards) == 2)
    dialog.field.set_text(json.dumps({"mcpServers": {"c": ISSUES, "b": NOTES}}))
    click(dialog.add_button)
    await until(lambda: len(place.list.cards) == 3)


async def test_what_is_no_json_stays_to_be_mended(place) -> None:
    dialog = opened(place, "")
    click(dialog.add_button)
    assert dialog.field.fault == "Paste the JSON here first."
    dialog.field.set_text("{")
    click(dialog.add_button)
    assert dialog.field.fault.startswith("This is no JSON")
    dialog.reject()


async def test_ctrl_enter_takes_it(place, until) -> None:
    dialog = opened(place, json.dumps({"mcpServers": {"issues": ISSUES}}))
    await until(dialog.isActiveWindow)
    QTest.keyClick(dialog.field.input, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog.field.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: place.currentWidget() is place.editor)
    assert place.editor.form.name.text == "issues"
