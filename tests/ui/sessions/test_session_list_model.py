"""The model of the session list: order, groups, changes by as little as possible, filter, pages."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel, SessionRole
from stigmer_desktop.ui.sessions.session_order import EARLIER, TODAY

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def header(name: str, hours_ago: float = 0.0, *, revision: int = 1, phase: int = 3, agent: str = "Writer"):
    made = SessionHeader(
        revision=revision,
        active_at=(NOON - timedelta(hours=hours_ago)).isoformat(),
        agent_name=agent,
        agent_id=f"agt-{agent}",
        last_phase=phase,  # type: ignore[arg-type]
    )
    made.session.metadata.id = f"ses-{name}"
    made.session.spec.subject = name
    return made


@pytest.fixture
def model(qapp):
    made = SessionListModel()
    # Watches every signal for what Qt's views rely on; a Qt warning fails the test.
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    return made


def titles(model: SessionListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_the_newest_activity_is_first(model: SessionListModel) -> None:
    model.load([header("old", 5), header("new", 1), header("middle", 3)], has_more=False)
    assert titles(model) == ["new", "middle", "old"]


def test_what_is_newer_moves_up_without_a_reset(model: SessionListModel, qtbot) -> None:
    model.load([header("a", 1), header("b", 2), header("c", 3)], has_more=False)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(model.rowsMoved):
        model.apply([header("c", 0, revision=2)])
    assert titles(model) == ["c", "a", "b"]
    assert not resets


def test_an_older_revision_is_ignored(model: SessionListModel) -> None:
    model.load([header("a", 1, revision=5)], has_more=False)
    stale = header("a", 0, revision=4)
    stale.session.spec.subject = "stale"
    model.apply([stale])
    assert titles(model) == ["a"]


def test_a_new_session_is_inserted_in_its_place(model: SessionListModel, qtbot) -> None:
    model.load([header("a", 1), header("c", 3)], has_more=False)
    with qtbot.waitSignal(model.rowsInserted) as heard:
        model.apply([header("b", 2)])
    assert heard.args[1:] == [1, 1]
    assert titles(model) == ["a", "b", "c"]


def test_a_deleted_session_goes(model: SessionListModel) -> None:
    model.load([header("a", 1), header("b", 2)], has_more=False)
    model.remove("ses-a")
    model.remove("ses-unknown")
    assert titles(model) == ["b"]
    assert model.row_of("ses-a") == -1


def test_groups_follow_the_local_day(model: SessionListModel) -> None:
    model.load([header("now"), header("morning", 11), header("yesterday", 13)], has_more=False)
    groups = model.groups(NOON)
    assert [(group.title, group.first_row) for group in groups] == [(TODAY, 0), (EARLIER, 2)]


def test_there_is_no_heading_without_a_row(model: SessionListModel) -> None:
    assert model.groups(NOON) == []
    model.load([header("yesterday", 13)], has_more=False)
    assert [group.title for group in model.groups(NOON)] == [EARLIER]


def test_the_filter_wants_every_word_in_title_or_agent(model: SessionListModel) -> None:
    model.load([header("Release notes", 1), header("Notes on SQLite", 2, agent="Clerk")], has_more=False)
    model.set_filter("NOTES writ")
    assert titles(model) == ["Release notes"]
    model.set_filter("")
    assert model.rowCount() == 2


def test_changes_pass_through_the_filter(model: SessionListModel) -> None:
    model.load([header("Release notes", 1), header("Plan", 2)], has_more=False)
    model.set_filter("notes")
    renamed = header("Plan", 2, revision=2)
    renamed.session.spec.subject = "Plan of the notes"
    model.apply([renamed])
    assert titles(model) == ["Release notes", "Plan of the notes"]
    gone = header("Release notes", 1, revision=2)
    gone.session.spec.subject = "Something else"
    model.apply([gone])
    assert titles(model) == ["Plan of the notes"]


def test_a_page_is_asked_for_once_and_added_below(model: SessionListModel) -> None:
    asked: list[None] = []
    model.more_wanted.connect(lambda: asked.append(None))
    model.load([header("a", 1)], has_more=True)
    root = QModelIndex()
    model.fetchMore(root)
    model.fetchMore(root)
    assert len(asked) == 1
    model.append([header("b", 2), header("c", 3)], has_more=False)
    assert titles(model) == ["a", "b", "c"]
    assert not model.canFetchMore(root)


def test_a_page_that_failed_may_be_asked_for_again(model: SessionListModel) -> None:
    model.load([header("a", 1)], has_more=True)
    model.fetchMore(QModelIndex())
    model.stop_loading()
    assert model.canFetchMore(QModelIndex())


def test_a_page_that_overlaps_is_merged(model: SessionListModel) -> None:
    model.load([header("a", 1), header("b", 2)], has_more=True)
    model.append([header("b", 2, revision=1), header("c", 1.5)], has_more=False)
    assert titles(model) == ["a", "c", "b"]


def test_something_new_is_marked_only_where_it_was_completed(model: SessionListModel) -> None:
    model.load([header("done", 1), header("failed", 2, phase=4)], has_more=False)
    model.set_unseen("ses-done", True)
    model.set_unseen("ses-failed", True)
    assert model.index(0).data(SessionRole.UNSEEN) is True
    assert model.index(1).data(SessionRole.UNSEEN) is False
    model.set_unseen("ses-done", False)
    assert model.unseen == {"ses-failed"}


def test_it_is_known_empty_only_after_an_answer(model: SessionListModel) -> None:
    assert not model.is_known_empty
    model.load([], has_more=False)
    assert model.is_known_empty


def test_a_session_without_a_subject_has_its_name(model: SessionListModel) -> None:
    nameless = header("x", 1)
    nameless.session.spec.subject = ""
    nameless.session.metadata.name = "session of monday"
    model.load([nameless], has_more=False)
    assert model.index(0).data(Qt.ItemDataRole.DisplayRole) == "session of monday"


def test_any_order_of_changes_ends_in_the_same_list(model: SessionListModel) -> None:
    chance = random.Random(7)
    final: dict[str, SessionHeader] = {}
    model.load([], has_more=False)
    for step in range(300):
        name = str(chance.randrange(12))
        if chance.random() < 0.2:
            model.remove(f"ses-{name}")
            final.pop(name, None)
        else:
            final[name] = header(name, chance.randrange(200), revision=step + 2)
            model.apply([final[name]])
    expected = sorted(final.values(), key=lambda one: (one.active_at, one.session.metadata.id))
    assert sorted(titles(model)) == sorted(one.session.spec.subject for one in expected)
    times = [model.index(row).data(SessionRole.HEADER).active_at for row in range(model.rowCount())]
    assert times == sorted(times, reverse=True)
