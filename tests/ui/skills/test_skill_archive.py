"""The zip of a skill, made of a folder or taken as it is; and what stands at the head of SKILL.md."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from stigmer_desktop.ui.skills import skill_archive as module
from stigmer_desktop.ui.skills.skill_archive import CannotPack, skill_archive
from stigmer_desktop.ui.skills.skill_text import skill_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reviewing"
    (made / "scripts" / "__pycache__").mkdir(parents=True)
    (made / "scripts" / "__pycache__" / "check.pyc").write_bytes(b"x")
    (made / "scripts" / "check.py").write_text("print(1)")
    (made / "SKILL.md").write_text("# Reviewing")
    return made


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_a_folder_is_packed_without_what_only_this_machine_has(folder: Path) -> None:
    archive = skill_archive(folder)
    assert names(archive.data) == ["SKILL.md", "scripts/check.py"]
    assert (archive.name, archive.files) == ("reviewing", 2)


def test_the_same_content_makes_the_same_zip(folder: Path) -> None:
    first = skill_archive(folder).data
    os.utime(folder / "SKILL.md", (1, 1))
    assert skill_archive(folder).data == first


def test_a_zip_is_taken_as_it_is(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "Some skill.zip"
    file.write_bytes(skill_archive(folder).data)
    archive = skill_archive(file)
    assert archive.data == file.read_bytes()
    assert archive.name == "Some skill"


def test_a_zip_without_skill_md_at_its_root_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("deep/SKILL.md", "# Deep")
    with pytest.raises(CannotPack, match=r"no SKILL\.md at its root"):
        skill_archive(file)


def test_what_is_too_large_or_too_many_is_refused(folder: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 1)
    with pytest.raises(CannotPack, match="more than 1 files"):
        skill_archive(folder)
    monkeypatch.setattr(module, "_MOST_FILES", 10)
    monkeypatch.setattr(module, "LARGEST_MESSAGE", module._ROOM_FOR_THE_REST)
    with pytest.raises(CannotPack, match="larger than the 64 MB"):
        skill_archive(folder)


@pytest.mark.parametrize(
    ("text", "name", "description", "body"),
    [
        ("# A", "", "", "# A"),
        ("---\nname: a\ndescription: 'b: c'\n---\n\n# A", "a", "b: c", "# A"),
        ("---\ndescription: >\n  one\n  two\nname: a\n---\nx", "a", "one two", "x"),
        ("---\nname: a\n", "", "", "---\nname: a\n"),
        ("\ufeff---\nname: a\n---\nx", "a", "", "x"),
        ("", "", "", ""),
    ],
)
def test_the_head_of_a_skill_is_read(text: str, name: str, description: str, body: str) -> None:
    read = skill_text(text)
    assert (read.name, read.description, read.body) == (name, description, body)
