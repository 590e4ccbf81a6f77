"""The end of a log, live, through rotation; and the filter of levels."""

from __future__ import annotations

from pathlib import Path

from stigmer_desktop.ui.diagnostics.log_line import Level, LevelFilter
from stigmer_desktop.ui.diagnostics.log_tail import LogTail, last_lines


class Heard:
    def __init__(self, tail: LogTail) -> None:
        self.lines: list[str] = []
        tail.began_anew.connect(self.lines.clear)
        tail.lines_came.connect(self.lines.extend)


async def test_lines_come_as_they_are_written(tmp_path: Path, until) -> None:
    file = tmp_path / "program.log"
    file.write_text("one\ntwo\n")
    tail = LogTail(file)
    heard = Heard(tail)
    tail.start()
    assert heard.lines == ["one", "two"]
    with file.open("a") as writing:
        writing.write("three\nhal")
        writing.flush()
        await until(lambda: heard.lines == ["one", "two", "three"])
        writing.write("f\n")
    await until(lambda: heard.lines[-1] == "half")
    tail.stop()


async def test_a_new_file_begins_anew(tmp_path: Path, until) -> None:
    file = tmp_path / "program.log"
    file.write_text("old\n")
    tail = LogTail(file)
    heard = Heard(tail)
    tail.start()
    file.replace(tmp_path / "program.log.1")
    file.write_text("new\n")
    await until(lambda: heard.lines == ["new"])
    with file.open("a") as writing:
        writing.write("newer\n")
    await until(lambda: heard.lines == ["new", "newer"])
    tail.stop()


async def test_a_file_that_is_not_there_yet(tmp_path: Path, until) -> None:
    file = tmp_path / "program.log"
    tail = LogTail(file)
    heard = Heard(tail)
    tail.start()
    file.write_text("first\n")
    await until(lambda: heard.lines == ["first"])
    tail.stop()


async def test_of_a_large_file_only_the_end_is_read(tmp_path: Path) -> None:
    file = tmp_path / "program.log"
    file.write_bytes(b"x" * 99 + b"\n" + (b"y" * 99 + b"\n") * 20_000)
    tail = LogTail(file)
    heard = Heard(tail)
    tail.start()
    assert 2000 < len(heard.lines) < 3000
    tail.stop()
    assert last_lines(file, 3) == ["y" * 99] * 3
    assert last_lines(tmp_path / "none", 3) == []


def test_a_traceback_goes_with_its_line() -> None:
    lines = [
        "12:00 INFO a: b",
        "12:00 ERROR c: d",
        "Traceback",
        "  INFO is a word",
        "12:01 WARNING e",
        "plain",
    ]
    assert list(LevelFilter(Level.ALL).passed(lines)) == lines
    assert list(LevelFilter(Level.WARNING).passed([*lines[:3], *lines[4:]])) == [
        "12:00 ERROR c: d",
        "Traceback",
        "12:01 WARNING e",
        "plain",
    ]
    errors = LevelFilter(Level.ERROR)
    assert list(errors.passed(["12:00 ERROR c: d"])) == ["12:00 ERROR c: d"]
    assert list(errors.passed(["its traceback"])) == ["its traceback"]
