"""A button that names the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.key_caps import caps_width
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.switch import Switch


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


def test_while_it_works_the_focus_stays_and_the_words_make_room(qtbot, qapp: QApplication) -> None:
    theme = Theme(qapp)
    box = QWidget()
    qtbot.addWidget(box)
    row = QHBoxLayout(box)
    button, switch = PushButton(theme, "Test"), Switch(theme, "Something else")
    for each in (button, switch):
        row.addWidget(each)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.set_under_way(True)
    assert not button.isEnabled()
    assert box.focusWidget() is button
    QTest.keyClick(box.focusWidget(), Qt.Key.Key_Space)
    assert not switch.isChecked()
    # Nothing of the words is left to stand below the spinner.
    button.resize(160, 32)
    picture = button.grab().toImage()
    button.setText("Quite other words")
    button.resize(160, 32)
    assert button.grab().toImage() == picture
    button.set_under_way(False)
    assert box.focusWidget() is button
    QTest.keyClick(button, Qt.Key.Key_Tab)
    assert box.focusWidget() is switch
