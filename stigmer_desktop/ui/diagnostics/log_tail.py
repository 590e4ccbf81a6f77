"""Follows the end of a log file, also when the file moves aside and a new one begins."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal, Slot

# What is read of a file that is larger.
_MOST_BYTES = 256 * 1024


class LogTail(QObject):
    """`began_anew` says that earlier lines are of no more use; `lines_came` carries new whole lines.

    Nothing is read by the clock: the system tells of changes.
    """

    began_anew = Signal()
    lines_came = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._place = 0
        self._file_number = -1
        self._rest = b""
        self._watcher: QFileSystemWatcher | None = None

    def start(self) -> None:
        """Tells of what is there, and from now on of what comes."""
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._on_changed)
            self._watcher.directoryChanged.connect(self._on_changed)
            if self._path.parent.is_dir():
                self._watcher.addPath(str(self._path.parent))
        self._file_number = -1
        self._read()

    def stop(self) -> None:
        """Reads no more."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    @Slot()
    def _on_changed(self) -> None:
        self._read()

    def _read(self) -> None:
        try:
            with self._path.open("rb") as file:
                self._watch_file()
                status = self._path.stat()
                if status.st_ino != self._file_number or status.st_size < self._place:
                    self._file_number = status.st_ino
                    self._place = max(0, status.st_size - _MOST_BYTES)
                    self._rest = b""
                    self.began_anew.emit()
                file.seek(self._place)
                content = file.read(_MOST_BYTES)
                self._place = file.tell()
        except OSError:
            if self._file_number != -1:
                self._file_number = -1
                self.began_anew.emit()
            return
        *lines, self._rest = (self._rest + content).split(b"\n")
        if lines:
            self.lines_came.emit([line.decode("utf-8", "replace").rstrip("\r") for line in lines])
        if len(content) == _MOST_BYTES:
            self._read()

    def _watch_file(self) -> None:
        # A file that was replaced is watched no more.
        if self._watcher is not None and str(self._path) not in self._watcher.files():
            self._watcher.addPath(str(self._path))


def last_lines(path: Path, count: int) -> list[str]:
    """The last `count` lines of a file; none if it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _MOST_BYTES))
            content = file.read()
    except OSError:
        return []
    lines = content.decode("utf-8", "replace").splitlines()
    return lines[-count:]
