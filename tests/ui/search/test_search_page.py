"""The page against the real server: typing, keys, filters, and what stands where nothing is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    ListAgentsRequest,
    SearchResponse,
)
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel
from stigmer_desktop.ui.search.search_page import SearchPage
from stigmer_desktop.ui.search.search_question import ANY_TIME, TODAY


@pytest.fixture
async def page(qtbot, theme, operations, client) -> SearchPage:
    agents = AgentListModel()
    agents.apply((await client.catalog.listAgents(ListAgentsRequest())).entries)
    made = SearchPage(theme, operations, agents)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    made.activateWindow()
    made.enter()
    return made


async def test_an_empty_field_says_what_can_be_searched(page) -> None:
    assert page.part is page.welcome
    assert page.summary.text == ""


async def test_hits_come_while_one_types_and_open_by_the_keyboard(page, say, until, qtbot) -> None:
    made = await say("Where is the tunnel key?", "Weekly notes")
    QTest.keyClicks(page.field, "tunn")
    await until(lambda: page.part is page.view)
    assert page.summary.text == "2 hits"
    QTest.keyClick(page.field, Qt.Key.Key_Down)
    assert page.view.hasFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.hit_chosen) as heard:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    hit = heard.args[0]
    assert hit.session_id
    assert hit.session_id != made.spec.session_id
    assert page.grab().toImage().isNull() is False


async def test_up_and_escape_lead_back_to_the_field(page, say, until) -> None:
    await say("Where is the tunnel key?")
    page.field.setText("tunnel")
    await until(lambda: page.part is page.view)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Escape):
        page.view.enter()
        QTest.keyClick(page.view, key)
        assert page.field.hasFocus()
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.part is page.welcome


async def test_return_in_the_field_opens_the_best(page, say, until, qtbot) -> None:
    made = await say("Where is the tunnel key?")
    QTest.keyClicks(page.field, "tunnel")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    await until(lambda: page.part is page.view and not page.feed.is_asking)
    with qtbot.waitSignal(page.hit_chosen) as heard:
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert heard.args[0].session_id == made.spec.session_id


async def test_a_click_opens(page, say, until, qtbot) -> None:
    await say("Where is the tunnel key?")
    page.field.setText("tunnel")
    await until(lambda: page.part is page.view)
    middle = page.view.visualRect(page.model.index(1)).center()
    with qtbot.waitSignal(page.hit_chosen) as heard:
        QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert heard.args[0] == page.model.hit(1)


async def test_agents_are_found(page, until) -> None:
    page.field.setText("assistant")
    await until(lambda: page.part is page.view)
    assert SEARCH_PLACE_AGENT in {page.model.hit(row).place for row in range(page.model.rowCount())}


async def test_no_hits_name_the_filters_and_clear_them(page, say, until) -> None:
    await say("Where is the tunnel key?")
    page.filters.place.menu_of_choices().actions()[3].trigger()
    page.filters.period.menu_of_choices().actions()[1].trigger()
    assert page.filters.question("").place == SEARCH_PLACE_TOOL_CALL
    assert page.filters.question("").period == TODAY
    page.field.setText("tunnel")
    await until(lambda: page.part is page.nothing)
    assert "“tunnel”" in page.nothing.text
    assert "Tool calls · Today" in page.nothing.text
    QTest.mouseClick(page.nothing.button, Qt.MouseButton.LeftButton)
    assert page.filters.question("").period == ANY_TIME
    await until(lambda: page.part is page.view)
    assert not page.filters.clear_button.isVisible()


async def test_no_hits_without_filters_have_no_button(page, until) -> None:
    page.field.setText("zyxwv")
    await until(lambda: page.part is page.nothing)
    assert not page.nothing.button.isVisible()


async def test_the_agent_filter_follows_the_agents(page, say, until) -> None:
    await say("Where is the tunnel key?")
    agent = page.filters.agent.choices[1]
    page.filters.agent.menu_of_choices().actions()[1].trigger()
    page.field.setText("tunnel")
    await until(lambda: page.part is page.view)
    assert page.filters.chosen_words() == [agent.text]
    page.filters._agents.apply([])
    assert page.filters.question("").agent_id == ""


async def test_a_failure_stands_in_place_and_is_tried_again(page, client, endpoint, say, until) -> None:
    await say("Where is the tunnel key?")
    await client.close()
    page.field.setText("tunnel")
    await until(lambda: page.part is page.failure)
    assert "still starting" in page.failure.text
    await client.connect_to(endpoint.address, endpoint.token)
    QTest.mouseClick(page.failure.button, Qt.MouseButton.LeftButton)
    await until(lambda: page.part is page.view)


async def test_the_summary_says_what_is_not_whole(page) -> None:
    answer = SearchResponse(total_count=20_481, newest_ranked_only=True, catching_up=True)
    page.feed._answer = answer
    page._show_summary()
    assert page.summary.text.replace("\xa0", ",") in (
        "20,481 hits · only the newest are ranked · still catching up",
        "20481 hits · only the newest are ranked · still catching up",
    )


async def test_it_follows_the_theme(page, say, until, theme) -> None:
    await say("Where is the tunnel key? 🔑🔑 " + "words " * 80)
    page.field.setText("tunnel")
    await until(lambda: page.part is page.view)
    light = page.grab().toImage()
    theme.set_mode("dark")
    assert page.grab().toImage() != light
