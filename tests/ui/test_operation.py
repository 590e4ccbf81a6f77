"""Operations: hooks, failures, what shows that they run, and their end with the window."""

from __future__ import annotations

import asyncio
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from stigmer_desktop.ui.operation import OperationScope
from stigmer_desktop.ui.user_error import UserError


class Shower:
    def __init__(self) -> None:
        self.seen: list[bool] = []

    def set_under_way(self, under_way: bool) -> None:
        self.seen.append(under_way)


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, value: object) -> None:
        self.heard.append(value)


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


async def fail() -> int:
    await asyncio.sleep(0)
    raise ValueError("it broke")


@pytest.fixture
def bar() -> list[UserError]:
    return []


@pytest.fixture
async def here(qapp: QApplication, bar: list[UserError]):
    scope = OperationScope(bar.append)
    yield scope
    await scope.close()


async def test_success_goes_to_its_hook_and_to_who_awaits(here: OperationScope, bar) -> None:
    heard: list[int] = []
    assert await here.start(answer()).on_success(heard.append) == 42
    await asyncio.sleep(0)
    assert heard == [42]
    assert bar == []


async def test_a_failure_without_a_hook_goes_to_the_message_bar(here: OperationScope, bar) -> None:
    operation = here.start(fail())
    with pytest.raises(ValueError, match="it broke"):
        await operation
    await asyncio.sleep(0)
    assert [error.sentence for error in bar] == ["It broke."]


async def test_a_hook_for_failures_takes_the_place_of_the_message_bar(
    here: OperationScope, bar, until
) -> None:
    heard: list[UserError] = []
    here.start(fail()).on_failure(heard.append)
    await until(lambda: heard)
    assert bar == []


async def test_what_was_clicked_shows_it_at_once_and_until_the_end(here: OperationScope, until) -> None:
    shower = Shower()
    operation = here.start(answer()).shown_on(shower)
    assert shower.seen == [True]
    await until(lambda: operation.is_done and len(shower.seen) == 2)
    assert shower.seen == [True, False]


async def test_a_hook_of_a_widget_that_is_gone_is_left_out(here: OperationScope, bar) -> None:
    listener = Listener()
    operation = here.start(answer()).on_success(listener.hear)
    delete(listener)
    await operation
    await asyncio.sleep(0)
    assert listener.heard == []


async def test_cancelling_calls_the_end_only(here: OperationScope, bar, until) -> None:
    heard: list[str] = []
    operation = here.start(asyncio.sleep(60)).on_success(lambda _: heard.append("success"))
    operation.on_end(lambda: heard.append("end")).cancel()
    await until(lambda: heard)
    assert heard == ["end"]
    assert bar == []


async def test_closing_the_scope_ends_what_is_under_way(qapp: QApplication, bar) -> None:
    scope = OperationScope(bar.append)
    operation = scope.start(asyncio.sleep(60))
    await scope.close()
    assert operation.is_done
    assert bar == []


async def test_blocking_work_runs_elsewhere(here: OperationScope) -> None:
    assert await here.in_thread(threading.current_thread) is not threading.current_thread()


async def test_what_is_asked_after_the_end_is_not_begun(failures: list[UserError]) -> None:
    scope = OperationScope(failures.append)
    await scope.close()
    shower, heard = Shower(), []
    operation = (
        scope.start(answer()).shown_on(shower).on_success(heard.append).on_end(lambda: heard.append(0))
    )
    operation.cancel()
    assert operation.is_done
    with pytest.raises(asyncio.CancelledError):
        await operation
    assert not heard and not shower.seen and not failures


def test_a_timer_that_goes_off_when_the_loop_has_ended_begins_nothing(failures: list[UserError]) -> None:
    assert OperationScope(failures.append).start(answer()).is_done
    assert not failures
