"""Migrations lead from the first form to the tables that the models describe, and keep the rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from peewee import SqliteDatabase

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.kinds import AGENT
from stigmer_desktop.backend.store.database import open_database
from stigmer_desktop.backend.store.migrations import MIGRATIONS
from stigmer_desktop.backend.store.resource_row import Facts
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.backend.store.tables import tables_of


def columns(path: Path) -> dict[str, dict[str, str]]:
    with sqlite3.connect(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: _columns_of(connection, name) for name in names}
    connection.close()
    return found


def _columns_of(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({table})")}


def test_the_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    Store(tmp_path / "a.db", tmp_path / "backups").stop()
    migrated = columns(tmp_path / "a.db")
    database = SqliteDatabase(str(tmp_path / "b.db"))
    database.create_tables(tables_of(database).all())
    database.close()
    for name, expected in columns(tmp_path / "b.db").items():
        assert migrated[name].keys() == expected.keys(), name


def test_a_database_of_the_first_form_is_brought_up_to_date(tmp_path: Path) -> None:
    path, backups = tmp_path / "old.db", tmp_path / "backups"
    database = open_database(path)
    tables = tables_of(database)
    database.create_tables([tables.migration])
    first = MIGRATIONS[0]
    first.run(database, tables)
    tables.migration.create(number=first.number, name=first.name, applied_at=1)
    agent = Agent()
    agent.metadata.id, agent.metadata.name, agent.metadata.slug = "agt-1", "Kept", "kept"
    agent.metadata.labels["mood"] = "calm"
    database.close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO resource (id, kind, slug, unique_slug, org, name, title, created_at, updated_at,"
            " active_at, revision) VALUES ('agt-1', 40, 'kept', 'kept', '', 'Kept', '', 1, 1, 1, 1)"
        )
        connection.execute("INSERT INTO document VALUES (1, ?)", (agent.SerializeToString(),))
    connection.close()
    store = Store(path, backups)
    row = store.submit_read(lambda unit: unit.resources.by_slug(AGENT, "kept")).result()
    assert row is not None
    assert store.submit_read(lambda unit: unit.resources.message(AGENT, row)).result() == agent
    assert store.submit_read(lambda unit: list(unit.resources.labelled("mood").tuples())).result() == [(1,)]
    added = Agent()
    added.metadata.id = added.metadata.name = added.metadata.slug = "new"
    store.submit_write(lambda unit: unit.resources.insert(AGENT, added, Facts())).result()
    store.stop()
    assert len(list(backups.glob("before-migration-*.db"))) == 1


def test_numbers_grow() -> None:
    numbers = [step.number for step in MIGRATIONS]
    assert numbers == sorted(set(numbers))
