"""Unpacked skills: each version once, whole or not at all, and nothing outside its folder."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from stigmer_desktop.runner import skill_shelf
from stigmer_desktop.runner.skill_shelf import SkillShelf, UnusableSkill
from tests.crafted_zip import Crafted, crafted, skill_zip


def put(shelf: SkillShelf, data: bytes) -> Path:
    return shelf.put("review", hashlib.sha256(data).hexdigest(), data)


def test_a_version_is_unpacked_once_and_read_only(tmp_path: Path) -> None:
    shelf = SkillShelf(tmp_path / "skills")
    data = skill_zip("# Review\n", scripts__check="true\n")
    version = hashlib.sha256(data).hexdigest()
    assert shelf.find("review", version) is None
    folder = put(shelf, data)
    assert (folder / "SKILL.md").read_text() == "# Review\n"
    assert (folder / "scripts" / "check").read_text() == "true\n"
    assert not stat.S_IMODE((folder / "SKILL.md").stat().st_mode) & 0o222
    before = (folder / "SKILL.md").stat().st_ino
    assert put(shelf, data) == folder == shelf.find("review", version)
    assert (folder / "SKILL.md").stat().st_ino == before
    assert [each.name for each in (tmp_path / "skills").iterdir()] == [folder.name]


def test_others_are_removed(tmp_path: Path) -> None:
    shelf = SkillShelf(tmp_path)
    old, new = skill_zip("# Old\n"), skill_zip("# New\n")
    gone, kept = put(shelf, old), put(shelf, new)
    (tmp_path / ".draft-left").mkdir()
    assert shelf.keep_only([hashlib.sha256(new).hexdigest()]) == 2
    assert kept.is_dir()
    assert not gone.exists()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Crafted("../out.txt", b"x"), "path that is not allowed"),
        (Crafted("/etc/out.txt", b"x"), "path that is not allowed"),
        (Crafted("a/../../out.txt", b"x"), "path that is not allowed"),
        (Crafted("a\\..\\out.txt", b"x"), "path that is not allowed"),
        (Crafted("C:out.txt", b"x"), "path that is not allowed"),
        (Crafted("link", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "neither file nor folder"),
        (Crafted("bomb", b"\0" * 2_000_000), "more than is allowed"),
        (Crafted("locked", b"x", flags=0x0801), "no zip that can be read"),
    ],
)
def test_what_breaks_a_rule_leaves_nothing(tmp_path: Path, entry: Crafted, words: str) -> None:
    root = tmp_path / "skills"
    with pytest.raises(UnusableSkill, match=words):
        put(SkillShelf(root), crafted(Crafted("SKILL.md", b"# A\n"), entry))
    assert list(root.iterdir()) == []
    assert [each.name for each in tmp_path.iterdir()] == ["skills"]


def test_limits_and_identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = SkillShelf(tmp_path)
    data = skill_zip(a="x" * 100, b="y" * 100)
    with pytest.raises(UnusableSkill, match="not that of its version"):
        shelf.put("review", "0" * 64, data)
    with pytest.raises(UnusableSkill, match=r"no SKILL\.md"):
        put(shelf, crafted(Crafted("README.md", b"# A\n")))
    with pytest.raises(UnusableSkill, match="no zip"):
        put(shelf, os.urandom(100))
    for name, value, words in (
        ("MOST_FILES", 2, "more than 2 files"),
        ("LARGEST_UNPACKED", 150, "more than is allowed"),
        ("LARGEST_ZIP", 10, "larger than"),
    ):
        with monkeypatch.context() as patch, pytest.raises(UnusableSkill, match=words):
            patch.setattr(skill_shelf, name, value)
            put(shelf, data)
    assert list(tmp_path.iterdir()) == []
