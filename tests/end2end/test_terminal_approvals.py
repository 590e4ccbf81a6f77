"""Approvals of the real program in a terminal, in a pipe, and by an option."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.test_program import command, run
from tests.scripted_model import Call, ScriptedModel, says, steps

PATIENCE = 60.0
WRITE = Call("write_file", {"file_path": "hello.txt", "content": "hello"})


@pytest.fixture
def words(tmp_path: Path) -> Iterator[list[str]]:
    """The words of an `exec` whose model writes a file."""
    with ScriptedModel(scripts={"writer": steps(says("", WRITE), says("Written."))}) as model:
        yield [
            "exec", "--data", str(tmp_path / "data"), "--model", "openai:writer",
            "--base-url", model.base_url, "write it",
        ]  # fmt: skip


def test_an_option_lets_everything_run(words: list[str]) -> None:
    done = run(*words, "--approve", "all")
    assert done.returncode == 0, done.stderr
    assert "Written." in done.stdout
    assert "tool: write_file: done" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_is_asked(words: list[str]) -> None:
    import pty

    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(command(*words), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        shown = b""
        while b"Run it?" not in shown:
            shown += os.read(ours, 4096)
        os.write(ours, b"y\n")
        answer, _ = process.communicate(timeout=PATIENCE)
    finally:
        os.close(ours)
    assert process.returncode == 0
    assert b"file_path: hello.txt" in shown
    assert b"Written." in answer


def test_a_pipe_says_what_it_waits_for(words: list[str]) -> None:
    process = subprocess.Popen(
        command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        said = next(line for line in process.stderr if line.startswith("waits"))
        assert said == (
            "waits for your approval of write_file hello.txt; decide in the window, or use --approve\n"
        )
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
