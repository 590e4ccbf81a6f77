"""The first steps: each can be skipped, the last one sends a first message."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import ListAgentsRequest, Overview
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.ui.first_run.first_run_page import FirstRunPage


class Journey:
    """A Navigator that notes where it is sent."""

    def __init__(self) -> None:
        self.went: list[tuple[str, str]] = []

    def show_new_session(self, agent_id: str = "") -> None:
        self.went.append(("new", agent_id))

    def show_session(self, session_id: str) -> None:
        self.went.append(("session", session_id))

    def show_session_at(self, spot: object) -> None: ...

    def show_agent(self, agent_id: str) -> None: ...

    def show_place(self, key: str) -> None: ...


@pytest.fixture
def journey() -> Journey:
    return Journey()


@pytest.fixture
async def page(qtbot, around, data, journey) -> FirstRunPage:
    made = FirstRunPage(around, data, Credentials(data.keys_file, use_keyring=False), journey)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    made.enter()
    found = await around.client.catalog.listAgents(ListAgentsRequest(page_size=50))
    around.agents.apply(found.entries)
    return made


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


async def test_three_steps_lead_to_a_first_answer(page, around, journey, until) -> None:
    assert page.bar.accessibleName() == "Step 1 of 3: Model"
    assert not page.back.isVisible()
    click(page.next)
    page.runner.show_overview(Overview(address="127.0.0.1:7234", own_runner="ready"))
    assert page.runner.address.text == "127.0.0.1:7234"
    assert page.runner.runner_words.startswith("Running.")
    click(page.next)
    assert page.next.text() == "Send"
    assert "what an agent is" in page.message.message
    click(page.next)
    await until(lambda: journey.went)
    ((kind, session_id),) = journey.went
    assert kind == "session"
    assert session_id
    assert around.settings.current.introduction == "done"


async def test_it_can_be_skipped_at_once(page, around, journey) -> None:
    click(page.skip)
    assert journey.went == [("new", "")]
    assert around.settings.current.introduction == "done"


async def test_one_may_go_back(page) -> None:
    click(page.next)
    assert page.step == 1
    click(page.back)
    assert page.step == 0


async def test_agents_that_need_tools_say_so_while_the_built_in_model_answers(page, around) -> None:
    page.show_step(2)
    by_name = {option.text(): option for option in page.message.options.values()}
    assert list(by_name) == ["Assistant", "Note keeper", "Repository helper"]
    assert "Needs a model" in by_name["Note keeper"].note
    around.settings.change(model="ollama:qwen3")
    assert "Keeps notes" in by_name["Note keeper"].note
    by_name["Note keeper"].click()
    assert "groceries" in page.message.message
    page.message.text.setPlainText("My own words")
    by_name["Assistant"].click()
    assert page.message.message == "My own words"


async def test_without_a_message_there_is_nothing_to_send(page) -> None:
    page.show_step(2)
    page.message.text.setPlainText("  ")
    assert not page.next.isEnabled()
    assert page.next.toolTip() == "Write a message first."


async def test_a_runner_that_does_not_run_says_why(page) -> None:
    page.runner.show_overview(Overview(own_runner="The agent-runner ended unexpectedly (signal SIGKILL)."))
    assert "SIGKILL" in page.runner.runner_words
