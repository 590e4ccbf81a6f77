"""The program's own log: for the user alone, of limited size."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from stigmer_desktop import program_log
from stigmer_desktop.paths import DataFolder


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataFolder]:
    """A data folder whose program logs."""
    folder = DataFolder(tmp_path / "data")
    handler = program_log.log_to_file(folder)
    yield folder
    program_log.end_log(handler)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_the_log_is_for_the_user_alone(data: DataFolder) -> None:
    assert "begins" in data.program_log.read_text()
    assert mode(data.program_log) == 0o600


def test_a_log_that_begins_anew_is_too(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each, RotatingFileHandler))
    monkeypatch.setattr(handler, "maxBytes", 10)
    logging.getLogger("stigmer_desktop").warning("a long line that does not fit any more")
    older = data.program_log.with_name("program.log.1")
    assert (mode(data.program_log), mode(older)) == (0o600, 0o600)
    assert "begins" in older.read_text()
