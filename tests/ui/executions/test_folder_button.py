"""The folders that are offered again, and where the dialog begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from stigmer_desktop.ui.executions.folder_button import FolderButton


@pytest.fixture
def button(qtbot, theme) -> FolderButton:
    made = FolderButton(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_recent_folders_are_offered_the_last_chosen_first(button: FolderButton, tmp_path: Path) -> None:
    first, second, gone = tmp_path / "first", tmp_path / "second", tmp_path / "gone"
    first.mkdir()
    second.mkdir()
    assert button.start == str(Path.home())
    button.set_recent(lambda: [str(gone), "", str(first), str(first)])
    assert button.recent == [str(first)]
    assert button.start == str(first)
    button.choose(str(second))
    button.choose("")
    assert button.recent == [str(second), str(first)]
    chosen: list[str] = []
    button.folder_chosen.connect(chosen.append)
    (action,) = [each for each in button.menu_of_choices().actions() if each.toolTip() == str(first)]
    action.trigger()
    assert chosen == [str(first)]
    assert button.folder == str(first)
    assert button.recent == [str(second)], "the one that is chosen is not offered"


def test_the_dialog_begins_where_one_works(button: FolderButton, tmp_path: Path) -> None:
    button.set_folder(str(tmp_path))
    button.ask()
    (dialog,) = button.window().findChildren(QFileDialog)
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.reject()
