"""Starts parts of the runner as the program would start itself."""

from __future__ import annotations

import sys

_CALL = "import sys; from stigmer_desktop.runner.{module} import main; sys.exit(main(sys.argv[1:]))"
_MODULES = {"runner": "main", "model-server": "model_server"}


def own_command(mode: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", _CALL.format(module=_MODULES[mode]), *arguments]


def script_command(script: str, *arguments: str) -> list[str]:
    """A command that runs `script` in place of a part of the runner."""
    return [sys.executable, "-u", "-c", script, *arguments]
