"""The seam by which secret values stay out of the index."""

from __future__ import annotations

from collections.abc import Callable

from stigmer_desktop.backend.store.resource_row import ResourceRow
from stigmer_desktop.backend.store.store import Unit

# Puts a mask in place of each secret value that stands in a text.
Mask = Callable[[str], str]
# Gives the mask for the texts of a resource.
Masking = Callable[[Unit, ResourceRow], Mask]
