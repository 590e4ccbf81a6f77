"""The rules for a skill's zip: honest ones pass, each trick and each lie is refused by its rule."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stigmer_desktop.backend.skills import skill_zip as module
from stigmer_desktop.backend.skills.entry_path import check_path
from stigmer_desktop.backend.skills.limits import LARGEST_SKILL_MD, MOST_FILES, BrokenRule
from stigmer_desktop.backend.skills.skill_zip import checked_zip
from tests.crafted_zip import SKILL_MD, Crafted, crafted, deflated, skill_zip, zeros


def rule_of(data: bytes) -> str:
    """The rule that refuses `data`."""
    with pytest.raises(BrokenRule) as info:
        checked_zip(data)
    assert str(info.value)
    return info.value.rule_id


def with_file(**fields: object) -> bytes:
    return crafted(SKILL_MD, Crafted(**fields))  # type: ignore[arg-type]


def test_an_honest_zip_passes() -> None:
    data = skill_zip("# Ünïcode\n", scripts__run="print()", empty="")
    passed = checked_zip(data)
    assert passed.skill_md == "# Ünïcode\n"
    assert passed.version_hash == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_zips_of_usual_programs_pass(method: int) -> None:
    class Unseekable(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    for buffer in (io.BytesIO(), Unseekable()):
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.mkdir("folder")
            archive.writestr("folder/größe.txt", "x" * 1000 + os.urandom(1000).hex())
            archive.writestr("SKILL.md", "# x")
            archive.writestr("nothing", "")
            archive.comment = b"A comment"
        assert checked_zip(buffer.getvalue()).skill_md == "# x"


def test_folders_without_entries_and_with_packed_nothing_pass() -> None:
    checked_zip(crafted(SKILL_MD, Crafted("a/", b"", mode=stat.S_IFDIR | 0o755), Crafted("b/c/d", b"x")))


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/etc/passwd", "path.absolute"),
        ("//server/share", "path.absolute"),
        ("C:/Windows/x", "path.absolute"),
        ("c:x", "path.absolute"),
        ("..", "path.parent"),
        ("../x", "path.parent"),
        ("a/../../x", "path.parent"),
        ("a/..", "path.parent"),
        ("../", "path.parent"),
        ("a\\b", "path.backslash"),
        ("..\\x", "path.backslash"),
        ("C:\\x", "path.backslash"),
        ("ab:stream", "path.colon"),
        ("SKILL.md:evil", "path.colon"),
        ("a\x00b", "path.control_character"),
        ("a\nb", "path.control_character"),
        ("a\x7fb", "path.control_character"),
        ("a\x85b", "path.control_character"),
        ("a\u2028b", "path.control_character"),
        ("photo\u202egpj.exe", "path.control_character"),
        ("", "path.part"),
        ("/", "path.absolute"),
        ("a//b", "path.part"),
        ("./SKILL.md", "path.part"),
        ("a/./b", "path.part"),
        ("a./b", "path.part"),
        ("a ", "path.part"),
        (" a", "path.part"),
        ("a/...", "path.part"),
        ("x" * 256, "path.length"),
        ("/".join(["abc"] * 300), "path.length"),
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused(path: str, rule: str) -> None:
    with pytest.raises(BrokenRule) as info:
        check_path(path)
    assert info.value.rule_id == rule
    assert rule_of(with_file(name=path, content=b"x")) == rule


@pytest.mark.parametrize("path", ["a", "a/", "a/b.c/d-e_f", ".hidden", "ünï/コード", "a b", "x" * 255, "..a"])
def test_a_plain_path_is_allowed(path: str) -> None:
    check_path(path)


@given(st.lists(st.sampled_from(["a", "B", ".", "..", "", " ", "\\", "C:", "/", "\x01", "é"]), max_size=8))
def test_no_path_that_passes_leads_out(parts: list[str]) -> None:
    path = "/".join(parts)
    try:
        check_path(path)
    except BrokenRule:
        return
    assert not os.path.isabs(path)
    resolved = os.path.normpath(os.path.join("/skill", path))
    assert resolved.startswith("/skill/")
    assert "\\" not in path and ":" not in path


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (["a", "a"], "path.duplicate"),
        (["a", "A"], "path.duplicate"),
        (["dir/File", "DIR/file"], "path.duplicate"),
        (["é", "e\u0301"], "path.duplicate"),
        (["skill.md"], "path.duplicate"),
        (["a", "a/b"], "path.duplicate"),
        (["A", "a/b"], "path.duplicate"),
        (["a/", "a"], "path.duplicate"),
        (["SKILL.md/x"], "path.duplicate"),
    ],
)
def test_two_names_of_one_file_are_refused(names: list[str], rule: str) -> None:
    entries = [Crafted(name, b"" if name.endswith("/") else b"x") for name in names]
    assert rule_of(crafted(SKILL_MD, *entries)) == rule


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        (Crafted("l", b"/etc", mode=stat.S_IFLNK | 0o777), "entry.link"),
        (Crafted("l", b"/etc", attributes=0x400), "entry.link"),
        (Crafted("p", b"", mode=stat.S_IFIFO | 0o644), "entry.type"),
        (Crafted("d", b"", mode=stat.S_IFBLK | 0o644), "entry.type"),
        (Crafted("s", b"", mode=stat.S_IFSOCK), "entry.type"),
        (Crafted("f", b"x", mode=stat.S_IFDIR | 0o755), "entry.type"),
        (Crafted("f/", b"", mode=stat.S_IFREG | 0o644), "entry.type"),
        (Crafted("f/", b"content"), "entry.type"),
        (Crafted("e", b"x", flags=0x0801), "zip.encrypted"),
        (Crafted("e", b"x", flags=0x0841), "zip.encrypted"),
        (Crafted("m", b"x", method=12), "zip.method"),
        (Crafted("m", b"x", method=14), "zip.method"),
        (Crafted(b"\xff\xfe", b"x"), "path.encoding"),
        (Crafted("u", b"x", extra=struct.pack("<2HBL", 0x7075, 5 + 7, 1, 0) + b"../evil"), "path.ambiguous"),
        (Crafted("a", b"x", local_name=b"b"), "path.ambiguous"),
        (Crafted("a", b"x", local_method=0), "zip.ambiguous"),
        (Crafted("a", b"x", local_flags=0x0801), "zip.ambiguous"),
        (Crafted("a", b"x", extra=struct.pack("<2HQ", 1, 8, 1)), "zip.form"),
        (Crafted("a", b"x", size=0xFFFFFFFF), "zip.form"),
        (Crafted("a", b"x", start=10**6), "zip.damaged"),
        (Crafted("a", b"x", start=1), "zip.damaged"),
        (Crafted("a", b"x", packed_size=10**6), "zip.overlap"),
        (Crafted("a", b"x", start=0), "path.ambiguous"),
        (Crafted("a", b"x", behind=b"hidden"), "zip.hidden"),
        (Crafted("a", b"abc", checksum=1), "zip.damaged"),
        (Crafted("a", b"abc", size=2), "zip.damaged"),
        (Crafted("a", b"abc", size=4), "zip.damaged"),
        (Crafted("a", b"abc", packed=b"\x00garbage"), "zip.damaged"),
        (Crafted("a", b"abc", packed=deflated(b"abc")[:-1]), "zip.damaged"),
        (Crafted("a", b"abc", packed=deflated(b"abc") + b"more"), "zip.damaged"),
        (Crafted("a", b"abc", packed=b""), "zip.damaged"),
    ],
)
def test_an_entry_that_is_not_a_plain_file_or_lies_is_refused(entry: Crafted, rule: str) -> None:
    assert rule_of(crafted(SKILL_MD, entry)) == rule


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "zip.form"),
        (b"not a zip at all", "zip.form"),
        (b"PK\x05\x06" + bytes(18), "zip.form"),
        (crafted(SKILL_MD)[:-5], "zip.damaged"),
        (crafted(SKILL_MD, before=b"#!/bin/sh\n"), "zip.form"),
        (crafted(SKILL_MD, before=b"PK\x03\x04 something"), "zip.hidden"),
        (crafted(SKILL_MD, after=b"trailer"), "zip.damaged"),
        (crafted(SKILL_MD, count=2), "zip.damaged"),
        (crafted(SKILL_MD, Crafted("a", b"x"), count=1), "zip.damaged"),
        (crafted(SKILL_MD, count=0xFFFF), "zip.form"),
        (crafted(SKILL_MD) + crafted(SKILL_MD), "zip.damaged"),
    ],
)
def test_what_is_not_one_plain_zip_is_refused(data: bytes, rule: str) -> None:
    assert rule_of(data) == rule


def test_two_entries_that_share_their_data_are_refused() -> None:
    inner = Crafted("inner", b"x" * 100, method=0)
    alone = crafted(SKILL_MD, inner)
    inner_start = alone.index(b"PK\x03\x04", 10)
    shared = Crafted("inner", b"x" * 100, method=0, start=inner_start, packed=b"", packed_size=100)
    assert rule_of(crafted(SKILL_MD, inner, shared)) == "zip.overlap"


def test_an_entry_within_another_is_refused() -> None:
    within = crafted(Crafted("inner", b"y", method=0))
    local = within[: within.index(b"PK\x01\x02")]
    outer_start = len(crafted(SKILL_MD)) - len(crafted(SKILL_MD)[crafted(SKILL_MD).index(b"PK\x01\x02") :])
    inner_start = outer_start + 30 + len("outer")
    outer = Crafted("outer", local, method=0)
    inner = Crafted("inner", b"y", method=0, start=inner_start, packed=b"", packed_size=1)
    data = crafted(SKILL_MD, outer, inner)
    assert rule_of(data) == "zip.overlap"


class TestSizes:
    """Limits, counted on what is really unpacked."""

    def test_the_ratio_of_a_file_is_bounded(self) -> None:
        assert rule_of(with_file(name="bomb", content=bytes(1024 * 1024))) == "entry.ratio"

    def test_a_header_that_claims_less_does_not_help(self) -> None:
        packed = zeros(64 * 1024 * 1024)
        assert rule_of(with_file(name="bomb", content=b"", packed=packed, size=10)) == "entry.ratio"

    def test_what_is_just_within_the_ratio_passes(self) -> None:
        noise = os.urandom(20_000)
        checked_zip(with_file(name="fine", content=noise + bytes(900_000)))

    def test_all_files_together_are_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "LARGEST_UNPACKED", 1_000_000)
        piece = os.urandom(300_000)
        files = [Crafted(f"f{number}", piece, method=0) for number in range(4)]
        checked_zip(crafted(SKILL_MD, *files[:3]))
        assert rule_of(crafted(SKILL_MD, *files)) == "zip.unpacked_size"

    def test_the_zip_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "LARGEST_ZIP", 1000)
        assert rule_of(with_file(name="f", content=bytes(1000), method=0)) == "zip.size"

    def test_many_large_files_end_early(self) -> None:
        # 60 files of 10 MB each that keep the ratio: 600 MB in all.
        content = os.urandom(110_000) + bytes(10 * 1024 * 1024)
        packed = deflated(content)
        files = [Crafted(f"f{number}", content, packed=packed) for number in range(60)]
        assert rule_of(crafted(SKILL_MD, *files)) == "zip.unpacked_size"

    def test_the_number_of_files_is_bounded(self) -> None:
        names = (Crafted(f"f{number}", b"", method=0) for number in range(MOST_FILES))
        assert rule_of(crafted(SKILL_MD, *names)) == "zip.files"

    def test_as_many_files_as_may_be_pass(self) -> None:
        names = (Crafted(f"f{number}", b"", method=0) for number in range(MOST_FILES - 1))
        checked_zip(crafted(SKILL_MD, *names))


@pytest.mark.parametrize(
    ("entries", "rule"),
    [
        ([Crafted("README.md", b"x")], "skill_md.missing"),
        ([Crafted("skill.md", b"x")], "skill_md.missing"),
        ([Crafted("folder/SKILL.md", b"x")], "skill_md.missing"),
        ([Crafted("SKILL.md", b"")], "skill_md.size"),
        ([Crafted("SKILL.md", os.urandom(LARGEST_SKILL_MD // 2).hex().encode() + b"x")], "skill_md.size"),
        ([Crafted("SKILL.md", b"\xff\xfe")], "skill_md.encoding"),
        ([Crafted("SKILL.md", b"caf\xe9")], "skill_md.encoding"),
    ],
)
def test_skill_md_must_be_readable(entries: list[Crafted], rule: str) -> None:
    assert rule_of(crafted(*entries)) == rule


def test_skill_md_of_one_byte_and_of_the_largest_size_pass() -> None:
    assert checked_zip(skill_zip("x")).skill_md == "x"
    largest = os.urandom(LARGEST_SKILL_MD // 2).hex()
    assert checked_zip(skill_zip(largest)).skill_md == largest


@given(st.binary(max_size=300))
def test_garbage_never_gets_through(data: bytes) -> None:
    for attempt in (data, b"PK\x03\x04" + data, crafted(SKILL_MD)[:40] + data + crafted(SKILL_MD)[40:]):
        if attempt != crafted(SKILL_MD):
            with pytest.raises(BrokenRule):
                checked_zip(attempt)


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_harmless(place: int, change: int) -> None:
    data = bytearray(skill_zip("# A skill\n" * 5, other="content of the other file"))
    data[place % len(data)] ^= change
    try:
        passed = checked_zip(bytes(data))
    except BrokenRule:
        return
    # Times, versions and the like may differ; what is unpacked may not.
    assert passed.skill_md == "# A skill\n" * 5
