"""Says where the server does not listen at its usual port, so that programs of one's own find it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def port_note(address: str, usual: int) -> str:
    """What to tell of a server at `address` whose usual port is `usual`; empty if it has that, or none."""
    if not usual or not address or address.endswith(f":{usual}"):
        return ""
    words = QCoreApplication.translate(
        "Endpoint",
        "This is not the usual port %1: another program had it when the server began, or another one was "
        "asked for.",
    )
    return words.replace("%1", str(usual))
