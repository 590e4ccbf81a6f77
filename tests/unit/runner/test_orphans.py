"""What a killed runner has left is found by its mark, and nothing else is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stigmer_desktop.runner.orphans import MARK, mark, sweep
from tests.waiting import wait_until


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for child in started:
        child.kill()
        child.wait()


def start(children: list[subprocess.Popen[bytes]], **variables: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-c", "import time; print(flush=True); time.sleep(1000)"],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    with child.stdout:
        child.stdout.readline()
    children.append(child)
    return child


def gone_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


def test_only_what_a_gone_runner_of_the_same_folder_left_is_ended(
    tmp_path: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    gone = gone_process()
    left = start(children, **{MARK: f"{gone} {tmp_path}"})
    others = [
        start(children, **{MARK: f"{gone} {tmp_path / 'another'}"}),
        start(children, **mark(tmp_path)),
        start(children),
    ]
    assert sweep(tmp_path) == 1
    wait_until(lambda: left.poll() is not None)
    assert [child.poll() for child in others] == [None, None, None]
