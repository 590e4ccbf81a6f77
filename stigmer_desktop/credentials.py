"""Keys for model servers: one for each base URL, kept where keys are kept."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from stigmer_desktop.key_storage import Keyring, KeyStorage

OPENAI_URL = "https://api.openai.com/v1"


class Credentials:
    """One key for each base URL. Calls may block while the system asks the user to unlock a keyring."""

    def __init__(self, file: Path, keyring: Keyring | None = None, *, use_keyring: bool = True) -> None:
        """Takes the file for systems without a keyring; `keyring` stands in for the system's."""
        self._storage = KeyStorage(file, keyring, use_keyring=use_keyring)

    @property
    def in_keyring(self) -> bool:
        """True when keys are kept in the system's keyring, False when in the file."""
        return self._storage.in_keyring

    @property
    def place(self) -> str:
        """Where keys are kept, in words for people."""
        return self._storage.place

    def key(self, base_url: str) -> str:
        """The key that was saved for `base_url`, or an empty string; never one of another base URL."""
        return self._storage.find(normal_base_url(base_url))

    def save(self, base_url: str, key: str) -> None:
        """Keeps `key` for `base_url`; an empty one removes what was kept.

        Raises:
            OSError: there is no keyring and the file cannot be written.
        """
        self._storage.keep(normal_base_url(base_url), key)


def normal_base_url(base_url: str) -> str:
    """`base_url` as keys are filed under: empty is OpenAI's, host in lower case, no slash at the end."""
    address = urlsplit(base_url.strip() or OPENAI_URL)
    path = address.path.rstrip("/")
    return urlunsplit((address.scheme.lower(), address.netloc.lower(), path, address.query, ""))
