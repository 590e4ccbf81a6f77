"""Every place of the window, in the order in which the sidebar and the palette list them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.desktop import SEARCH_PLACE_AGENT, SearchHit
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.place import ENVIRONMENTS, MCP_SERVERS, SKILLS, Navigator, Place
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.session_spot import spot_of_hit

SEARCH, AGENTS, SETTINGS = "search", "agents", "settings"
DIAGNOSTICS, FIRST_STEPS = "diagnostics", "first-steps"


def places(around: Surroundings, data: DataFolder, credentials: Credentials) -> list[Place]:
    """The places, whose pages are made, and their modules loaded, when they are gone to.

    Loading them all at once would keep the window from being there for a good part of its start.
    """
    shelves = library(around)

    def search(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.search.search_page import SearchPage

        page = SearchPage(around.theme, around.operations, around.agents)
        page.hit_chosen.connect(partial(show_hit, navigator))
        return page

    def agents(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.agents.agents_place import agents_place

        shelves.wishes.new_wanted.connect(navigator.begin_new)
        return agents_place(around, navigator, shelves)

    def mcp_server_page(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.mcp_servers.mcp_servers_place import mcp_servers_place

        return mcp_servers_place(around, shelves.mcp_servers, shelves.environments)

    def environment_page(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.environments.environments_place import environments_place

        return environments_place(around, shelves.environments)

    def skill_page(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.skills.skills_place import SkillsPlace

        return SkillsPlace(around, shelves.skills)

    def settings(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.settings.settings_page import SettingsPage

        page = SettingsPage(around, data, credentials)
        page.diagnostics_wanted.connect(partial(navigator.show_place, DIAGNOSTICS))
        return page

    def diagnostics(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.diagnostics.diagnostics_page import DiagnosticsPage

        page = DiagnosticsPage(around, data)
        page.close_wanted.connect(partial(navigator.show_place, SETTINGS))
        return page

    def first_steps(navigator: Navigator) -> QWidget:
        from stigmer_desktop.ui.first_run.first_run_page import FirstRunPage

        return FirstRunPage(around, data, credentials, navigator)

    return [
        Place(SEARCH, _words("Search everywhere"), "magnifying-glass", search, "Ctrl+Shift+F"),
        Place(AGENTS, _words("Agents"), "robot", agents),
        Place(MCP_SERVERS, _words("MCP servers"), "hard-drives", mcp_server_page),
        Place(ENVIRONMENTS, _words("Environments"), "key", environment_page),
        Place(SKILLS, _words("Skills"), "book-open", skill_page),
        Place(SETTINGS, _words("Settings"), "gear-six", settings, "Ctrl+,"),
        Place(
            DIAGNOSTICS,
            _words("Diagnostics"),
            "heartbeat",
            diagnostics,
            in_sidebar=False,
            within=SETTINGS,
        ),
        Place(FIRST_STEPS, _words("First steps"), "hand-waving", first_steps, in_sidebar=False),
    ]


def show_hit(navigator: Navigator, hit: SearchHit) -> None:
    """Opens the agent that was found, or the very place in a session where something was."""
    if hit.place == SEARCH_PLACE_AGENT:
        navigator.show_agent(hit.agent_id)
    else:
        navigator.show_session_at(spot_of_hit(hit))


def _words(source: str) -> str:
    return QCoreApplication.translate("Places", source)
