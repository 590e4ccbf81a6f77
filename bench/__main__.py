"""Runs the benchmark: all parts or one; prints one table, writes JSON, and fails when a bound is missed."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bench.figure import Figure, table, write_json
from bench.parts import lists, reports, search, size, subscribers, unary, window
from bench.workbench import Workbench, say

Part = Callable[[Workbench], Awaitable[list[Figure]]]
PARTS: dict[str, Part] = {
    "unary": unary.run,
    "reports": reports.run,
    "subscribers": subscribers.run,
    "lists": lists.run,
    "search": search.run,
    "size": size.run,
    "window": window.run,
}
MISSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the parts that `arguments` (default: the command line's) name; returns the exit status."""
    options = _parser().parse_args(arguments)
    names = options.only or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="stigmer-bench-") as folder:
        figures = asyncio.run(_run(names, Workbench(Path(folder), options.store)))
    write_json(options.json, figures)
    print(table(figures))
    missed = [figure for figure in figures if not figure.passed]
    if missed:
        say(f"{len(missed)} of the bounds missed")
    return MISSED if missed else 0


async def _run(names: Sequence[str], bench: Workbench) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        say(name)
        figures += await PARTS[name](bench)
    return figures


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"), metavar="FILE", help="where the figures go"
    )
    parser.add_argument(
        "--store",
        type=Path,
        metavar="DIR",
        help="keep the full store here, or use the one that an earlier run has kept",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
