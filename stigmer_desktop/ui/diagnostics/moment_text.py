"""A moment as the diagnostics say it: the time today, the date and the time before."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale


def moment_text(seconds: float | None) -> str:
    """`seconds` since 1970 in words; nothing for None."""
    if seconds is None:
        return ""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    is_today = moment.date() == QDateTime.currentDateTime().date()
    locale = QLocale()
    return locale.toString(moment, "HH:mm:ss" if is_today else "d MMM yyyy HH:mm")
