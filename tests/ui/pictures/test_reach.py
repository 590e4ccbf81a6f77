"""In every view and page, whatever can be used has a name, is reached by Tab, and shows the focus."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from scripts.pictures.gallery import stage
from scripts.pictures.views import VIEWS
from tests.ui.pictures.page_walk import PAGES, Walk, store_more
from tests.ui.pictures.reach import out_of_reach

# So high that the longest form is in sight as a whole.
WHOLE = QSize(1280, 3600)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "first run"])
async def test_every_view_can_be_used_without_a_mouse(
    qapp: QApplication, tmp_path: Path, filled: bool
) -> None:
    wrong: list[str] = []
    known: set[object] = set()
    async with stage(qapp, tmp_path / "data", filled=filled) as made:
        await made.resize(QSize(1280, 800))
        for view in VIEWS:
            if view.filled is not filled or view.name == "palette":
                continue
            await view.show(made)
            wrong += [f"{view.name}: {words}" for words in await out_of_reach(made, known)]
            view.leave(made)
    await asyncio.sleep(0)
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(600)
async def test_every_page_can_be_used_without_a_mouse(qapp: QApplication, tmp_path: Path) -> None:
    wrong: list[str] = []
    known: set[object] = set()
    async with stage(qapp, tmp_path / "data") as made:
        await store_more(made)
        await made.resize(WHOLE)
        walk = Walk(made.window)
        for page in PAGES:
            await page.show(made)
            walk.note()
            wrong += [f"{page.name}: {words}" for words in await out_of_reach(made, known)]
            page.leave(made)
        wrong += walk.missed()
    await asyncio.sleep(0)
    assert not wrong, "\n".join(wrong)
