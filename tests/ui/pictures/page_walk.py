"""Every page of the window, the forms of every kind among them, and which ones were not visited."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from scripts.pictures.gallery import Stage
from stigmer_desktop.api.skill import PushSkillRequest
from stigmer_desktop.ui.executions.session_view import SessionView
from stigmer_desktop.ui.inspector.pages import AGENTS, CALLS, FILES, OVERVIEW, RAW, TIMELINE
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.mcp_servers.transport_part import DOCKER, HTTP, STDIO
from tests.ui.resources.made import new_agent

FORECASTER, REVIEWING = "Forecaster", "Reviewing"


@dataclass(frozen=True)
class Page:
    """A page, how one gets there, and how one goes without a question."""

    name: str
    show: Callable[[Stage], Awaitable[None]]
    leave: Callable[[Stage], None] = lambda stage: None


async def store_more(stage: Stage) -> None:
    """Stores what the forms need to show all that they can: an agent with everything, and a skill."""
    client = stage.life.around.client
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("SKILL.md", "# Reviewing\n\nRead the whole change first.")
    skill = await client.skill_command.push(PushSkillRequest(name=REVIEWING, artifact=packed.getvalue()))
    agent = new_agent(FORECASTER)
    agent.spec.skill_refs.add(kind=43, slug=skill.metadata.slug)
    agent.spec.mcp_servers.add(name="clock")
    own = agent.spec.mcp_servers.add(name="weather", enabled_tools=["tide"])
    own.stdio.command = "weather-server"
    own.stdio.env_placeholders["REGION"] = "${REGION}"
    agent.spec.sub_agents.add(name="sailor", instructions="Say when to sail.", mcp_servers=["weather"])
    value = agent.spec.env_spec.data["REGION"]
    value.value, value.is_secret = "north", True
    await client.agent_command.create(agent)
    await stage.until(lambda: _id_of(stage, FORECASTER))


class Walk:
    """Which pages of the window were shown."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._seen: set[str] = set()

    def note(self) -> None:
        """Takes in what is shown now."""
        self._seen |= {name for name, page in self._pages().items() if page.isVisible()}

    def missed(self) -> list[str]:
        """The pages that were never shown."""
        places = {place.key for place in self._window.centre.places}
        unvisited = places - {name.partition(".")[0] for name in self._seen}
        return [f"{name} was not visited" for name in sorted(unvisited | set(self._pages()) - self._seen)]

    def _pages(self) -> dict[str, QWidget]:
        """The pages that are made by now, those inside of places too."""
        found: dict[str, QWidget] = {}
        for place in self._window.centre.places:
            page = self._window.centre._pages.get(place.key)
            if isinstance(page, QStackedWidget):
                inner = [page.widget(number) for number in range(page.count())]
                found |= {
                    f"{place.key}.{number}": each for number, each in enumerate(inner) if each is not None
                }
            elif page is not None:
                found[place.key] = page
        return found


async def _place(stage: Stage, key: str) -> Any:
    stage.window.centre.show_place(key)
    return stage.window.centre.page(key)


async def _agent(stage: Stage) -> None:
    place = await _place(stage, "agents")
    place.edit(_id_of(stage, FORECASTER))
    form = place.editor.form
    await stage.until(lambda: place.editor.isEnabled() and form.skills.versions and form.servers.own.cards)
    await stage.until(lambda: form.skills.list.rows[0].name == REVIEWING)
    form.servers.own.cards[0].set_open(True)
    form.sub_agents.cards[0].set_open(True)
    for tools in form.servers.tools.values():
        tools.panel.show()


async def _instances(stage: Stage) -> None:
    await _agent(stage)
    place = await _place(stage, "agents")
    instances = place.widget(2)
    instances.show_agent(place.editor.resource)
    place.setCurrentWidget(instances)
    await stage.until(lambda: instances.place.list.cards)


async def _instance(stage: Stage) -> None:
    await _instances(stage)
    place = await _place_of_instances(stage)
    place.list.cards[0].open_wanted.emit()
    await stage.until(place.editor.isEnabled)


async def _place_of_instances(stage: Stage) -> Any:
    return (await _place(stage, "agents")).widget(2).place


async def _first_of(stage: Stage, key: str) -> Any:
    place = await _place(stage, key)
    place.enter()
    await stage.until(lambda: place.list.cards)
    place.list.cards[0].open_wanted.emit()
    await stage.until(lambda: place.currentWidget() is not place.list)
    return place


async def _environment(stage: Stage) -> None:
    place = await _first_of(stage, "environments")
    await stage.until(lambda: place.editor.isEnabled() and place.editor.form.values.rows)


async def _mcp_server(stage: Stage, way: str) -> None:
    place = await _first_of(stage, "mcp-servers")
    await stage.until(place.editor.isEnabled)
    if way == STDIO:
        return
    place.edit("")
    place.editor.form.transport.choice.buttons[way].click()


def _leave_mcp_server(stage: Stage) -> None:
    place: Any = stage.window.centre.page("mcp-servers")
    place.edit("")


async def _skill(stage: Stage) -> None:
    place = await _first_of(stage, "skills")
    await stage.until(lambda: place.page.rows and place.page.text.markdown)


async def _new_skill(stage: Stage) -> None:
    (await _place(stage, "skills")).add()


async def _list(stage: Stage, key: str) -> None:
    place = await _place(stage, key)
    if hasattr(place, "enter"):
        place.enter()


async def _inspected(stage: Stage, key: str) -> None:
    stage.session("import")
    pane: Any = stage.life.pane
    assert isinstance(pane, SessionView)
    await stage.until(lambda: pane.page.part is pane.page.transcript)
    if not pane.side.sides.is_side_shown:
        pane.side.toggle()
    pane.side.inspector.show_page(key)


async def _find(stage: Stage) -> None:
    stage.session("import")
    pane: Any = stage.life.pane
    await stage.until(lambda: pane.page.part is pane.page.transcript)
    pane.find()


async def _new_session(stage: Stage) -> None:
    stage.window.centre.show_new_session()


def _id_of(stage: Stage, name: str) -> str:
    headers = stage.life.around.agents.headers
    ids = [each.agent.metadata.id for each in headers if each.agent.metadata.name == name]
    return ids[0] if ids else ""


PAGES = (
    *(Page(f"inspector {key}", partial(_inspected, key=key)) for key in (OVERVIEW, CALLS, TIMELINE, AGENTS)),
    *(Page(f"inspector {key}", partial(_inspected, key=key)) for key in (FILES, RAW)),
    Page("find", _find),
    Page("new session", _new_session),
    Page("agents", partial(_list, key="agents")),
    Page("agent", _agent),
    Page("instances", _instances),
    Page("instance", _instance),
    Page("environments", partial(_list, key="environments")),
    Page("environment", _environment),
    Page("MCP servers", partial(_list, key="mcp-servers")),
    *(
        Page(f"MCP server {way}", partial(_mcp_server, way=way), _leave_mcp_server)
        for way in (STDIO, HTTP, DOCKER)
    ),
    Page("skills", partial(_list, key="skills")),
    Page("skill", _skill),
    Page("new skill", _new_skill),
    *(
        Page(key, partial(_list, key=key))
        for key in ("needs-you", "search", "settings", "diagnostics", "first-steps")
    ),
)
