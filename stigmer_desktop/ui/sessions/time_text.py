"""The time of a session as a list shows it: short, and more exact the nearer it is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

_MINUTE = 60
_HOUR = 3600
_WEEK_DAYS = 7


def time_text(moment: float | None, now: datetime | None = None) -> str:
    """ "now", "5 m", "11:40" for today, "Fri" for the last days, "3 Nov", "3 Nov 2024"; empty if None.

    `moment` is in seconds since 1970.
    """
    if moment is None:
        return ""
    present = now or datetime.now().astimezone()
    passed = present.timestamp() - moment
    if passed < _MINUTE:
        return QCoreApplication.translate("SessionTime", "now")
    if passed < _HOUR:
        return QCoreApplication.translate("SessionTime", "%1 m").replace("%1", str(int(passed // 60)))
    local = QDateTime.fromSecsSinceEpoch(int(moment))
    today = QDate(present.year, present.month, present.day)
    days = local.date().daysTo(today)
    locale = QLocale()
    if days <= 0:
        return locale.toString(local.time(), "HH:mm")
    if days < _WEEK_DAYS:
        return locale.toString(local.date(), "ddd")
    same_year = local.date().year() == today.year()
    return locale.toString(local.date(), "d MMM" if same_year else "d MMM yyyy")
