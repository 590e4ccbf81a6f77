"""The line at the foot of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from stigmer_desktop.api.desktop import Overview, PhaseCount, RunnerState
from stigmer_desktop.ui.client import ConnectionPhase, ConnectionState
from stigmer_desktop.ui.status_bar import StatusBar, size_text


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def bar(qtbot, theme) -> StatusBar:
    made = StatusBar(theme)
    qtbot.addWidget(made)
    made.resize(1200, 28)
    made.show()
    return made


def test_it_says_that_it_starts(bar: StatusBar) -> None:
    assert bar.runner.text() == "Starting…"
    assert not bar.address.isVisible()


def test_counts_and_sizes(bar: StatusBar) -> None:
    counts = [(1, 1), (2, 2), (3, 12_477), (6, 1)]
    bar.show_overview(
        Overview(
            executions=[PhaseCount(phase=phase, count=count) for phase, count in counts],
            database_bytes=212_000_000,
            address="127.0.0.1:7234",
            own_runner="ready",
        )
    )
    assert bar.runner.text() == "Runner ready"
    assert bar.work.text == "2 running · 1 queued · 1 waiting for you"
    assert bar.amount.text() == "12,481 executions · 212 MB"
    assert bar.address.text() == "127.0.0.1:7234"


@pytest.mark.parametrize(
    ("overview", "words"),
    [
        (Overview(own_runner="starting"), "Runner starting…"),
        (Overview(own_runner="stopped"), "Runner stopped"),
        (Overview(own_runner="It broke."), "Runner stopped"),
        (Overview(own_runner="none"), "No runner connected"),
        (Overview(own_runner="none", runners=[RunnerState()]), "1 runner connected"),
        (Overview(runners=[RunnerState(), RunnerState()]), "2 runners connected"),
    ],
)
def test_the_runner_in_words(bar: StatusBar, overview: Overview, words: str) -> None:
    bar.show_overview(overview)
    assert bar.runner.text() == words


def test_a_server_that_is_gone_comes_before_what_it_last_said(bar: StatusBar) -> None:
    bar.show_overview(Overview(own_runner="ready"))
    bar.show_connection(ConnectionState(ConnectionPhase.LOST, "gone"))
    assert bar.runner.text() == "Server not reachable"
    bar.show_connection(ConnectionState(ConnectionPhase.CONNECTED))
    assert bar.runner.text() == "Runner ready"


def test_a_click_copies_the_address(bar: StatusBar) -> None:
    bar.show_overview(Overview(address="127.0.0.1:7234"))
    QTest.mouseClick(bar.address, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "127.0.0.1:7234"
    assert bar.address.text() == "Address copied"


@pytest.mark.parametrize(
    ("size", "text"),
    [(4096, "4 kB"), (1_440_000, "1.4 MB"), (212_400_000, "212 MB"), (1_300_000_000, "1 GB")],
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text
