"""What a message takes on the disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bench.figure import Figure
from bench.plain import PlainTranscripts
from bench.workbench import Workbench
from stigmer_desktop.backend.store.tables import MESSAGES
from stigmer_desktop.paths import DataFolder

PART = "size"


async def run(bench: Workbench) -> list[Figure]:
    """Bytes for each message, in the database and in the search index."""
    full = await bench.full()
    count = full.message_count
    plain, content = _plain(full.data, bench.data("size-plain").root)
    return [
        Figure(PART, "a message's content", content / count, "B"),
        Figure(
            PART, "database, for each message", full.data.database.stat().st_size / count, "B", plain=plain
        ),
        Figure(PART, "search index, for each message", _folder_size(full.data.search_index) / count, "B"),
    ]


def _plain(data: DataFolder, folder: Path) -> tuple[float, int]:
    """Bytes for each message when they stand in a plain table; and how long all messages are together."""
    folder.mkdir(parents=True)
    path = folder / "plain.db"
    rows = PlainTranscripts(path)
    count = content = 0
    with closing(sqlite3.connect(f"file:{data.database}?mode=ro", uri=True)) as store:
        query = "SELECT execution_seq, data FROM execution_part WHERE part = ? ORDER BY execution_seq, seq"
        messages: list[bytes] = []
        current = None
        for execution, message in [*store.execute(query, (MESSAGES,)), (None, b"")]:
            if execution != current and messages:
                rows.add(str(current), b"", messages)
                messages = []
            current = execution
            messages.append(message)
            count += execution is not None
            content += len(message)
    rows.close()
    return path.stat().st_size / count, content


def _folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
