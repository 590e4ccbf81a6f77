"""Makes pictures of the window's named views, light and dark, into a folder: make screenshots."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
THEMES = ("light", "dark")


async def _take(folder: Path, names: Sequence[str], width: int, height: int, percent: int) -> None:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QApplication

    from scripts.pictures.gallery import stage
    from scripts.pictures.views import VIEWS

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for filled in (True, False):
        wanted = [view for view in VIEWS if view.filled is filled and (not names or view.name in names)]
        if not wanted:
            continue
        with tempfile.TemporaryDirectory() as data:
            async with stage(application, Path(data) / "stigmer", filled=filled) as made:
                await made.resize(QSize(width, height), percent)
                for view in wanted:
                    await view.show(made)
                    for theme in THEMES:
                        made.set_theme(theme)
                        picture = await made.rest()
                        file = folder / f"{view.name}-{theme}.png"
                        picture.save(str(file))
                        print(file, flush=True)
                    view.leave(made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the pictures that `arguments` ask for; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("views", nargs="*", help="names of views; without any, all of them")
    parser.add_argument("--size", default="1440x900", help="of the window, as WIDTHxHEIGHT")
    parser.add_argument("--scale", default="1", help="pixels of a picture for each of the window")
    parser.add_argument("--text", type=int, default=100, help="the size of text, in percent")
    options = parser.parse_intermixed_args(arguments)
    width, height = (int(part) for part in options.size.split("x"))
    options.folder.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = options.scale
    os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    sys.path.insert(0, str(ROOT))

    from qasync import QEventLoop

    from stigmer_desktop.ui.application import make_application

    application = make_application(sys.argv[:1])
    with QEventLoop(application) as loop:
        loop.run_until_complete(_take(options.folder, options.views, width, height, options.text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
