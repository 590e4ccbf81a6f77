"""Durations, sizes and counts as people read them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

_MEGABYTE = 1_000_000
_LONG_TEXT = 20_000


def duration_text(seconds: float) -> str:
    """A duration, short: "12 ms", "0.1 s", "14 s", "1 min 12 s", "2 h 5 min"."""
    if seconds < 0.0995:
        return _filled(QCoreApplication.translate("Amount", "%1 ms"), str(round(seconds * 1000)))
    if seconds < 9.95:
        return _filled(QCoreApplication.translate("Amount", "%1 s"), QLocale().toString(seconds, "f", 1))
    whole = round(seconds)
    if whole < 60:
        return _filled(QCoreApplication.translate("Amount", "%1 s"), str(whole))
    if whole < 3600:
        return _filled(QCoreApplication.translate("Amount", "%1 min %2 s"), str(whole // 60), str(whole % 60))
    minutes = whole // 60
    return _filled(QCoreApplication.translate("Amount", "%1 h %2 min"), str(minutes // 60), str(minutes % 60))


def elapsed_text(seconds: float) -> str:
    """The same for what still runs: in whole seconds, so that it changes once a second."""
    return (
        _filled(QCoreApplication.translate("Amount", "%1 s"), str(int(seconds)))
        if seconds < 60
        else duration_text(int(seconds))
    )


def size_text(characters: int) -> str:
    """The size of a text: "812 characters", "24 KB", "2.1 MB"."""
    if characters < 1000:
        return _filled(QCoreApplication.translate("Amount", "%1 characters"), str(characters))
    if characters < _MEGABYTE:
        return _filled(QCoreApplication.translate("Amount", "%1 KB"), str(round(characters / 1000)))
    return _filled(
        QCoreApplication.translate("Amount", "%1 MB"), QLocale().toString(characters / _MEGABYTE, "f", 1)
    )


def extent_text(text: str) -> str:
    """How long a text is: in lines where it is short, else in what it takes to store."""
    lines = line_count(text)
    return lines_text(lines) if lines > 1 and len(text) < _LONG_TEXT else size_text(len(text))


def line_count(text: str) -> int:
    """How many lines a text has; a line break at its end begins no further one."""
    return text.count("\n") + (not text.endswith("\n"))


def count_text(number: int) -> str:
    """A whole number with its thousands grouped."""
    locale = QLocale()
    # The C locale, which is what programs get that are started bare, does not group at all.
    return f"{number:,}" if locale.language() == QLocale.Language.C else locale.toString(number)


def tokens_text(number: int) -> str:
    """A count of tokens with its word."""
    return (
        _filled(QCoreApplication.translate("Amount", "1 token"))
        if number == 1
        else _filled(QCoreApplication.translate("Amount", "%1 tokens"), count_text(number))
    )


def cost_text(dollars: float) -> str:
    """A price in US dollars; one below a cent says so."""
    if 0 < dollars < 0.01:
        return _filled(QCoreApplication.translate("Amount", "under $0.01"))
    return f"${dollars:.2f}"


def lines_text(number: int) -> str:
    """A count of lines with its word."""
    return (
        _filled(QCoreApplication.translate("Amount", "1 line"))
        if number == 1
        else _filled(QCoreApplication.translate("Amount", "%1 lines"), count_text(number))
    )


def _filled(text: str, *values: str) -> str:
    for number, value in enumerate(values, start=1):
        text = text.replace(f"%{number}", value)
    return text
