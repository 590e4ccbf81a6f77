"""The place of the MCP servers: all of them, or one in the editor."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import McpServerHeader
from stigmer_desktop.ui.mcp_servers.mcp_server_form import McpServerForm
from stigmer_desktop.ui.mcp_servers.paste_dialog import PasteDialog
from stigmer_desktop.ui.resources.resource_card import CardFacts
from stigmer_desktop.ui.resources.resource_editor import EditorWords, ResourceEditor
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.resources.shelf import Shelf
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.widgets.push_button import PushButton

ICON = "hard-drives"


def mcp_servers_place(around: Surroundings, servers: Shelf, environments: Shelf) -> ResourcePlace:
    """The page of MCP servers and the editor of one; `environments` are what one is tried with."""
    page = ResourcePage(
        around.theme,
        servers.model,
        PageWords(
            title=_words("MCP servers"),
            icon_name=ICON,
            new=_words("New MCP server"),
            search=_words("Search MCP servers"),
            empty=_words("No MCP servers yet"),
            purpose=_words(
                "An MCP server gives agents tools: files, databases, issue trackers, the web. Set one up "
                "here once, try it, and choose it in the agents that may use it."
            ),
        ),
        mcp_server_facts,
    )
    editor = ResourceEditor(
        around.theme,
        McpServerForm(around, environments.model),
        servers.desk,
        EditorWords(
            one=_words("MCP server"),
            new=_words("New MCP server"),
            save=_words("Save the changes to this MCP server?"),
            delete=_words("Its settings will be gone for good. One that agents still use is kept."),
        ),
        servers.model,
    )
    editor.shown.connect(lambda _: environments.feed.start())
    place = ResourcePlace(page, editor, servers.feed)

    def paste() -> None:
        PasteDialog(around.theme, page.window(), servers.desk, place.begin).open()

    button = PushButton(around.theme, _words("Paste JSON…"), icon_name="clipboard-text")
    button.setToolTip(_words("Takes one or several servers as other programs have them"))
    button.clicked.connect(paste)
    page.header.insert(button, page.new_button)
    return place


def mcp_server_facts(header: McpServerHeader) -> CardFacts:
    """What a server is, and how it is reached."""
    server = header.mcp_server
    spec = server.spec
    kind = spec.WhichOneof("server_type")
    if kind == "http":
        way, reached = _words("Web address"), spec.http.url
    elif kind == "docker":
        way, reached = _words("Container"), spec.docker.image
    else:
        way, reached = _words("Command"), " ".join((spec.stdio.command, *spec.stdio.args))
    count = len(spec.default_enabled_tools)
    facts = [way]
    if count:
        facts.insert(0, _words("1 tool") if count == 1 else _words("%1 tools").replace("%1", str(count)))
    return CardFacts(
        label=_words("MCP server %1").replace("%1", server.metadata.name),
        name=server.metadata.name,
        description=spec.description or reached,
        facts=facts,
        icon_name=ICON,
    )


def _words(source: str) -> str:
    return QCoreApplication.translate("McpServers", source)
