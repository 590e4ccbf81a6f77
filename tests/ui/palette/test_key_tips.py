"""Whatever names the keys of an action names those that it has now."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLabel, QWidget

from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.palette.window_action import key_names

# Other keys for every action, none of which is a part of another's name.
OTHERS = [f"{more}F{number}" for more in ("Ctrl+Alt+", "Ctrl+Alt+Shift+") for number in range(1, 36)]


def words_of(widget: QWidget) -> str:
    shown = widget.text() if isinstance(widget, QLabel) else ""
    return f"{widget.toolTip()} {shown}"


def naming(window: MainWindow, keys: set[str]) -> set[str]:
    """All words of the window, shown or not, that name one of `keys`."""
    named = re.compile("|".join(rf"(?<![\w+]){re.escape(each)}(?![\w+])" for each in sorted(keys)))
    return {words for widget in window.findChildren(QWidget) if named.search(words := words_of(widget))}


def keys_of(window: MainWindow) -> set[str]:
    return {"+".join(action.keys) for action in window.actions_of_window.fixed if action.keys}


async def test_tooltips_and_sentences_follow_changed_keys(life, window) -> None:
    for place in window.centre.places:
        window.centre.show_place(place.key)
    usual = keys_of(window)
    before = naming(window, usual)
    assert {"Show or hide the inspector (Ctrl+I) ", "Find in this session (Ctrl+F) ", "Ctrl+N "} <= before
    assert any("Ctrl+J brings you back" in words for words in before)
    assert " By key: Ctrl++, Ctrl+-, Ctrl+0." in before
    actions = window.actions_of_window.fixed
    changed = {action.identity: keys for action, keys in zip(actions, OTHERS, strict=False)}
    life.around.settings.change(keys=changed)
    assert naming(window, usual) == set()
    after = naming(window, keys_of(window))
    # And places of the sidebar that had none.
    assert len(after) > len(before)
    inspector = "+".join(key_names(changed["inspector"]))
    assert f"Show or hide the inspector ({inspector}) " in after


async def test_a_page_that_is_made_later_names_them_too(life, window) -> None:
    life.around.settings.change(keys={"next-need": "Ctrl+Alt+J", "inspector": ""})
    window.centre.show_place("needs-you")
    assert "Ctrl+Alt+J brings you back" in window.centre.page("needs-you").note.text
    assert "Show or hide the inspector " in {words_of(widget) for widget in window.findChildren(QWidget)}
    life.around.settings.change(keys={"next-need": ""})
    assert "brings you back" not in window.centre.page("needs-you").note.text
