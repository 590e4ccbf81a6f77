"""A new value is taken as secret by its name, until the user decides about it."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

from stigmer_desktop.ui.resources.env_lines import NamedValue
from stigmer_desktop.ui.resources.value_row import ValueRow
from tests.ui.resources.use import click, write


@pytest.fixture
def row(qtbot, theme) -> ValueRow:
    made = ValueRow(theme, NamedValue(""))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("name", ["MY_TOKEN", "api_key", "Secret", "DB_PASSWORD", "AWS_CREDENTIALS"])
def test_a_name_of_a_secret_sets_the_switch(row: ValueRow, name: str) -> None:
    QTest.keyClicks(row.name, name)
    assert row.named_value.is_secret
    write(row.name, "LEVEL")
    assert not row.named_value.is_secret


def test_what_was_set_by_hand_stays(row: ValueRow) -> None:
    QTest.keyClicks(row.name, "MY_TOKEN")
    click(row.secret)
    QTest.keyClicks(row.name, "_KEY")
    assert not row.named_value.is_secret
    click(row.secret)
    write(row.name, "LEVEL")
    assert row.named_value.is_secret


def test_a_stored_value_keeps_what_it_is(qtbot, theme) -> None:
    row = ValueRow(theme, NamedValue("LEVEL", "info"))
    qtbot.addWidget(row)
    write(row.name, "LEVEL_KEY")
    assert not row.named_value.is_secret
