"""The text of a SKILL.md: selected by mouse and keyboard across its blocks, copied, scrolled, followed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from stigmer_desktop.ui.executions.text_surface import widget_of
from stigmer_desktop.ui.skills.markdown_view import MarkdownView

TEXT = """# Reviewing

Read the *whole* change first.

```python
print("ok")
```

Then say [why](https://example.com/why) it matters.
"""
LEFT = Qt.MouseButton.LeftButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(qtbot, theme) -> MarkdownView:
    holder = QFrame()
    qtbot.addWidget(holder)
    made = MarkdownView(theme, "SKILL.md")
    made.show_focus_on(holder)
    QVBoxLayout(holder).addWidget(made)
    holder.resize(500, 600)
    made.set_markdown(TEXT)
    holder.show()
    qtbot.waitExposed(holder)
    return made


def area(view: MarkdownView, number: int) -> QRect:
    widget = widget_of(view.surfaces()[number])
    return QRect(widget.mapTo(view, QPoint(0, 0)), widget.size())


def caret(view: MarkdownView, number: int, position: int) -> QPoint:
    return area(view, number).topLeft() + view.surfaces()[number].caret_rect(position).center()


def drag(view: MarkdownView, start: QPoint, end: QPoint) -> None:
    """Presses on whatever lies at `start`, as the mouse does, and lets go at `end`."""
    pressed = view.childAt(start) or view
    QTest.mousePress(pressed, LEFT, NONE, pressed.mapFrom(view, start))
    for point in (start + (end - start) / 2, end):
        QTest.mouseMove(pressed, pressed.mapFrom(view, point))
    QTest.mouseRelease(pressed, LEFT, NONE, pressed.mapFrom(view, end))


def test_a_drag_selects_across_blocks(view: MarkdownView) -> None:
    texts = [surface.text_between(0, surface.length) for surface in view.surfaces()]
    last = len(texts) - 1
    code = next(number for number, text in enumerate(texts) if "print" in text)
    drag(view, caret(view, 0, texts[0].index("Read")), caret(view, last, texts[last].index(" it matters")))
    assert view.selected.startswith("Read the whole change first.")
    assert 'print("ok")' in view.selected and view.selected.endswith("Then say why")
    assert 0 < code < last
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == view.selected


def test_a_table_is_copied_by_rows_and_cells(view: MarkdownView) -> None:
    view.set_markdown(
        "Before\n\n| step | why |\n| - | - |\n| read | to *know* |\n| ask | to learn |\n\nAfter"
    )
    drag(view, caret(view, 0, 0), caret(view, len(view.surfaces()) - 1, 3))
    rows = [line for line in view.selected.splitlines() if line]
    assert rows == ["Before", "step\twhy", "read\tto know", "ask\tto learn", "Aft"]


def test_the_keyboard_selects_and_all_is_copied_as_it_was_written(view: MarkdownView) -> None:
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.selected == "Revi"
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == TEXT.strip("\n")
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected == ""


def test_a_double_click_selects_a_word_and_a_third_one_the_line(view: MarkdownView) -> None:
    words = view.surfaces()[0].text_between(0, view.surfaces()[0].length)
    spot = caret(view, 0, words.index("whole") + 2)
    target = view.childAt(spot)
    assert target is not None
    inside = target.mapFrom(view, spot)
    QTest.mouseDClick(target, LEFT, NONE, inside)
    assert view.selected == "whole"
    QTest.mouseClick(target, LEFT, SHIFT, target.mapFrom(view, caret(view, 0, words.index("Read"))))
    assert view.selected.startswith("Read the")


def test_a_click_opens_a_link_and_a_selection_does_not(view: MarkdownView, monkeypatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    last = len(view.surfaces()) - 1
    words = view.surfaces()[last].text_between(0, view.surfaces()[last].length)
    spot = caret(view, last, words.index("why") + 1)
    drag(view, spot, caret(view, last, words.index("matters")))
    assert not opened
    target = view.childAt(spot)
    QTest.mouseClick(target, LEFT, NONE, target.mapFrom(view, spot))
    assert opened == [QUrl("https://example.com/why")]


def test_the_page_follows_a_selection(qtbot, theme) -> None:
    scroll = QScrollArea()
    qtbot.addWidget(scroll)
    content = QWidget()
    made = MarkdownView(theme, "SKILL.md")
    QVBoxLayout(content).addWidget(made)
    scroll.setWidgetResizable(True)
    scroll.setWidget(content)
    scroll.resize(400, 200)
    made.set_markdown("\n\n".join(f"Line {number}" for number in range(60)))
    scroll.show()
    qtbot.waitExposed(scroll)
    drag(made, QPoint(20, 20), QPoint(40, 900))
    assert scroll.verticalScrollBar().value() > 0
    assert "Line 20" in made.selected


def test_the_focus_is_seen_when_it_came_by_the_keyboard(view: MarkdownView) -> None:
    ring = view._ring
    assert ring is not None
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not ring.isVisible()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    view.clearFocus()
    assert not ring.isVisible()
