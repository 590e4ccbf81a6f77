"""Keys by name: found where they were kept, and never thrown away with a damaged file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from stigmer_desktop.key_storage import KeyStorage


class OneKeyring:
    """A keyring that works."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_key_is_found_by_its_name(file: Path) -> None:
    storage = KeyStorage(file, use_keyring=False)
    storage.keep("one", "first")
    storage.keep("two", "second")
    assert (storage.find("one"), storage.find("two"), storage.find("three")) == ("first", "second", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_in_the_file_is_found_when_a_keyring_has_come(file: Path) -> None:
    KeyStorage(file, use_keyring=False).keep("one", "first")
    storage = KeyStorage(file, OneKeyring())
    storage.keep("two", "second")
    assert (storage.find("one"), storage.find("two")) == ("first", "second")
    assert "second" not in file.read_text()


@pytest.mark.parametrize("content", ["", '{"one": "first",}', "[]"])
def test_a_damaged_file_is_set_aside_before_it_is_written_anew(file: Path, content: str) -> None:
    file.write_text(content)
    KeyStorage(file, use_keyring=False).keep("two", "second")
    assert KeyStorage(file, use_keyring=False).find("two") == "second"
    assert file.with_name("keys.json.damaged").read_text() == content
