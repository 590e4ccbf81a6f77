"""The model of agents changes by as little as possible."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from stigmer_desktop.api.desktop import AgentHeader
from stigmer_desktop.ui.agents.agent_list_model import AgentListModel


def header(name: str, revision: int = 1, sessions: int = 0) -> AgentHeader:
    made = AgentHeader(revision=revision, session_count=sessions)
    made.agent.metadata.id = f"agt-{name}"
    made.agent.metadata.name = name
    return made


@pytest.fixture
def model(qapp) -> AgentListModel:
    made = AgentListModel()
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    return made


def names(model: AgentListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_the_first_load_resets_and_later_ones_do_not(model: AgentListModel, qtbot) -> None:
    with qtbot.waitSignals([model.modelReset, model.loaded]):
        model.apply([header("a"), header("b")])
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(model.rowsInserted) as heard:
        model.apply([header("c"), header("a"), header("b")])
    assert heard.args[1:] == [0, 0]
    assert names(model) == ["c", "a", "b"]
    assert not resets


def test_what_is_gone_goes_and_what_changed_changes(model: AgentListModel, qtbot) -> None:
    model.apply([header("a"), header("b"), header("c")])
    with qtbot.waitSignals([model.rowsRemoved, model.dataChanged]):
        model.apply([header("a"), header("c", revision=2, sessions=3)])
    assert names(model) == ["a", "c"]
    assert model.headers[1].session_count == 3


def test_an_older_header_changes_nothing(model: AgentListModel) -> None:
    model.apply([header("a", revision=5, sessions=2)])
    model.apply([header("a", revision=4, sessions=9)])
    assert model.headers[0].session_count == 2


def test_another_order_is_taken_over(model: AgentListModel) -> None:
    model.apply([header("a"), header("b"), header("c")])
    model.apply([header("c"), header("b"), header("a")])
    assert names(model) == ["c", "b", "a"]


def test_an_agent_is_found_by_its_id(model: AgentListModel) -> None:
    model.apply([header("a")])
    assert model.header_of("agt-a") == header("a")
    assert model.header_of("agt-z") is None
