"""The window's actions against the real server: the palette, the search, the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from stigmer_desktop.api.desktop import SEARCH_PLACE_AGENT, SEARCH_PLACE_MESSAGE, SearchHit
from stigmer_desktop.api.execution import (
    EXECUTION_COMPLETED,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_WAITING_APPROVAL,
    AgentExecution,
    AgentExecutionStatus,
    AgentExecutionUpdateStatusInput,
)
from stigmer_desktop.ui.executions.approval_item import is_in_card
from stigmer_desktop.ui.icons import outline
from stigmer_desktop.ui.main_window import MainWindow
from stigmer_desktop.ui.palette.key_list import KeyList
from stigmer_desktop.ui.palette.palette import Palette
from stigmer_desktop.ui.places import show_hit
from stigmer_desktop.ui.sessions.line_dialog import TitleDialog
from stigmer_desktop.ui.window_life import WindowLife


async def ask(life: WindowLife, message: str) -> AgentExecution:
    agent_id = life._around.agents.headers[0].agent.metadata.id
    return await life._around.operations.send_message(message=message, agent_id=agent_id)


def press(window: QWidget, key: Qt.Key, *, shift: bool = False) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, key, control | Qt.KeyboardModifier.ShiftModifier if shift else control)


def open_palette(window: MainWindow) -> Palette:
    press(window, Qt.Key.Key_K)
    palette = window.actions_of_window.palette
    assert palette is not None
    return palette


def do(window: MainWindow, letters: str) -> None:
    palette = open_palette(window)
    QTest.keyClicks(palette.field, letters)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.actions_of_window.palette is None


async def test_every_action_has_a_name_of_its_own_and_an_icon(window) -> None:
    actions = window.actions_of_window.all()
    assert len({action.name for action in actions}) == len(actions)
    assert "New session with Assistant" in {action.name for action in actions}
    for action in actions:
        assert not outline(action.icon_name).isEmpty()
    shortcuts = [action.shortcut for action in actions if action.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)


async def test_the_palette_goes_everywhere(life, window) -> None:
    do(window, "agents")
    assert window.centre.place == "agents"
    do(window, "settings")
    assert window.centre.place == "settings"
    do(window, "search every")
    assert window.centre.place == "search"
    assert window.centre.page("search").field.hasFocus()
    assert window.sidebar.buttons["search"].isChecked()
    do(window, "new agent")
    assert window.centre.page("agents").currentWidget() is window.centre.page("agents").editor
    do(window, "with assistant")
    assert window.centre.place != "agents"
    assert not window.sidebar.buttons["search"].isChecked()
    do(window, "sidebar")
    assert not window.sidebar.isVisible()


async def test_the_palette_switches_the_theme_and_the_settings_follow(life, window) -> None:
    window.centre.show_place("settings")
    for mode in ("dark", "light"):
        do(window, f"theme {mode}")
        assert life._around.theme.mode == mode
        assert life._around.settings.current.theme == mode
        assert window.centre.page("settings").appearance.look.key == mode
    do(window, "theme as")
    assert window.centre.page("settings").appearance.look.key == "system"


async def test_the_palette_opens_a_session(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    await until(lambda: life._around.sessions.rowCount() == 1)
    do(window, "tunnel")
    assert life._pane.session_id == execution.spec.session_id


async def test_the_palette_asks_the_server_for_sessions_that_are_not_loaded(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    await until(lambda: life._around.sessions.rowCount() == 1)
    life._around.sessions.load([], has_more=False)
    palette = open_palette(window)
    QTest.keyClicks(palette.field, "tunnel")
    assert palette.model.rowCount() == 0
    await until(lambda: palette.model.rowCount() == 1)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert life._pane.session_id == execution.spec.session_id


def offered(window: MainWindow) -> set[str]:
    palette = open_palette(window)
    names = {palette.model.found(row).action.name for row in range(palette.model.rowCount())}
    press(window, Qt.Key.Key_K)
    return names


async def test_what_is_done_with_this_session_is_offered_only_while_one_is_shown(life, window) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    of_session = {
        action.name for action in window.actions_of_window.fixed if action.name.endswith("this session")
    }
    assert {"Delete this session", "Rename this session", "Find in this session"} <= of_session
    assert not of_session & offered(window)
    window.centre.show_session(execution.spec.session_id)
    assert of_session <= offered(window)
    # In another place it would be about something out of sight.
    window.centre.show_place("settings")
    assert not of_session & offered(window)
    assert "Settings" in offered(window)


async def test_an_undo_is_offered_only_while_there_is_something_to_undo(life, window) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    assert "Undo deleting sessions" not in offered(window)
    window.commands.deletions.begin(execution.spec.session_id)
    assert "Undo deleting sessions" in offered(window)
    window.commands.undo()
    assert "Undo deleting sessions" not in offered(window)


async def test_text_that_cannot_be_smaller_says_so(life, window) -> None:
    assert "Smaller text" not in offered(window) and "Larger text" in offered(window)
    press(window, Qt.Key.Key_Minus)
    assert window.centre.messages.text == "Text is as small as it can be."


async def test_a_key_that_can_do_nothing_now_says_why(life, window) -> None:
    press(window, Qt.Key.Key_F)
    assert window.centre.messages.isVisible()
    assert window.centre.messages.text == "No session is open."


async def test_this_session_is_renamed_also_where_the_list_is_hidden(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    await until(lambda: life.around.sessions.rowCount() == 1)
    window.centre.show_session(execution.spec.session_id)
    window.sidebar.hide()
    do(window, "rename this")
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, TitleDialog) and w.isVisible())
    assert dialog.line.text() == "Where is the tunnel key?"
    dialog.line.setText(" ")
    assert not dialog.done_button.isEnabled()
    dialog.line.setText("The tunnel")
    dialog.done_button.click()
    title = life.around.sessions.index(0)
    await until(lambda: title.data() == "The tunnel")


async def test_what_was_archived_can_be_brought_back_at_once(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    sessions = life.around.sessions
    await until(lambda: sessions.rowCount() == 1)
    window.commands.press(execution.spec.session_id, "A")
    await until(window.centre.messages.isVisible)
    assert window.centre.messages.text == "“Where is the tunnel key?” is in the archive"
    await until(lambda: sessions.rowCount() == 0)
    window.centre.messages.button.click()
    await until(lambda: sessions.rowCount() == 1)
    assert not window.centre.messages.isVisible()


async def test_a_session_that_is_gone_is_named_as_gone(life, window, until) -> None:
    window.commands.press("ses-01arz3ndektsv4rrffq69g5fav", "P")
    await until(window.centre.messages.isVisible)
    assert "not there any more" in window.centre.messages.text


async def test_the_same_key_closes_the_palette(window) -> None:
    palette = open_palette(window)
    press(window, Qt.Key.Key_K)
    assert not palette.is_open
    assert window.actions_of_window.palette is None


async def test_f1_lists_the_keys(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    keys = [w for w in QApplication.topLevelWidgets() if isinstance(w, KeyList) and w.isVisible()]
    assert len(keys) == 1
    bound = {action.shortcut().toString() for action in window.actions() if action.shortcut().toString()}
    assert {action.shortcut for action in keys[0].shown if action.shortcut} == bound
    keys[0].reject()


async def test_the_search_leads_to_a_session_and_to_an_agent(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    press(window, Qt.Key.Key_F, shift=True)
    assert window.centre.place == "search"
    page = window.centre.page("search")
    page.field.setText("tunnel")
    await until(lambda: page.model.rowCount() == 2)
    QTest.keyClick(page.field, Qt.Key.Key_Down)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert life._pane.session_id == execution.spec.session_id
    assert window.sessions.view._open_id == execution.spec.session_id
    agent_id = life._around.agents.headers[0].agent.metadata.id
    show_hit(window.centre, SearchHit(place=SEARCH_PLACE_AGENT, agent_id=agent_id))
    assert window.centre.page("agents").currentWidget() is window.centre.page("agents").editor
    show_hit(window.centre, SearchHit(place=SEARCH_PLACE_MESSAGE, session_id=execution.spec.session_id))
    assert window.centre.stack.currentWidget() is life._pane.widget


async def test_the_search_comes_back_as_it_was(window, until) -> None:
    press(window, Qt.Key.Key_F, shift=True)
    page = window.centre.page("search")
    page.field.setText("assistant")
    await until(lambda: page.model.rowCount() > 0)
    press(window, Qt.Key.Key_N)
    press(window, Qt.Key.Key_F, shift=True)
    assert page.field.selectedText() == "assistant"
    assert page.part is page.view


async def test_the_keys_work_while_one_writes(life, window) -> None:
    composer = life._pane.composer.text
    composer.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(composer, Qt.Key.Key_K, control)
    palette = window.actions_of_window.palette
    assert palette is not None
    QTest.keyClick(palette.field, Qt.Key.Key_K, control)
    assert not palette.is_open
    assert composer.hasFocus()
    QTest.keyClick(composer, Qt.Key.Key_F, control | Qt.KeyboardModifier.ShiftModifier)
    assert window.centre.place == "search"
    QTest.keyClick(window.centre.page("search").field, Qt.Key.Key_K, control)
    assert window.actions_of_window.palette is not None


async def test_the_numbers_open_the_sessions_of_the_list(life, window, until) -> None:
    first, second = await ask(life, "The first one"), await ask(life, "The second one")
    await until(lambda: life.around.sessions.rowCount() == 2)
    press(window, Qt.Key.Key_2)
    assert life.pane.session_id == first.spec.session_id
    press(window, Qt.Key.Key_1)
    assert life.pane.session_id == second.spec.session_id
    press(window, Qt.Key.Key_9)
    assert life.pane.session_id == second.spec.session_id


async def test_the_next_thing_that_needs_the_user(life, window, until) -> None:
    press(window, Qt.Key.Key_J)
    assert window.centre.place == "needs-you"
    button = window.sidebar.buttons["needs-you"]
    assert button.accessibleName() == "Needs you"
    for message in ("The first one", "The second one"):
        execution = await ask(life, message)
        status = AgentExecutionStatus(phase=EXECUTION_COMPLETED)
        update = AgentExecutionUpdateStatusInput(execution_id=execution.metadata.id, status=status)
        await life.around.client.execution_command.updateStatus(update)
    await until(lambda: button.accessibleName() == "Needs you (2: 2 new results)")
    press(window, Qt.Key.Key_N)
    press(window, Qt.Key.Key_J)
    view = window.centre.page("needs-you").view
    rows = [view.currentIndex().row()]
    for _ in range(2):
        press(window, Qt.Key.Key_J)
        rows.append(view.currentIndex().row())
    assert sorted(rows[:2]) == [0, 1] and rows[2] == rows[0]
    opened = view.current
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert life.pane.session_id == opened.header.session_id
    # It was looked at.
    assert button.accessibleName() == "Needs you (1: 1 new result)"


async def test_what_waits_in_the_session_that_is_shown_comes_first(life, window, until) -> None:
    execution = await ask(life, "Write two files")
    status = AgentExecutionStatus(phase=EXECUTION_WAITING_FOR_APPROVAL)
    for call_id in ("a", "b"):
        status.tool_calls.add(id=call_id, name="write_file", status=TOOL_CALL_WAITING_APPROVAL)
    update = AgentExecutionUpdateStatusInput(execution_id=execution.metadata.id, status=status)
    await life.around.client.execution_command.updateStatus(update)
    window.centre.show_session(execution.spec.session_id)
    button = window.sidebar.buttons["needs-you"]
    await until(lambda: button.accessibleName() == "Needs you (2: 2 approvals)")
    await until(life.pane.model.rowCount)
    cards = []
    for _ in range(2):
        if not cards:
            life.pane.composer.text.setFocus()
        press(window, Qt.Key.Key_J)
        await until(lambda: is_in_card(QApplication.focusWidget()))
        await until(lambda: QApplication.focusWidget() not in cards)
        cards.append(QApplication.focusWidget())
        assert window.centre.place == ""
    press(window, Qt.Key.Key_J)
    assert window.centre.place == "needs-you"


async def test_diagnostics_belong_to_the_settings_and_lead_back(window) -> None:
    window.centre.show_place("diagnostics")
    marked = [key for key, button in window.sidebar.buttons.items() if button.isChecked()]
    assert marked == ["settings"]
    window.centre.page("diagnostics").back.click()
    assert window.centre.place == "settings"


async def test_f2_renames_the_session_that_is_shown_wherever_the_keyboard_is(life, window, until) -> None:
    first, second = await ask(life, "The first one"), await ask(life, "The second one")
    await until(lambda: life.around.sessions.rowCount() == 2)
    window.centre.show_session(first.spec.session_id)
    composer = life.pane.composer.text
    composer.setFocus()
    QTest.keyClick(composer, Qt.Key.Key_F2)
    editor = window.sessions.view.viewport().findChild(QLineEdit)
    assert editor is not None and editor.hasFocus() and editor.text() == "The first one"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    # Who wrote goes on writing.
    await until(composer.hasFocus)
    # In the list it is for the row that the keyboard is at.
    view = window.sessions.view
    view.setFocus()
    view.setCurrentIndex(life.around.sessions.index(life.around.sessions.row_of(second.spec.session_id)))
    QTest.keyClick(view, Qt.Key.Key_F2)
    await until(lambda: [each.text() for each in view.viewport().findChildren(QLineEdit) if each.hasFocus()])
    shown = [each.text() for each in view.viewport().findChildren(QLineEdit) if each.hasFocus()]
    assert shown == ["The second one"]


async def test_after_renaming_by_the_palette_the_composer_has_the_focus_again(life, window, until) -> None:
    execution = await ask(life, "The first one")
    await until(lambda: life.around.sessions.rowCount() == 1)
    window.centre.show_session(execution.spec.session_id)
    composer = life.pane.composer.text
    composer.setFocus()
    do(window, "rename this")
    await until(lambda: window.sessions.view.viewport().findChild(QLineEdit))
    editor = window.sessions.view.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "Another title")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    await until(composer.hasFocus)


async def test_ctrl_z_brings_sessions_back_unless_a_field_has_something_to_undo(life, window, until) -> None:
    execution = await ask(life, "Where is the tunnel key?")
    await until(lambda: life.around.sessions.rowCount() == 1)
    window.centre.show_new_session()
    composer = life.pane.composer.text
    composer.setFocus()
    window.commands.deletions.begin(execution.spec.session_id)
    assert window.sessions.undo.isVisible()
    composer.document().clearUndoRedoStacks()
    QTest.keyClicks(composer, "x")
    press(composer, Qt.Key.Key_Z)
    assert composer.toPlainText() == "" and window.sessions.undo.isVisible()
    press(composer, Qt.Key.Key_Z)
    assert life.around.sessions.rowCount() == 1 and not window.sessions.undo.isVisible()
    press(composer, Qt.Key.Key_Z)
    assert not window.centre.messages.isVisible()
