"""Gets a resource as lists have it: whole, with secret values masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stigmer_desktop.ui.resources.resource_desk import LIST_PAGE, Call
from stigmer_desktop.ui.resources.resource_list_model import resource_of


def listed(list_call: Call, list_request: Callable[..., Any], get: Call) -> Call:
    """A call that finds a resource by the `value` of its request in the list of its kind.

    What an editor shows need not hold secrets in clear, and can be opened even where their key is gone.
    What is not in the list is left to `get`, which says so in the server's own words.
    """

    async def find(request: Any) -> Any:
        token = ""
        while True:
            page = await list_call(list_request(page_size=LIST_PAGE, page_token=token))
            for header in page.entries:
                if resource_of(header).metadata.id == request.value:
                    return resource_of(header)
            token = page.next_page_token
            if not token:
                return await get(request)

    return find
