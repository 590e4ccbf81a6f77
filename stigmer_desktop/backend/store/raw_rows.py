"""Reads rows as the database gives them: for many rows Peewee's conversions take longer than the query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def raw_rows(query: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a Peewee query as plain tuples: numbers, texts, and blobs as bytes."""
    cursor: Iterator[tuple[Any, ...]] = query.model._meta.database.execute(query)
    return cursor
