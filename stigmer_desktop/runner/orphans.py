"""Finds and ends what an earlier runner of the same data folder left running when it was killed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

# Every child gets this in its environment, and hands it on to its own children.
MARK = "STIGMER_DESKTOP_CHILD_OF"
# The modes of the program that start such children.
STARTERS = {"runner", "trial"}


def mark(root: Path) -> dict[str, str]:
    """What goes into the environment of a child of this process."""
    return {MARK: f"{os.getpid()} {root}"}


def sweep(root: Path) -> int:
    """Kills what runners that are gone have started for this data folder; returns how many processes."""
    killed = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            parent, _, folder = process.environ().get(MARK, "").partition(" ")
            if folder == str(root) and parent.isdigit() and not _may_have_children(int(parent)):
                process.kill()
                killed += 1
    return killed


def _may_have_children(number: int) -> bool:
    if number == os.getpid():
        return True
    try:
        return not STARTERS.isdisjoint(psutil.Process(number).cmdline())
    except psutil.Error:
        return False
