"""The centre is never blank for long while the program starts."""

from __future__ import annotations

from stigmer_desktop.ui.starting_page import StartingPage
from stigmer_desktop.ui.theme import Theme


async def test_it_says_after_a_moment_that_the_program_starts(theme: Theme, qtbot, until) -> None:
    page = StartingPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    assert page.words is None
    await until(lambda: page.words is not None and page.words.isVisible())
    assert page.words is not None and page.words.text() == "Starting…"
    page.hide()
    page.show()


async def test_what_is_quick_does_not_flicker(theme: Theme, qtbot) -> None:
    page = StartingPage(theme)
    qtbot.addWidget(page)
    page.show()
    page.hide()
    qtbot.wait(400)
    assert page.words is None


async def test_the_centre_begins_with_it(window) -> None:
    assert isinstance(window.centre.stack.widget(0), StartingPage)
    assert window.centre.stack.currentWidget() is not window.centre.stack.widget(0)
