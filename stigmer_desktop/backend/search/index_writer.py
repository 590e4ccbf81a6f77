"""Changes an index: puts entries in, takes them out, and keeps account of how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from stigmer_desktop.backend.search.entry import Entry, Owner, Spot, facets_of
from stigmer_desktop.backend.search.entry_rows import StoredEntry, load_entries, packed
from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.search.tokens import indexed

# A transaction is ended after so many characters, so that none grows without bounds.
MOST_PENDING = 2_000_000
_BATCH = 200


class IndexWriter:
    """The one who changes an index; used by one thread."""

    def __init__(self, file: IndexFile) -> None:
        self._file = file
        state = file.state()
        self._watermark = state.watermark
        self._last_entry = state.last_entry
        self._last_titled = state.last_titled
        self._pending = 0
        # Added, and not yet written.
        self._entries: list[tuple[Any, ...]] = []
        self._texts: list[tuple[Any, ...]] = []
        self._words: list[tuple[Any, ...]] = []

    @property
    def watermark(self) -> int:
        """The revision of the store up to which everything is in the index."""
        return self._watermark

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A unit of change. A long one is written in several steps, each of which may be done again."""
        before = self._watermark
        self._file.begin()
        try:
            yield
            self._commit()
        except BaseException:
            self._watermark = before
            self._forget()
            self._file.roll_back()
            raise

    def reach(self, watermark: int) -> None:
        """Writes down up to where everything is in the index; inside a transaction."""
        self._watermark = watermark

    def owner(self, resource_id: str) -> Owner | None:
        """The resource as the index knows it."""
        found = self._file.rows(
            "SELECT number, id, kind, agent_id, session_id, revision, phase, attempt FROM search_owner "
            "WHERE id = ?",
            (resource_id,),
        )
        return Owner(*found[0]) if found else None

    def add_owner(self, owner: Owner) -> Owner:
        """Takes in a resource that is new to the index; returns it with its number."""
        self._file.execute(
            "INSERT INTO search_owner (id, kind, agent_id, session_id, revision, phase, attempt) "
            "VALUES (?, ?, ?, ?, 0, 0, 0)",
            (owner.id, owner.kind, owner.agent_id, owner.session_id),
        )
        ((number,),) = self._file.rows("SELECT last_insert_rowid()")
        return replace(owner, number=number)

    def note(self, owner: Owner, revision: int, phase: int, attempt: int) -> None:
        """Writes down up to where a resource is in the index."""
        self._file.execute(
            "UPDATE search_owner SET revision = ?, phase = ?, attempt = ? WHERE number = ?",
            (revision, phase, attempt, owner.number),
        )

    def remove_owner(self, resource_id: str) -> None:
        """Takes out a resource with all its entries, if the index has it."""
        owner = self.owner(resource_id)
        if owner is not None:
            self._drop_where("owner = ?", (owner.number,))
            self._file.execute("DELETE FROM search_owner WHERE number = ?", (owner.number,))

    def put(self, owner: Owner, spot: Spot, entries: Sequence[Entry], *, fresh: bool = False) -> None:
        """Makes `entries` all that stands at a spot; what is there already is left alone.

        Args:
            fresh: whether it is sure that nothing stands there.
        """
        if not fresh:
            before = self._at(owner, spot)
            if _same([each.entry for each in before], entries):
                return
            self._drop(before)
        self._add(owner, entries)

    def lengths(self, owner: Owner) -> dict[tuple[int, int], int]:
        """How far a resource's parts reach in the index: (part, attempt) to the number after the last."""
        self._flush()
        found = self._file.rows(
            "SELECT part, attempt, MAX(seq) FROM search_entry WHERE owner = ? AND part > 0 "
            "GROUP BY part, attempt",
            (owner.number,),
        )
        return {(part, attempt): last + 1 for part, attempt, last in found}

    def cut(self, owner: Owner, part: int, attempt: int, length: int) -> None:
        """Takes out an attempt's parts from `length` on."""
        condition = "owner = ? AND part = ? AND attempt = ? AND seq >= ?"
        self._drop_where(condition, (owner.number, part, attempt, length))

    def merge(self, pages: int) -> bool:
        """Puts pieces of the index together, so that searches are quick; False when there was nothing to do.

        Args:
            pages: how much to do; a negative number begins a merge of everything.
        """
        before = self._file.changes()
        self._file.execute("INSERT INTO search_words (search_words, rank) VALUES ('merge', ?)", (pages,))
        return self._file.changes() - before >= 2

    def _at(self, owner: Owner, spot: Spot) -> list[StoredEntry]:
        self._flush()
        found = self._file.rows(
            "SELECT number FROM search_entry WHERE owner = ? AND part = ? AND attempt = ? AND seq = ? "
            "ORDER BY number",
            (owner.number, spot.part, spot.attempt, spot.seq),
        )
        return load_entries(self._file, [number for (number,) in found])

    def _drop_where(self, condition: str, parameters: Sequence[Any]) -> None:
        self._flush()
        query = f"SELECT number FROM search_entry WHERE {condition} ORDER BY number LIMIT {_BATCH}"
        while found := self._file.rows(query, parameters):
            self._drop(load_entries(self._file, [number for (number,) in found]))

    def _drop(self, entries: Sequence[StoredEntry]) -> None:
        if not entries:
            return
        # The words of a contentless table can only be taken out by those who know what was put in.
        self._file.execute_many(
            "INSERT INTO search_words (search_words, rowid, title, body, facets) "
            "VALUES ('delete', ?, ?, ?, ?)",
            [(each.number, *_words(each.owner, each.entry)) for each in entries],
        )
        numbers = [(each.number,) for each in entries]
        self._file.execute_many("DELETE FROM search_entry WHERE number = ?", numbers)
        self._file.execute_many("DELETE FROM search_text WHERE number = ?", numbers)
        self._grow(sum(len(each.entry.body) for each in entries))

    def _add(self, owner: Owner, entries: Sequence[Entry]) -> None:
        for entry in entries:
            number, spot = self._next_number(entry), entry.spot
            place = (entry.place, spot.part, spot.attempt, spot.seq, entry.key, entry.created_at)
            self._entries.append((number, owner.number, *place))
            self._texts.append((number, entry.title, packed(entry.body)))
            self._words.append((number, *_words(owner, entry)))
        self._grow(sum(len(each.body) for each in entries))

    def _next_number(self, entry: Entry) -> int:
        # Numbers are never given twice: pages that were begun earlier count on them.
        if entry.title:
            self._last_titled += 1
            return self._last_titled
        self._last_entry += 1
        return self._last_entry

    def _grow(self, characters: int) -> None:
        self._pending += characters
        if self._pending > MOST_PENDING:
            self._commit(reached=False)
            self._file.begin()

    def _flush(self) -> None:
        """Writes what was added and waits to be written together."""
        self._file.execute_many("INSERT INTO search_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._entries)
        self._file.execute_many("INSERT INTO search_text VALUES (?, ?, ?)", self._texts)
        # The full-text table writes out all it holds whenever a number is lower than the one before.
        self._words.sort()
        self._file.execute_many(
            "INSERT INTO search_words (rowid, title, body, facets) VALUES (?, ?, ?, ?)", self._words
        )
        self._forget()

    def _forget(self) -> None:
        for waiting in (self._entries, self._texts, self._words):
            waiting.clear()

    def _commit(self, *, reached: bool = True) -> None:
        self._flush()
        self._file.execute(
            "UPDATE search_state SET last_entry = ?, last_titled = ?", (self._last_entry, self._last_titled)
        )
        if reached:
            self._file.execute("UPDATE search_state SET watermark = ?", (self._watermark,))
        self._file.commit()
        self._pending = 0


def _words(owner: Owner, entry: Entry) -> tuple[str, str, str]:
    """What the index is given of an entry: the words of its title and its body, and its facets."""
    return indexed(entry.title), indexed(entry.body), facets_of(owner, entry.place)


def _same(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Whether both say the same; when it was said is what the first who noticed took it for."""
    return [replace(each, created_at=0) for each in before] == [replace(each, created_at=0) for each in after]
