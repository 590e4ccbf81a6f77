"""The size of text changes at once, everywhere, and all the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from stigmer_desktop.ui.executions.composer_text import ComposerText
from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.fonts import TEXT_SIZES, code_font, scaled, set_text_percent, text_font
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.push_button import PushButton
from tests.execution_snapshots import execution, said


@pytest.fixture(autouse=True)
def usual_size(qapp: QApplication) -> Iterator[None]:
    yield
    set_text_percent(qapp, 100)


def test_every_size_leads_back_exactly(qapp: QApplication) -> None:
    labels = []
    for pixels in range(10, 33):
        label = QLabel("words")
        label.setFont(text_font(pixels, 500))
        labels.append((label, pixels))
    for percent in (*TEXT_SIZES, *reversed(TEXT_SIZES), 150, 100, 125, 112):
        set_text_percent(qapp, percent)
        assert [label.font().pixelSize() for label, _ in labels] == [scaled(pixels) for _, pixels in labels]
        assert code_font(12).pixelSize() == scaled(12)
        assert qapp.font().pixelSize() == scaled(13)


def test_widgets_grow_with_their_text(theme: Theme, qapp: QApplication) -> None:
    button, header = PushButton(theme, "Send", icon_name="plus"), PageHeader(theme, "Title")
    width, height = button.sizeHint().width(), header.height()
    theme.set_text_percent(150)
    assert button.sizeHint().width() > width
    assert button.iconSize().height() > 20
    assert header.height() == round(height * 1.5)
    theme.set_text_percent(100)
    assert (button.sizeHint().width(), header.height()) == (width, height)


def test_an_odd_size_becomes_the_nearest(theme: Theme) -> None:
    theme.set_text_percent(140)
    assert theme.text_percent == 150
    theme.set_text_percent(1)
    assert theme.text_percent == 100


def test_a_placeholder_is_as_large_as_what_one_types(theme: Theme, qapp: QApplication) -> None:
    field = ComposerText()
    field.setPlaceholderText("Reply")
    field.show()
    for percent in (150, 100, 125, 100):
        theme.set_text_percent(percent)
        assert field.font().pixelSize() == scaled(14)
        # Placeholders are drawn in the font of the ground.
        assert field.viewport().font().pixelSize() == scaled(14)
    field.close()


def test_a_title_keeps_its_words_before_the_word_beside_it(theme: Theme, qapp: QApplication) -> None:
    header = PageHeader(theme, "The parser crashes with an IndexError", "Repository helper · ~/code/parser")
    header.add(PushButton(theme, "Find"))
    theme.set_text_percent(150)
    header.resize(480, header.height())
    header.show()
    qapp.processEvents()
    assert header.title.width() > 2 * header.detail.width() > 0
    assert header.minimumSizeHint().width() < 480
    header.resize(1600, header.height())
    qapp.processEvents()
    assert header.title.width() == header.title.sizeHint().width()
    assert header.detail.width() >= header.detail.sizeHint().width()
    header.close()


async def test_the_transcript_is_set_anew(theme: Theme, until) -> None:
    model = ExecutionModel()
    view = TranscriptView(theme, model)
    view.resize(900, 600)
    view.show()
    model.load([execution(messages=[said(f"Answer {number}\n\n" * 4) for number in range(40)])])
    await until(lambda: view._stage.drawn_count > 2)
    before = view._stage.heights.total
    theme.set_text_percent(150)
    await until(lambda: view._stage.drawn_count > 2)
    assert view._stage.heights.total > before * 1.3
    theme.set_text_percent(100)
    view.close()
    view.deleteLater()


def test_another_theme_leaves_the_size_as_it_is(theme: Theme) -> None:
    button = PushButton(theme, "Send")
    button.show()
    theme.set_text_percent(150)
    theme.set_mode("dark")
    assert button.font().pixelSize() == 20
    theme.set_mode("light")
    assert button.font().pixelSize() == 20
    theme.set_text_percent(100)
    button.close()
