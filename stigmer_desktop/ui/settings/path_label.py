"""How the settings show where something lies."""

from __future__ import annotations

from stigmer_desktop.ui.fonts import code_font
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel

_WIDEST = 300


def path_label(theme: Theme, path: str) -> ElidedLabel:
    """A path in one line that leaves room for the words beside it; whole in its tooltip."""
    label = ElidedLabel(theme, code_font(12), "second_text", path, elided_in_the_middle=True)
    label.setMaximumWidth(_WIDEST)
    return label
