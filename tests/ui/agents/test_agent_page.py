"""The page of agents follows its model, and its cards do what they say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.agents.agents_place import agent_page
from stigmer_desktop.ui.resources.resource_page import ResourcePage


def header(name: str, revision: int = 1, sessions: int = 0, description: str = "") -> AgentHeader:
    made = AgentHeader(revision=revision, session_count=sessions)
    made.agent.metadata.id = f"agt-{name}"
    made.agent.metadata.name = name
    made.agent.spec.description = description
    return made


@pytest.fixture
def model(qapp) -> AgentListModel:
    return AgentListModel()


@pytest.fixture
def page(qtbot, theme, model) -> ResourcePage:
    made = agent_page(theme, model)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def names(page: ResourcePage) -> list[str]:
    return [card.accessibleName() for card in page.cards]


def test_cards_follow_the_model(page: ResourcePage, model: AgentListModel) -> None:
    model.apply([header("a"), header("b")])
    assert names(page) == ["Agent a", "Agent b"]
    model.apply([header("c"), header("b", revision=2, sessions=2)])
    assert names(page) == ["Agent c", "Agent b"]
    model.apply([header("b", revision=2), header("c")])
    assert names(page) == ["Agent b", "Agent c"]


def test_an_empty_page_says_what_to_do(page: ResourcePage, model: AgentListModel, qtbot) -> None:
    assert page.part is not page.empty
    model.apply([])
    assert page.part is page.empty
    assert page.new_button.isHidden(), "the button stands in the middle"
    assert "instructions" in page.empty.text
    with qtbot.waitSignal(page.new_wanted):
        QTest.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    model.apply([header("a")])
    assert page.part is not page.empty
    assert page.new_button.isVisible()


def test_a_click_opens_and_the_button_begins_a_session(page, model, qtbot) -> None:
    model.apply([header("a"), header("b")])
    card = page.cards[1]
    with qtbot.waitSignal(page.open_wanted) as heard:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    assert heard.args == ["agt-b"]
    with qtbot.waitSignal(page.action_wanted) as heard:
        QTest.mouseClick(card.action_button, Qt.MouseButton.LeftButton)
    assert heard.args == ["agt-b"]
    with qtbot.waitSignal(page.open_wanted):
        QTest.keyClick(page.cards[0], Qt.Key.Key_Return)


def test_long_descriptions_show_whole_in_a_tooltip(page, model, qtbot) -> None:
    words = "Collects sources on a question. " * 20
    model.apply([header("a", description=words)])
    qtbot.waitUntil(lambda: page.cards[0]._description.toolTip() != "")
    assert page.cards[0]._description.toolTip() == words.strip()


def test_many_agents_can_be_searched(page: ResourcePage, model: AgentListModel, qtbot) -> None:
    model.apply([header(f"agent {number}") for number in range(7)])
    assert not page.field.isVisible()
    model.apply(
        [header(f"agent {number}", description="Reads" if number == 3 else "") for number in range(9)]
    )
    assert page.field.isVisible()
    QTest.keyClicks(page.field, "reads AGENT")
    assert [card.accessibleName() for card in page.cards if card.isVisible()] == ["Agent agent 3"]
    QTest.keyClicks(page.field, "x")
    assert page.nothing.isVisible()
    assert "reads AGENTx" in page.nothing.text
    QTest.mouseClick(page.nothing.button, Qt.MouseButton.LeftButton)
    assert all(card.isVisible() for card in page.cards)
    assert not page.nothing.isVisible()
