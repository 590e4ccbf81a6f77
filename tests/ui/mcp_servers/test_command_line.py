"""A pasted command line: taken apart where it is one, visibly, and put back on demand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from stigmer_desktop.ui.mcp_servers.command_line import command_words
from stigmer_desktop.ui.mcp_servers.transport_part import TransportPart
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.ui.resources.use import click, write

EVERYTHING = "npx -y @modelcontextprotocol/server-everything"
ARGUMENTS = "-y\n@modelcontextprotocol/server-everything"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("npx", []),
        (EVERYTHING, ["npx", "-y", "@modelcontextprotocol/server-everything"]),
        ('uvx tool "two words" ', ["uvx", "tool", "two words"]),
        ("/opt/My Tools/server", []),
        ("KEY=1 npx -y tool", []),
        ('npx "open', []),
        (r"C:\tools\run.exe --now", []),
    ],
)
def test_a_line_is_known_as_one(text: str, words: list[str]) -> None:
    assert command_words(text) == words


def test_a_path_with_blanks_is_no_line_unless_its_beginning_is_a_file(tmp_path) -> None:
    program = tmp_path / "server"
    program.touch()
    assert command_words(f"{program} --all") == [str(program), "--all"]
    (tmp_path / "server --all").touch()
    assert command_words(f"{program} --all") == []


@pytest.fixture
def part(qtbot, theme) -> TransportPart:
    part = TransportPart(theme)
    qtbot.addWidget(part.widget)
    part.widget.resize(600, 600)
    part.widget.show()
    qtbot.waitExposed(part.widget)
    return part


def fields(part: TransportPart):
    command, arguments, *_ = part.ways["stdio"].parts
    return command.field, arguments.field


def test_a_pasted_line_fills_both_fields_and_can_be_taken_back(part) -> None:
    command, arguments = fields(part)
    arguments.set_text("--more")
    QGuiApplication.clipboard().setText(f"{EVERYTHING}\n")
    command.input.setFocus()
    QTest.keySequence(command.input, "Ctrl+V")
    assert (command.text, arguments.text) == ("npx", f"{ARGUMENTS}\n--more")
    assert command.fault == ""
    undo = command.findChildren(PushButton)
    button = next(each for each in undo if each.text() == "Undo")
    assert button.isVisible()
    click(button)
    assert (command.text, arguments.text) == (EVERYTHING, "--more")
    assert not button.isVisible()
    arguments.input.setFocus(Qt.FocusReason.TabFocusReason)
    assert command.text == EVERYTHING
    assert part.check() is command.input
    assert command.fault == "Only the program stands here. Put the arguments below, one on each line."


def test_a_typed_line_is_taken_apart_when_the_field_is_left(part) -> None:
    command, arguments = fields(part)
    write(command.input, EVERYTHING)
    assert command.text == EVERYTHING
    command.left.emit()
    assert (command.text, arguments.text) == ("npx", ARGUMENTS)
    assert part.check() is None
