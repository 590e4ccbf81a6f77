"""The row of a key: where it is kept, how that is said, and that it can be removed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.credentials import Credentials
from stigmer_desktop.ui.client import Client
from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.settings.key_part import KeyPart
from stigmer_desktop.ui.settings.section import Section
from tests.ui.surroundings import make_surroundings

URL = "https://api.example.com/v1"


class MemoryKeyring:
    """A keyring of the test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@pytest.fixture
async def here(qapp):
    scope = OperationScope(lambda error: None)
    yield scope
    await scope.close()


@pytest.fixture
def part_of(qtbot, theme, here, data):
    """Makes the row over the given credentials."""
    around = make_surroundings(theme, Client(), here, data)
    sections = []

    def make(credentials: Credentials) -> KeyPart:
        section = Section("Model")
        sections.append(section)
        part = KeyPart(around, credentials, section, 300)
        qtbot.addWidget(section)
        section.show()
        part.set_url(URL)
        return part

    yield make
    around.settings.close()


async def test_without_a_keyring_it_says_so_before_and_after(part_of, data, until) -> None:
    part = part_of(Credentials(data.keys_file, use_keyring=False))
    await until(lambda: "no system keyring" in part.row.help.text())
    assert part.row.help.property("tone") == "waiting"
    assert not part.remove.isVisible()
    QTest.keyClicks(part.field, "sk-1")
    QTest.keyClick(part.field, Qt.Key.Key_Return)
    await until(lambda: "unencrypted in keys.json of the data folder" in part.row.help.text())
    assert part.row.help.property("tone") == "waiting"


async def test_with_a_keyring_it_is_calm(part_of, data, until) -> None:
    credentials = Credentials(data.keys_file, MemoryKeyring())
    credentials.save(URL, "sk-1")
    part = part_of(credentials)
    await until(lambda: part.row.help.text() == "Saved in the system's keyring.")
    assert part.row.help.property("tone") == "good"


@pytest.mark.parametrize("in_keyring", [True, False])
async def test_a_kept_key_can_be_removed(part_of, data, until, in_keyring: bool) -> None:
    keyring = MemoryKeyring() if in_keyring else None
    credentials = Credentials(data.keys_file, keyring, use_keyring=in_keyring)
    credentials.save(URL, "sk-1")
    credentials.save("https://other/v1", "sk-2")
    part = part_of(credentials)
    await until(part.remove.isVisible)
    assert part.remove.geometry().right() - part.field.geometry().left() < 300
    assert part.remove.accessibleName() == "Remove the key"
    part.remove.setFocus()
    QTest.keyClick(part.remove, Qt.Key.Key_Space)
    await until(lambda: not part.remove.isVisible())
    assert (credentials.key(URL), credentials.key("https://other/v1")) == ("", "sk-2")
    assert part.field.placeholderText() == "None"


async def test_what_is_typed_for_one_address_does_not_go_to_another(part_of, data) -> None:
    part = part_of(Credentials(data.keys_file, use_keyring=False))
    part.field.setText("sk-1")
    part.set_url("https://other/v1")
    assert part.typed == ""
