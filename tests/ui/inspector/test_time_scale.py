"""Where moments stand on a timeline."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stigmer_desktop.ui.inspector.time_scale import TimeScale, roomy


def test_all_of_it_fills_the_strip() -> None:
    scale = TimeScale().over(100.0, 160.0, grows=False)
    assert scale.x(100.0, 20, 300) == 20
    assert scale.x(160.0, 20, 300) == pytest.approx(320)


@given(st.floats(0.1, 1e6))
def test_what_grows_has_room_but_not_much(seconds: float) -> None:
    assert seconds < roomy(seconds) <= seconds * 1.25 + 1e-9


@given(factor=st.floats(1.1, 8), share=st.floats(0, 1))
def test_zooming_keeps_the_moment_under_the_pointer(factor: float, share: float) -> None:
    scale = TimeScale(0.0, 60.0).zoomed(2.0).at(10.0)
    moment = scale.offset + share * scale.visible
    closer = scale.zoomed(factor, share)
    assert closer.x(moment, 0, 100) == pytest.approx(share * 100, abs=1e-6)
    assert 0 <= closer.offset <= closer.most_offset


def test_nothing_is_smaller_than_all_of_it() -> None:
    scale = TimeScale(0.0, 60.0).zoomed(0.1)
    assert (scale.zoom, scale.offset) == (1.0, 0.0)


@given(span=st.floats(0.1, 1e6), width=st.floats(80, 2000))
def test_ticks_have_room_for_their_words(span: float, width: float) -> None:
    scale = TimeScale(0.0, span)
    places = [scale.x(moment, 0, width) for moment, _ in scale.ticks(width)]
    assert all(after - before >= 45 for before, after in pairwise(places))
    assert len(places) >= 1


def test_ticks_read_as_time() -> None:
    assert [words for _, words in TimeScale(0.0, 120.0).ticks(100)] == ["0 s", "1:00", "2:00"]
    assert [words for _, words in TimeScale(0.0, 0.4).ticks(120)] == ["0.0 s", "0.2 s", "0.4 s"]
    assert TimeScale(0.0, 8000.0).ticks(150)[-1][1] == "2:00:00"
