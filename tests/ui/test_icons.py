"""Icons are drawn in their colour, at the sizes that screens need."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from stigmer_desktop.ui.icons import icon, outline, pixmap


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_pixmap_is_as_sharp_as_the_screen(qapp: QApplication, ratio: float) -> None:
    drawn = pixmap("hand", QColor("#2f62ea"), 16, ratio)
    assert drawn.width() == round(16 * ratio)
    assert drawn.devicePixelRatio() == ratio


def test_it_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    image = pixmap("square-fill", QColor("#2f62ea"), 16).toImage()
    assert image.pixelColor(8, 8).name() == "#2f62ea"
    assert image.pixelColor(0, 0).alpha() == 0


def test_a_disabled_icon_is_fainter(qapp: QApplication) -> None:
    made = icon("square-fill", QColor("#000000"))
    faded = made.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage()
    assert 0 < faded.pixelColor(8, 8).alpha() < 255


def test_a_gap_adds_empty_room_at_the_right(qapp: QApplication) -> None:
    drawn = pixmap("square-fill", QColor("#000000"), 16, 1.0, gap=4)
    assert drawn.width() == 20
    assert drawn.toImage().pixelColor(18, 8).alpha() == 0


def test_an_outline_fills_its_square(qapp: QApplication) -> None:
    box = outline("circle").boundingRect()
    assert 0 <= box.left() < box.right() <= 256
    assert abs(box.center().x() - 128) < 2
    assert abs(box.center().y() - 128) < 2


def test_an_unknown_name_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        pixmap("no-such-icon", QColor("#000000"))


def test_the_icon_library_itself_is_not_loaded() -> None:
    code = "import sys, stigmer_desktop.ui.icons; sys.exit('qtawesome' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
