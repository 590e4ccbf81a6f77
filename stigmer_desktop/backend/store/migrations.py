"""The ordered changes of the database's form; a change that was released is never edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peewee import SqliteDatabase

from stigmer_desktop.backend.store.tables import Tables


@dataclass(frozen=True)
class Migration:
    """One change of the database's form.

    Attributes:
        number: its place in the order, from 1.
        name: what it does, in a few words.
        run: does it, inside a transaction.
    """

    number: int
    name: str
    run: Callable[[SqliteDatabase, Tables], None]


def _first_tables(database: SqliteDatabase, tables: Tables) -> None:
    database.create_tables([table for table in tables.all() if table is not tables.migration])
    database.execute_sql(  # type: ignore[no-untyped-call]
        "CREATE INDEX execution_part_open ON execution_part (execution_seq) WHERE open = 1"
    )


MIGRATIONS: tuple[Migration, ...] = (Migration(1, "first tables", _first_tables),)
