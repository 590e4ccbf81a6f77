"""Keys: in the keyring where there is one, else in a file for the user alone; one for each base URL."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringError

from stigmer_desktop.credentials import Credentials, normal_base_url

URL = "http://127.0.0.1:1234/v1"


class MemoryKeyring:
    """A keyring that works, or that refuses everything."""

    def __init__(self, *, works: bool = True) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.works = works

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]

    def _check(self) -> None:
        if not self.works:
            raise KeyringError("locked")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def test_a_key_lives_in_the_keyring_under_its_base_url(file: Path) -> None:
    keyring = MemoryKeyring()
    credentials = Credentials(file, keyring)
    credentials.save(URL + "/", "secret")
    assert keyring.kept == {("stigmer-desktop", URL): "secret"}
    assert credentials.key(URL) == "secret"
    assert credentials.key("http://127.0.0.1:1235/v1") == ""
    assert credentials.in_keyring
    assert credentials.place == "the system's keyring"
    assert not file.exists()


def test_without_a_keyring_a_key_lives_in_a_file_for_the_user_alone(file: Path) -> None:
    credentials = Credentials(file, use_keyring=False)
    credentials.save(URL, "secret")
    assert credentials.key(URL) == "secret"
    assert not credentials.in_keyring
    assert credentials.place == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_keyring_that_refuses_gives_way_to_the_file(file: Path) -> None:
    credentials = Credentials(file, MemoryKeyring(works=False))
    credentials.save(URL, "secret")
    assert credentials.key(URL) == "secret"
    assert not credentials.in_keyring


def test_an_empty_key_removes_what_was_kept_in_both_places(file: Path) -> None:
    Credentials(file, use_keyring=False).save(URL, "old")
    keyring = MemoryKeyring()
    credentials = Credentials(file, keyring)
    keyring.kept["stigmer-desktop", URL] = "new"
    credentials.save(URL, "")
    assert keyring.kept == {}
    assert json.loads(file.read_text()) == {}


def test_a_key_that_moves_into_the_keyring_leaves_the_file(file: Path) -> None:
    Credentials(file, use_keyring=False).save(URL, "old")
    credentials = Credentials(file, MemoryKeyring())
    assert credentials.key(URL) == "old"
    credentials.save(URL, "new")
    assert credentials.key(URL) == "new"
    assert "old" not in file.read_text()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}'])
def test_a_damaged_file_holds_no_keys(file: Path, content: str) -> None:
    file.write_text(content)
    assert Credentials(file, use_keyring=False).key("a") == ""


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_system_without_a_keyring_is_recognised(
    file: Path, backend: type[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.get_keyring", backend)
    assert not Credentials(file).in_keyring


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("", "https://api.openai.com/v1"),
        ("HTTPS://API.OpenAI.com/v1/", "https://api.openai.com/v1"),
        (" http://Host:1/V1 ", "http://host:1/V1"),
    ],
)
def test_base_urls_are_filed_in_one_form(written: str, normal: str) -> None:
    assert normal_base_url(written) == normal
