"""The form of an environment against the real server: values, secrets, pasted lines, refusals."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from stigmer_desktop.api.common import ApiResourceId
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.ui.environments.environment_shelf import environment_shelf
from stigmer_desktop.ui.environments.environments_place import environments_place
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.resources.value_row import MASK
from tests.ui.resources.made import new_agent, new_environment, new_instance
from tests.ui.resources.use import answer, click, write


@pytest.fixture
async def place(qtbot, around) -> ResourcePlace:
    made = environments_place(around, environment_shelf(around))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    around.changes.start()
    made.enter()
    return made


async def opened(place, client, until, environment: Environment) -> Environment:
    stored = await client.environment_command.create(environment)
    place.edit(stored.metadata.id)
    await until(place.editor.isEnabled)
    return stored


async def clear(client, environment: Environment) -> dict[str, str]:
    stored = await client.environment_query.get(ApiResourceId(value=environment.metadata.id))
    return {name: value.value for name, value in stored.spec.data.items()}


async def test_an_environment_is_made_and_shown_in_the_list(place, client, until) -> None:
    click(place.list.empty.button)
    form = place.editor.form
    write(form.name.input, "Production")
    click(form.values.add_button)
    row = form.values.rows[0]
    QTest.keyClicks(row.name, "API_KEY")
    QTest.keyClicks(row.value, "sk-123")
    # Its name says that it is a secret.
    assert row.secret.isChecked()
    assert not row.is_shown
    saved: list[Environment] = []
    place.editor.saved.connect(saved.append)
    click(place.editor.save_button)
    await until(lambda: saved)
    assert place.editor.header.detail.text == "✓ Saved"
    assert await clear(client, saved[0]) == {"API_KEY": "sk-123"}
    # What was typed in clear is masked from now on.
    assert form.values.rows[0].value.text() == MASK
    assert not place.editor.has_unsaved
    place.editor.close_wanted.emit()
    assert place.currentWidget() is place.list
    await until(lambda: place.list.cards)
    assert place.list.cards[0].accessibleName() == "Environment Production"


async def test_a_secret_is_shown_by_a_click_and_fetched_then(place, client, until) -> None:
    await opened(place, client, until, new_environment(KEY="sk-123", REGION="eu", secret={"KEY"}))
    key, region = place.editor.form.values.rows
    assert key.value.text() == MASK
    assert key.value.echoMode() is QLineEdit.EchoMode.Password
    assert region.value.text() == "eu"
    assert region.is_shown
    assert not region.eye.isVisible()
    click(key.eye)
    await until(lambda: key.is_shown)
    assert key.value.text() == "sk-123"
    click(key.eye)
    assert not key.is_shown
    # To look is no change... and what is saved is the same.
    click(place.editor.save_button)
    await until(place.editor.save_button.isEnabled)


async def test_a_masked_secret_stays_as_it_is(place, client, until) -> None:
    stored = await opened(place, client, until, new_environment(KEY="sk-123", REGION="eu", secret={"KEY"}))
    write(place.editor.form.values.rows[1].value, "us")
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")
    assert await clear(client, stored) == {"KEY": "sk-123", "REGION": "us"}


async def test_typing_over_dots_replaces_the_secret(place, client, until) -> None:
    stored = await opened(place, client, until, new_environment(KEY="sk-123", secret={"KEY"}))
    row = place.editor.form.values.rows[0]
    row.value.setFocus()
    row.value.end(False)
    QTest.keyClicks(row.value, "new")
    assert row.value.text() == "new"
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")
    assert await clear(client, stored) == {"KEY": "new"}


async def test_a_secret_with_another_name_keeps_its_value(place, client, until) -> None:
    stored = await opened(place, client, until, new_environment(KEY="sk-123", secret={"KEY"}))
    row = place.editor.form.values.rows[0]
    write(row.name, "API_KEY")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    await until(lambda: row.value.text() == "sk-123")
    assert not row.is_shown
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")
    assert await clear(client, stored) == {"API_KEY": "sk-123"}


async def test_what_is_no_secret_any_more_is_shown(place, client, until) -> None:
    stored = await opened(place, client, until, new_environment(KEY="sk-123", secret={"KEY"}))
    row = place.editor.form.values.rows[0]
    row.secret.click()
    await until(lambda: row.value.text() == "sk-123")
    assert row.is_shown
    click(place.editor.save_button)
    await until(lambda: place.editor.header.detail.text == "✓ Saved")
    environment = await client.environment_query.get(ApiResourceId(value=stored.metadata.id))
    assert not environment.spec.data["KEY"].is_secret


async def test_lines_are_pasted_into_a_name(place, until) -> None:
    place.edit("")
    values = place.editor.form.values
    click(values.add_button)
    QGuiApplication.clipboard().setText('# ours\nexport API_KEY="a b"\nREGION=eu # there\n')
    QTest.keyClick(values.rows[0].name, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [(value.name, value.value, value.is_secret) for value in values.values] == [
        ("API_KEY", "a b", True),
        ("REGION", "eu", False),
    ]
    QGuiApplication.clipboard().setText("REGION=us\nPORT=1")
    click(values.paste_button)
    assert [(value.name, value.value) for value in values.values] == [
        ("API_KEY", "a b"),
        ("REGION", "us"),
        ("PORT", "1"),
    ]


async def test_names_are_checked(place, failures) -> None:
    place.edit("")
    form = place.editor.form
    write(form.name.input, "Production")
    for name, value in (("A", "1"), ("A", "2"), ("", "3")):
        click(form.values.add_button)
        form.values.rows[-1].name.setText(name)
        form.values.rows[-1].value.setText(value)
    click(place.editor.save_button)
    assert [row.fault.text() for row in form.values.rows] == [
        "",
        "There is a value with this name already.",
        "A name is needed.",
    ]
    form.values.rows[1].name.setText("B")
    assert form.values.rows[1].fault.text() == ""
    click(form.values.rows[2].remove)
    assert len(form.values.rows) == 2


async def test_one_that_is_needed_says_by_whom_and_can_go_anyway(place, client, until) -> None:
    stored = await opened(place, client, until, new_environment("Production", A="1"))
    agent = await client.agent_command.create(new_agent())
    await client.instance_command.create(new_instance("Night shift", agent, stored))
    gone: list[str] = []
    place.editor.deleted.connect(gone.append)
    click(place.editor.delete_button)
    answer("Delete")
    await until(place.editor.form.fault.isVisible)
    assert "is referred to by Night shift" in place.editor.form.fault.text()
    assert "force" not in place.editor.form.fault.text()
    click(place.editor.form.remedy)
    await until(lambda: gone)
    assert place.currentWidget() is place.list


async def test_one_odd_line_does_not_keep_the_others_out(place) -> None:
    place.edit("")
    values = place.editor.form.values
    QGuiApplication.clipboard().setText("A=1\nB='two' # why\nexport C=3\n1BAD=x\n")
    click(values.paste_button)
    assert [(each.name, each.value) for each in values.values] == [("A", "1"), ("B", "two"), ("C", "3")]
    assert values._said.text() == "3 pasted, line 4 left out: 1BAD"
    QGuiApplication.clipboard().setText("A=1\nno\nneither\n")
    click(values.paste_button)
    assert values._said.text() == "1 pasted, 2 lines left out; the first is line 2: no"
    QGuiApplication.clipboard().setText("no\n")
    click(values.paste_button)
    assert values._said.text() == "The clipboard has no NAME=value lines."
