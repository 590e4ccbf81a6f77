"""Which sessions keep an agent, or one of its instances, from being deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import ListSessionHeadersRequest, ListSessionHeadersResponse
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.session_pane import Surroundings
from stigmer_desktop.ui.sessions.session_rows import title_of

_NAMED = 3


def sessions_of_agent(around: Surroundings) -> Callable[[Any], Operation[str]]:
    """What says which sessions an agent has and what one can do about it; empty if it has none."""

    def ask(agent: Any) -> Operation[str]:
        async def work() -> str:
            request = ListSessionHeadersRequest(agent_id=agent.metadata.id, page_size=_NAMED)
            return _said(await around.client.catalog.listSessions(request))

        return around.scope.start(work())

    return ask


def _said(page: ListSessionHeadersResponse) -> str:
    names = [f"“{title_of(header)}”" for header in page.entries]
    count = max(page.total_count, len(names))
    if not count:
        return ""
    more = count - len(names)
    if more:
        names.append(_words("%1 more").replace("%1", str(more)))
    if len(names) > 1:
        names[-2:] = [_words("%1 and %2").replace("%1", names[-2]).replace("%2", names[-1])]
    words = _words("It has the session %2, which would be without its agent.")
    if count > 1:
        words = _words("It has %1 sessions, which would be without their agent: %2.")
    remedy = _words(
        "Delete the sessions first, archived ones too; or keep the agent and change its instructions."
    )
    return f"{words.replace('%1', str(count)).replace('%2', ', '.join(names))} {remedy}"


def _words(source: str) -> str:
    return QCoreApplication.translate("Agents", source)
