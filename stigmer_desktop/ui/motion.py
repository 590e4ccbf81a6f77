"""Whether anything in the window may move by itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QStyle

_REDUCED = "reducedMotion"


def motion_allowed() -> bool:
    """Whether both the user and the desktop let things move."""
    application = QCoreApplication.instance()
    if application is None or application.property(_REDUCED):
        return False
    return QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0


def set_motion_reduced(application: QCoreApplication, reduced: bool) -> None:
    """Lets nothing move from now on, or leaves it to the desktop again."""
    application.setProperty(_REDUCED, reduced)
