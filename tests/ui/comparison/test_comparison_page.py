"""The page with two executions side by side."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.comparison.comparison import Change
from stigmer_desktop.ui.comparison.comparison_model import ComparisonModel
from stigmer_desktop.ui.comparison.comparison_page import ComparisonPage, comparison_of
from stigmer_desktop.ui.comparison.text_difference import difference
from stigmer_desktop.ui.theme import Theme
from tests.execution_snapshots import execution, said, tool


def one(name: str, answer: str, pattern: str) -> AgentExecution:
    return execution(
        name,
        message="Do it",
        messages=[said("I look", places=["c1"]), said(answer)],
        calls=[tool("c1", "grep", arguments={"pattern": pattern}, result="found\nit")],
        started_at="2026-01-01T00:00:00Z",
        completed_at="2026-01-01T00:00:05Z",
    )


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> ComparisonPage:
    made = ComparisonPage(theme)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.show_comparison(comparison_of(one("aex-1", "Red.\nBye", "x"), one("aex-2", "Blue.\nBye", "x")))
    return made


def test_it_opens_at_the_first_difference_with_both_texts(page: ComparisonPage) -> None:
    assert page.summary.text == "1 changed · 3 the same"
    assert page.view.currentIndex().row() == 3
    assert page.detail.text == "Red.\nBlue.\nBye"


def test_what_is_the_same_can_be_left_out(page: ComparisonPage) -> None:
    page.only.click()
    assert page.model.rowCount() == 1
    assert page.model.pair(0).change is Change.CHANGED
    page.only.click()
    assert page.model.rowCount() == 4


def test_enter_leads_to_the_step(page: ComparisonPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.step_chosen) as chosen:
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert chosen.args == ["aex-2", "aex-2/message/1"]


def test_rows_are_read_aloud(page: ComparisonPage) -> None:
    said_of = page.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said_of == "same, grep x, grep x"


def test_two_that_are_equal(theme: Theme, qtbot: QtBot) -> None:
    page = ComparisonPage(theme)
    qtbot.addWidget(page)
    page.show_comparison(comparison_of(one("aex-1", "Red", "x"), one("aex-2", "Red", "x")))
    assert page.summary.text == "4 the same"
    page.only.click()
    assert page.model.rowCount() == 0
    assert page.detail.text == ""


def test_differences_of_texts_are_marked() -> None:
    text, marks = difference("a\nb\nc", "a\nx\nc")
    assert text == "a\nb\nx\nc"
    assert [(mark.sign, mark.number) for mark in marks] == [("", "1"), ("-", "2"), ("+", "2"), ("", "3")]


def test_large_ones_are_quick() -> None:
    made = []
    for name, every in (("aex-1", 7), ("aex-2", 11)):
        messages = [
            said(f"message {n} " + ("a " if n % every else "b ") * 50, places=[f"c{n}"]) for n in range(2000)
        ]
        calls = [tool(f"c{n}", "grep", arguments={"pattern": f"{n % every}"}) for n in range(2000)]
        made.append(execution(name, messages=messages, calls=calls))
    before = time.process_time()
    model = ComparisonModel()
    model.load(comparison_of(*made).pairs)
    assert time.process_time() - before < 3.0
    assert sum(model.counts.values()) == model.rowCount() >= 4001


def test_time_and_tokens_stand_beside_each_step(theme: Theme, qtbot: QtBot) -> None:
    first, second = one("aex-1", "Red", "x"), one("aex-2", "Blue", "x")
    page = ComparisonPage(theme)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.show_comparison(comparison_of(first, second))
    without = page.view.grab().toImage()
    second.status.messages[1].metadata.update({"input_tokens": 1200, "output_tokens": 34})
    page.show_comparison(comparison_of(first, second))
    assert page.model.pair(3).second.tokens == 1234
    assert page.view.grab().toImage() != without
    assert page.model.index(3).data(Qt.ItemDataRole.AccessibleTextRole).endswith("Blue, 1,234 tokens")
