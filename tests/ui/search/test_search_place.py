"""Every place that the server can name has an icon and words."""

from __future__ import annotations

from stigmer_desktop.api.desktop import SearchPlace
from stigmer_desktop.ui.icons import outline
from stigmer_desktop.ui.search.search_place import STYLES, filter_words, place_icon, place_words


def test_every_place_is_known(qapp) -> None:
    assert set(STYLES) == set(SearchPlace.values()) - {0}
    for place in STYLES:
        assert place_words(place)
        assert filter_words(place)
        assert not outline(place_icon(place)).isEmpty()


def test_a_place_of_a_newer_server_is_a_hit(qapp) -> None:
    assert place_words(99) == "Hit"
    assert not outline(place_icon(99)).isEmpty()
