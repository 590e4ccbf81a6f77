"""Pinned, today, earlier, archived; tags and words; hidden ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.sessions import session_labels as labels
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.sessions.session_order import ARCHIVED, EARLIER, PINNED, TODAY, SessionFilter

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def header(name: str, hours_ago: float, *tags: str, label: str = "", revision: int = 1) -> SessionHeader:
    made = SessionHeader(
        revision=revision, active_at=(NOON - timedelta(hours=hours_ago)).isoformat(), agent_name="Writer"
    )
    made.session.metadata.id = f"ses-{name}"
    made.session.metadata.tags.extend(tags)
    made.session.spec.subject = name
    if label:
        made.session.metadata.labels[label] = "true"
    return made


@pytest.fixture
def model(qapp) -> SessionListModel:
    made = SessionListModel()
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)
    made.load(
        [
            header("new", 1, "home"),
            header("old", 90),
            header("pinned", 200, "home", "keys", label=labels.PINNED),
            header("away", 0.5, label=labels.ARCHIVED),
        ],
        has_more=False,
    )
    return made


def titles(model: SessionListModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def headings(model: SessionListModel) -> list[tuple[str, int]]:
    return [(group.title, group.first_row) for group in model.groups(NOON)]


def test_groups(model: SessionListModel) -> None:
    assert titles(model) == ["pinned", "new", "old"]
    assert headings(model) == [(PINNED, 0), (TODAY, 1), (EARLIER, 2)]
    model.set_archived_shown(True)
    assert titles(model) == ["pinned", "new", "old", "away"]
    assert headings(model)[-1] == (ARCHIVED, 3)


def test_a_label_moves_a_session(model: SessionListModel) -> None:
    model.apply([header("old", 90, label=labels.PINNED, revision=2)])
    assert titles(model) == ["old", "pinned", "new"]
    model.apply([header("old", 90, revision=3), header("new", 1, label=labels.ARCHIVED, revision=2)])
    assert titles(model) == ["pinned", "old"]
    model.apply([header("new", 1, revision=3)])
    assert titles(model) == ["pinned", "new", "old"]


def test_tags(model: SessionListModel) -> None:
    assert model.tags == ["home", "keys"]
    model.set_tag("home")
    assert titles(model) == ["pinned", "new"]
    model.set_filter("NEW")
    assert titles(model) == ["new"]
    model.set_tag("keys")
    assert model.is_known_empty


def test_what_is_hidden_is_not_listed_and_comes_back(model: SessionListModel) -> None:
    model.set_hidden("ses-new", True)
    assert titles(model) == ["pinned", "old"]
    assert [each.session.spec.subject for each in model.newest(9)] == ["away", "old", "pinned"]
    model.apply([header("new", 0.1, revision=2)])
    assert titles(model) == ["pinned", "old"]
    model.set_hidden("ses-new", False)
    assert titles(model) == ["pinned", "new", "old"]


def test_a_word_with_a_hash_begins_a_tag() -> None:
    tagged = SessionHeader(agent_name="Writer")
    tagged.session.metadata.tags.extend(["Home & garden", "keys"])
    for words, expected in (
        (("#ho",), True),
        (("#garden",), False),
        (("#keys", "plan"), True),
        (("#keys", "other"), False),
        (("#",), True),
        (("writer", "#k"), True),
    ):
        assert SessionFilter(words=words).lets_through(tagged, "A plan") is expected, words
    assert SessionFilter(words=("#5",)).lets_through(SessionHeader(), "Issue #5")
    assert not SessionFilter(words=("#",)).lets_through(SessionHeader(), "A plan")
