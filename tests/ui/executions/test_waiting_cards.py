"""The keyboard and what asks: how one gets to a card, decides by its letters, and comes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_SKIP,
    EXECUTION_WAITING_FOR_APPROVAL,
    TOOL_CALL_WAITING_APPROVAL,
    ToolCall,
)
from stigmer_desktop.ui.executions.approval_item import ApprovalItem
from stigmer_desktop.ui.executions.transcript_view import TranscriptView
from stigmer_desktop.ui.session_spot import SessionSpot
from tests.execution_snapshots import said
from tests.ui.conftest import Until
from tests.ui.executions.pane import Pane


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def press(key: Qt.Key, *, shift: bool = False) -> None:
    now = focused()
    assert now is not None
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(now, key, held)


async def waiting(pane: Pane, until: Until, count: int = 1) -> str:
    """A session whose execution waits for decisions on so many calls, with the keyboard in its composer."""
    made = await pane.ask("Go on")
    names = [f"call-{number}" for number in range(count)]
    calls = [
        ToolCall(id=name, name="shell", status=TOOL_CALL_WAITING_APPROVAL, requires_approval=True)
        for name in names
    ]
    await pane.report(
        made.metadata.id,
        EXECUTION_WAITING_FOR_APPROVAL,
        said("I would run this.", places=names),
        tool_calls=calls,
    )
    pane.view.show_session(made.spec.session_id)
    await until(lambda: len(cards(pane)) == count)
    pane.view.widget.activateWindow()
    await until(pane.view.composer.text.hasFocus)
    return made.metadata.id


def cards(pane: Pane) -> list[ApprovalItem]:
    return [each for each in pane.view.transcript.findChildren(ApprovalItem) if each.isVisible()]


def decision(pane: Pane, number: int = 0) -> int:
    return pane.view.model.snapshots()[-1].status.tool_calls[number].approval_action


async def test_shift_tab_leads_from_the_composer_to_what_asks_and_its_letters_decide(
    pane: Pane, until: Until
) -> None:
    await waiting(pane, until)
    press(Qt.Key.Key_Backtab, shift=True)
    assert isinstance(focused(), ApprovalItem)
    press(Qt.Key.Key_Y)
    await until(lambda: decision(pane) == APPROVAL_ACTION_APPROVE)
    # What is typed next is a message.
    assert pane.view.composer.text.hasFocus()
    assert pane.view.composer.message == ""


async def test_the_next_card_gets_the_keyboard_when_one_is_decided(pane: Pane, until: Until) -> None:
    await waiting(pane, until, 2)
    press(Qt.Key.Key_Backtab, shift=True)
    press(Qt.Key.Key_S)
    await until(lambda: decision(pane, 0) == APPROVAL_ACTION_SKIP)
    await until(lambda: len(cards(pane)) == 1)
    assert focused() is cards(pane)[0]
    press(Qt.Key.Key_Y)
    await until(lambda: decision(pane, 1) == APPROVAL_ACTION_APPROVE)


async def test_letters_typed_elsewhere_decide_nothing(pane: Pane, until: Until) -> None:
    await waiting(pane, until)
    pane.view.transcript.setFocus()
    QTest.keyClicks(pane.view.transcript, "yes")
    assert pane.view.composer.message == "yes"
    assert decision(pane) == 0


async def test_going_to_the_call_gives_its_card_the_keyboard(pane: Pane, until: Until) -> None:
    execution_id = await waiting(pane, until)
    part = next(row.key for row in pane.view.model.rows() if "/call/" in row.key)
    pane.view.show_session_at(SessionSpot(pane.view.session_id, execution_id, part))
    await until(lambda: isinstance(focused(), ApprovalItem))


async def test_tab_goes_through_the_rows_from_top_to_bottom_and_on_to_the_composer(
    pane: Pane, until: Until
) -> None:
    await waiting(pane, until)
    transcript = pane.view.transcript
    transcript.setFocus(Qt.FocusReason.TabFocusReason)
    heights, seen = [], []
    while not pane.view.composer.text.hasFocus():
        press(Qt.Key.Key_Tab)
        now = focused()
        assert now is not None
        assert now not in seen
        seen.append(now)
        if transcript.isAncestorOf(now):
            heights.append(now.mapTo(transcript, QPoint(0, now.height() // 2)).y())
    assert heights == sorted(heights)
    assert len(heights) > 4
    for _ in range(len(seen) - 1):
        press(Qt.Key.Key_Backtab, shift=True)
        if isinstance(focused(), TranscriptView):
            break
    assert transcript.isAncestorOf(focused()) or focused() is transcript  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["title", "button"])
async def test_a_click_beside_everything_leaves_the_keyboard_with_the_composer(
    pane: Pane, until: Until, place: str
) -> None:
    composer = pane.view.composer
    pane.view.widget.activateWindow()
    await until(composer.text.hasFocus)
    if place == "title":
        QTest.mouseClick(pane.view.page.bar, Qt.MouseButton.LeftButton)
    else:
        QTest.mouseClick(composer.agent, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        menu.close()
    assert composer.text.hasFocus()


async def test_what_is_typed_on_a_button_of_the_composer_is_written(pane: Pane, until: Until) -> None:
    composer = pane.view.composer
    pane.view.widget.activateWindow()
    await until(composer.text.hasFocus)
    composer.agent.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(composer.agent, Qt.Key.Key_H)
    assert composer.message == "h"
    assert composer.text.hasFocus()
