"""The one place of colours, spaces and radii, and the live switch of light, dark and text size."""

from __future__ import annotations

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.paths import resources
from stigmer_desktop.ui.fonts import TEXT_SIZES, set_text_percent, text_percent

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5, SPACE_6 = 4, 8, 12, 16, 20, 24
RADIUS_CONTROL = 8
RADIUS_CARD = 10
RADIUS_COMPOSER = 12
SIDEBAR_WIDTH = 260
TRANSCRIPT_WIDTH = 720

# How much of the text is in the line around what floats, which has no shadow everywhere.
_FLOAT_SHARE = 0.1

MODES = ("system", "light", "dark")


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, by the role they play."""

    background: QColor
    sidebar: QColor
    panel: QColor
    line: QColor
    faint_line: QColor
    text: QColor
    second_text: QColor
    third_text: QColor
    accent: QColor
    accent_tint: QColor
    selection: QColor
    user_message: QColor
    code: QColor
    added_fill: QColor
    added_text: QColor
    removed_fill: QColor
    removed_text: QColor
    waiting_fill: QColor
    waiting_line: QColor
    waiting_text: QColor
    green: QColor
    red: QColor
    blue: QColor
    paused: QColor
    terminated: QColor
    text_on_accent: QColor
    timeline_model: QColor
    timeline_tool: QColor
    timeline_sub_agent: QColor
    timeline_waiting: QColor

    def by_name(self, name: str) -> QColor:
        """The colour of the token `name`, for example "second_text".

        Raises:
            KeyError: there is no such token.
        """
        color = getattr(self, name, None)
        if not isinstance(color, QColor):
            raise KeyError(name)
        return color


def _tokens(values: str) -> Tokens:
    return Tokens(*(QColor(value) for value in values.split()))


LIGHT = _tokens(
    "#ffffff #f6f7f9 #ffffff #e4e7ec #eef0f3"
    " #1c2330 #5b6577 #697284 #2f62ea #e9effe #e6ecfb #f1f4f9 #f6f8fa"
    " #e6f6ec #116b34 #fdeceb #a4161a #fff7e6 #f3d9a4 #8f5f10"
    " #137a38 #c71607 #2563eb #7a6a00 #b45309 #ffffff"
    " #a78bfa #fb923c #38bdf8 #fbbf24"
)
DARK = _tokens(
    "#15181e #101318 #181c23 #2a303a #222831"
    " #e6e9ef #a3acba #8490a2 #6c93ff #1d2947 #1f2a44 #1d222b #11151b"
    " #11301f #7ee2a0 #3a1719 #ffa3a0 #2b2213 #5b4620 #f0b85a"
    " #57d98a #ff7b72 #7fb0ff #d9c34a #fb923c #0b1020"
    " #a78bfa #fb923c #38bdf8 #fbbf24"
)


def mixed(color: QColor, other: QColor, share: float) -> QColor:
    """`color` with `share` (0 to 1) of `other` in it, opaque."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        color.redF() * keep + other.redF() * share,
        color.greenF() * keep + other.greenF() * share,
        color.blueF() * keep + other.blueF() * share,
    )


class Theme(QObject):
    """Holds the tokens that apply now and dresses the application in them.

    Follows the system while the mode is "system". Widgets read `tokens` when they paint, and listen to
    `changed` where they keep something that was made from them or from the size of text.
    """

    changed = Signal()

    def __init__(
        self,
        application: QApplication,
        mode: str = "system",
        parent: QObject | None = None,
        *,
        percent: int = 100,
    ) -> None:
        super().__init__(parent)
        self._application = application
        if percent != text_percent():
            set_text_percent(application, _nearest_size(percent))
        self._template = Template(_style_template())
        self._mode = mode if mode in MODES else "system"
        self._is_dark = self._wants_dark()
        self._dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def tokens(self) -> Tokens:
        return DARK if self._is_dark else LIGHT

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    @property
    def mode(self) -> str:
        """ "system", "light" or "dark"."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Follows the system, or stays light or dark; an unknown mode means the system."""
        self._mode = mode if mode in MODES else "system"
        hints = QGuiApplication.styleHints()
        if self._mode == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if self._mode == "dark" else Qt.ColorScheme.Light)
        self._refresh()

    @property
    def text_percent(self) -> int:
        """How large text is, in percent of its usual size."""
        return text_percent()

    def set_text_percent(self, percent: int) -> None:
        """Makes all text larger or smaller at once; of the sizes that there are, the nearest."""
        wanted = _nearest_size(percent)
        if wanted != text_percent():
            set_text_percent(self._application, wanted)
            self.changed.emit()

    @Slot()
    def _on_system_changed(self) -> None:
        self._refresh()

    def _wants_dark(self) -> bool:
        if self._mode != "system":
            return self._mode == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _refresh(self) -> None:
        dark = self._wants_dark()
        if dark == self._is_dark:
            return
        self._is_dark = dark
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._application.setPalette(palette(self.tokens))
        # A new style sheet gives widgets the fonts back that they had under the first one.
        fonts = [(widget, widget.font()) for widget in _with_own_fonts(self._application)]
        self._application.setStyleSheet(self._template.substitute(style_values(self.tokens)))
        for widget, font in fonts:
            widget.setFont(font)


def _with_own_fonts(application: QApplication) -> list[QWidget]:
    own = Qt.WidgetAttribute.WA_SetFont
    return [widget for widget in application.allWidgets() if widget.testAttribute(own)]


def _nearest_size(percent: int) -> int:
    return min(TEXT_SIZES, key=lambda size: abs(size - percent))


def palette(tokens: Tokens) -> QPalette:
    """The palette that gives unstyled widgets the colours of `tokens`."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, color in (
        (roles.Window, tokens.background),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.panel),
        (roles.AlternateBase, tokens.sidebar),
        (roles.Text, tokens.text),
        (roles.Button, tokens.panel),
        (roles.ButtonText, tokens.text),
        (roles.BrightText, tokens.red),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.text_on_accent),
        (roles.Accent, tokens.accent),
        (roles.PlaceholderText, tokens.third_text),
        (roles.Link, tokens.accent),
        (roles.LinkVisited, tokens.accent),
        (roles.ToolTipBase, tokens.panel),
        (roles.ToolTipText, tokens.text),
        (roles.Light, tokens.faint_line),
        (roles.Midlight, tokens.faint_line),
        (roles.Mid, tokens.line),
        (roles.Dark, tokens.line),
        (roles.Shadow, mixed(tokens.line, tokens.text, _FLOAT_SHARE)),
    ):
        result.setColor(role, color)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, tokens.third_text)
    return result


def style_values(tokens: Tokens) -> dict[str, str]:
    """What the style template may use: every token, and the few shades that hover and press need."""
    values = {field.name: tokens.by_name(field.name).name() for field in fields(Tokens)}
    values["accent_hover"] = mixed(tokens.accent, tokens.text, 0.12).name()
    values["accent_pressed"] = mixed(tokens.accent, tokens.text, 0.22).name()
    values["hover"] = mixed(tokens.background, tokens.text, 0.05).name()
    values["pressed"] = mixed(tokens.background, tokens.text, 0.09).name()
    values["veil"] = _veil(tokens.text, 0.05)
    values["pressed_veil"] = _veil(tokens.text, 0.09)
    values["float_line"] = mixed(tokens.line, tokens.text, _FLOAT_SHARE).name()
    values["sidebar_hover"] = mixed(tokens.sidebar, tokens.text, 0.045).name()
    values["scroll_thumb"] = mixed(tokens.background, tokens.text, 0.15).name()
    values["scroll_thumb_hover"] = mixed(tokens.background, tokens.text, 0.32).name()
    values["disabled_fill"] = mixed(tokens.background, tokens.text, 0.07).name()
    return values


def _veil(color: QColor, share: float) -> str:
    """`color` as a shade over whatever lies below, in the words of a style sheet."""
    shade = QColor(color)
    shade.setAlphaF(share)
    return shade.name(QColor.NameFormat.HexArgb)


def _style_template() -> str:
    return (resources() / "styles" / "window.qss").read_text(encoding="utf-8")
