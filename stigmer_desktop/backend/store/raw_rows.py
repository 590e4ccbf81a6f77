"""Reads rows as the database gives them: Peewee's own work can take longer than the query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def raw_rows(query: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a Peewee query as plain tuples: numbers, texts, and blobs as bytes."""
    cursor: Iterator[tuple[Any, ...]] = query.model._meta.database.execute(query)
    return cursor


class PreparedQuery:
    """A query that runs often: its SQL is made once, and its values are given each time.

    Args:
        query: a Peewee query with any values in it.
    """

    def __init__(self, query: Any) -> None:
        self._sql, sample = query.sql()
        self._count = len(sample)
        self._database = query.model._meta.database

    def rows(self, *values: Any) -> Iterator[tuple[Any, ...]]:
        """The rows for `values`, which stand in the order in which the SQL has them."""
        if len(values) != self._count:
            raise ValueError(f"{self._count} values are needed, not {len(values)}")
        cursor: Iterator[tuple[Any, ...]] = self._database.execute_sql(self._sql, values)
        return cursor

    def first(self, *values: Any) -> tuple[Any, ...] | None:
        """The first row for `values`; None when there is none."""
        return next(iter(self.rows(*values)), None)


class PreparedInsert:
    """Adds rows to one table often: the SQL is made once.

    Args:
        model: the table's model.
        columns: what is given for each row, in this order.
    """

    def __init__(self, model: Any, *columns: str) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" for _ in columns)
        self._sql = f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({marks})'
        self._database = model._meta.database

    def add(self, *values: Any) -> int:
        """Adds a row and returns its number."""
        return int(self._database.execute_sql(self._sql, values).lastrowid)


class PreparedUpsert:
    """Puts rows into one table often, over those that have the same key.

    Args:
        model: the table's model.
        key: the columns that are unique together.
        values: the other columns; a row gives the key's values first, then these.
    """

    def __init__(self, model: Any, key: tuple[str, ...], values: tuple[str, ...]) -> None:
        names = ", ".join(f'"{column}"' for column in key + values)
        marks = ", ".join("?" for _ in key + values)
        unique = ", ".join(f'"{column}"' for column in key)
        taken = ", ".join(f'"{column}" = excluded."{column}"' for column in values)
        self._sql = (
            f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES ({marks}) '
            f"ON CONFLICT ({unique}) DO UPDATE SET {taken}"
        )
        self._database = model._meta.database

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Writes each of `rows`."""
        self._database.connection().executemany(self._sql, rows)


class RowUpdate:
    """Changes single rows of one table often, by whatever columns.

    Args:
        model: the table's model.
        key: the column by which a row is found.
    """

    def __init__(self, model: Any, key: str) -> None:
        self._start = f'UPDATE "{model._meta.table_name}" SET '
        self._end = f' WHERE "{key}" = ?'
        self._database = model._meta.database

    def set(self, key: Any, **values: Any) -> None:
        """Sets the columns that are named by `values` in the row with this key."""
        changes = ", ".join(f'"{column}" = ?' for column in values)
        self._database.execute_sql(f"{self._start}{changes}{self._end}", (*values.values(), key))
