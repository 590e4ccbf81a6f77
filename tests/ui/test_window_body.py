"""How large a new window is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from stigmer_desktop.ui.window_body import first_size


@pytest.mark.parametrize(
    ("screen", "size"),
    [
        (QSize(1920, 1080), QSize(1280, 800)),
        # As large as the window: its frame needs room too.
        (QSize(1280, 800), QSize(1264, 752)),
        (QSize(1024, 600), QSize(1008, 552)),
    ],
)
def test_a_new_window_fits_the_screen_with_its_frame(screen: QSize, size: QSize) -> None:
    assert first_size(screen) == size
