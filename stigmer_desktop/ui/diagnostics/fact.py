"""What the diagnostics page and its report tell: pairs of a name and a value."""

from __future__ import annotations

import platform
import sqlite3
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from stigmer_desktop import __version__
from stigmer_desktop.paths import DataFolder

_PACKAGES = (
    "PySide6-Essentials",
    "qasync",
    "grpcio",
    "protobuf",
    "protovalidate",
    "peewee",
    "deepagents",
    "langgraph",
    "langchain-core",
    "mcp",
    "openai",
    "xllamacpp",
)


@dataclass(frozen=True)
class Fact:
    """One line of diagnostics. Names are those of the things themselves and are not translated."""

    name: str
    value: str


def version_facts() -> list[Fact]:
    """The versions of the program and of everything that it stands on."""
    application = QGuiApplication.instance()
    shown_by = QGuiApplication.platformName() if application is not None else ""
    return [
        Fact("Stigmer Desktop", __version__),
        Fact("Python", platform.python_version()),
        Fact("Qt", f"{qVersion()} ({shown_by})" if shown_by else qVersion()),
        Fact("SQLite", sqlite3.sqlite_version),
        Fact("System", f"{platform.system()} {platform.release()} {platform.machine()}"),
        *(Fact(name, _version_of(name)) for name in _PACKAGES),
    ]


def path_facts(data: DataFolder) -> list[Fact]:
    """Where everything lies."""
    return [
        Fact("Data folder", str(data.root)),
        Fact("Database", str(data.database)),
        Fact("Search index", str(data.search_index)),
        Fact("Backups", str(data.backups)),
        Fact("Logs", str(data.logs)),
        Fact("Settings", str(data.settings_file)),
    ]


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
