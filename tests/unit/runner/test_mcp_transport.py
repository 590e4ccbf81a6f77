"""Why the program of an MCP server did not start, in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.runner.mcp_servers import McpServer
from stigmer_desktop.runner.mcp_transport import Transport
from stigmer_desktop.runner.placeholders import Placeholders
from stigmer_desktop.runner.workspace import Workspace


def definition(command: str, folder: str = "") -> McpServerDefinition:
    made = McpServerDefinition(name="Everything")
    made.stdio.command, made.stdio.working_dir = command, folder
    return made


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("npx-of-nobody", "there is no command npx-of-nobody on this computer; check it"),
        ("npx", "there is no command npx on this computer; install Node.js or give its whole path"),
        ("npx -y tool", "there is no command “npx -y tool”; its arguments are given apart from it"),
        ("/nowhere/npx", "there is no command /nowhere/npx on this computer; check it"),
    ],
)
async def test_a_command_that_is_not_there_is_named(tmp_path: Path, command: str, words: str) -> None:
    workspace = Workspace.open("", tmp_path / "work")
    transport = Transport(Placeholders("Everything", {}), definition(command)).within(
        workspace, {"PATH": "/nowhere"}
    )
    server = McpServer(definition(command), workspace, transport)
    tools, problem = await server.tools(5)
    await server.end()
    assert not tools
    assert f"could not be started ({words}" in problem


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    transport = Transport(Placeholders("Everything", {}), definition("npx", str(tmp_path / "gone")))
    assert transport.explained(FileNotFoundError()) == f"there is no folder {tmp_path / 'gone'}"
    assert transport.explained(RuntimeError()) == ""
