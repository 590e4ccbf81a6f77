"""The banner tells what weighs most, and goes when it is over."""

from __future__ import annotations

import grpc
import pytest

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.start_failure import CannotStart
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.trouble import Mend, start_trouble
from stigmer_desktop.ui.trouble_watch import TroubleWatch
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.banner import Banner

CONNECTED = ConnectionState(ConnectionPhase.CONNECTED)
KILLED = "The agent-runner ended unexpectedly (signal SIGKILL)."
FULL = UserError("The disk is full. Nothing was lost.", code=grpc.StatusCode.INTERNAL)


@pytest.fixture
def watch(theme) -> TroubleWatch:
    banner = Banner(theme)
    made = TroubleWatch(banner, owns_server=True)
    banner.setParent(None)
    made.show_connection(CONNECTED)
    return made


def words(watch: TroubleWatch) -> str:
    return watch.shown.words if watch.shown else ""


def test_a_crashing_runner_is_told_until_it_is_ready(watch: TroubleWatch) -> None:
    watch.show_overview(Overview(own_runner=KILLED))
    assert "SIGKILL" in words(watch)
    watch.show_overview(Overview(own_runner="starting"))
    assert "SIGKILL" in words(watch)
    watch.show_overview(Overview(own_runner="ready"))
    assert watch.shown is None
    watch.show_overview(Overview(own_runner="starting"))
    assert watch.shown is None


def test_a_database_that_fails_is_told_until_it_is_tried_again(watch: TroubleWatch) -> None:
    assert watch.hear_of(FULL)
    watch.show_overview(Overview(own_runner="ready"))
    assert words(watch) == FULL.sentence
    watch.set_failure(None)
    assert watch.shown is None


def test_other_failures_are_none_of_its_business(watch: TroubleWatch) -> None:
    assert not watch.hear_of(UserError("Not there.", code=grpc.StatusCode.NOT_FOUND))
    assert watch.shown is None


def test_why_the_server_did_not_start_goes_when_it_answers(watch: TroubleWatch) -> None:
    watch.set_failure(start_trouble(CannotStart("No port."), can_repair=False))
    assert words(watch).startswith("No port.")
    watch.show_connection(CONNECTED)
    assert watch.shown is None


def test_the_buttons_ask_for_what_they_say(watch: TroubleWatch, qtbot) -> None:
    watch.show_overview(Overview(own_runner=KILLED))
    banner = watch._banner
    assert banner.button.text() == "Start it now"
    with qtbot.waitSignal(watch.mend_wanted) as heard:
        banner.button.click()
    assert heard.args == [Mend.START_RUNNER]
    with qtbot.waitSignal(watch.details_wanted):
        banner.details.click()
