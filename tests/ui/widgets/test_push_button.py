"""A button that names the key that does the same."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.key_caps import caps_width
from stigmer_desktop.ui.widgets.push_button import PushButton


def test_a_key_has_room_behind_the_words_and_is_no_part_of_them(qtbot, qapp: QApplication) -> None:
    theme = Theme(qapp)
    plain, keyed = PushButton(theme, "Approve"), PushButton(theme, "Approve", keys="Y")
    for button in (plain, keyed):
        qtbot.addWidget(button)
    assert keyed.text() == "Approve"
    assert keyed.sizeHint().width() >= plain.sizeHint().width() + caps_width(("Y",))
    assert keyed.minimumSizeHint() == keyed.sizeHint()


def test_a_key_is_drawn(qtbot, qapp: QApplication) -> None:
    theme = Theme(qapp)
    pictures = []
    for keys in ("Y", "W"):
        button = PushButton(theme, "Approve", keys=keys, kind="primary")
        qtbot.addWidget(button)
        button.resize(160, 32)
        pictures.append(button.grab().toImage())
    assert pictures[0] != pictures[1]
