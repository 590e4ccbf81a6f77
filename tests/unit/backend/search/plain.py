"""For texts in which there is nothing to hide."""

from __future__ import annotations

from stigmer_desktop.backend.search.masking import Mask
from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit


def no_masking(unit: Unit, row: ResourceRow) -> Mask:
    """For a store without secret values."""
    return str
