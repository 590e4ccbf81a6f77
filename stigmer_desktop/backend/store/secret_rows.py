"""The rows of secret values: encrypted as they come in, masked in their resources, shown to few."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stigmer_desktop.backend.errors import InvalidArgument, SecretUnreadable, Unavailable
from stigmer_desktop.backend.store.cipher import CannotDecrypt, decrypt, encrypt
from stigmer_desktop.backend.store.clock import now_micros
from stigmer_desktop.backend.store.secret_fields import (
    KINDS_WITH_SECRETS,
    MASK,
    brings_secrets,
    field_of,
    may_use_secrets,
    secrets_of,
    values_of,
)
from stigmer_desktop.backend.store.secret_keys import SecretKey, SecretKeys
from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Encrypted:
    """An encrypted value; key_id tells with which key."""

    name: str
    key_id: str
    data: bytes


class SecretRows:
    """The secret values of all resources. Methods that write run in the writer's transaction.

    A resource's document carries the mask in place of each secret value, so that whatever is made
    of stored documents shows masks without doing anything for it.
    """

    def __init__(self, tables: Tables, keys: SecretKeys) -> None:
        self._secret = tables.secret
        self._key = tables.secret_key
        self._keys = keys
        # Changed by the writer alone, when it uses a new key for the first time.
        self._known = [row[0] for row in self._key.select(self._key.id).order_by(self._key.made_at).tuples()]
        self._fresh: SecretKey | None = None

    def make_ready(self, request: Any) -> None:
        """Fetches the keys that a change may need, before the writer has to wait for them.

        Args:
            request: what is about to be done.

        Raises:
            Unavailable: the keyring does not answer, and the request brings a secret value.
            StoreFailed: a new key cannot be kept.
        """
        brings = brings_secrets(request)
        if not brings and not may_use_secrets(request):
            return
        try:
            found = [self._keys.find(key_id) for key_id in self._known]
            if brings and not any(found) and self._fresh is None:
                self._fresh = self._keys.make()
        except Unavailable:
            if brings:
                raise

    def encrypt(self, kind: int, message: Any, stored: Iterable[str] = ()) -> list[Encrypted]:
        """Encrypts the secret values of `message`, and puts masks in their place.

        Args:
            stored: the names of the values that the resource has already; a mask keeps these.

        Raises:
            InvalidArgument: a mask stands where no value is stored.
        """
        if kind not in KINDS_WITH_SECRETS:
            return []
        names = set(stored)
        resource_id = message.metadata.id
        encrypted = []
        for name, value in secrets_of(kind, message):
            if value.value == MASK and name not in names:
                raise InvalidArgument.of_field(
                    field_of(kind, name),
                    "secret.masked",
                    f"{MASK} stands for a value that is stored, and none is; send the value itself",
                )
            if value.value and value.value != MASK:
                key = self._sealing_key()
                encrypted.append(Encrypted(name, key.id, encrypt(key, resource_id, name, value.value)))
                value.value = MASK
        values = values_of(kind, message)
        for name in sorted(names):
            if name in values and not values[name].is_secret and values[name].value == MASK:
                raise InvalidArgument.of_field(
                    field_of(kind, name),
                    "secret.unmasked",
                    f"it is no longer marked secret and carries {MASK}; send the value itself",
                )
        return encrypted

    def put(self, seq: int, encrypted: Iterable[Encrypted]) -> None:
        """Keeps encrypted values of a resource, over those of the same names."""
        for value in encrypted:
            self._note_key(value.key_id)
            self._secret.replace(resource_seq=seq, **vars(value)).execute()

    def replace(self, seq: int, kind: int, message: Any) -> None:
        """Encrypts and keeps the secret values of a changed resource; masked ones stay as they are.

        Raises:
            InvalidArgument: a mask stands where no value is stored.
        """
        if kind not in KINDS_WITH_SECRETS:
            return
        stored = {value.name for value in self._of(seq)}
        fresh = self.encrypt(kind, message, stored)
        masked = {name for name, value in secrets_of(kind, message) if value.value}
        gone = stored - masked
        if gone:
            condition = (self._secret.resource_seq == seq) & self._secret.name.in_(sorted(gone))
            self._secret.delete().where(condition).execute()
        self.put(seq, fresh)

    def drop(self, seq: int, kind: int) -> None:
        """Forgets the secret values of a resource."""
        if kind in KINDS_WITH_SECRETS:
            self._secret.delete().where(self._secret.resource_seq == seq).execute()

    def exist(self) -> bool:
        """Whether any resource has a secret value."""
        return bool(self._secret.select().exists())

    def reveal(self, seq: int, kind: int, message: Any) -> None:
        """Puts the values themselves in place of the masks of a stored resource.

        Raises:
            SecretUnreadable: the key is not there, or not the right one.
            Unavailable: the keyring does not answer.
        """
        masked = [(name, value) for name, value in secrets_of(kind, message) if value.value]
        if not masked:
            return
        stored = {value.name: value for value in self._of(seq)}
        for name, value in masked:
            value.value = self._decrypted(message, name, stored.get(name))

    def sends_other(self, seq: int, kind: int, message: Any) -> bool:
        """Whether `message` carries a secret value that differs from the stored one; masks do not.

        Raises:
            SecretUnreadable: a stored value cannot be compared.
        """
        stored = {value.name: value for value in self._of(seq)}
        return any(
            name not in stored or value.value != self._decrypted(message, name, stored[name])
            for name, value in secrets_of(kind, message)
            if value.value != MASK
        )

    def _of(self, seq: int) -> list[Encrypted]:
        table = self._secret
        query = table.select(table.name, table.key_id, table.data).where(table.resource_seq == seq)
        return [Encrypted(name, key_id, bytes(data)) for name, key_id, data in query.tuples()]

    def _decrypted(self, message: Any, name: str, value: Encrypted | None) -> str:
        place = f"The secret value {name[:100]} of {message.kind} {message.metadata.id}"
        if value is None:
            raise SecretUnreadable(f"{place} is not stored; enter it again.")
        key = self._keys.find(value.key_id)
        if key is None:
            raise SecretUnreadable(
                f"{place} cannot be read: its key ({value.key_id}) is neither in the system's keyring nor in "
                "secret-keys.json of the data folder. Put the key back, or enter the value again."
            )
        try:
            return decrypt(key, message.metadata.id, name, value.data)
        except CannotDecrypt:
            raise SecretUnreadable(
                f"{place} cannot be read: what is stored is damaged. Enter the value again."
            ) from None

    def _sealing_key(self) -> SecretKey:
        """The newest key that is at hand; a new one where there is none."""
        for key_id in reversed(self._known):
            if key := self._keys.loaded(key_id):
                return key
        for key_id in reversed(self._known):
            if key := self._keys.find(key_id):
                return key
        self._fresh = self._fresh or self._keys.make()
        return self._fresh

    def _note_key(self, key_id: str) -> None:
        """Keeps the id of a key that is used for the first time."""
        self._key.insert(id=key_id, made_at=now_micros()).on_conflict_ignore().execute()
        if key_id not in self._known:
            self._known.append(key_id)
