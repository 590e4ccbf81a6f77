"""Reads a unified diff into lines with their numbers and signs."""

from __future__ import annotations

import re
from dataclasses import replace

from stigmer_desktop.ui.executions.line_surface import LineMark

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$")
_HEADERS = ("--- ", "+++ ", "diff ", "index ", "new file", "deleted file", "similarity ", "rename ")


def diff_lines(unified_diff: str, *, numbered: bool = True) -> tuple[str, list[LineMark]]:
    """The text of a diff without its signs, and a mark for each line of it.

    Removed lines carry their old number, others their new one. Between hunks stands one line with dots.
    What is no diff is shown as it is. Without `numbered`, where nobody knows the place in the file, there
    are no numbers.
    """
    texts: list[str] = []
    marks: list[LineMark] = []
    old = new = 0
    in_hunk = False
    for line in unified_diff.rstrip("\n").split("\n"):
        found = _HUNK.match(line)
        if found:
            if texts:
                texts.append(found[3])
                marks.append(LineMark("⋯", "", "third_text"))
            old, new, in_hunk = int(found[1]), int(found[2]), True
        elif not in_hunk and line.startswith(_HEADERS):
            continue
        elif line.startswith("-") and in_hunk:
            texts.append(line[1:])
            marks.append(LineMark(str(old), "-", "removed_text", "removed_fill"))
            old += 1
        elif line.startswith("+") and in_hunk:
            texts.append(line[1:])
            marks.append(LineMark(str(new), "+", "added_text", "added_fill"))
            new += 1
        elif line.startswith("\\"):
            texts.append(line.removeprefix("\\ "))
            marks.append(LineMark("", "", "third_text"))
        else:
            texts.append(line[1:] if in_hunk else line)
            marks.append(LineMark(str(new) if in_hunk else "", ""))
            old, new = old + 1, new + 1
    if not numbered:
        marks = [replace(mark, number="") if mark.number.isdecimal() else mark for mark in marks]
    return "\n".join(texts), marks
