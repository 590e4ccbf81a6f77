"""Times in the list of sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from stigmer_desktop.ui.sessions.time_text import time_text

NOW = datetime(2026, 3, 10, 14, 30).astimezone()


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=-30), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=5), "5 m"),
        (timedelta(hours=2, minutes=50), "11:40"),
        (timedelta(days=1), "Mon"),
        (timedelta(days=6), "Wed"),
        (timedelta(days=7), "3 Mar"),
        (timedelta(days=400), "3 Feb 2025"),
    ],
)
def test_the_nearer_the_more_exact(ago: timedelta, text: str) -> None:
    assert time_text((NOW - ago).timestamp(), NOW) == text


def test_no_time_is_no_text() -> None:
    assert time_text(None, NOW) == ""
