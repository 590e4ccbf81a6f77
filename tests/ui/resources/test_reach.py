"""Everything on the pages of resources has a name, can be reached by the keyboard, and fits."""

from __future__ import annotations

import io
import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QScrollBar, QWidget

from stigmer_desktop.api.skill import PushSkillRequest
from stigmer_desktop.ui.agents.agents_place import agents_place
from stigmer_desktop.ui.environments.environments_place import environments_place
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.mcp_servers.mcp_servers_place import mcp_servers_place
from stigmer_desktop.ui.skills.skills_place import SkillsPlace
from stigmer_desktop.ui.trials import McpTool, McpTrial
from stigmer_desktop.ui.widgets.centred_column import CentredColumn
from tests.ui.resources.made import new_agent, new_environment, new_instance, new_mcp_server

LONG = "A name that is much longer than anybody would want a name to be, and goes on and on and on"
NARROW = 500


class Nowhere:
    """A Navigator that nobody follows."""

    def show_new_session(self, agent_id: str = "") -> None:
        raise AssertionError


def check(place: QWidget) -> None:
    usable = [
        widget
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for widget in place.findChildren(kind)
        if not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QLineEdit | QScrollBar)
    ]
    nameless = [
        widget
        for widget in usable
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []
    assert [widget for widget in usable if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus] == []
    for page in place.findChildren(CentredColumn):
        if page.isVisible():
            assert page.widget().minimumSizeHint().width() <= page.viewport().width(), page


@pytest.fixture
async def stored(client, around):
    environment = new_environment(LONG, KEY="x" * 200, REGION="eu", secret={"KEY"})
    environment = await client.environment_command.create(environment)
    server = new_mcp_server(LONG, command="/a/very/long/path" * 20, TOKEN="t")
    server.spec.description = LONG
    server = await client.mcp_server_command.create(server)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "SKILL.md", f"# {LONG}\n\n```\n{'x' * 400}\n```\n\n| a | b |\n| - | - |\n| {LONG} | {LONG} |"
        )
    skill = await client.skill_command.push(
        PushSkillRequest(name=LONG, artifact=packed.getvalue(), tag="t" * 60)
    )
    agent = new_agent(LONG, description=LONG)
    agent.spec.skill_refs.add(kind=43, slug=skill.metadata.slug, version="t" * 60)
    agent.spec.mcp_servers.add(name=server.metadata.slug, enabled_tools=["x" * 80])
    agent.spec.sub_agents.add(
        name=LONG, description=LONG, instructions=LONG, mcp_servers=[server.metadata.slug]
    )
    agent.spec.env_spec.data["KEY"].description = LONG
    agent = await client.agent_command.create(agent)
    instance = await client.instance_command.create(new_instance("Night", agent, environment))
    around.trials.mcp_trial = McpTrial((McpTool("x" * 80, LONG * 3, True), McpTool("y", "", False)))
    return environment, server, skill, agent, instance


async def shown(qtbot, around, place: QWidget) -> None:
    qtbot.addWidget(place)
    place.resize(NARROW, 700)
    place.show()
    around.changes.start()


async def test_agents_and_instances(qtbot, around, stored, until) -> None:
    agent, instance = stored[3:]
    place = agents_place(around, Nowhere(), library(around))
    await shown(qtbot, around, place)
    place.edit(agent.metadata.id)
    await until(place.editor.isEnabled)
    form = place.editor.form
    await until(lambda: form.skills.versions and form.servers.tools)
    form.sub_agents.cards[0].set_open(True)
    for tools in form.servers.tools.values():
        tools.button.click()
    await until(lambda: form.skills.list.rows[0].name == LONG)
    check(place)
    instances = place.widget(2)
    instances.show_agent(agent)
    place.setCurrentWidget(instances)
    await until(lambda: len(instances.place.list.cards) == 2)
    check(place)
    instances.place.edit(instance.metadata.id)
    await until(instances.place.editor.isEnabled)
    await until(lambda: instances.form.environments.list.rows[0].name == LONG)
    check(place)


async def test_environments(qtbot, around, stored, until) -> None:
    place = environments_place(around, library(around).environments)
    await shown(qtbot, around, place)
    place.enter()
    await until(lambda: place.list.cards)
    check(place)
    place.edit(stored[0].metadata.id)
    await until(place.editor.isEnabled)
    check(place)


async def test_mcp_servers(qtbot, around, stored, until) -> None:
    shelves = library(around)
    place = mcp_servers_place(around, shelves.mcp_servers, shelves.environments)
    await shown(qtbot, around, place)
    place.enter()
    await until(lambda: place.list.cards)
    place.edit(stored[1].metadata.id)
    await until(place.editor.isEnabled)
    form = place.editor.form
    form.trial.button.click()
    await until(lambda: len(form.tools.choice.rows) == 2)
    for way in ("http", "docker", "stdio"):
        form.transport.choice.buttons[way].click()
        check(place)


async def test_skills(qtbot, around, stored, until) -> None:
    place = SkillsPlace(around, library(around).skills)
    await shown(qtbot, around, place)
    place.enter()
    await until(lambda: place.list.cards)
    check(place)
    place.edit(stored[2].metadata.id)
    await until(lambda: place.page.rows and place.page.text.markdown)
    check(place)
    place.add()
    check(place)
