"""Starting the server of a data folder: what is said when it cannot, and what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.backend.server import DesktopServer
from stigmer_desktop.folder_lock import FolderLock
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.program_log import end_log, log_to_file
from stigmer_desktop.server_start import start_server
from stigmer_desktop.start_failure import CannotStart, DatabaseDamaged


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.create()
    return made


def start(data: DataFolder) -> CannotStart:
    handler = log_to_file(data)
    try:
        with pytest.raises(CannotStart) as failed:
            start_server(data, port=0, runner=False, lock=None, poll_interval=1.0)
    finally:
        end_log(handler)
    # The folder is free again for the next try.
    lock = FolderLock(data)
    lock.take()
    lock.release()
    return failed.value


def test_a_fault_of_the_program_is_said_as_one_and_written_down(
    data: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(self: DesktopServer) -> None:
        raise AttributeError("no such part")

    monkeypatch.setattr(DesktopServer, "start", faulty)
    said = str(start(data))
    assert "A fault in this program" in said
    assert "AttributeError('no such part')" in said
    assert str(data.program_log) in said
    written = data.program_log.read_text()
    assert "the server did not start" in written
    assert "Traceback" in written


def test_a_damaged_database_is_said_without_a_traceback(data: DataFolder) -> None:
    data.database.write_bytes(b"not a database at all" * 1000)
    failure = start(data)
    assert isinstance(failure, DatabaseDamaged)
    written = data.program_log.read_text()
    assert str(failure) in written
    assert "Traceback" not in written
