"""The program's arguments: which mode they ask for, and with which data folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop import app
from stigmer_desktop.__main__ import main
from stigmer_desktop.paths import DATA_VARIABLE, DataFolder


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders that were served."""
    roots: list[Path] = []

    def serve(data: DataFolder, **options: object) -> int:
        roots.append(data.root)
        return 0

    monkeypatch.setattr(app, "serve", serve)
    return roots


@pytest.mark.parametrize(
    "words",
    [
        ["--data", "{here}", "serve"],
        ["serve", "--data", "{here}"],
        ["--data", "elsewhere", "serve", "--data", "{here}"],
    ],
)
def test_the_data_folder_may_be_named_before_and_after_the_mode(
    served: list[Path], tmp_path: Path, words: list[str]
) -> None:
    assert main([word.format(here=tmp_path) for word in words]) == 0
    assert served == [tmp_path]


def test_without_a_word_the_data_folder_is_that_of_the_environment(
    served: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    assert main(["serve"]) == 0
    assert served == [tmp_path]
