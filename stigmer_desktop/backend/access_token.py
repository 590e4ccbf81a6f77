"""The token that callers send, made at first start and kept in a file for the user alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from stigmer_desktop.settings import write_atomically


def token_in(path: Path) -> str:
    """The token in the file `path`; it is made when there is none.

    Raises:
        OSError: the file cannot be read or written.
    """
    if path.exists():
        token = path.read_text(encoding="ascii").strip()
        if token:
            return token
    token = secrets.token_urlsafe(32)
    write_atomically(path, token + "\n", mode=0o600)
    return token
