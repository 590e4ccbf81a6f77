"""The built-in tools: what they do, and that nothing leads out of the workspace."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from stigmer_desktop.runner.file_tools import FileTools
from stigmer_desktop.runner.search_tools import SearchTools
from stigmer_desktop.runner.shell_tool import ShellTool
from stigmer_desktop.runner.tool import Tool, ToolFailed, ToolOutcome
from stigmer_desktop.runner.workspace import Workspace
from tests.waiting import until


@pytest.fixture
def root(tmp_path: Path) -> Path:
    place = tmp_path / "work"
    place.mkdir()
    (place / "a.txt").write_text("one\ntwo\n")
    (tmp_path / "outside.txt").write_text("secret\n")
    return place


@pytest.fixture
def tools(root: Path) -> dict[str, Tool]:
    workspace = Workspace.open(str(root), root)
    shell = ShellTool(workspace, {**os.environ, "GIVEN": "value"})
    every = [*FileTools(workspace).tools(), *SearchTools(workspace).tools(), shell.tool()]
    return {tool.name: tool for tool in every}


async def use(tool: Tool, **arguments: object) -> ToolOutcome:
    return await tool.run(arguments, lambda text: None)


@pytest.mark.parametrize("path", ["../outside.txt", "link.txt", "folder/outside.txt", "a/../../outside.txt"])
@pytest.mark.parametrize("name", ["read_file", "write_file", "edit_file", "delete_file"])
async def test_nothing_leads_out(tools: dict[str, Tool], root: Path, path: str, name: str) -> None:
    (root / "link.txt").symlink_to(root.parent / "outside.txt")
    (root / "folder").symlink_to(root.parent)
    more = {"content": "x", "old_string": "secret", "new_string": "x"}
    with pytest.raises(ToolFailed, match="outside the workspace"):
        await use(tools[name], file_path=path, **more)
    assert (root.parent / "outside.txt").read_text() == "secret\n"


async def test_searches_do_not_follow_links_out(tools: dict[str, Tool], root: Path) -> None:
    (root / "link.txt").symlink_to(root.parent / "outside.txt")
    (root / "folder").symlink_to(root.parent)
    assert (await use(tools["grep"], pattern="secret")).text == "No line matches."
    assert (await use(tools["glob"], pattern="**/*.txt")).text == "a.txt"
    with pytest.raises(ToolFailed, match="outside"):
        await use(tools["ls"], path="folder")


async def test_an_absolute_path_is_the_workspace_s_own(tools: dict[str, Tool], root: Path) -> None:
    assert "one" in (await use(tools["read_file"], file_path=str(root / "a.txt"))).text
    assert "one" in (await use(tools["read_file"], file_path="/a.txt")).text
    with pytest.raises(ToolFailed, match="outside"):
        await use(tools["read_file"], file_path="/etc/hostname")


async def test_reading_goes_by_lines(tools: dict[str, Tool], root: Path) -> None:
    (root / "long.txt").write_text("".join(f"{number}\n" for number in range(5000)))
    read = await use(tools["read_file"], file_path="long.txt", offset=10, limit=2)
    assert read.text == "    11\t10\n    12\t11\n(4988 more lines: read on with offset 12.)"


async def test_a_write_keeps_the_mode_and_tells_the_change(tools: dict[str, Tool], root: Path) -> None:
    (root / "a.txt").chmod(0o755)
    done = await use(tools["write_file"], file_path="a.txt", content="one\nthree\n")
    assert (root / "a.txt").stat().st_mode & 0o777 == 0o755
    (change,) = done.file_changes
    assert (change.path, change.lines_added, change.lines_removed) == ("a.txt", 1, 1)
    new = await use(tools["write_file"], file_path="deep/new.txt", content="x\n")
    assert new.file_changes[0].unified_diff.startswith("--- /dev/null\n+++ b/deep/new.txt")


async def test_an_edit_must_be_clear(tools: dict[str, Tool], root: Path) -> None:
    (root / "b.txt").write_text("x x\r\ny\r\n", newline="")
    with pytest.raises(ToolFailed, match="2 times"):
        await use(tools["edit_file"], file_path="b.txt", old_string="x", new_string="z")
    with pytest.raises(ToolFailed, match="does not stand"):
        await use(tools["edit_file"], file_path="b.txt", old_string="q", new_string="z")
    await use(tools["edit_file"], file_path="b.txt", old_string="x\ny", new_string="x\nw")
    assert (root / "b.txt").read_bytes() == b"x x\r\nw\r\n"


async def test_delete_is_told_as_a_change(tools: dict[str, Tool], root: Path) -> None:
    done = await use(tools["delete_file"], file_path="a.txt")
    assert not (root / "a.txt").exists()
    assert done.file_changes[0].lines_removed == 2


async def test_grep_names_file_and_line(tools: dict[str, Tool]) -> None:
    assert (await use(tools["grep"], pattern="^T", ignore_case=True)).text == "a.txt:2: two"
    with pytest.raises(ToolFailed, match="no regular expression"):
        await use(tools["grep"], pattern="(")


async def test_a_command_sees_its_environment_and_has_no_input(tools: dict[str, Tool], root: Path) -> None:
    done = await use(tools["execute"], command="cat; echo $GIVEN; pwd")
    assert done.text == f"value\n{root}"
    failed = await use(tools["execute"], command="echo no >&2; exit 7")
    assert (failed.failed, failed.text) == (True, "no\n(Exit status 7.)")


async def test_a_time_limit_ends_all_that_a_command_started(tools: dict[str, Tool], root: Path) -> None:
    command = "sh -c 'echo $$ > pid; sleep 100' & sleep 100"
    done = await use(tools["execute"], command=command, timeout_seconds=1)
    assert done.failed
    assert "its time limit" in done.text
    await until(lambda: not _runs(int((root / "pid").read_text())))


async def test_a_cancelled_command_is_killed_at_once(tools: dict[str, Tool], root: Path) -> None:
    task = asyncio.create_task(use(tools["execute"], command="trap '' TERM; echo $$ > pid; sleep 100"))
    await until(lambda: (root / "pid").exists() and (root / "pid").read_text().strip())
    task.cancel()
    async with asyncio.timeout(2):
        await asyncio.wait({task})
    await until(lambda: not _runs(int((root / "pid").read_text())))


async def test_what_is_left_in_the_background_does_not_hold_up(tools: dict[str, Tool], root: Path) -> None:
    async with asyncio.timeout(10):
        done = await use(tools["execute"], command="sleep 100 & echo $! > pid; echo done")
    assert done.text == "done"
    await until(lambda: not _runs(int((root / "pid").read_text())))


def _runs(number: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().split(")")[1].split()[0]
    except OSError:
        return False
