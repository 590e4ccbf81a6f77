"""What the benchmark finds: figures, each with its bound if it has one."""

from __future__ import annotations

import json
import math
import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes:
        part: which part of the benchmark found it.
        name: what it is.
        value, unit: the number.
        plain: the same reads or writes done with plain sqlite3 in the same run, in the same unit.
        at_most: its bound, if it has one.
    """

    part: str
    name: str
    value: float
    unit: str
    plain: float | None = None
    at_most: float | None = None

    @property
    def passed(self) -> bool:
        return self.at_most is None or self.value <= self.at_most


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """All figures as one table."""
    head = ("part", "figure", "value", "plain sqlite3", "bound", "")
    rows = [head] + [
        (
            figure.part,
            figure.name,
            _number(figure.value, figure.unit),
            "" if figure.plain is None else _number(figure.plain, figure.unit),
            "" if figure.at_most is None else "≤ " + _number(figure.at_most, figure.unit),
            "" if figure.at_most is None else "pass" if figure.passed else "FAIL",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    numbers = (2, 3, 4)
    lines = [
        "  ".join(
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Writes all figures, and what they were measured on, to `path`."""
    content = {
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "passed": all(figure.passed for figure in figures),
        "figures": [{**asdict(figure), "passed": figure.passed} for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 1000 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}".rstrip()
