"""Where things lie: the data folder and what is in it, resources, and how to start ourselves."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DATA_VARIABLE = "STIGMER_DESKTOP_DATA"


@dataclass(frozen=True)
class DataFolder:
    """The folder that holds everything that a user's Stigmer Desktop keeps."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "stigmer.db"

    @property
    def endpoint_file(self) -> Path:
        """Says where the running server answers."""
        return self.root / "endpoint.json"

    @property
    def token_file(self) -> Path:
        """Holds what a caller must send as its bearer token; readable by the user alone."""
        return self.root / "token"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.json"

    @property
    def keys_file(self) -> Path:
        """Holds the keys for model servers where the system has no keyring; readable by the user alone."""
        return self.root / "keys.json"

    @property
    def secret_keys_file(self) -> Path:
        """Holds the keys to secret values where the system has no keyring; readable by the user alone."""
        return self.root / "secret-keys.json"

    @property
    def artifacts(self) -> Path:
        """Holds the zips of skills, each once by its content."""
        return self.root / "artifacts"

    @property
    def skills(self) -> Path:
        """Holds the files of the skills that agents use, a folder for each version."""
        return self.root / "skills"

    @property
    def search_index(self) -> Path:
        """Holds the search index, which is made anew from the database when it is gone."""
        return self.root / "search"

    @property
    def window_file(self) -> Path:
        """Sizes, splits and the last session of the window."""
        return self.root / "window.ini"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def program_log(self) -> Path:
        """What the window and the server log."""
        return self.logs / "program.log"

    @property
    def runner_log(self) -> Path:
        """What the agent-runner logs."""
        return self.logs / "runner.log"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def workspaces(self) -> Path:
        """Holds a folder for each session that has no workspace folder of its own."""
        return self.root / "workspaces"

    @property
    def checkpoints(self) -> Path:
        """Holds how far the agent loop has come in each session."""
        return self.root / "checkpoints.db"

    @property
    def tool_journal(self) -> Path:
        """Holds which tool calls were begun and how they ended."""
        return self.root / "tool-journal.db"

    def create(self) -> None:
        """Makes the folder, for the user alone.

        Raises:
            OSError: the folder cannot be made or entered.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.logs.mkdir(exist_ok=True, mode=0o700)


def data_folder(chosen: str | None = None) -> DataFolder:
    """The data folder: `chosen`, else STIGMER_DESKTOP_DATA, else the platform's own place."""
    named = chosen or os.environ.get(DATA_VARIABLE)
    root = Path(named) if named else platformdirs.user_data_path("Stigmer Desktop", appauthor=False)
    return DataFolder(root.expanduser().absolute())


def resources() -> Path:
    """The folder of icons, styles and sample agents; the same in a checkout, a wheel and a bundle."""
    packaged = Path(__file__).parent / "resources"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "resources"


def own_command(*arguments: str) -> list[str]:
    """The command line that starts this same program again with `arguments`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "stigmer_desktop", *arguments]
