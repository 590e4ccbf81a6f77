"""The program's own log: one file of the data folder, of limited size."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from stigmer_desktop import __version__
from stigmer_desktop.paths import DataFolder

LARGEST = 2_000_000
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


class _PatientFile(RotatingFileHandler):
    """A file for the user alone. A full disk loses lines, not the program."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).touch(mode=0o600)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError):
            self.close()


def log_to_file(data: DataFolder) -> logging.Handler:
    """Writes what the program logs, and every failure that nothing caught, into its file from now on.

    Returns:
        the handler, to be closed by `end_log`.
    """
    with contextlib.suppress(OSError):
        data.create()
    handler = _PatientFile(data.program_log, maxBytes=LARGEST, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    logging.getLogger("stigmer_desktop").setLevel(logging.INFO)
    _log.info("Stigmer Desktop %s begins; its data folder is %s", __version__, data.root)
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_uncaught_in_thread
    return handler


def end_log(handler: logging.Handler) -> None:
    """Closes the file; what is logged later is not kept."""
    _log.info("Stigmer Desktop ends")
    logging.getLogger().removeHandler(handler)
    handler.close()
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__


def _on_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.error("a failure that nothing caught", exc_info=(kind, error, traceback))
    sys.__excepthook__(kind, error, traceback)


def _on_uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        _log.error(
            "a failure that nothing caught in a thread",
            exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback),
        )
    threading.__excepthook__(failed)
