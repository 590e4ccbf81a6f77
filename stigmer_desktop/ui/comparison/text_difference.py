"""What two texts have in common, line by line, as numbered and coloured lines."""

from __future__ import annotations

from stigmer_desktop.ui.comparison.alignment import aligned
from stigmer_desktop.ui.executions.line_surface import LineMark

MOST_LINES = 3000


def difference(first: str, second: str) -> tuple[str, list[LineMark]]:
    """All lines of both, those that only one has marked; of very long texts the beginning."""
    before, after = first.split("\n")[:MOST_LINES], second.split("\n")[:MOST_LINES]
    texts: list[str] = []
    marks: list[LineMark] = []
    for a, b in aligned(before, after):
        if b is None:
            assert a is not None
            texts.append(before[a])
            marks.append(LineMark(str(a + 1), "-", "removed_text", "removed_fill"))
        elif a is None:
            texts.append(after[b])
            marks.append(LineMark(str(b + 1), "+", "added_text", "added_fill"))
        else:
            texts.append(after[b])
            marks.append(LineMark(str(b + 1), ""))
    return "\n".join(texts), marks
