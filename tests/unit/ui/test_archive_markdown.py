"""An export as Markdown: plans as task lists, whole seconds, and what was started again."""

from __future__ import annotations

from stigmer_desktop.api.desktop import SessionArchive
from stigmer_desktop.api.execution import TOOL_KIND_TODO
from stigmer_desktop.ui.archives.archive_markdown import execution_markdown, markdown_of
from tests.execution_snapshots import execution, said, tool


def test_a_plan_is_a_task_list_and_no_json() -> None:
    todos = [
        {"content": "Read", "status": "completed"},
        {"content": "Run", "status": "in_progress"},
        {"content": "Write", "status": "pending"},
    ]
    call = tool("c", "write_todos", tool_kind=TOOL_KIND_TODO, arguments={"todos": todos})
    text = execution_markdown(execution(calls=[call]))
    assert "- [x] Read\n- [ ] Run *(in progress)*\n- [ ] Write" in text
    assert "{" not in text


def test_times_are_in_whole_seconds() -> None:
    archive = SessionArchive(exported_at="2026-11-22T10:00:01.123456Z")
    archive.executions.append(execution(started_at="2026-11-22T09:00:00.999Z"))
    text = markdown_of(archive)
    assert "- Exported: 2026-11-22T10:00:01Z\n" in text
    assert "2026-11-22T09:00:00Z*" in text


def test_what_was_started_again_is_said() -> None:
    half, whole = said("word1 wo"), said("word1 word2")
    half.metadata.update({"broken_off": True})
    text = execution_markdown(execution(messages=[half, whole]))
    assert "word1 wo\n\n*Interrupted, and started again:*\n\nword1 word2" in text
