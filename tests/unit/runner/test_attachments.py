"""What came with a message: what of it is told, and what is left to the tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from stigmer_desktop.api.desktop import Attachment
from stigmer_desktop.runner import attachments
from stigmer_desktop.runner.attachments import attached, paths_of


def given(*paths: Path) -> list[Attachment]:
    return [Attachment(name=path.name, path=str(path)) for path in paths]


def test_nothing_is_said_of_nothing(tmp_path: Path) -> None:
    assert attached([]).text == ""
    missing = attached(given(tmp_path / "none.txt"))
    assert (missing.text, missing.paths, missing.missing) == ("", (), ("none.txt",))
    assert paths_of(given(tmp_path / "none.txt", tmp_path)) == [tmp_path.resolve()]


def test_texts_are_told_within_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LONGEST_TEXT", 10)
    monkeypatch.setattr(attachments, "MOST_TEXT", 15)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name * 12)
    told = attached(given(*(tmp_path / name for name in ("a", "b", "c")))).text
    assert f"{'a' * 10}\n… (cut after 10 characters)" in told
    assert f"{'b' * 5}\n… (cut after 5 characters)" in told
    assert f'<file path="{tmp_path / "c"}" bytes="12"/>' in told


@pytest.mark.parametrize(
    "content", [b"\x89PNG\0", b"\xff\xfe text", "ü".encode("latin-1") + b" and more words"]
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert f'<file path="{path}" bytes="{len(content)}"/>' in attached(given(path)).text


def test_a_character_that_the_limit_cuts_in_two_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "long"
    path.write_text("x" + "é" * 400_000)
    assert "x" + "é" * 100 in attached(given(path)).text


def test_a_link_leads_to_what_it_means(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("Real.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    assert attached(given(tmp_path / "link.txt")).paths == (tmp_path / "real.txt",)
