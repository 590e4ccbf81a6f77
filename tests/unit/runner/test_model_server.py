"""The model server's process: what it needs to start, and that it ends with its life-line."""

from __future__ import annotations

import subprocess

from stigmer_desktop.runner.builtin_model import model_file
from tests.unit.runner.own_command import own_command


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        own_command("model-server", *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_it_ends_when_its_life_line_does() -> None:
    with started("--model", str(model_file()), "--context", "512") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"key\n")
        process.stdin.flush()
        assert b'"address": "http://127.0.0.1:' in process.stdout.readline()
        process.stdin.close()
        assert process.wait(5) == 0


def test_without_a_key_it_does_not_serve() -> None:
    with started("--model", "none.gguf", "--context", "512") as process:
        output, error = process.communicate(b"", timeout=20)
    assert process.returncode == 2
    assert output == b""
    assert b"no key was given" in error


def test_a_file_that_is_no_model_is_told() -> None:
    with started("--model", __file__, "--context", "512") as process:
        assert process.stdin is not None
        process.stdin.write(b"key\n")
        process.stdin.flush()
        assert process.wait(20) == 1
        output, error = process.communicate()
    assert output == b""
    assert b"the model cannot be loaded" in error
