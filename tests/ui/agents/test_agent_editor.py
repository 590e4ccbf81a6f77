"""The form of an agent against the real server: what is checked, saved, refused, and never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from stigmer_desktop.api.agent import Agent, AgentId
from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT_EXECUTION, API_VERSION
from stigmer_desktop.ui.agents.agent_feed import agent_feed
from stigmer_desktop.ui.agents.agents_place import agent_editor
from stigmer_desktop.ui.library import library
from stigmer_desktop.ui.resources.resource_editor import ResourceEditor
from stigmer_desktop.ui.widgets.question import Question
from tests.ui.resources.made import INSTRUCTIONS, new_agent


@pytest.fixture
async def editor(qtbot, around) -> ResourceEditor:
    made = agent_editor(around, library(around))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


async def stored_agent(client, name: str = "Reviewer") -> Agent:
    agent = new_agent(name, description="Reads code", default_model="builtin")
    return await client.agent_command.create(agent)


def write(field, text: str) -> None:
    field.input.setFocus()
    field.input.selectAll()
    QTest.keyClicks(field.input, text)


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_questions() -> list[QDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]


def question() -> Question:
    found = open_questions()
    assert len(found) == 1
    return found[0]


def answer(words: str) -> None:
    button = next(button for button in question().buttons if button.text() == words)
    click(button)


async def test_a_new_agent_is_saved_and_can_be_changed(editor, client, until) -> None:
    saved: list[Agent] = []
    editor.saved.connect(saved.append)
    editor.edit_new()
    write(editor.form.name, "Reviewer")
    write(editor.form.description, "Reads code")
    write(editor.form.instructions, INSTRUCTIONS)
    assert editor.has_unsaved
    assert editor.header.detail.text == "Not saved"
    click(editor.save_button)
    assert not editor.save_button.isEnabled()
    await until(lambda: saved)
    stored = await client.agent_query.get(AgentId(value=saved[0].metadata.id))
    assert stored.metadata.name == "Reviewer"
    assert stored.spec.instructions == INSTRUCTIONS
    assert not editor.has_unsaved
    assert editor.header.detail.text == "✓ Saved"
    assert editor.save_button.isEnabled()

    built_in = editor.form.model.model.menu_of_choices().actions()[1]
    assert built_in.text() == "Built-in model"
    built_in.trigger()
    editor.form.model.approval.menu_of_choices().actions()[2].trigger()
    assert editor.has_unsaved
    click(editor.save_button)
    await until(lambda: len(saved) == 2)
    stored = await client.agent_query.get(AgentId(value=saved[0].metadata.id))
    assert stored.spec.default_model == "builtin"
    assert stored.spec.approval_mode == APPROVAL_MODE_ALLOW_ALL
    assert stored.metadata.id == saved[0].metadata.id


async def test_a_field_is_not_told_off_before_it_was_left(editor, until) -> None:
    editor.activateWindow()
    await until(editor.isActiveWindow)
    editor.edit_new()
    write(editor.form.instructions, "short")
    assert editor.form.instructions.fault == ""
    editor.form.name.input.setFocus()
    assert editor.form.instructions.fault == "At least 10 characters are needed: 5 more."
    QTest.keyClicks(editor.form.instructions.input, " no more")
    assert editor.form.instructions.fault == ""


async def test_nothing_is_sent_while_something_is_wrong(editor, client, failures) -> None:
    editor.edit_new()
    click(editor.save_button)
    assert editor.form.name.fault == "A name is needed."
    assert "At least 10" in editor.form.instructions.fault
    assert editor.save_button.isEnabled()
    assert failures == []


async def test_a_name_that_is_taken_is_said_beside_the_name(editor, client, until) -> None:
    await stored_agent(client, "Reviewer")
    editor.edit_new()
    write(editor.form.name, "Reviewer")
    write(editor.form.instructions, INSTRUCTIONS)
    click(editor.save_button)
    await until(lambda: editor.form.name.fault)
    assert "already" in editor.form.name.fault
    assert editor.has_unsaved
    assert editor.form.instructions.text == INSTRUCTIONS


async def test_the_server_has_the_last_word_on_a_field(editor, client, until, monkeypatch) -> None:
    monkeypatch.setattr(editor.form, "check", lambda: True)
    editor.edit_new()
    write(editor.form.name, "Reviewer")
    write(editor.form.instructions, "short")
    click(editor.save_button)
    await until(lambda: editor.form.instructions.fault)
    assert "10" in editor.form.instructions.fault


async def test_an_agent_is_loaded_whole(editor, client, until) -> None:
    agent = await stored_agent(client)
    editor.edit(agent.metadata.id)
    assert not editor.isEnabled()
    await until(editor.isEnabled)
    assert editor.form.filled(editor.resource) == agent
    assert editor.form.instructions.text == INSTRUCTIONS
    assert editor.header.title.text == "Reviewer"
    assert editor.delete_button.isVisible()


async def test_an_agent_that_is_gone_says_so(editor, until) -> None:
    editor.edit("agt-gone")
    await until(editor.isEnabled)
    assert "not found" in editor.form.fault.text()


async def test_leaving_asks_and_keeps_what_was_typed(editor) -> None:
    left: list[str] = []
    editor.edit_new()
    editor.ask_to_leave(lambda: left.append("unchanged"))
    assert left == ["unchanged"]
    write(editor.form.name, "Draft")
    editor.ask_to_leave(lambda: left.append("no"))
    answer("Keep editing")
    assert left == ["unchanged"]
    assert editor.form.name.text == "Draft"


async def test_discarding_leaves_without_saving(editor) -> None:
    left: list[str] = []
    editor.edit_new()
    write(editor.form.name, "Draft")
    editor.ask_to_leave(lambda: left.append("gone"))
    answer("Discard")
    assert left == ["gone"]
    assert not editor.has_unsaved


async def test_saving_on_the_way_out_leaves_only_when_it_is_stored(editor, client, until) -> None:
    left: list[str] = []
    editor.edit_new()
    write(editor.form.name, "Draft")
    editor.ask_to_leave(lambda: left.append("too early"))
    answer("Save")
    assert left == []
    assert editor.form.instructions.fault
    write(editor.form.instructions, INSTRUCTIONS)
    editor.ask_to_leave(lambda: left.append("saved"))
    answer("Save")
    await until(lambda: left)
    assert left == ["saved"]


async def test_what_is_typed_while_it_is_saved_stays(editor, client, until) -> None:
    editor.edit_new()
    write(editor.form.name, "Reviewer")
    write(editor.form.instructions, INSTRUCTIONS)
    click(editor.save_button)
    write(editor.form.description, "Added meanwhile")
    await until(editor.save_button.isEnabled)
    assert editor.form.description.text == "Added meanwhile"
    assert editor.has_unsaved


async def test_an_agent_without_sessions_is_deleted(editor, client, until) -> None:
    agent = await stored_agent(client)
    gone: list[str] = []
    editor.deleted.connect(gone.append)
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    click(editor.delete_button)
    await until(open_questions)
    answer("Delete")
    await until(lambda: gone)
    assert gone == [agent.metadata.id]


async def test_an_agent_with_sessions_is_kept_and_says_why(editor, client, until) -> None:
    agent = await stored_agent(client)
    execution = AgentExecution(api_version=API_VERSION, kind=AGENT_EXECUTION.name)
    execution.metadata.SetInParent()
    execution.spec.agent_id = agent.metadata.id
    execution.spec.message = "Hello"
    await client.execution_command.create(execution)
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    click(editor.delete_button)
    await until(open_questions)
    said = " ".join(label.text() for label in question().findChildren(QLabel))
    assert "“Reviewer” is still in use It has the session “Hello”" in said
    assert [button.text() for button in question().buttons] == ["Keep it"]
    answer("Keep it")
    assert editor.delete_button.isEnabled()


async def test_ctrl_s_saves(editor, client, until) -> None:
    saved: list[Agent] = []
    editor.saved.connect(saved.append)
    editor.edit_new()
    write(editor.form.name, "Reviewer")
    write(editor.form.instructions, INSTRUCTIONS)
    editor.activateWindow()
    await until(editor.isActiveWindow)
    QTest.keyClick(editor.form.instructions.input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: saved)


async def test_a_change_from_elsewhere_shows_at_once(editor, client, around, until) -> None:
    agent_feed(around.operations, around.changes, around.agents, editor)
    around.changes.start()
    agent = await stored_agent(client)
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    await until(lambda: around.agents.header_of(agent.metadata.id))
    agent.spec.instructions = f"{INSTRUCTIONS} Be kind."
    agent = await client.agent_command.update(agent)
    await until(lambda: editor.form.instructions.text.endswith("Be kind."))
    assert not editor.has_unsaved


async def test_a_change_from_elsewhere_drops_nothing_that_was_typed(editor, client, around, until) -> None:
    agent_feed(around.operations, around.changes, around.agents, editor)
    around.changes.start()
    agent = await stored_agent(client)
    editor.edit(agent.metadata.id)
    await until(editor.isEnabled)
    await until(lambda: around.agents.header_of(agent.metadata.id))
    write(editor.form.name, "Mine")
    agent.metadata.name = "Theirs"
    await client.agent_command.update(agent)
    await until(editor.form.fault.isVisible)
    assert "changed elsewhere" in editor.form.fault.text()
    assert editor.form.name.text == "Mine"
    click(editor.form.remedy)
    assert editor.form.name.text == "Theirs"
    await client.agent_command.delete(AgentId(value=agent.metadata.id))
    await until(lambda: "deleted elsewhere" in editor.form.fault.text())
