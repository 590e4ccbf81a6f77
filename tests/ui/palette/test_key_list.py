"""Every action's keys can be changed, conflicts are named, and what was chosen is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.ui.palette.key_book import KeyBook
from stigmer_desktop.ui.palette.key_list import KeyList, KeyRow
from stigmer_desktop.ui.palette.window_action import WindowAction, key_names
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.widgets.key_caps import KeyCaps

CONTROL = Qt.KeyboardModifier.ControlModifier


def nothing() -> None:
    pass


ACTIONS = [
    WindowAction("Without keys", "gear", nothing, key="bare"),
    WindowAction("Open", "gear", nothing, "Ctrl+O", key="open"),
    WindowAction("Larger", "gear", nothing, "Ctrl++", key="larger", also=("Ctrl+=",)),
]
BARE, OPEN, LARGER = ACTIONS


@pytest.fixture
def settings(data) -> Iterator[SettingsStore]:
    made = SettingsStore(SettingsFile(data.settings_file))
    yield made
    made.close()


@pytest.fixture
def keys(theme, settings, qapp) -> Iterator[KeyList]:
    parent = QWidget()
    parent.resize(800, 600)
    parent.show()
    book = KeyBook(settings)
    made = KeyList(theme, parent, ACTIONS, book)
    made.open()
    yield made
    made.reject()
    parent.close()


def row_of(keys: KeyList, action: WindowAction) -> KeyRow:
    return next(row for row in keys.rows if row.action is action)


def press(keys: KeyList, action: WindowAction, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    field = row_of(keys, action).field
    field.setFocus()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, key, modifier)


def test_a_plus_is_a_key() -> None:
    assert key_names("Ctrl++") == ["Ctrl", "+"]
    assert key_names("Ctrl+Shift+F") == ["Ctrl", "Shift", "F"]
    assert key_names("") == []


def test_new_keys_hold_and_are_kept(keys, settings, data) -> None:
    press(keys, BARE, Qt.Key.Key_G)
    assert KeyBook(settings).shortcut(BARE) == "Ctrl+G"
    assert row_of(keys, BARE).field.accessibleName() == "Without keys: Ctrl+G"
    assert row_of(keys, BARE).reset.isVisible()
    settings.close()
    assert SettingsFile(data.settings_file).load().keys == {"bare": "Ctrl+G"}


def test_taken_keys_are_named_and_can_be_taken(keys, settings) -> None:
    press(keys, BARE, Qt.Key.Key_O)
    assert "Open" in keys.note.text()
    assert dict(settings.current.keys) == {}
    QTest.mouseClick(keys.take, Qt.MouseButton.LeftButton)
    assert dict(settings.current.keys) == {"open": "", "bare": "Ctrl+O"}
    assert not keys.note.isVisible()


def test_more_keys_of_an_action_are_taken_too(keys, settings) -> None:
    press(keys, BARE, Qt.Key.Key_Equal)
    assert "Larger" in keys.note.text()


def test_back_to_the_usual_keys(keys, settings) -> None:
    press(keys, OPEN, Qt.Key.Key_P)
    QTest.mouseClick(row_of(keys, OPEN).reset, Qt.MouseButton.LeftButton)
    assert dict(settings.current.keys) == {}
    press(keys, OPEN, Qt.Key.Key_P)
    QTest.mouseClick(keys.reset_all, Qt.MouseButton.LeftButton)
    assert dict(settings.current.keys) == {}
    assert not keys.reset_all.isEnabled()


def test_usual_keys_that_went_elsewhere_are_not_taken_back_unasked(keys, settings) -> None:
    press(keys, OPEN, Qt.Key.Key_P)
    press(keys, BARE, Qt.Key.Key_O)
    QTest.mouseClick(row_of(keys, OPEN).reset, Qt.MouseButton.LeftButton)
    assert "Without keys" in keys.note.text()
    assert dict(settings.current.keys) == {"open": "Ctrl+P", "bare": "Ctrl+O"}


def test_keys_are_taken_away_and_escape_leaves_them(keys, settings) -> None:
    press(keys, OPEN, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    assert dict(settings.current.keys) == {"open": ""}
    press(keys, LARGER, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert keys.isVisible()
    assert dict(settings.current.keys) == {"open": ""}


def test_letters_alone_are_for_typing(keys, settings) -> None:
    press(keys, OPEN, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert keys.note.text()
    assert dict(settings.current.keys) == {}


def test_what_others_wrote_into_the_file_does_no_harm(settings) -> None:
    settings.change(keys={"open": 7, "unknown": "Ctrl+Z"})
    assert KeyBook(settings).shortcut(OPEN) == "Ctrl+O"


def test_keys_that_hold_where_one_is_are_listed_too(keys: KeyList) -> None:
    caps = [row.findChild(KeyCaps).accessibleName() for row in keys.fixed]
    for key in ("Esc", "Enter", "Y", "S", "R", "A", "J", "K", "M", "G"):
        assert key in caps
