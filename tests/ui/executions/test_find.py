"""Finding words in a session: in messages, in what is folded, in what is not loaded yet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from stigmer_desktop.api.execution import SubAgentExecution
from stigmer_desktop.ui.executions.fold_header import FoldHeader
from stigmer_desktop.ui.executions.text_surface import widget_of
from tests.execution_snapshots import said, tool
from tests.ui.executions.pane import Pane

Until = Callable[..., Awaitable[None]]


async def opened(pane: Pane, until: Until, words: str) -> None:
    # Keys that are shortcuts reach only a window that is in front.
    pane.view.page.activateWindow()
    await until(pane.view.page.isActiveWindow)
    pane.view.find()
    QTest.keyClicks(pane.view.page.find_bar.field, words)
    await until(lambda: not pane.view.finding.finder.is_looking and not pane.view.feed.is_loading)
    await until(lambda: pane.view.page.find_bar.count.text())


def count(pane: Pane) -> str:
    return pane.view.page.find_bar.count.text()


def press(pane: Pane, key: Qt.Key, shift: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(pane.view.page.find_bar.field, key, modifier)


def shown_words(pane: Pane) -> str:
    """What stands under the current match, which is in sight."""
    view = pane.view.transcript
    for index in view.drawn_rows():
        for surface in view.surfaces_at(index):
            _, current = surface._found  # type: ignore[attr-defined]
            if current is not None:
                caret = surface.caret_rect(current[0])
                y = widget_of(surface).mapTo(view.viewport(), QPoint(0, caret.y())).y()
                assert -2 <= y < view.viewport().height()
                return surface.text_between(*current)
    return ""


async def test_matches_are_counted_shown_and_stepped_through(pane: Pane, until: Until) -> None:
    made = await pane.ask("One Fish")
    await pane.report(made.metadata.id, 3, said("two fish, red **fish**\n\n```\nblue fish\n```"))
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    await opened(pane, until, "fish")
    assert count(pane) == "1 of 4"
    assert shown_words(pane) == "Fish"
    for expected in ("2 of 4", "3 of 4", "4 of 4", "1 of 4"):
        press(pane, Qt.Key.Key_Return)
        assert count(pane) == expected
        assert shown_words(pane).lower() == "fish"
    press(pane, Qt.Key.Key_Return, shift=True)
    assert count(pane) == "4 of 4"
    press(pane, Qt.Key.Key_F3)
    assert count(pane) == "1 of 4"
    press(pane, Qt.Key.Key_Escape)
    assert not pane.view.finding.is_open
    assert shown_words(pane) == ""
    assert pane.view.transcript.hasFocus()


async def test_what_markdown_hides_is_no_match(pane: Pane, until: Until) -> None:
    made = await pane.ask("Look")
    text = "A [link](https://needle.example/needle) and 😀 a nee**d**le.\n\n```needle\nno pin\n```"
    await pane.report(
        made.metadata.id, 3, said(text, places=["c1"]), tool_calls=[tool("c1", "needle", result="x" * 20)]
    )
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    await opened(pane, until, "needle")
    assert count(pane) == "1 of 2"
    assert shown_words(pane) == "needle"
    # The name of a tool is found in its row, which stays folded.
    press(pane, Qt.Key.Key_Return)
    assert count(pane) == "2 of 2"
    (folded,) = pane.view.transcript.findChildren(FoldHeader)
    assert folded._found == ([(0, 6)], (0, 6))
    assert not folded.isChecked()


async def test_what_is_folded_is_opened(pane: Pane, until: Until) -> None:
    made = await pane.ask("Look")
    long = "\n".join(f"line {number}" for number in range(400)) + "\na needle at the end"
    await pane.report(
        made.metadata.id,
        3,
        said("I look.", places=["c1", "s1"]),
        tool_calls=[tool("c1", "read_file", result=long), tool("s1", "task")],
        sub_agent_executions=[
            SubAgentExecution(id="s1", name="helper", messages=[said("no Needle in here")])
        ],
    )
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    await opened(pane, until, "needle")
    assert count(pane) == "1 of 2"
    assert shown_words(pane) == "needle"
    press(pane, Qt.Key.Key_Return)
    assert shown_words(pane) == "Needle"


async def test_what_is_not_loaded_yet_is_found_too(pane: Pane, until: Until) -> None:
    made = await pane.ask("the first needle")
    await pane.report(made.metadata.id, 3, said("word " * 90))
    for number in range(14):
        await pane.told(made.spec.session_id, f"question {number}", said("word " * 90))
    await pane.told(made.spec.session_id, "the last needle", said("done"))
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    await opened(pane, until, "needle")
    await until(lambda: count(pane) == "2 of 2")
    press(pane, Qt.Key.Key_Return)
    assert count(pane) == "1 of 2"
    assert shown_words(pane) == "needle"
    assert pane.view.model.snapshots()[0].spec.message == "the first needle"


async def test_nothing_found_and_what_comes_later(pane: Pane, until: Until) -> None:
    made = await pane.ask("Hello")
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    await opened(pane, until, "zebra")
    assert count(pane) == "Nothing found"
    assert not pane.view.page.find_bar.next.isEnabled()
    await pane.report(made.metadata.id, 3, said("a zebra"))
    await until(lambda: count(pane) == "1 of 1")


async def test_selected_words_are_looked_for(pane: Pane, until: Until) -> None:
    made = await pane.ask("Hello there")
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)
    pane.view.transcript._input.selection.select_all()
    pane.view.find()
    assert pane.view.page.find_bar.field.text() == "Hello there"


async def test_what_was_unfolded_on_the_way_is_folded_again(pane: Pane, until: Until) -> None:
    made = await pane.ask("Look")
    calls = [tool("c1", "ls", result="nothing"), tool("c2", "cat", result="a needle")]
    await pane.report(made.metadata.id, 3, said("I look.", places=["c1", "c2"]), tool_calls=calls)
    pane.view.show_session(made.spec.session_id)
    await until(lambda: pane.view.feed.is_loaded)

    def unfolded() -> list[str]:
        headers = pane.view.transcript.findChildren(FoldHeader)
        return [each.head.name for each in headers if each.isChecked() and each.isVisible()]

    await opened(pane, until, "no")
    await until(lambda: unfolded() == ["ls"])
    pane.view.page.find_bar.field.setText("needle")
    await until(lambda: unfolded() == ["cat"])
    press(pane, Qt.Key.Key_Escape)
    assert unfolded() == ["cat"]
