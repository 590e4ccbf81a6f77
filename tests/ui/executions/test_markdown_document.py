"""Markdown as a document in which nothing is alive."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.executions.document_paint import Underlay
from stigmer_desktop.ui.executions.markdown_document import markdown_document
from stigmer_desktop.ui.executions.styled_document import StyledDocument, TextStyle, plain_document
from stigmer_desktop.ui.theme import LIGHT

ARABIC = "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643"


@pytest.fixture
def style(qapp: QApplication) -> TextStyle:
    return TextStyle(LIGHT)


def laid_out(styled: StyledDocument) -> StyledDocument:
    styled.document.setTextWidth(600)
    styled.document.size()
    return styled


def test_raw_html_is_only_text(style: TextStyle) -> None:
    markdown = "<b>x</b> <script>alert(1)</script>\n\n<div onclick='y'>block</div>\n\n&lt;"
    text = markdown_document(markdown, style).document.toPlainText()
    assert "<b>x</b> <script>alert(1)</script>" in text
    assert "<div onclick='y'>block</div>" in text


def test_no_image_is_ever_loaded(style: TextStyle, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    QImage(900, 900, QImage.Format.Format_RGB32).save(str(picture))
    styled = laid_out(markdown_document(f"before ![a cat]({picture.as_uri()}) after ![](x.png)", style))
    assert styled.document.toPlainText() == "before a cat after x.png"
    assert styled.document.size().height() < 60
    image_type = QTextDocument.ResourceType.ImageResource
    assert styled.document.resource(image_type, picture.as_uri()) is None


def test_what_is_drawn_beneath_is_found(style: TextStyle) -> None:
    styled = laid_out(
        markdown_document(
            "A `b` and `c d`.\n\n> quote\n>\n> more\n\n---\n\n- x\n  - y\n- [x] done\n\n1. one\n\n"
            "- code:\n  ```\n  z\n  ```",
            style,
        )
    )
    text = styled.document.toPlainText()
    assert [text[start:end] for start, end in styled.inline_code] == ["b", "c d"]
    assert styled.quotes == [(1, 2)]
    assert styled.rulers == [3]
    assert [(m.text, m.icon, m.level) for m in styled.markers] == [
        ("", "", 1),
        ("", "", 2),
        ("", "check-square", 1),
        ("1.", "", 1),
        ("", "", 1),
    ]
    assert len(styled.code_blocks) == 1
    Underlay(styled, 600)


def test_a_table_keeps_its_cells(style: TextStyle) -> None:
    styled = laid_out(markdown_document("| a | b |\n|---|--:|\n| 1 | `2` |", style))
    (table,) = styled.tables
    assert (table.rows(), table.columns()) == (2, 2)
    assert table.cellAt(1, 1).firstCursorPosition().block().text() == "2"


def test_right_to_left_paragraphs_stand_at_the_right(style: TextStyle) -> None:
    for styled in (
        markdown_document(f"hello\n\n{ARABIC}", style),
        plain_document(f"hello\n{ARABIC}", style),
    ):
        laid_out(styled)
        block = styled.document.lastBlock()
        assert block.textDirection() is Qt.LayoutDirection.RightToLeft
        line = block.layout().lineAt(0)
        assert line.naturalTextRect().right() == pytest.approx(600, abs=2)


def test_plain_text_is_not_markdown(style: TextStyle) -> None:
    assert plain_document("# a *b*\n  c", style).document.toPlainText() == "# a *b*\n  c"


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "   ",
        "*",
        "**",
        "[",
        "![",
        "![](",
        "|",
        "|-|",
        "```",
        "> ",
        "- ",
        "1.",
        "\x00",
        "a\u2028b",
        "#" * 50,
    ],
)
def test_odd_markdown_does_no_harm(style: TextStyle, markdown: str) -> None:
    Underlay(laid_out(markdown_document(markdown, style)), 600)
