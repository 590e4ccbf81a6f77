"""The form of an MCP server against the real server: its ways, its values, its tools, and the trial."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.mcp_servers.mcp_server_shelf import mcp_server_shelf
from stigmer_desktop.ui.mcp_servers.mcp_servers_place import mcp_servers_place
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.resources.value_row import MASK
from stigmer_desktop.ui.trials import McpTool, McpTrial, TrialFailed
from tests.ui.resources.made import new_environment, new_mcp_server
from tests.ui.resources.use import answer, click, write

TOOLS = (
    McpTool("read_file", "Reads a file of the folder.", True),
    McpTool("write_file", "Writes a file.", False),
    McpTool("list", "", True),
)


@pytest.fixture
async def place(qtbot, around) -> ResourcePlace:
    made = mcp_servers_place(around, mcp_server_shelf(around), environment_shelf(around))
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    around.changes.start()
    made.enter()
    return made


async def opened(place, client, until, server: McpServer) -> McpServer:
    stored = await client.mcp_server_command.create(server)
    place.edit(stored.metadata.id)
    await until(place.editor.isEnabled)
    return stored


async def save(place, until) -> None:
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")


async def now(client, server: McpServer) -> McpServer:
    return await client.mcp_server_query.get(ApiResourceId(value=server.metadata.id))


async def test_a_command_is_saved(place, client, until) -> None:
    place.edit("")
    form = place.editor.form
    write(form.name.input, "Files")
    command, arguments, folder = form.transport.ways["stdio"].parts
    write(command.field.input, "npx")
    arguments.field.set_text("-y\n\n  @modelcontextprotocol/server-filesystem  \n/tmp")
    write(folder.field.input, "/tmp")
    saved: list[McpServer] = []
    place.editor.saved.connect(saved.append)
    await save(place, until)
    spec = (await now(client, saved[0])).spec
    assert spec.stdio.command == "npx"
    assert list(spec.stdio.args) == ["-y", "@modelcontextprotocol/server-filesystem", "/tmp"]
    assert spec.stdio.working_dir == "/tmp"
    assert not place.editor.has_unsaved
    place.editor.close_wanted.emit()
    await until(lambda: place.list.cards)
    assert place.list.cards[0].accessibleDescription().startswith("npx -y")


async def test_another_way_takes_the_place_of_the_first(place, client, until) -> None:
    stored = await opened(place, client, until, new_mcp_server("Files", command="npx"))
    form = place.editor.form
    click(form.transport.choice.buttons["http"])
    assert not form.transport.ways["stdio"].widget.isVisible()
    click(place.editor.save_button)
    url = form.transport.ways["http"].parts[0].field
    assert url.fault == "This is needed."
    write(url.input, "example.com")
    assert url.fault == "A whole address is needed, for example https://example.com/mcp."
    write(url.input, "https://example.com/mcp")
    headers = form.transport.ways["http"].parts[1].rows
    click(headers.add_button)
    QTest.keyClicks(headers.rows[0].name, "Authorization")
    QTest.keyClicks(headers.rows[0].value, "Bearer ${TOKEN}")
    timeout = form.transport.ways["http"].parts[3].field
    write(timeout.input, "301")
    click(place.editor.save_button)
    assert timeout.fault == "From 0 to 300."
    write(timeout.input, "20")
    await save(place, until)
    spec = (await now(client, stored)).spec
    assert spec.WhichOneof("server_type") == "http"
    assert dict(spec.http.headers) == {"Authorization": "Bearer ${TOKEN}"}
    assert spec.http.timeout_seconds == 20


async def test_a_container_has_volumes_and_ports(place, client, until) -> None:
    place.edit("")
    form = place.editor.form
    write(form.name.input, "Database")
    click(form.transport.choice.buttons["docker"])
    image, _, volumes, ports, *_ = form.transport.ways["docker"].parts
    write(image.field.input, "mcp/postgres")
    volumes.field.set_text("/srv/data:/data:ro\n/tmp")
    ports.field.set_text("70000:80")
    click(place.editor.save_button)
    assert volumes.field.fault.startswith("“/tmp” is no volume.")
    assert ports.field.fault == "70000:80: From 1 to 65535."
    volumes.field.set_text("/srv/data:/data:ro\n/tmp:/tmp")
    ports.field.set_text("8080:80/sctp")
    assert ports.field.fault == "8080:80/sctp: Possible is: tcp, udp."
    ports.field.set_text("8080:80/udp\n5432:5432")
    saved: list[McpServer] = []
    place.editor.saved.connect(saved.append)
    await save(place, until)
    docker = (await now(client, saved[0])).spec.docker
    assert [(each.host_path, each.container_path, each.read_only) for each in docker.volumes] == [
        ("/srv/data", "/data", True),
        ("/tmp", "/tmp", False),
    ]
    assert [(each.host_port, each.container_port, each.protocol) for each in docker.ports] == [
        (8080, 80, "udp"),
        (5432, 5432, ""),
    ]


async def test_its_secrets_are_masked_and_can_be_shown(place, client, until) -> None:
    server = new_mcp_server("Issues", command="npx", TOKEN="t-1")
    await opened(place, client, until, server)
    row = place.editor.form.values.rows[0]
    assert row.value.text() == MASK
    click(row.eye)
    await until(lambda: row.value.text() == "t-1")


async def test_a_trial_lists_the_tools_of_which_some_may_be_chosen(place, client, around, until) -> None:
    around.trials.mcp_trial = McpTrial(TOOLS)
    environment = new_environment("Production", REGION="eu", KEY="sk-1", secret={"KEY"})
    await client.environment_command.create(environment)
    stored = await opened(place, client, until, new_mcp_server("Files", command="npx", TOKEN="t-1"))
    form = place.editor.form
    await until(form.trial.environment.isVisible)
    form.trial.environment.set_key(form.trial.environment.choices[1].key)
    click(form.trial.button)
    assert not form.trial.button.isEnabled()
    await until(lambda: form.trial.text == "The server works and has 3 tools.")
    (name, asked) = around.trials.calls[0]
    assert name == "try_mcp_server"
    assert asked["environment"] == {"TOKEN": "t-1", "REGION": "eu", "KEY": "sk-1"}
    assert asked["definition"].stdio.command == "npx"
    assert dict(asked["definition"].stdio.env_placeholders) == {"TOKEN": "${TOKEN}"}

    choice = form.tools.choice
    assert [row.tool.name for row in choice.rows] == ["read_file", "write_file", "list"]
    assert not any(row.isEnabled() for row in choice.rows)
    click(choice.mode.buttons["chosen"])
    assert all(row.isChecked() for row in choice.rows)
    assert not choice.all_button.isEnabled()
    click(choice.none_button)
    assert not any(row.isChecked() for row in choice.rows)
    assert not choice.none_button.isEnabled()
    click(choice.all_button)
    assert choice.chosen == ["read_file", "write_file", "list"]
    click(choice.rows[1])
    assert choice.chosen == ["read_file", "list"]
    await save(place, until)
    assert list((await now(client, stored)).spec.default_enabled_tools) == ["read_file", "list"]
    # What the trial told is still there after saving.
    assert len(choice.rows) == 3

    for row in (choice.rows[0], choice.rows[2]):
        click(row)
    click(place.editor.save_button)
    assert choice.fault.text() == "Mark at least one tool, or take all."
    click(choice.mode.buttons["all"])
    await save(place, until)
    assert list((await now(client, stored)).spec.default_enabled_tools) == []


async def test_what_is_wrong_with_a_server_is_said_in_its_own_words(place, client, around, until) -> None:
    around.trials.mcp_trial = McpTrial((), 'The MCP server "Files" could not be started (no such file).')
    await opened(place, client, until, new_mcp_server("Files", command="nonsense"))
    form = place.editor.form
    click(form.trial.button)
    await until(lambda: "no such file" in form.trial.text)
    assert form.trial.button.isEnabled()
    around.trials.failure = TrialFailed("The trial cannot be started.")
    click(form.trial.button)
    await until(lambda: form.trial.text == "The trial cannot be started.")


async def test_a_web_address_is_spoken_of_as_one(place, client, until) -> None:
    server = new_mcp_server("Far", command="npx")
    await opened(place, client, until, server)
    form = place.editor.form
    assert form.trial.text == "Starts the server, lists its tools, and ends it."
    assert "environment variables" in form.values._help.text()
    click(form.transport.choice.buttons["http"])
    assert form.trial.text == "Connects to the address and lists the server's tools."
    assert form.values._help.text().startswith("They take the place of ${NAME} in the address")
    place.edit("")
    assert form.trial.text.startswith("Starts")
    assert "environment variables" in form.values._help.text()


async def test_what_is_not_complete_is_not_tried(place, around) -> None:
    place.edit("")
    form = place.editor.form
    click(form.trial.button)
    assert form.transport.ways["stdio"].parts[0].field.fault == "This is needed."
    assert around.trials.calls == []


async def test_tools_that_are_not_offered_any_more_are_told(place, client, around, until) -> None:
    around.trials.mcp_trial = McpTrial(TOOLS)
    server = new_mcp_server("Files", command="npx")
    server.spec.default_enabled_tools.extend(["list", "gone"])
    await opened(place, client, until, server)
    choice = place.editor.form.tools.choice
    assert [row.tool.name for row in choice.rows] == ["list", "gone"]
    click(place.editor.form.trial.button)
    await until(lambda: len(choice.rows) == 4)
    assert choice.rows[3].accessibleDescription() == "not offered"
    assert choice.chosen == ["list", "gone"]
    assert not place.editor.has_unsaved


async def test_it_is_deleted(place, client, until) -> None:
    await opened(place, client, until, new_mcp_server("Files", command="npx"))
    gone: list[str] = []
    place.editor.deleted.connect(gone.append)
    click(place.editor.delete_button)
    answer("Delete")
    await until(lambda: gone)
