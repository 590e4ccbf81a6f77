"""The composer: keys, growth, reasons, and what it keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stigmer_desktop.api.desktop import APPROVAL_MODE_ALLOW_ALL, APPROVAL_MODE_ASK
from stigmer_desktop.ui.executions.composer import Composer
from stigmer_desktop.ui.executions.composer_text import reads_from_right
from stigmer_desktop.ui.executions.model_choice import ModelChoice
from stigmer_desktop.ui.models.model_title import model_title, named_model
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.widgets.choice_button import Choice


@pytest.fixture
def composer(theme: Theme, qtbot: QtBot) -> Composer:
    made = Composer(theme)
    qtbot.addWidget(made)
    made.resize(728, 120)
    made.set_most_height(266)
    made.show()
    return made


def sent_by(composer: Composer, *keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> list[str]:
    sent: list[str] = []
    composer.send_requested.connect(sent.append)
    for key, modifiers in keys:
        QTest.keyClick(composer.text, key, modifiers)
    return sent


NONE = Qt.KeyboardModifier.NoModifier


def test_enter_sends_and_keeps_the_text(composer: Composer) -> None:
    QTest.keyClicks(composer.text, "Hello")
    assert sent_by(composer, (Qt.Key.Key_Return, NONE)) == ["Hello"]
    assert composer.message == "Hello"


def test_control_enter_sends_too(composer: Composer) -> None:
    QTest.keyClicks(composer.text, "Hello")
    assert sent_by(composer, (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)) == ["Hello"]


def test_shift_enter_makes_a_line(composer: Composer) -> None:
    QTest.keyClicks(composer.text, "a")
    assert sent_by(composer, (Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)) == []
    QTest.keyClicks(composer.text, "b")
    assert composer.message == "a\nb"


def test_page_keys_are_for_what_is_above(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.text.page_requested) as asked:
        QTest.keyClick(composer.text, Qt.Key.Key_PageUp)
    assert asked.args == [False]
    composer.set_message("line\n" * 200)
    with qtbot.assertNotEmitted(composer.text.page_requested):
        QTest.keyClick(composer.text, Qt.Key.Key_PageUp)


def test_the_button_sends(composer: Composer, qtbot: QtBot) -> None:
    composer.set_message("  indented\n")
    with qtbot.waitSignal(composer.send_requested) as sent:
        qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert sent.args == ["  indented"]


def test_send_says_why_it_is_disabled(composer: Composer) -> None:
    assert not composer.send.isEnabled()
    assert composer.send.toolTip() == "Write a message first."
    composer.set_message("   \n ")
    assert not composer.send.isEnabled()
    composer.set_message("x")
    assert composer.send.isEnabled()
    composer.set_obstacle("The server is away.")
    assert not composer.send.isEnabled()
    assert composer.send.accessibleDescription() == "The server is away."
    assert sent_by(composer, (Qt.Key.Key_Return, NONE)) == []
    composer.set_obstacle("")
    composer.set_under_way(True)
    assert not composer.send.isEnabled()
    composer.set_under_way(False)
    assert composer.send.isEnabled()


def test_enter_waits_for_an_obstacle_that_passes(composer: Composer) -> None:
    composer.set_obstacle("The server is still starting.", passes=True)
    composer.set_message("Hello")
    sent = sent_by(composer, (Qt.Key.Key_Return, NONE))
    assert sent == []
    assert composer.waits
    assert composer.error.text() == (
        "The server is still starting. Your message is sent as soon as it is ready."
    )
    composer.set_obstacle("The agents are still being loaded.", passes=True)
    assert sent == []
    composer.set_obstacle("")
    assert sent == ["Hello"]
    assert not composer.waits
    assert not composer.error.isVisible()


def test_a_message_that_is_changed_meanwhile_waits_for_enter_again(composer: Composer) -> None:
    composer.set_obstacle("The server is still starting.", passes=True)
    composer.set_message("Hello")
    sent = sent_by(composer, (Qt.Key.Key_Return, NONE))
    QTest.keyClicks(composer.text, ", you")
    assert not composer.waits
    assert not composer.error.isVisible()
    composer.set_obstacle("")
    assert sent == []
    assert composer.send.isEnabled()


def test_enter_says_what_hinders_it_and_the_words_go_with_that(composer: Composer) -> None:
    composer.set_obstacle("The server is away.")
    composer.set_message("Hello")
    sent = sent_by(composer, (Qt.Key.Key_Return, NONE))
    assert composer.error.isVisible()
    assert composer.error.text() == "The server is away."
    composer.set_obstacle("")
    assert not composer.error.isVisible()
    assert sent == []


def test_what_waited_for_the_server_does_not_go_to_one_that_is_lost(composer: Composer) -> None:
    composer.set_obstacle("The server is still starting.", passes=True)
    composer.set_message("Hello")
    sent = sent_by(composer, (Qt.Key.Key_Return, NONE))
    composer.set_obstacle("The server does not answer.")
    assert sent == []
    assert not composer.waits
    assert composer.error.text() == "The server does not answer."


def test_it_grows_to_its_limit_and_shrinks_again(composer: Composer, qtbot: QtBot) -> None:
    one = composer.text.height()
    composer.set_message("a\nb\nc")
    assert composer.text.height() > one * 2
    composer.set_message("line\n" * 200)
    assert composer.text.height() == 266 - 76
    assert composer.text.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
    composer.set_message("")
    assert composer.text.height() == one


def test_wrapped_lines_count(composer: Composer) -> None:
    one = composer.text.height()
    composer.set_message("word " * 60)
    assert composer.text.height() > one * 2


def test_an_error_stands_beneath_and_goes_with_the_next_try(composer: Composer) -> None:
    composer.set_message("x")
    composer.show_error("No server.")
    assert composer.error.isVisible()
    assert composer.message == "x"
    composer.set_under_way(True)
    assert not composer.error.isVisible()


def test_a_click_anywhere_on_the_card_is_a_click_in_the_field(composer: Composer, qtbot: QtBot) -> None:
    composer.send.setFocus()
    qtbot.mouseClick(composer, Qt.MouseButton.LeftButton, pos=composer.rect().center())
    qtbot.waitUntil(composer.text.hasFocus)


def test_agents_can_be_picked(composer: Composer, qtbot: QtBot) -> None:
    composer.set_agents([], "")
    assert not composer.agent.isVisible()
    composer.set_agents([Choice("a", "Alpha"), Choice("b", "Beta")], "b")
    assert composer.agent.isVisible()
    assert composer.agent.text() == "Beta"
    with qtbot.waitSignal(composer.agent_chosen) as chosen:
        composer.agent.menu_of_choices().actions()[0].trigger()
    assert chosen.args == ["a"]


def test_buttons_keep_their_words_wherever_these_have_room(composer: Composer) -> None:
    composer.set_agents([Choice("a", "A rather long name of an agent"), Choice("b", "B")], "a")
    buttons = composer.buttons
    choices = (buttons.approval, buttons.folder, buttons.agent, buttons.model)
    for room in range(1000, 300, -20):
        buttons.fit(room)
        shown = [button for button in choices if not button.isHidden()]
        for button in shown:
            assert bool(button.text()) == (button.sizeHint().width() > button.compact_width)
        spare = room - sum(button.sizeHint().width() for button in shown)
        wanting = [b.whole_width - b.compact_width for b in shown if b.sizeHint().width() == b.compact_width]
        # What is beside them takes less than this; so much must never lie idle.
        taken = buttons.send.sizeHint().width() + buttons.attach.sizeHint().width() + 64 + 5 * 4
        assert all(spare - taken < gain for gain in wanting), room


def test_scripts_that_begin_at_the_right(composer: Composer) -> None:
    composer.set_message("\u0645\u0631\u062d\u0628\u0627")
    option = composer.text.document().defaultTextOption()
    assert option.alignment() & Qt.AlignmentFlag.AlignRight
    composer.set_message("hello")
    assert composer.text.document().defaultTextOption().alignment() & Qt.AlignmentFlag.AlignLeft
    assert not reads_from_right("123 !? ")
    assert reads_from_right("123 \u05d0 abc")


@pytest.fixture
def choice(theme: Theme, qtbot: QtBot) -> ModelChoice:
    made = ModelChoice(theme)
    qtbot.addWidget(made)
    return made


def offered(choice: ModelChoice) -> list[str]:
    return [action.text() for action in choice.menu_of_choices().actions() if action.text()]


def test_the_default_model_is_shown_and_not_sent(choice: ModelChoice) -> None:
    assert (choice.model, choice.text()) == ("", "Built-in model")
    choice.set_default("openai:gpt-x")
    assert (choice.model, choice.effective_model, choice.text()) == ("", "openai:gpt-x", "gpt-x")
    assert offered(choice) == ["gpt-x\tdefault", "Built-in model", "Other model…"]


def test_another_model_is_kept_and_offered(choice: ModelChoice, qtbot: QtBot) -> None:
    choice.set_model("openai:llama3:8b")
    assert (choice.model, choice.text()) == ("openai:llama3:8b", "llama3:8b")
    choice.set_model("")
    assert offered(choice) == ["Built-in model\tdefault", "llama3:8b", "Other model…"]
    with qtbot.waitSignal(choice.model_chosen) as chosen:
        choice.menu_of_choices().actions()[1].trigger()
    assert chosen.args == ["openai:llama3:8b"]


def test_a_model_can_be_named(choice: ModelChoice, qtbot: QtBot) -> None:
    choice.show()
    choice.menu_of_choices().actions()[-1].trigger()
    popup = choice._popup
    assert popup is not None
    assert choice.text() == "Built-in model"
    for typed, words in (
        ("openai:one\ntwo", "A name has no blanks and no line breaks."),
        ("llama3:8b", "“llama3:” is no provider"),
        ("openai:", "A name is needed."),
    ):
        popup.field.setText(typed)
        QTest.keyClick(popup.field, Qt.Key.Key_Return)
        assert popup.fault.text().startswith(words)
        assert not popup.fault.isHidden()
    assert choice.text() == "Built-in model"
    popup.field.setText("qwen3")
    with qtbot.waitSignal(choice.model_chosen) as chosen:
        QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert chosen.args == ["openai:qwen3"]
    assert choice.text() == "qwen3"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("builtin", "builtin"),
        ("openai:gpt-x", "openai:gpt-x"),
        (" llama3:8b ", "openai:llama3:8b"),
        ("openai: ", ""),
        ("", ""),
        ("ollama:qwen3", "ollama:qwen3"),
    ],
)
def test_what_is_typed_and_what_is_meant(typed: str, meant: str) -> None:
    assert named_model(typed) == meant


def test_titles() -> None:
    assert [model_title(name) for name in ("builtin", "openai:x", "other:y")] == [
        "Built-in model",
        "x",
        "other:y",
    ]


def test_a_mode_that_asks_nothing_is_to_be_seen(composer: Composer, theme: Theme) -> None:
    composer.set_agents([Choice("a", "A rather long name of an agent"), Choice("b", "B")], "a")
    buttons = composer.buttons
    composer.resize(480, 120)
    assert not buttons.approval.text()
    before = buttons.approval.icon().pixmap(15).toImage()
    buttons.approval.set_mode(APPROVAL_MODE_ALLOW_ALL)
    assert buttons.approval.icon().pixmap(15).toImage() != before
    assert buttons.approval.property("tone") == "waiting"
    QApplication.processEvents()
    assert buttons.approval.text() == "Allow all", "its word gives way last"
    buttons.stop.show()
    for width in range(620, 380, -10):
        composer.resize(width, 120)
        QApplication.processEvents()
        assert buttons.approval.text() == "Allow all" or not buttons.folder.text()
    assert buttons.stop.text() != "Stop", "it goes before that word"
    composer.resize(480, 120)
    buttons.approval.set_mode(APPROVAL_MODE_ASK)
    assert buttons.approval.icon().pixmap(15).toImage() == before
    assert not buttons.approval.property("tone")


def test_send_and_stop_are_icons_where_words_would_be_cut(composer: Composer) -> None:
    buttons = composer.buttons
    buttons.stop.show()
    buttons.fit(1000)
    assert (buttons.stop.text(), buttons.send.text()) == ("Stop", "Send")
    for room in range(700, 220, -10):
        buttons.fit(room)
        choices = (buttons.approval, buttons.folder, buttons.agent, buttons.model)
        compact = not any(button.text() for button in choices if not button.isHidden())
        assert buttons.send.text() == "Send" or not buttons.stop.text()
        assert buttons.stop.text() == "Stop" or compact
    assert (buttons.stop.text(), buttons.send.text()) == ("", "")
    assert (buttons.stop.accessibleName(), buttons.send.accessibleName()) == ("Stop", "Send")
    buttons.fit(1000)
    assert (buttons.stop.text(), buttons.send.text()) == ("Stop", "Send")
