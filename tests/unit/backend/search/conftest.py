"""A store and an index of it, each in a folder of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stigmer_desktop.api.execution import AgentExecution, AgentMessage
from stigmer_desktop.api.kinds import SESSION
from stigmer_desktop.api.session import Session
from stigmer_desktop.backend.search.index_feed import IndexFeed
from stigmer_desktop.backend.search.index_file import IndexFile
from stigmer_desktop.backend.search.index_writer import IndexWriter
from stigmer_desktop.backend.search.query_language import match_expression, parse
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Store, Unit
from stigmer_desktop.backend.store.tables import MESSAGES
from tests.unit.backend.search.plain import no_masking


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "stigmer.db", tmp_path / "backups")
    yield opened
    opened.close_thread()
    opened.stop()


@pytest.fixture
def index(tmp_path: Path, store: Store) -> Iterator[IndexFile]:
    file = IndexFile(tmp_path / "index-1.db")
    file.create(store.mark, whole=True)
    yield file
    file.close_thread()


@pytest.fixture
def follow(store: Store, index: IndexFile) -> Callable[[], None]:
    """Takes everything that is stored into the index."""

    def level() -> None:
        feed = IndexFeed(store, no_masking, lambda: None)
        while feed.step(IndexWriter(index), 10):
            pass

    return level


def numbers(index: IndexFile, query: str) -> list[int]:
    """The numbers of the entries that a query finds."""
    statement = "SELECT rowid FROM search_words WHERE search_words MATCH ? ORDER BY rowid"
    return [number for (number,) in index.rows(statement, (match_expression(parse(query), ()),))]


def add_session(unit: Unit, name: str, subject: str) -> ResourceRow:
    session = Session()
    session.metadata.id = f"ses-{name}"
    session.metadata.name = session.metadata.slug = name
    session.spec.subject = subject
    return unit.resources.insert(SESSION, session, Facts(title=subject, parent_id="ain-1", agent_id="agt-1"))


def add_execution(unit: Unit, name: str, message: str, *texts: str, phase: int = 3) -> ResourceRow:
    execution = AgentExecution()
    execution.metadata.id = f"aex-{name}"
    execution.spec.message = message
    execution.status.phase = phase  # type: ignore[assignment]
    facts = Facts(title=message, parent_id="ses-1", agent_id="agt-1", phase=phase, unique=False)
    row = unit.executions.insert(execution, facts)
    put_messages(unit, row, *texts)
    return row


def put_messages(unit: Unit, row: ResourceRow, *texts: str, growing: bool = False) -> None:
    """Writes the messages of an execution, with its revision."""
    revision = unit.resources.next_revision()
    parts = [
        PartRow(MESSAGES, 0, seq, "", growing, AgentMessage(content=text).SerializeToString())
        for seq, text in enumerate(texts)
    ]
    unit.executions.put_parts(row, parts, revision)
    unit.resources.touch(row.seq, revision=revision)
