"""The journal of tool calls: what it remembers over restarts, and what it forgets."""

from __future__ import annotations

from pathlib import Path

from stigmer_desktop.api.execution import FileChange
from stigmer_desktop.runner.journal import Journal
from stigmer_desktop.runner.limits import Spent
from stigmer_desktop.runner.tool import ToolOutcome


def test_it_remembers_over_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    outcome = ToolOutcome("Done.", file_changes=(FileChange(path="a.txt", unified_diff="+a"),))
    journal.begin("e", "ended")
    journal.end("e", "ended", outcome)
    journal.begin("e", "open")
    journal.note_spent("e", Spent(2, 3, 4, 5.5, {"key": 2}))
    journal.put_in_thread("t", "e")
    journal.close()

    again = Journal(tmp_path / "journal.db")
    ended, begun = again.find("e", "ended"), again.find("e", "open")
    assert ended is not None and ended.outcome == outcome
    assert begun is not None and begun.outcome is None
    assert again.find("e", "never") is None
    assert again.begun_calls("e") == {"ended", "open"}
    assert again.spent("e") == Spent(2, 3, 4, 5.5, {"key": 2})

    again.forget("e")
    assert again.begun_calls("e") == set()
    assert again.spent("e") == Spent()
    assert again.in_thread("t") == ["e"]
    again.close()
