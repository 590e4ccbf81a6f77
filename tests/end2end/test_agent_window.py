"""A conversation that grows past the model's window, in the real runner: summarised, and said so."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL
from stigmer_desktop.api.execution import TOOL_CALL_COMPLETED
from tests.end2end.program import Program, said
from tests.scripted_model import Call, Request, Script, ScriptedModel, says

WINDOW = 36_000
FILES = 14
SUMMARY = "The first numbers were read; nothing was odd about them."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    for number in range(FILES):
        (place / f"{number}.txt").write_text(f"Number {number}.\n" + "some words\n" * 200)
    return place


class Reader:
    """Reads one file after another, and makes a summary where it is asked without tools."""

    def __init__(self) -> None:
        self.read = 0
        self.summaries = 0
        self.refused = 0

    def __call__(self, request: Request) -> Script:
        if sum(len(content) for _, content in request.messages) > WINDOW:
            self.refused += 1
            return Script(window=WINDOW)
        if not request.tools:
            self.summaries += 1
            return says(SUMMARY)
        if self.read == FILES:
            return says("All are read.")
        self.read += 1
        return says("", Call("read_file", {"file_path": f"{self.read - 1}.txt"}))


def test_what_grows_past_the_window_is_summarised(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = reader = Reader()
    done = program.answer("Read all")
    assert said(done) == "All are read."
    assert reader.refused and reader.summaries
    assert [call.status for call in done.status.tool_calls] == [TOOL_CALL_COMPLETED] * FILES
    (warning,) = done.status.warnings
    assert warning.startswith("The conversation grew past what the model's window holds.")
    # The summary's words are for the model alone, and its cost is counted.
    assert SUMMARY not in str(done.status.messages)
    assert SUMMARY in str(model.requests[-1].messages)
    (usage,) = done.status.usage.models
    assert usage.calls == FILES + 1 + reader.summaries
    # What the summary replaced can still be read, and is no business of version control.
    (kept,) = (folder / ".stigmer" / "conversation_history").glob("*.md")
    assert "Number 0." in kept.read_text()
    assert (folder / ".stigmer" / ".gitignore").read_text() == "*\n"

    model.scripts["plain"] = says("They were numbers.")
    assert said(program.answer("What did you read?")) == "They were numbers."
    assert SUMMARY in str(model.requests[-1].messages)


def test_a_message_that_alone_is_too_long_is_told_plainly(
    model: ScriptedModel, program: Program, folder: Path
) -> None:
    program.work_in(folder, APPROVAL_MODE_ALLOW_ALL)
    model.scripts["plain"] = Reader()
    failed = program.failure("Read this: " + "words " * 8_000)
    assert "does not fit into the model's window" in failed.status.error
    assert "choose a model with a larger window" in failed.status.error
