"""The model of hits: pages, and nothing that moves without need."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from stigmer_desktop.api.desktop import SEARCH_PLACE_MESSAGE, SearchHit
from stigmer_desktop.ui.search.hit_delegate import without_beginning
from stigmer_desktop.ui.search.hit_list_model import HitListModel, HitRole

TOP = QModelIndex()


def hit(title: str) -> SearchHit:
    return SearchHit(place=SEARCH_PLACE_MESSAGE, session_id=f"ses-{title}", title=title, excerpt="words")


@pytest.fixture
def model(qapp) -> HitListModel:
    return HitListModel()


def titles(model: HitListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_it_is_a_model_as_qt_wants_it(model: HitListModel, qtmodeltester) -> None:
    model.load([hit("a"), hit("b")], has_more=True)
    qtmodeltester.check(model)


def test_pages_come_one_after_the_other(model: HitListModel, qtbot) -> None:
    model.load([hit("a")], has_more=True)
    with qtbot.waitSignal(model.more_wanted):
        model.fetchMore(TOP)
    assert not model.canFetchMore(TOP)
    model.append([hit("b")], has_more=False)
    assert titles(model) == ["a", "b"]
    assert not model.canFetchMore(TOP)


def test_an_empty_page_is_no_end(model: HitListModel) -> None:
    model.load([hit("a")], has_more=True)
    model.fetchMore(TOP)
    model.append([], has_more=True)
    assert model.canFetchMore(TOP)


def test_the_same_answer_moves_nothing(model: HitListModel, qtbot) -> None:
    model.load([hit("a")], has_more=False)
    with qtbot.assertNotEmitted(model.modelReset):
        model.load([hit("a")], has_more=True)
    assert model.canFetchMore(TOP)


def test_a_page_that_failed_is_asked_for_again_only_on_demand(model: HitListModel, qtbot) -> None:
    model.load([hit("a")], has_more=True)
    model.fetchMore(TOP)
    model.stop_loading()
    assert not model.canFetchMore(TOP)
    with qtbot.waitSignal(model.more_wanted):
        model.load_again()


def test_what_a_row_says(model: HitListModel) -> None:
    model.load([hit("a")], has_more=False)
    index = model.index(0)
    assert index.data(HitRole.HIT) == hit("a")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Reply, a: words"
    assert model.data(model.index(1)) is None


def test_the_beginning_gives_way_to_the_match() -> None:
    assert without_beginning("one two three", [(8, 13)], 4) == ("…two three", [(5, 10)])
    assert without_beginning("one two", [(0, 3)], 0) == ("one two", [(0, 3)])
