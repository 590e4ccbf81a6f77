"""A real X display that nobody sees."""

from __future__ import annotations

import os
import shutil
import subprocess

SCREEN = "1920x1080x24"


class Display:
    """Xvfb on a free number; a context manager that stops it. `name` is what DISPLAY is to be.

    Raises:
        RuntimeError: Xvfb is not installed, or does not start.
    """

    def __init__(self) -> None:
        self.name = ""
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Display:
        program = shutil.which("Xvfb")
        if program is None:
            raise RuntimeError("the window is measured on Xvfb: install it (Debian: apt-get install xvfb)")
        reading, writing = os.pipe()
        command = [program, "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with open(reading, encoding="ascii") as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"
        return self

    def __exit__(self, *raised: object) -> None:
        assert self._server is not None
        self._server.terminate()
        self._server.wait()
