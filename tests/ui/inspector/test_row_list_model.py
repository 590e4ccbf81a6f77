"""A list model tells views what changed, and nothing when nothing did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester

from stigmer_desktop.ui.inspector.row_list_model import RowListModel

Row = tuple[int, str]


def made(rows: list[Row]) -> RowListModel[Row]:
    model: RowListModel[Row] = RowListModel(lambda row: row[0], lambda row: row[1])
    model.set_rows(rows)
    return model


@given(
    before=st.lists(st.integers(0, 12), unique=True),
    after=st.lists(st.tuples(st.integers(0, 12), st.sampled_from("ab")), unique_by=lambda row: row[0]),
)
def test_it_holds_what_it_was_told(before: list[int], after: list[Row]) -> None:
    model = made([(number, "a") for number in before])
    tester = QAbstractItemModelTester(model)
    model.set_rows(after)
    assert list(model.rows) == after
    assert [model.index(row).data() for row in range(model.rowCount())] == [name for _, name in after]
    tester.deleteLater()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([(1, "a"), (2, "b"), (3, "c")], []),
        ([(1, "a"), (2, "x"), (3, "c")], ["changed 1 1"]),
        ([(1, "x"), (2, "y"), (3, "c")], ["changed 0 1"]),
        ([(1, "x"), (2, "b"), (3, "y")], ["changed 0 0", "changed 2 2"]),
        ([(1, "a"), (2, "b"), (3, "c"), (4, "d")], ["inserted 3 3"]),
        ([(1, "a"), (3, "c")], ["removed 1 1"]),
    ],
)
def test_it_tells_as_little_as_it_can(after: list[Row], told: list[str]) -> None:
    model = made([(1, "a"), (2, "b"), (3, "c")])
    heard: list[str] = []
    model.dataChanged.connect(lambda first, last: heard.append(f"changed {first.row()} {last.row()}"))
    model.rowsInserted.connect(lambda _, first, last: heard.append(f"inserted {first} {last}"))
    model.rowsRemoved.connect(lambda _, first, last: heard.append(f"removed {first} {last}"))
    model.set_rows(after)
    assert heard == told


@given(
    before=st.lists(st.integers(0, 12), unique=True),
    bounds=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    added=st.lists(st.integers(20, 30), unique=True),
)
def test_a_range_is_replaced_and_the_rest_is_left(
    before: list[int], bounds: tuple[int, int], added: list[int]
) -> None:
    model = made([(number, "a") for number in before])
    start, end = sorted(min(bound, len(before)) for bound in bounds)
    tester = QAbstractItemModelTester(model)
    model.set_range(start, end, [(number, "b") for number in added])
    assert [number for number, _ in model.rows] == [*before[:start], *added, *before[end:]]
    tester.deleteLater()
