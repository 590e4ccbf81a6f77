"""The diagnostics page on the real server: states, the rebuild of the index, logs and the report."""

from __future__ import annotations

import asyncio
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from stigmer_desktop.api.common import identity_account
from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.api.environment import Environment, EnvironmentValue
from stigmer_desktop.api.execution import EXECUTION_CANCELLED, EXECUTION_COMPLETED
from stigmer_desktop.api.kinds import API_VERSION, ENVIRONMENT
from stigmer_desktop.ui.diagnostics.diagnostics_page import DiagnosticsPage

PLANTED = ("planted value of an environment", "planted-key-of-a-model", "planted clear value")


@pytest.fixture
async def page(around, data, until):
    made = DiagnosticsPage(around, data)
    made.resize(900, 700)
    made.show()
    made.enter()
    await until(lambda: around.overviews.current is not None)
    yield made
    made.close()
    made.deleteLater()
    await asyncio.sleep(0)


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


async def plant(client, data) -> None:
    environment = Environment(api_version=API_VERSION, kind=ENVIRONMENT.name)
    environment.metadata.name = "Secrets"
    environment.metadata.owner_scope = identity_account
    environment.spec.data["A"].CopyFrom(EnvironmentValue(value=PLANTED[0], is_secret=True))
    environment.spec.data["B"].CopyFrom(EnvironmentValue(value=PLANTED[2]))
    await client.environment_command.create(environment)
    data.keys_file.write_text(json.dumps({"https://x.example/v1": PLANTED[1]}))
    data.program_log.write_text("".join(f"INFO x: {secret} in a line\n" for secret in PLANTED))
    data.runner_log.write_text(f"WARNING y: {data.token_file.read_text().strip()}\n")


async def test_states_are_told(page, around, endpoint) -> None:
    assert page.state.address.text == endpoint.address
    facts = {fact.name: fact.value for fact in page.state.facts()}
    assert facts["Endpoint"] == endpoint.address
    assert facts["Without a token"] == "refused"
    assert facts["Connection"] == "connected"


async def test_a_runner_that_does_not_run_is_told_in_its_words(page) -> None:
    page.state.show_overview(Overview(own_runner="The agent-runner ended unexpectedly (signal SIGKILL)."))
    assert "SIGKILL" in page.state._runner.help.text()
    assert page.state._runner.help.property("tone") == "error"


async def test_the_index_is_rebuilt_with_progress(page, until) -> None:
    await until(lambda: page.state._index.help.text() in ("Up to date.", "Catching up…"))
    click(page.state.rebuild)
    assert "Rebuilding" in page.state._index.help.text()
    assert not page.state.rebuild.isEnabled()
    await until(lambda: page.state._index.help.text() == "Rebuilt just now.")
    assert page.state.rebuild.isEnabled()


async def test_the_report_has_no_secret(page, client, data, until) -> None:
    await plant(client, data)
    QGuiApplication.clipboard().clear()
    click(page.copy)
    await until(lambda: QGuiApplication.clipboard().text())
    text = QGuiApplication.clipboard().text()
    for secret in (*PLANTED, data.token_file.read_text().strip()):
        assert secret not in text
    for word in ("grpcio", "deepagents", "SQLite", "== Program log", "INFO x:", "in a line", "WARNING y:"):
        assert word in text


async def test_without_the_server_the_report_leaves_the_logs_out(page, server, data, until) -> None:
    data.program_log.write_text("INFO x: a value that nobody can name now\n")
    server.stop()
    QGuiApplication.clipboard().clear()
    click(page.copy)
    await until(lambda: QGuiApplication.clipboard().text())
    text = QGuiApplication.clipboard().text()
    assert "nobody can name" not in text
    assert "left out" in text
    assert "grpcio" in text


async def test_logs_are_live_and_filtered(page, data, until) -> None:
    with data.program_log.open("a") as writing:
        writing.write("12:00 INFO a: first\n12:01 ERROR b: second\n")
        writing.flush()
        await until(lambda: "second" in page.logs.text.toPlainText())
        page.logs.level.chosen.emit("40")
        page.logs.level.set_key("40")
        page.logs._on_level_chosen("40")
        assert page.logs.text.toPlainText() == "12:01 ERROR b: second"
        writing.write("12:02 INFO c: third\n12:03 ERROR d: fourth\n")
        writing.flush()
    await until(lambda: "fourth" in page.logs.text.toPlainText())
    assert "third" not in page.logs.text.toPlainText()
    data.runner_log.write_text("12:04 ERROR runner: fifth\n")
    click(page.logs.which.buttons["runner"])
    assert page.logs.text.toPlainText() == "12:04 ERROR runner: fifth"


async def test_states_of_executions_have_their_names_in_the_report(page) -> None:
    overview = Overview()
    overview.executions.add(phase=EXECUTION_COMPLETED, count=1)
    overview.executions.add(phase=EXECUTION_CANCELLED, count=3)
    page.state.show_overview(overview)
    facts = {fact.name: fact.value for fact in page.state.facts()}
    assert facts["Executions"] == "completed: 1, cancelled: 3"


async def test_one_goes_back_by_the_arrow_and_by_escape(page, qtbot) -> None:
    with qtbot.waitSignal(page.close_wanted):
        page.back.click()
    page.back.setFocus()
    with qtbot.waitSignal(page.close_wanted):
        QTest.keyClick(page.back, Qt.Key.Key_Escape)
