"""The program's own way through a window's life, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.application import application_icon

WINDOW = """
import signal, sys
from pathlib import Path
from stigmer_desktop.paths import DataFolder
from stigmer_desktop.settings import SettingsFile
from stigmer_desktop.trials import TrialProcesses
from stigmer_desktop.ui.application import Doors, run

async def connect():
    print("shown", flush=True)
    raise OSError(98, "Address already in use")

async def quit():
    print("quit", flush=True)

data = DataFolder(Path(sys.argv[1]))
doors = Doors(connect, quit, TrialProcesses(data.root))
status = run(doors, settings_file=SettingsFile(data.settings_file), data=data)
print("status", status, "handler", signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_closes_the_window_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", WINDOW, str(tmp_path / "data")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"
    process.send_signal(number)
    out, errors = process.communicate(timeout=20)
    assert out.splitlines() == ["quit", "status 0 handler True"]
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "never" not in errors
    assert (tmp_path / "data" / "window.ini").is_file()


def test_the_icon_has_the_sizes_that_desktops_ask_for(qapp: QApplication) -> None:
    sizes = application_icon().availableSizes()
    assert {QSize(side, side).width() for side in (16, 32, 48, 256)} <= {size.width() for size in sizes}
