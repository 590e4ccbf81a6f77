"""Keys to secret values: known by their fingerprint, never waited for without end."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stigmer_desktop.backend.errors import StoreFailed, Unavailable
from stigmer_desktop.backend.store.cipher import CannotDecrypt, decrypt, encrypt
from stigmer_desktop.backend.store.secret_keys import SecretKey, SecretKeys
from stigmer_desktop.key_storage import KeyStorage
from tests.waiting import wait_until

KEY = SecretKey("one", bytes(32))
OTHER = SecretKey("two", bytes([1] * 32))


class SlowKeyring:
    """A keyring that waits for its user, who may come late."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.user_came = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.user_came.wait()
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.user_came.wait()
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("no key is ever deleted")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secret-keys.json"


def keys_in(file: Path) -> SecretKeys:
    return SecretKeys(KeyStorage(file, use_keyring=False))


def test_a_key_is_found_by_its_id_alone(file: Path) -> None:
    made = keys_in(file).make()
    assert len(made.material) == 32
    again = keys_in(file)
    assert again.loaded(made.id) is None
    assert again.find(made.id) == made
    assert again.loaded(made.id) == made
    assert again.find("0" * 16) is None


@pytest.mark.parametrize("kept", ["", "not base64!", "AAAA", "A" * 43 + "="])
def test_what_is_not_the_key_is_not_taken_for_it(file: Path, kept: str) -> None:
    made = keys_in(file).make()
    KeyStorage(file, use_keyring=False).keep(f"secrets:{made.id}", kept)
    assert keys_in(file).find(made.id) is None


def test_a_key_does_not_show_itself(file: Path) -> None:
    made = keys_in(file).make()
    assert repr(made) == f"SecretKey(id='{made.id}')"


def test_many_at_once_find_the_same_key(file: Path) -> None:
    made = keys_in(file).make()
    keys = keys_in(file)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: keys.find(made.id), range(32))) == {made}


def test_a_keyring_that_does_not_answer_is_not_waited_for_twice(file: Path) -> None:
    keyring = SlowKeyring()
    keys = SecretKeys(KeyStorage(file, keyring), patience=0.05)
    with pytest.raises(Unavailable, match="does not answer"):
        keys.make()
    patient = SecretKeys(KeyStorage(file, keyring), patience=0.05)
    with pytest.raises(Unavailable):
        patient.find("0" * 16)
    # The second time it is said at once: patience would not be over yet.
    patient._patience = 60
    with pytest.raises(Unavailable, match="Unlock it"):
        patient.find("0" * 16)
    keyring.user_came.set()
    wait_until(lambda: patient._unanswered is not None and patient._unanswered.done())
    assert patient.find("0" * 16) is None
    made = patient.make()
    assert f"secrets:{made.id}" in keyring.kept


def test_a_key_that_cannot_be_kept_is_not_given_out(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(KeyStorage, "keep", read_only)
    with pytest.raises(StoreFailed, match="Read-only file system"):
        keys_in(file).make()


@given(st.text(), st.text())
def test_a_value_is_decrypted_as_it_was(name: str, value: str) -> None:
    data = encrypt(KEY, "env-1", name, value)
    assert decrypt(KEY, "env-1", name, data) == value
    assert encrypt(KEY, "env-1", name, value) != data


@pytest.mark.parametrize(
    ("key", "resource_id", "name"), [(OTHER, "env-1", "A"), (KEY, "env-2", "A"), (KEY, "env-1", "B")]
)
def test_a_value_is_bound_to_its_key_its_resource_and_its_name(
    key: SecretKey, resource_id: str, name: str
) -> None:
    data = encrypt(KEY, "env-1", "A", "hush")
    with pytest.raises(CannotDecrypt):
        decrypt(key, resource_id, name, data)


@pytest.mark.parametrize("place", [0, 11, 12, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    data = bytearray(encrypt(KEY, "env-1", "A", "hush"))
    data[place] ^= 1
    for damaged in (bytes(data), bytes(data[:5]), b""):
        with pytest.raises(CannotDecrypt):
            decrypt(KEY, "env-1", "A", damaged)
