"""Keeps keys: in the system's keyring, or where there is none in a file of the user's."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Protocol

from stigmer_desktop.settings import write_atomically

SERVICE = "stigmer-desktop"

log = logging.getLogger(__name__)


class Keyring(Protocol):
    """The part of a keyring backend that is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class KeyStorage:
    """Named keys. Calls may block while the system asks the user to unlock a keyring."""

    def __init__(self, file: Path, keyring: Keyring | None = None, *, use_keyring: bool = True) -> None:
        """Takes the file for systems without a keyring; `keyring` stands in for the system's."""
        self._file = file
        self._keyring = keyring
        self._looked = keyring is not None or not use_keyring

    @property
    def in_keyring(self) -> bool:
        """True when keys are kept in the system's keyring, False when in the file."""
        return self._backend() is not None

    @property
    def place(self) -> str:
        """Where keys are kept, in words for people."""
        return "the system's keyring" if self.in_keyring else str(self._file)

    def find(self, name: str) -> str:
        """The key that was kept under `name`, or an empty string."""
        backend = self._backend()
        if backend is not None:
            try:
                if found := backend.get_password(SERVICE, name):
                    return found
            except Exception as error:
                self._give_up_keyring(error)
        return self._stored().get(name, "")

    def keep(self, name: str, key: str) -> None:
        """Keeps `key` under `name`; an empty one removes what was kept.

        Raises:
            OSError: there is no keyring and the file cannot be written.
        """
        if not key:
            self._remove(name)
            return
        backend = self._backend()
        if backend is not None:
            try:
                backend.set_password(SERVICE, name, key)
            except Exception as error:
                self._give_up_keyring(error)
            else:
                self._remove_from_file(name)
                return
        self._write({**self._stored(), name: key})

    def _remove(self, name: str) -> None:
        backend = self._backend()
        if backend is not None:
            try:
                if backend.get_password(SERVICE, name) is not None:
                    backend.delete_password(SERVICE, name)
            except Exception as error:
                self._give_up_keyring(error)
        self._remove_from_file(name)

    def _remove_from_file(self, name: str) -> None:
        stored = self._stored()
        if stored.pop(name, None) is not None:
            self._write(stored)

    def _backend(self) -> Keyring | None:
        if not self._looked:
            self._looked = True
            self._keyring = _system_keyring()
        return self._keyring

    def _give_up_keyring(self, error: Exception) -> None:
        # Backends raise what their platform raises, not only keyring's own errors.
        log.warning("the keyring does not work (%s); keys are kept in a file", type(error).__name__)
        self._keyring = None

    def _stored(self) -> dict[str, str]:
        content = self._content()
        return {name: key for name, key in (content or {}).items() if isinstance(key, str)}

    def _content(self) -> dict[str, object] | None:
        """What the file holds; None when that cannot be read."""
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return content if isinstance(content, dict) else None

    def _write(self, keys: dict[str, str]) -> None:
        if self._content() is None and self._file.exists():
            # What a slip of an editor has damaged may still be mended by hand.
            os.replace(self._file, self._file.with_name(self._file.name + ".damaged"))
        write_atomically(self._file, json.dumps(keys, indent=2) + "\n", mode=0o600)


def _system_keyring() -> Keyring | None:
    import keyring
    from keyring.backends import fail, null

    try:
        backend = keyring.get_keyring()
    except Exception as error:
        log.warning("no keyring: %s", type(error).__name__)
        return None
    return None if isinstance(backend, (fail.Keyring, null.Keyring)) else backend
