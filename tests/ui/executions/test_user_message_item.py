"""What a person wrote: words as they stand, code as code, from whichever side it is read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.executions.code_block import CodeBlock
from stigmer_desktop.ui.executions.copy_button import CopyButton
from stigmer_desktop.ui.executions.deed import Deed
from stigmer_desktop.ui.executions.document_surface import DocumentSurface
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.line_surface import LineSurface
from stigmer_desktop.ui.executions.text_surface import TextSurface
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.theme import Theme
from tests.execution_snapshots import execution, said, tool

HEBREW = "\u05d1\u05d3\u05d5\u05e7 \u05d2\u05dd \u05d0\u05ea Parser.peek \u05d1\u05d1\u05e7\u05e9\u05d4"
ARABIC = "\u0627\u0646\u0638\u0631 \u0623\u064a\u0636\u0627 \u0625\u0644\u0649 Printer.indent 23"
LATIN = "Then look at \u05e9\u05dc\u05d5\u05dd in the file"
CODE = "def f(x):\n    return x + 1"


@pytest.fixture
def model() -> ExecutionModel:
    return ExecutionModel()


@pytest.fixture
def view(theme: Theme, model: ExecutionModel, qtbot: QtBot) -> TranscriptView:
    made = TranscriptView(theme, model)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def surfaces(view: TranscriptView, row: int) -> list[TextSurface]:
    return list(view.surfaces_at(row))


def starts_right(surface: TextSurface, text: str) -> bool:
    assert isinstance(surface, DocumentSurface)
    start = surface.text_between(0, surface.length).index(text)
    return surface.caret_rect(start).x() > surface.width() / 2


def test_each_paragraph_begins_at_the_side_of_its_script(view: TranscriptView, model: ExecutionModel) -> None:
    model.load([execution(message=f"{HEBREW}\n{LATIN}\n{ARABIC}", messages=[said(ARABIC), said(LATIN)])])
    (asked,) = surfaces(view, 0)
    assert starts_right(asked, HEBREW)
    assert not starts_right(asked, LATIN)
    assert starts_right(asked, ARABIC)
    (arabic,) = surfaces(view, 2)
    (latin,) = surfaces(view, 3)
    assert starts_right(arabic, ARABIC)
    assert not starts_right(latin, LATIN)


def test_selected_text_of_mixed_scripts_is_as_it_was_written(
    view: TranscriptView, model: ExecutionModel
) -> None:
    model.load([execution(message=HEBREW, messages=[said(ARABIC)])])
    view._input.selection.select_all()
    assert view.selected_text() == f"{HEBREW}\n\n{ARABIC}"


def test_pasted_code_is_monospaced_and_can_be_copied(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    model.load([execution(message=f"Why?\n\n{CODE}\n\n{HEBREW}")])
    words, code, hebrew = surfaces(view, 0)
    assert isinstance(words, DocumentSurface)
    assert isinstance(code, LineSurface)
    assert isinstance(hebrew, DocumentSurface)
    assert code.text_between(0, code.length) == CODE
    (block,) = view.findChildren(CodeBlock)
    (copy,) = block.findChildren(CopyButton)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == CODE


def test_long_pasted_code_is_behind_a_button(view: TranscriptView, model: ExecutionModel) -> None:
    model.load([execution(message="\n".join(f"value_{n} = call({n})" for n in range(500)))])
    (code,) = surfaces(view, 0)
    assert isinstance(code, LineSurface)
    assert code.text_between(0, code.length).count("\n") < 100
    assert not view.findChildren(CodeBlock)


def open_menu(view: TranscriptView, row: int) -> QMenu | None:
    widget = view.widget_at_index(row)
    assert widget is not None
    point = widget.mapTo(view.viewport(), QPoint(40, widget.height() // 2))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.viewport().mapToGlobal(point))
    QApplication.sendEvent(view.viewport(), event)
    assert event.type() == QEvent.Type.ContextMenu
    popup = QApplication.activePopupWidget()
    return popup if isinstance(popup, QMenu) else None


def test_any_part_can_be_copied_by_its_menu(
    view: TranscriptView, model: ExecutionModel, qtbot: QtBot
) -> None:
    call = tool("c1", "grep", arguments={"pattern": "x"}, result="found it")
    model.load([execution(message="Do it", messages=[said("**Done**", places=["c1"])], calls=[call])])
    qtbot.waitUntil(lambda: all(view.widget_at_index(row) is not None for row in range(4)))
    for row, text in ((0, "Do it"), (2, "**Done**"), (3, "grep\nx\nfound it")):
        menu = open_menu(view, row)
        assert menu is not None
        (part,) = [action for action in menu.actions() if action.text() == "Copy this part"]
        part.trigger()
        assert QGuiApplication.clipboard().text().replace("pattern: ", "") == text
        with qtbot.waitSignal(view.deed_requested) as asked:
            menu.actions()[-2].trigger()
        assert asked.args == ["aex-1", Deed.COPY]
        menu.close()
    with qtbot.waitSignal(view.menu_requested) as wanted:
        assert open_menu(view, 1) is None
    assert wanted.args[0] == "aex-1"
