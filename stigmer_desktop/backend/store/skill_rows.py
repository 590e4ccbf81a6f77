"""The rows of skills' versions: every push, the versions and tags they make, the artifacts they need."""

from __future__ import annotations

import re
from typing import Any

from peewee import fn

from stigmer_desktop.api.skill import Skill
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.tables import Tables

LATEST = ("", "latest")
_HASH = re.compile(r"[a-f0-9]{64}")


class SkillRows:
    """The versions of all skills. Methods that write run in the writer's transaction."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.skill_version
        self._dropped: set[str] = set()

    def add(self, row: ResourceRow, skill: Skill) -> None:
        """Keeps `skill` as the newest version of its row."""
        self._table.insert(
            skill_seq=row.seq,
            version_hash=skill.status.version_hash,
            tag=skill.spec.tag,
            data=skill.SerializeToString(deterministic=True),
        ).execute()

    def version(self, row: ResourceRow, version: str) -> Skill | None:
        """A version of a skill: the newest for "" and "latest", else by hash, else the newest with a tag."""
        table = self._table
        if version in LATEST:
            return self._newest(row, table.skill_seq == row.seq)
        found = None
        if _HASH.fullmatch(version):
            found = self._newest(row, table.version_hash == version)
        return found or self._newest(row, table.tag == version)

    def counts(self, seqs: list[int]) -> dict[int, int]:
        """How many versions each of these skills has: a content that was pushed again is no other one."""
        table = self._table
        hashes = fn.COUNT(table.version_hash.distinct())
        query = table.select(table.skill_seq, hashes).where(table.skill_seq.in_(seqs))
        return dict(query.group_by(table.skill_seq).tuples())

    def page(self, row: ResourceRow, size: int, before: int | None = None) -> list[tuple[int, Skill]]:
        """The newest versions of a skill as they were last pushed, with their places in the order of pushes.

        Args:
            size: how many at most.
            before: only those that were last pushed before the one at this place.
        """
        table = self._table
        last = self._last_of_each(row, table.version_hash)
        query = table.select(table.seq, table.data).where(table.seq.in_(last))
        if before is not None:
            query = query.where(table.seq < before)
        query = query.order_by(table.seq.desc()).limit(size)
        return [(int(seq), Skill.FromString(bytes(data))) for seq, data in query.tuples()]

    def tags(self, row: ResourceRow) -> dict[str, str]:
        """The version that each tag of a skill means, by its hash; what was given last is first."""
        table = self._table
        last = self._last_of_each(row, table.tag)
        query = table.select(table.tag, table.version_hash).where(table.seq.in_(last) & (table.tag != ""))
        return dict(query.order_by(table.seq.desc()).tuples())

    def holds(self, version_hash: str) -> bool:
        """Whether any version of any skill has this artifact."""
        return bool(self._table.select().where(self._table.version_hash == version_hash).exists())

    def hashes(self) -> set[str]:
        """The artifacts that any version has."""
        return {row[0] for row in self._table.select(self._table.version_hash).distinct().tuples()}

    def drop(self, row: ResourceRow) -> None:
        """Forgets all versions of a skill."""
        table = self._table
        query = table.select(table.version_hash).where(table.skill_seq == row.seq)
        self._dropped |= {each[0] for each in query.tuples()}
        table.delete().where(table.skill_seq == row.seq).execute()

    def take_dropped(self) -> set[str]:
        """The artifacts that, since the last call, a version less has; others may still have them."""
        dropped, self._dropped = self._dropped, set()
        return dropped

    def _last_of_each(self, row: ResourceRow, field: Any) -> Any:
        """The last push of a skill with each value of a field."""
        table = self._table
        return table.select(fn.MAX(table.seq)).where(table.skill_seq == row.seq).group_by(field)

    def _newest(self, row: ResourceRow, condition: Any) -> Skill | None:
        table = self._table
        query = table.select(table.data).where((table.skill_seq == row.seq) & condition)
        data = query.order_by(table.seq.desc()).limit(1).scalar()
        return None if data is None else Skill.FromString(bytes(data))
