"""The page of agents follows its model, and its cards do what they say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.agents.agent_page import AgentPage


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
def page(qtbot, theme, model) -> AgentPage:
    made = AgentPage(theme, model)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def names(page: AgentPage) -> list[str]:
    return [card.accessibleName() for card in page.cards]


def test_cards_follow_the_model(page: AgentPage, model: AgentListModel) -> None:
    model.apply([header("a"), header("b")])
    assert names(page) == ["Agent a", "Agent b"]
    model.apply([header("c"), header("b", revision=2, sessions=2)])
    assert names(page) == ["Agent c", "Agent b"]
    model.apply([header("b", revision=2), header("c")])
    assert names(page) == ["Agent b", "Agent c"]


def test_an_empty_page_says_what_to_do(page: AgentPage, model: AgentListModel) -> None:
    assert not page._empty.isVisible()
    model.apply([])
    assert page._empty.isVisible()
    model.apply([header("a")])
    assert not page._empty.isVisible()


def test_a_click_opens_and_the_button_begins_a_session(page, model, qtbot) -> None:
    model.apply([header("a"), header("b")])
    card = page.cards[1]
    with qtbot.waitSignal(page.open_wanted) as heard:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    assert heard.args == ["agt-b"]
    with qtbot.waitSignal(page.session_wanted) as heard:
        QTest.mouseClick(card.session_button, Qt.MouseButton.LeftButton)
    assert heard.args == ["agt-b"]
    with qtbot.waitSignal(page.open_wanted):
        QTest.keyClick(page.cards[0], Qt.Key.Key_Return)


def test_long_descriptions_show_whole_in_a_tooltip(page, model, qtbot) -> None:
    words = "Collects sources on a question. " * 20
    model.apply([header("a", description=words)])
    qtbot.waitUntil(lambda: page.cards[0]._description.toolTip() != "")
    assert page.cards[0]._description.toolTip() == words.strip()
