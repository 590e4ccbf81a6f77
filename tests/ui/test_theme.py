"""The tokens are readable, and a switch of theme reaches the application at once."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.theme import DARK, LIGHT, Theme, Tokens, mixed, style_values

BODY_CONTRAST = 4.5
GROUNDS = ("background", "sidebar", "panel", "user_message", "code", "selection")


def luminance(color: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
class TestTokens:
    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("words", ["text", "second_text"])
    def test_body_text_can_be_read(self, tokens: Tokens, words: str, ground: str) -> None:
        assert contrast(tokens.by_name(words), tokens.by_name(ground)) >= BODY_CONTRAST

    @pytest.mark.parametrize(
        ("words", "ground"),
        [
            ("text_on_accent", "accent"),
            ("waiting_text", "waiting_fill"),
            ("added_text", "added_fill"),
            ("removed_text", "removed_fill"),
            ("red", "background"),
            ("green", "background"),
            ("third_text", "background"),
            ("third_text", "sidebar"),
        ],
    )
    def test_coloured_words_can_be_read(self, tokens: Tokens, words: str, ground: str) -> None:
        assert contrast(tokens.by_name(words), tokens.by_name(ground)) >= BODY_CONTRAST

    def test_every_token_is_a_colour(self, tokens: Tokens) -> None:
        assert all(tokens.by_name(field.name).isValid() for field in fields(Tokens))
        with pytest.raises(KeyError):
            tokens.by_name("by_name")

    def test_the_style_sheet_gets_plain_colours(self, tokens: Tokens) -> None:
        assert all(QColor(value).isValid() for value in style_values(tokens).values())


def test_a_switch_reaches_palette_and_style(theme: Theme, qapp: QApplication) -> None:
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.is_dark))
    theme.set_mode("dark")
    assert heard == [True]
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.WindowText) == DARK.text
    assert DARK.accent.name() in qapp.styleSheet()
    theme.set_mode("light")
    assert heard == [True, False]
    assert LIGHT.accent.name() in qapp.styleSheet()


def test_the_same_mode_again_changes_nothing(theme: Theme) -> None:
    heard: list[None] = []
    theme.changed.connect(lambda: heard.append(None))
    theme.set_mode("light")
    assert heard == []


def test_an_unknown_mode_follows_the_system(theme: Theme) -> None:
    theme.set_mode("sepia")
    assert theme.mode == "system"


def test_mixed_goes_from_one_colour_to_the_other() -> None:
    black, white = QColor("#000000"), QColor("#ffffff")
    assert mixed(black, white, 0.0) == black
    assert mixed(black, white, 1.0) == white
