"""Pages of lists: their size, their tokens, and the queries that stay quick in a large store."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from stigmer_desktop.backend.errors import InvalidArgument

DEFAULT_PAGE = 50
LARGEST_PAGE = 500
# A page ends early before its messages grow past this.
LARGEST_ANSWER = 16 * 1024 * 1024


def page_size(asked: int) -> int:
    """How many entries a page has.

    Raises:
        InvalidArgument: `asked` is negative.
    """
    if asked < 0:
        raise InvalidArgument.of_field("page_size", "int32.gte", "it cannot be negative; 0 means 50")
    return min(asked or DEFAULT_PAGE, LARGEST_PAGE)


def page_count(total: int, size: int) -> int:
    """How many pages `total` entries make."""
    return -(-total // size)


def token_of(*position: int | str) -> str:
    """An opaque token for a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def position_of(token: str, *types: type) -> Sequence[int | str]:
    """The place that a token names.

    Raises:
        InvalidArgument: the token is not one of ours for this list.
    """
    try:
        padded = token + "=" * (-len(token) % 4)
        position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        position = None
    fits = isinstance(position, list) and [type(value) for value in position] == list(types)
    if not fits or any(isinstance(value, int) and abs(value) >= 2**63 for value in position):
        raise InvalidArgument.of_field(
            "page_token", "page_token.form", "it is not a token of this list; start without one"
        )
    return list(position)
