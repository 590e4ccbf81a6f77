"""Backups on the diagnostics page, on the real server: which there are, one more, and what goes wrong."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stigmer_desktop.ui.diagnostics.backups_row import BackupsRow
from stigmer_desktop.ui.diagnostics.diagnostics_page import DiagnosticsPage


@pytest.fixture
async def page(around, data, until):
    made = DiagnosticsPage(around, data)
    made.resize(900, 700)
    made.show()
    made.enter()
    await until(lambda: made.state.backups.text != "…")
    yield made
    made.close()
    made.deleteLater()
    await asyncio.sleep(0)


@pytest.fixture
def row(page) -> BackupsRow:
    return page.state.backups


def click(row: BackupsRow) -> None:
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)


async def test_none_is_said_with_what_stays(row) -> None:
    assert row.text.startswith(
        "None yet. One is made before each upgrade of the database; of those the newest 5"
    )
    assert row.text.endswith("One that you make stays until you remove it.")
    assert not row.folder.isVisible()


async def test_one_is_made_and_told(page, row, data, until) -> None:
    click(row)
    assert row.text == "Copying the database; everything else goes on meanwhile…"
    assert not row.button.isEnabled()
    await until(row.button.isEnabled)
    (file,) = data.backups.iterdir()
    assert row.text.startswith(f"Made and checked: {file.name}, ")
    assert row.folder.isVisible()
    page.enter()
    await until(lambda: row.text.startswith("The newest is of "))
    assert ", of 1 in all (" in row.text
    assert "The one that you made stays until you remove it." in row.text
    click(row)
    await until(row.button.isEnabled)
    page.enter()
    await until(lambda: "The 2 that you made stay until you remove them." in row.text)
    assert row.text.endswith("Of those made before upgrades the newest 5 stay.")


async def test_what_goes_wrong_is_said_in_the_row(row, data, until, failures) -> None:
    data.backups.write_text("in the way")
    click(row)
    await until(row.button.isEnabled)
    assert row.text.startswith("The backup could not be written: File exists.")
    assert not failures
