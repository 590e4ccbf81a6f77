"""The two kinds of selectable text keep the same promises."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from stigmer_desktop.ui.executions.code_highlight import CodeSpan
from stigmer_desktop.ui.executions.document_surface import DocumentSurface
from stigmer_desktop.ui.executions.line_surface import LineSurface
from stigmer_desktop.ui.executions.styled_document import TextStyle, plain_document
from stigmer_desktop.ui.executions.text_surface import CaretMove, TextUnit
from stigmer_desktop.ui.theme import Theme

TEXT = "first line\nsecond 漢字 line\n\nlast, with emoji 😀."


@pytest.fixture(params=["document", "lines", "wrapped lines"])
def surface(request: pytest.FixtureRequest, theme: Theme, qtbot: QtBot) -> DocumentSurface | LineSurface:
    made: DocumentSurface | LineSurface
    if request.param == "document":
        made = DocumentSurface(theme)
        made.set_document(plain_document(TEXT, TextStyle(theme.tokens)))
    else:
        made = LineSurface(theme, wraps=request.param != "lines")
        made.set_text(TEXT)
    qtbot.addWidget(made)
    width = 90 if request.param == "wrapped lines" else 300
    made.resize(width, made.arrange(width))
    return made


def test_text_between(surface: DocumentSurface | LineSurface) -> None:
    assert surface.text_between(0, surface.length) == TEXT
    assert surface.text_between(6, 17) == TEXT[6:17]


def test_a_point_leads_to_a_position_and_back(surface: DocumentSurface | LineSurface) -> None:
    for position in (0, 3, 15, 20, len(TEXT) - 5):
        caret = surface.caret_rect(position)
        assert surface.position_at(QPointF(caret.x() + 1, caret.center().y())) == position


def test_points_outside_are_the_ends(surface: DocumentSurface | LineSurface) -> None:
    assert surface.position_at(QPointF(-20, -20)) == 0
    assert surface.position_at(QPointF(5000, 5000)) == surface.length


def test_words_and_lines(surface: DocumentSurface | LineSurface) -> None:
    assert surface.text_between(*surface.unit_at(2, TextUnit.WORD)) == "first"
    assert surface.text_between(*surface.unit_at(13, TextUnit.LINE)) == "second 漢字 line"


def test_the_caret_moves_and_leaves_at_the_ends(surface: DocumentSurface | LineSurface) -> None:
    assert surface.moved(0, CaretMove.RIGHT) == 1
    assert surface.moved(0, CaretMove.LEFT) is None
    assert surface.moved(surface.length, CaretMove.RIGHT) is None
    assert surface.moved(0, CaretMove.UP) is None
    assert surface.moved(surface.length, CaretMove.DOWN) is None
    assert surface.moved(3, CaretMove.LINE_START) == 0
    down = surface.moved(0, CaretMove.DOWN)
    assert down is not None
    assert down > 0
    word = surface.moved(0, CaretMove.WORD_RIGHT)
    assert word in (5, 6)
    assert surface.moved(6, CaretMove.WORD_LEFT) in (0, 5)


def test_a_selection_is_painted(surface: DocumentSurface | LineSurface) -> None:
    plain = surface.grab().toImage()
    surface.set_selection(2, 20)
    assert surface.grab().toImage() != plain
    surface.set_selection(0, 0)
    assert surface.grab().toImage() == plain


def test_two_megabytes_are_shown_at_once(theme: Theme, qtbot: QtBot) -> None:
    surface = LineSurface(theme, wraps=True)
    qtbot.addWidget(surface)
    surface.set_text("\n".join("x" * 80 for _ in range(26_000)) + "\n" + "y" * 100_000)
    height = surface.arrange(600)
    surface.resize(600, height)
    assert height > 26_000 * 18
    visible = surface.grab(surface.rect().adjusted(0, 0, 0, 900 - height))
    assert not visible.isNull()
    assert len(surface._line_layouts) < 100


def test_what_stands_behind_an_emoji_is_in_its_place(theme: Theme, qtbot: QtBot) -> None:
    surface = LineSurface(theme)
    qtbot.addWidget(surface)
    text = "x = 1  # \U0001f600 polite"
    surface.set_text(text)
    surface.set_colors([[CodeSpan(7, len(text) - 7, "third_text")]])
    surface.resize(400, surface.arrange(400))
    (colored,) = surface._line(0).formats()
    assert (colored.start, colored.length) == (7, len(text) - 7 + 1)
    for position in (8, 9, 10, 12, len(text)):
        caret = surface.caret_rect(position)
        assert surface.position_at(QPointF(caret.x() + 1, caret.center().y())) == position
    surface.set_found([(11, 17)], None)
    (found,) = surface._selections(0, surface._layout.visual[0])
    assert (found.start, found.length) == (12, 6)
