"""The store: units of work, versions of the file, damage, and what a crash leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.api.kinds import AGENT, AGENT_EXECUTION
from stigmer_desktop.backend.errors import ApiError, StoreFailed, Unavailable
from stigmer_desktop.backend.store import database
from stigmer_desktop.backend.store.execution_rows import PartRow
from stigmer_desktop.backend.store.migrations import MIGRATIONS
from stigmer_desktop.backend.store.resource_row import Facts, ResourceRow
from stigmer_desktop.backend.store.store import Store, Unit
from stigmer_desktop.backend.store.tables import MESSAGES
from stigmer_desktop.backend.store.wire import varint


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stigmer.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store(path, path.parent / "backups")
    yield opened
    opened.stop()


def agent(name: str) -> Agent:
    made = Agent()
    made.metadata.id = f"agt-{name}"
    made.metadata.name = made.metadata.slug = name
    return made


def insert(unit: Unit, name: str) -> ResourceRow:
    return unit.resources.insert(AGENT, agent(name), Facts())


def test_a_failed_job_leaves_nothing(store: Store) -> None:
    def job(unit: Unit) -> None:
        insert(unit, "a")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.submit_write(job).result()
    assert store.submit_read(lambda unit: unit.resources.count(AGENT)).result() == 0


def test_the_size_is_that_of_what_is_stored_and_not_of_the_log(store: Store, path: Path) -> None:
    for number in range(300):
        store.submit_write(lambda unit, number=number: insert(unit, f"a{number}")).result()  # type: ignore[misc]
    said = store.submit_read(lambda unit: store.size_bytes()).result()
    assert path.with_name("stigmer.db-wal").stat().st_size > 2 * said
    store.stop()
    assert said == path.stat().st_size


def test_the_size_shrinks_when_something_is_deleted(store: Store) -> None:
    def fill(unit: Unit) -> list[ResourceRow]:
        return [insert(unit, f"{number}-{'x' * 2000}") for number in range(200)]

    rows = store.submit_write(fill).result()
    full = store.submit_read(lambda unit: store.size_bytes()).result()
    store.submit_write(lambda unit: [unit.resources.delete(row) for row in rows]).result()
    assert store.submit_read(lambda unit: store.size_bytes()).result() < full / 2


def test_revisions_grow_with_every_change_and_survive_a_restart(store: Store, path: Path) -> None:
    first = store.submit_write(lambda unit: insert(unit, "a")).result()
    second = store.submit_write(lambda unit: insert(unit, "b")).result()
    assert second.revision > first.revision
    store.submit_write(lambda unit: unit.resources.delete(second)).result()
    newest = store.submit_read(lambda unit: unit.changes.newest_revision()).result()
    store.stop()
    again = Store(path, path.parent / "backups")
    third = again.submit_write(lambda unit: insert(unit, "c")).result()
    assert third.revision > newest > second.revision
    changes = again.submit_read(lambda unit: unit.changes.changed_since(first.revision, 10)).result()
    assert [(change.id, change.deleted) for change in changes] == [("agt-b", True), ("agt-c", False)]
    again.stop()


def test_a_stopped_store_says_so(store: Store) -> None:
    store.stop()
    with pytest.raises(Unavailable, match="shutting down"):
        store.submit_read(lambda unit: None)


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    Store(path, path.parent / "backups").stop()
    newer = max(step.number for step in MIGRATIONS) + 1
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO migration VALUES (?, 'from the future', 0)", (newer,))
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="newer version"):
        Store(path, path.parent / "backups")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"This is a letter, not a database." * 100)
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match="is damaged"):
        Store(path, path.parent / "backups")
    assert path.read_bytes() == before


def test_a_file_that_another_program_holds_is_said(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.stop()
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 20)
    monkeypatch.setitem(database._PRAGMAS, "busy_timeout", 20)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE resource SET name = name")
        with pytest.raises(StoreFailed, match=r"cannot be opened: another program has locked it\. Nothing"):
            Store(path, path.parent / "backups")
    Store(path, path.parent / "backups").stop()


def test_a_damaged_page_is_an_error_in_words(store: Store, path: Path) -> None:
    def fill(unit: Unit) -> None:
        for number in range(300):
            insert(unit, f"n{number}")

    store.submit_write(fill).result()
    store.stop()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(ApiError, match=r"is damaged|could not be used"):
        broken = Store(path, path.parent / "backups")
        try:
            broken.submit_read(lambda unit: unit.resources.count(AGENT)).result()
        finally:
            broken.stop()


def test_only_changed_parts_are_written(store: Store) -> None:
    execution = AgentExecution()
    execution.metadata.id = "aex-1"

    def begin(unit: Unit) -> ResourceRow:
        row = unit.executions.insert(execution, Facts(unique=False, phase=2))
        parts = [PartRow(MESSAGES, 0, number, "", False, b"\x12\x01a") for number in range(250)]
        unit.executions.put_parts(row, parts, 5)
        return row

    row = store.submit_write(begin).result()
    changed = PartRow(MESSAGES, 0, 249, "", False, b"\x12\x01b")
    store.submit_write(lambda unit: unit.executions.put_parts(row, [changed], 9)).result()
    snapshot = store.submit_read(lambda unit: unit.executions.snapshot(row)).result()
    assert [message.content for message in snapshot.status.messages] == ["a"] * 249 + ["b"]
    header = store.submit_read(lambda unit: unit.executions.header(row)).result()
    assert not header.status.messages
    assert AGENT_EXECUTION.number == row.kind


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**31, 2**63])
def test_varints_are_protobufs(value: int) -> None:
    from google.protobuf.wrappers_pb2 import UInt64Value

    expected = UInt64Value(value=value).SerializeToString()
    assert expected == (b"\x08" + varint(value) if value else b"")


def test_a_full_disk_is_named_also_when_the_roll_back_fails(store: Store) -> None:
    def fill(unit: Unit) -> None:
        store._run("PRAGMA max_page_count = 1")
        for number in range(3000):
            insert(unit, f"n{number}")

    with pytest.raises(StoreFailed, match="The disk is full"):
        store.submit_write(fill).result()
