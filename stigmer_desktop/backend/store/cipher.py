"""Encrypts and decrypts one secret value, bound to the resource and the name that it belongs to."""

from __future__ import annotations

import os

from stigmer_desktop.backend.store.secret_keys import SecretKey

NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """The value was encrypted with another key, for another place, or was damaged."""


def encrypt(key: SecretKey, resource_id: str, name: str, value: str) -> bytes:
    """`value` as AES-256-GCM makes it, the nonce in front."""
    # Imported late: most stores hold no secrets, and the library takes a while to load.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key.material).encrypt(nonce, value.encode(), _place(resource_id, name))


def decrypt(key: SecretKey, resource_id: str, name: str, data: bytes) -> str:
    """The value that `encrypt` was given for the same place.

    Raises:
        CannotDecrypt: it was not given with this key for this place.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        nonce, sealed = data[:NONCE_BYTES], data[NONCE_BYTES:]
        return AESGCM(key.material).decrypt(nonce, sealed, _place(resource_id, name)).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotDecrypt from error


def _place(resource_id: str, name: str) -> bytes:
    # No id holds a zero byte, so that two places never give the same bytes.
    return f"{resource_id}\0{name}".encode()
