"""The settings page: every value is kept at the moment it is changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.credentials import Credentials
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.settings.settings_page import SettingsPage
from stigmer_desktop.ui.settings.settings_store import SettingsStore
from stigmer_desktop.ui.widgets.copy_button import CopyButton
from tests.ui.surroundings import make_surroundings


@pytest.fixture
async def here(qapp):
    scope = OperationScope(lambda error: None)
    yield scope
    await scope.close()


@pytest.fixture
def around(theme, here, data):
    made = make_surroundings(theme, Client(), here, data)
    yield made
    made.settings.close()


@pytest.fixture
def store(around) -> SettingsStore:
    return around.settings


@pytest.fixture
def credentials(data) -> Credentials:
    return Credentials(data.keys_file, use_keyring=False)


@pytest.fixture
async def page(qtbot, around, data, credentials) -> SettingsPage:
    made = SettingsPage(around, data, credentials)
    qtbot.addWidget(made)
    made.resize(900, 900)
    made.show()
    return made


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


async def test_the_theme_changes_live_and_is_kept(page, theme, store) -> None:
    click(page.appearance.look.buttons["dark"])
    assert theme.is_dark
    assert store.current.theme == "dark"
    click(page.appearance.look.buttons["light"])
    assert not theme.is_dark


async def test_letting_everyone_in_warns(page, store) -> None:
    click(page.endpoint.open_switch)
    assert store.current.open_without_token
    assert "Any program" in page.endpoint._open_row.help.text()
    click(page.endpoint.open_switch)
    assert not store.current.open_without_token


async def test_address_and_paths_can_be_copied(page, around, data) -> None:
    around.overviews.overview_received.emit(Overview(address="127.0.0.1:7234"))
    copied = []
    for button in page.findChildren(CopyButton):
        click(button)
        copied.append(QGuiApplication.clipboard().text())
    assert copied == ["127.0.0.1:7234", str(data.token_file), str(data.root)]
