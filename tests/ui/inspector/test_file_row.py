"""The files that a session has changed as rows."""

from __future__ import annotations

from stigmer_desktop.api.execution import TOOL_KIND_FILE_DELETE, FileChange
from stigmer_desktop.ui.inspector.call_row import call_rows
from stigmer_desktop.ui.inspector.file_row import FileRow, diff_of, file_rows
from tests.execution_snapshots import execution, tool
from tests.ui.inspector.snapshots import DIFF

NEW = "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1,1 @@\n+one\n"


def rows_of(*changes: FileChange, **more: int) -> list[FileRow]:
    calls = [tool(f"c{n}", file_changes=[change], **more) for n, change in enumerate(changes)]
    return file_rows(list(call_rows(execution(calls=calls))))


def change(path: str, diff: str = DIFF, added: int = 2, removed: int = 1, **more: str) -> FileChange:
    return FileChange(path=path, unified_diff=diff, lines_added=added, lines_removed=removed, **more)


def test_each_path_stands_once_with_all_that_was_done_to_it() -> None:
    first, second = rows_of(change("src/a.py"), change("b.py"), change("src/a.py", added=5))
    assert (first.path, first.added, first.removed, len(first.edits)) == ("src/a.py", 7, 2, 2)
    assert (first.name, first.folder, second.folder) == ("a.py", "src", "")
    assert first.edits[1].part == "aex-1/call/c2"


def test_new_deleted_and_renamed_files_are_known() -> None:
    (new,) = rows_of(change("a.py", NEW))
    assert new.is_new and not new.is_deleted
    (gone,) = rows_of(change("a.py"), tool_kind=TOOL_KIND_FILE_DELETE)
    assert gone.is_deleted
    (moved,) = rows_of(change("b.py", rename_from="a.py"))
    assert moved.renamed_from == "a.py"


def test_a_diff_has_numbers_and_signs() -> None:
    (row,) = rows_of(change("a.py"))
    lines = diff_of(row, "Change %1 of %2")
    assert [(line.number, line.sign) for line in lines] == [("41", ""), ("42", "-"), ("42", "+"), ("43", "+")]


def test_between_several_changes_stands_which_one_it_is() -> None:
    (row,) = rows_of(change("a.py"), change("a.py", NEW))
    heads = [line.text for line in diff_of(row, "Change %1 of %2") if line.fill == "user_message"]
    assert heads == ["Change 1 of 2", "Change 2 of 2"]
