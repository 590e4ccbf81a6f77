"""Secret values that older forms of the database held clear: encrypted, and gone from every file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message

from stigmer_desktop.api.agent import Agent
from stigmer_desktop.api.agent_instance import AgentInstance
from stigmer_desktop.api.environment import Environment
from stigmer_desktop.api.execution import AgentExecution, AgentExecutionStatus
from stigmer_desktop.api.execution_context import ExecutionContext
from stigmer_desktop.api.kinds import (
    AGENT,
    AGENT_EXECUTION,
    AGENT_INSTANCE,
    ENVIRONMENT,
    EXECUTION_CONTEXT,
    KINDS,
    MCP_SERVER,
    SKILL,
)
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.backend.errors import StoreFailed
from stigmer_desktop.backend.store import database as database_module
from stigmer_desktop.backend.store.clear_copies import is_free_of_clear_copies, remove_clear_copies
from stigmer_desktop.backend.store.database import open_database
from stigmer_desktop.backend.store.migrations import MIGRATIONS
from stigmer_desktop.backend.store.secret_fields import MASK, secrets_of, values_of
from stigmer_desktop.backend.store.store import Store
from stigmer_desktop.backend.store.tables import tables_of
from stigmer_desktop.key_storage import KeyStorage

HUSH = "hush-7f3a"
OLD = "what-was-overwritten-hush"
MASKED_THEN = "ENTERED_AS_MASK"


def old_resources() -> list[Message]:
    """One resource of each kind that may hold secrets, and some that refer to others."""
    made: list[Any] = [Environment(), ExecutionContext(), AgentExecution(), Agent(), McpServer()]
    for number, message in enumerate(made):
        kind = KINDS[ORDER[number]]
        message.kind = kind.name
        message.metadata.id = f"{kind.id_prefix}-1"
        message.metadata.name = message.metadata.slug = f"old-{kind.id_prefix}"
        values = values_of(kind.number, message)
        values["TOKEN"].value, values["TOKEN"].is_secret = HUSH, True
        values["PLAIN"].value = "plain"
        values[MASKED_THEN].value, values[MASKED_THEN].is_secret = MASK, True
    made[3].spec.skill_refs.add(kind=SKILL.number, slug="writing")
    instance = AgentInstance(kind="AgentInstance")
    instance.metadata.id, instance.metadata.slug, instance.metadata.name = "ain-1", "old-ain", "Old instance"
    instance.spec.environment_refs.add(kind=ENVIRONMENT.number, slug="old-env")
    return [*made, instance]


ORDER = [each.number for each in (ENVIRONMENT, EXECUTION_CONTEXT, AGENT_EXECUTION, AGENT, MCP_SERVER)]
KIND_OF: dict[Any, int] = {KINDS[number].message: number for number in [*ORDER, AGENT_INSTANCE.number]}


def make_old(path: Path) -> None:
    """A database that has had migration 1 alone, with clear secrets in rows, in free pages and in the log."""
    database = open_database(path)
    tables = tables_of(database)
    database.create_tables([tables.migration])
    MIGRATIONS[0].run(database, tables)
    tables.migration.create(number=1, name="first tables", applied_at=1)
    database.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    # Some builds of SQLite overwrite what is deleted; the worst case is one that does not.
    connection.execute("PRAGMA secure_delete = OFF")
    for seq, message in enumerate(old_resources(), 1):
        resource: Any = message
        metadata = resource.metadata
        row = (seq, metadata.id, KIND_OF[type(message)], metadata.slug, metadata.slug)
        connection.execute(
            "INSERT INTO resource (seq, id, kind, slug, unique_slug, org, name, title, created_at,"
            " updated_at, active_at, revision) VALUES (?, ?, ?, ?, ?, '', ?, '', 1, 1, 1, ?)",
            (*row, metadata.name, seq),
        )
        connection.execute("INSERT INTO document VALUES (?, ?)", (seq, message.SerializeToString()))
    status = AgentExecutionStatus(phase=3).SerializeToString()
    connection.execute("INSERT INTO execution_status VALUES (3, ?)", (status,))
    # Something that was written over, and is only in free pages by now.
    connection.execute("INSERT INTO document VALUES (99, ?)", ((OLD * 3000).encode(),))
    connection.commit()
    connection.execute("DELETE FROM document WHERE resource_seq = 99")
    connection.commit()
    connection.close()


def files_with(folder: Path, text: str) -> list[str]:
    return [each.name for each in folder.rglob("*") if each.is_file() and text.encode() in each.read_bytes()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "stigmer.db"
    make_old(made)
    assert files_with(tmp_path, HUSH) and files_with(tmp_path, OLD)
    return made


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    store = Store(path, path.parent / "backups")
    try:
        yield store
    finally:
        store.stop()


def revealed(store: Store, number: int) -> Any:
    """The one resource of a kind, with its secrets."""

    def job(unit: Any) -> Any:
        kind = KINDS[number]
        row = unit.resources.by_id(kind, f"{kind.id_prefix}-1")
        message = unit.resources.message(kind, row)
        del values_of(number, message)[MASKED_THEN]
        unit.secrets.reveal(row.seq, number, message)
        return message

    return store.submit_read(job).result()


def check_values(store: Store) -> None:
    for number in ORDER:
        values = values_of(number, revealed(store, number))
        assert values["TOKEN"].value == HUSH
        assert values["PLAIN"].value == "plain"


def test_clear_secrets_are_encrypted_and_gone_from_every_file(path: Path) -> None:
    with opened(path) as store:
        check_values(store)
        # While it is open as well as after it: the log counts.
        assert files_with(path.parent, HUSH) == []
        assert files_with(path.parent, OLD) == []

        def masked(unit: Any) -> list[str]:
            found = []
            for number in ORDER:
                row = unit.resources.by_id(KINDS[number], f"{KINDS[number].id_prefix}-1")
                message = unit.resources.message(KINDS[number], row)
                found += [value.value for _, value in secrets_of(number, message)]
            return found

        assert set(store.submit_read(masked).result()) == {MASK}
    assert files_with(path.parent, HUSH) == []
    assert files_with(path.parent, OLD) == []
    assert len(list((path.parent / "backups").glob("*.db"))) == 1


def test_references_that_were_there_are_known(path: Path) -> None:
    with opened(path) as store:

        def users(unit: Any) -> tuple[list[int], list[int]]:
            return (
                unit.references.users(ENVIRONMENT, ("old-env", "env-1"), 10),
                unit.references.users(SKILL, ("writing",), 10),
            )

        assert store.submit_read(users).result() == ([6], [4])


def test_the_migrations_own_backup_holds_the_secrets_encrypted(path: Path) -> None:
    with opened(path):
        pass
    (backup,) = (path.parent / "backups").glob("*.db")
    # It is of the old form, and becomes one of today's when it takes the database's place.
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT max(number) FROM migration").fetchone() == (1,)
    for file in path.parent.glob("stigmer.db*"):
        file.unlink()
    shutil.move(backup, path)
    with opened(path) as store:
        check_values(store)
    assert files_with(path.parent, HUSH) == []


def test_backups_of_earlier_migrations_are_encrypted_too(path: Path) -> None:
    backups = path.parent / "backups"
    backups.mkdir()
    shutil.copy(path, backups / "before-migration-2-1.db")
    (backups / "before-migration-2-2.db.part").write_bytes(HUSH.encode())
    with opened(path) as store:
        check_values(store)
    assert files_with(path.parent, HUSH) == []
    assert files_with(path.parent, OLD) == []
    assert len(list(backups.iterdir())) == 2


def test_a_clean_up_that_failed_is_done_at_the_next_start(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(database_module, "remove_clear_copies", full)
        with opened(path) as store:
            check_values(store)
    assert "could not be removed" in caplog.text
    assert not is_free_of_clear_copies(path)
    assert files_with(path.parent, OLD)
    with opened(path) as store:
        check_values(store)
    assert is_free_of_clear_copies(path)
    assert files_with(path.parent, HUSH) == files_with(path.parent, OLD) == []


def test_it_is_done_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []

    def counted(*arguments: Any) -> None:
        times.append(1)
        remove_clear_copies(*arguments)

    monkeypatch.setattr(database_module, "remove_clear_copies", counted)
    for _ in range(3):
        with opened(path):
            pass
    assert times == [1]


def test_a_key_that_cannot_be_kept_leaves_the_database_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(KeyStorage, "keep", read_only)
        with pytest.raises(StoreFailed, match="Read-only file system"), opened(path):
            pass
    assert list((path.parent / "backups").iterdir()) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT max(number) FROM migration").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM document").fetchone() == (6,)
    with opened(path) as store:
        check_values(store)
    assert files_with(path.parent, HUSH) == []


def test_without_secrets_no_key_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with opened(path):
        pass
    assert not (tmp_path / "secret-keys.json").exists()
    assert is_free_of_clear_copies(path)
