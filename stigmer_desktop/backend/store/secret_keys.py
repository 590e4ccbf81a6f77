"""The keys to secret values: made at need, kept outside the database, known by their fingerprint."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

from stigmer_desktop.backend.errors import StoreFailed, Unavailable
from stigmer_desktop.key_storage import KeyStorage

T = TypeVar("T")
KEY_BYTES = 32
# A keyring may ask its user for a password, and nobody may be there: seconds.
PATIENCE = 3.0
NO_ANSWER = (
    "The system's keyring, which holds the key to secret values, does not answer. Unlock it and try again."
)


@dataclass(frozen=True)
class SecretKey:
    """A key of AES-256-GCM; its id is a fingerprint of it, so that another key is never taken for it."""

    id: str
    material: bytes = field(repr=False)


class SecretKeys:
    """Finds keys by their id, and makes new ones. May be used from any thread.

    Args:
        storage: where keys are kept.
        patience: how many seconds one call may wait for the keyring.
    """

    def __init__(self, storage: KeyStorage, patience: float = PATIENCE) -> None:
        self._storage = storage
        self._patience = patience
        self._lock = threading.Lock()
        self._found: dict[str, SecretKey] = {}
        self._asked: Future[None] | None = None
        self._unanswered: Future[None] | None = None

    def loaded(self, key_id: str) -> SecretKey | None:
        """The key with this id, if it was found before."""
        return self._found.get(key_id)

    def find(self, key_id: str) -> SecretKey | None:
        """The key with this id; None when it is nowhere.

        Raises:
            Unavailable: the keyring does not answer.
        """
        return self._found.get(key_id) or self._ask(lambda: self._fetch(key_id))

    def make(self) -> SecretKey:
        """A new key, kept before it is returned.

        Raises:
            StoreFailed: it cannot be kept.
            Unavailable: the keyring does not answer.
        """
        return self._ask(self._make)

    def _fetch(self, key_id: str) -> SecretKey | None:
        kept = self._storage.find(_name(key_id))
        try:
            material = base64.b64decode(kept, validate=True)
        except (ValueError, binascii.Error):
            return None
        if len(material) != KEY_BYTES or _fingerprint(material) != key_id:
            return None
        self._found[key_id] = SecretKey(key_id, material)
        return self._found[key_id]

    def _make(self) -> SecretKey:
        material = secrets.token_bytes(KEY_BYTES)
        key = SecretKey(_fingerprint(material), material)
        try:
            self._storage.keep(_name(key.id), base64.b64encode(material).decode())
        except OSError as error:
            raise StoreFailed(
                f"The key that secret values are to be encrypted with cannot be kept: {error.strerror}. "
                "Nothing was stored."
            ) from error
        self._found[key.id] = key
        return key

    def _ask(self, job: Callable[[], T]) -> T:
        """Runs `job`, which may wait for a person, without waiting for them longer than patience."""
        with self._lock:
            if self._unanswered is not None and not self._unanswered.done():
                raise Unavailable(NO_ANSWER)
            earlier, answer = self._asked, Future[T]()
            self._asked = done = Future[None]()

        def ask() -> None:
            if earlier is not None:
                earlier.result()
            try:
                answer.set_result(job())
            except BaseException as error:
                answer.set_exception(error)
            done.set_result(None)

        threading.Thread(target=ask, name="keyring", daemon=True).start()
        try:
            return answer.result(self._patience)
        except TimeoutError:
            # Whoever asks next need not wait again before this is answered.
            self._unanswered = done
            raise Unavailable(NO_ANSWER) from None


def _name(key_id: str) -> str:
    return f"secrets:{key_id}"


def _fingerprint(material: bytes) -> str:
    return hashlib.sha256(b"stigmer-desktop secret key " + material).hexdigest()[:16]
