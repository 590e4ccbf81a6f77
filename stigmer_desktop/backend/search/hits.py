"""Makes what a caller sees of found entries: where each stands, its words, its title."""

from __future__ import annotations

from stigmer_desktop.api.desktop import (
    SEARCH_PLACE_AGENT,
    SEARCH_PLACE_MESSAGE,
    SEARCH_PLACE_SESSION_SUBJECT,
    SEARCH_PLACE_SUB_AGENT,
    SEARCH_PLACE_TOOL_CALL,
    Highlight,
    SearchHit,
)
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION
from stigmer_desktop.backend.search.entry import Spot
from stigmer_desktop.backend.search.entry_rows import StoredEntry, load_titles
from stigmer_desktop.backend.search.excerpt import ExcerptMaker
from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.store.clock import rfc3339
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit
from stigmer_desktop.backend.store.tables import MESSAGES


class HitMaker:
    """Makes the hits of one page from the store as it is now; what is no longer there makes none."""

    def __init__(
        self, unit: Unit, index: IndexFile, entries: list[StoredEntry], excerpts: ExcerptMaker
    ) -> None:
        self._excerpts = excerpts
        sessions = {each.owner.session_id for each in entries}
        # The index's own titles: secret values are masked in them.
        self._titles = load_titles(index, sessions)
        self._living = unit.follow.living(each.owner.id for each in entries)
        self._sessions = unit.follow.living(sessions - self._titles.keys())
        executions = [row for row in self._living.values() if row.kind == AGENT_EXECUTION.number]
        self._lengths = unit.follow.part_lengths(executions)
        self._message_counts: dict[int, list[tuple[int, int]]] = {}
        for (seq, part, attempt), length in self._lengths.items():
            if part == MESSAGES:
                self._message_counts.setdefault(seq, []).append((attempt, length))

    def hit(self, stored: StoredEntry) -> SearchHit | None:
        """The hit of one entry."""
        row = self._living.get(stored.owner.id)
        entry = stored.entry
        if row is None or not self._stands(row, entry.spot):
            return None
        hit = SearchHit(
            place=entry.place,  # type: ignore[arg-type]
            session_id=stored.owner.session_id,
            agent_id=stored.owner.agent_id,
            title=self._title(row, stored),
            created_at=rfc3339(entry.created_at),
        )
        if entry.place not in (SEARCH_PLACE_AGENT, SEARCH_PLACE_SESSION_SUBJECT):
            hit.execution_id = row.id
        if entry.place == SEARCH_PLACE_MESSAGE:
            hit.message_index = self._messages_before(row, entry.spot.attempt) + entry.spot.seq
        elif entry.place == SEARCH_PLACE_TOOL_CALL:
            hit.tool_call_id = entry.key
        elif entry.place == SEARCH_PLACE_SUB_AGENT:
            hit.sub_agent_id = entry.key
        self._excerpt(hit, stored)
        return hit

    def _stands(self, row: ResourceRow, spot: Spot) -> bool:
        """Whether the part is still there."""
        return not spot.part or spot.seq < self._lengths.get((row.seq, spot.part, spot.attempt), 0)

    def _messages_before(self, row: ResourceRow, attempt: int) -> int:
        """How many messages the attempts before this one have left."""
        lengths = self._message_counts.get(row.seq, ())
        return sum(length for before, length in lengths if before < attempt)

    def _title(self, row: ResourceRow, stored: StoredEntry) -> str:
        if row.kind == AGENT.number:
            return stored.entry.title
        session_id = stored.owner.session_id
        session = self._sessions.get(session_id)
        return self._titles.get(session_id) or (session.name if session else "")

    def _excerpt(self, hit: SearchHit, stored: StoredEntry) -> None:
        title, body = stored.entry.title, stored.entry.body
        in_body = not title or self._excerpts.matches(body)
        excerpt = self._excerpts.excerpt(body if in_body else title)
        hit.excerpt = excerpt.text
        hit.highlights.extend(Highlight(start=start, end=end) for start, end in excerpt.highlights)
