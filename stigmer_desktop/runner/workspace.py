"""The one folder that an agent's files and commands belong to, and the border around it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stigmer_desktop.runner.tool import ToolFailed

# So many long results are kept.
MOST_KEPT = 200
# Holds what is too long for a result; a hidden folder of its own, which version control leaves alone.
HIDDEN_FOLDER = ".stigmer"


@dataclass(frozen=True)
class Workspace:
    """A workspace folder, its path resolved.

    Attributes:
        readable: files and folders outside it that may be read, and never changed; resolved too.
    """

    root: Path
    readable: tuple[Path, ...] = ()

    @staticmethod
    def open(chosen: str, fallback: Path, readable: Iterable[Path] = ()) -> Workspace:
        """The workspace at `chosen`, or at `fallback`, which is made, where nothing was chosen.

        Raises:
            OSError: the folder is not there, or cannot be made.
        """
        if chosen:
            root = Path(chosen).expanduser().resolve(strict=True)
            if not root.is_dir():
                raise NotADirectoryError(20, "it is not a folder", chosen)
            return Workspace(root, tuple(readable))
        fallback.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Workspace(fallback.resolve(), tuple(readable))

    def inside(self, text: str) -> Path:
        """The path that `text` means: relative to the workspace, or absolute within it.

        Symbolic links are followed, and where they lead out the path is refused. A leading slash
        that is no path of this machine's workspace means the workspace itself.

        Raises:
            ToolFailed: it lies outside.
        """
        if "\0" in text:
            raise ToolFailed("A path cannot hold a zero byte.")
        given = Path(text.strip() or ".")
        path = Path(os.path.realpath(self.root / given))
        if not path.is_relative_to(self.root) and self.allows(path):
            raise ToolFailed(f"{text} can only be read; what is changed must be in the workspace folder.")
        if given.is_absolute() and not path.is_relative_to(self.root):
            path = Path(os.path.realpath(self.root / str(given).lstrip("/\\")))
            if not path.exists() and given.exists():
                raise self._outside(text)
        if not path.is_relative_to(self.root):
            raise self._outside(text)
        return path

    def visible(self, text: str) -> Path:
        """The same for a path that is only read: it may also lie in what is readable beside.

        Raises:
            ToolFailed: it lies outside of all that.
        """
        if "\0" not in text and os.path.isabs(text.strip()):
            path = Path(os.path.realpath(text.strip()))
            if self.allows(path):
                return path
        return self.inside(text)

    def allows(self, path: Path) -> bool:
        """Whether a resolved path may be read."""
        return any(path.is_relative_to(each) for each in (self.root, *self.readable))

    def shown(self, path: Path) -> str:
        """`path` as people and models read it: relative to the workspace, or whole where it is not in it."""
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()

    def keep(self, name: str, text: str) -> str:
        """Writes `text` into the hidden folder and returns its path, as `shown` gives it.

        Raises:
            OSError: it cannot be written.
        """
        self.hide()
        folder = self.root / HIDDEN_FOLDER / "output"
        if Path(os.path.realpath(folder)) != folder:
            raise OSError(f"{HIDDEN_FOLDER} is a link")
        folder.mkdir(exist_ok=True)
        file = folder / f"{''.join(c if c.isalnum() or c in '-_' else '-' for c in name)[:100]}.txt"
        file.write_text(text, encoding="utf-8", errors="replace")
        _keep_newest(folder)
        return self.shown(file)

    def hide(self) -> None:
        """Makes the hidden folder, which version control leaves alone.

        Raises:
            OSError: it cannot be made.
        """
        folder = self.root / HIDDEN_FOLDER
        if Path(os.path.realpath(folder)) != folder:
            raise OSError(f"{HIDDEN_FOLDER} is a link")
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")

    def _outside(self, text: str) -> ToolFailed:
        return ToolFailed(
            f"{text} lies outside the workspace folder {self.root}, and only what is inside can be used."
        )


def _keep_newest(folder: Path) -> None:
    """Removes the oldest of what is kept, where it has become too much."""
    found = sorted((each for each in os.scandir(folder)), key=lambda each: each.stat().st_mtime)
    for each in found[:-MOST_KEPT]:
        os.unlink(each)
