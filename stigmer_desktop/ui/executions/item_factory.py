"""Makes the widget for a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from stigmer_desktop.ui.executions.again_item import AgainItem
from stigmer_desktop.ui.executions.approval_item import ApprovalItem
from stigmer_desktop.ui.executions.end_item import EndItem
from stigmer_desktop.ui.executions.fold_item import SubAgentItem, ThinkingItem
from stigmer_desktop.ui.executions.header_item import HeaderItem
from stigmer_desktop.ui.executions.message_item import AnswerItem, NoticeItem
from stigmer_desktop.ui.executions.restart_item import RestartItem
from stigmer_desktop.ui.executions.state_item import ActivityItem, ErrorItem
from stigmer_desktop.ui.executions.tool_item import ToolItem
from stigmer_desktop.ui.executions.transcript_item import ItemContext, TranscriptItem
from stigmer_desktop.ui.executions.transcript_row import (
    ActivityRow,
    AgainRow,
    AnswerRow,
    ApprovalRow,
    EndRow,
    ErrorRow,
    HeaderRow,
    NoticeRow,
    RestartRow,
    SubAgentRow,
    ThinkingRow,
    ToolRow,
    TranscriptRow,
    UserMessageRow,
    WarningRow,
)
from stigmer_desktop.ui.executions.user_message_item import UserMessageItem

_ITEMS: dict[type[TranscriptRow], Callable[[ItemContext, Any, QWidget], QWidget]] = {
    UserMessageRow: UserMessageItem,
    HeaderRow: HeaderItem,
    AgainRow: AgainItem,
    AnswerRow: AnswerItem,
    RestartRow: RestartItem,
    ThinkingRow: ThinkingItem,
    ToolRow: ToolItem,
    ApprovalRow: ApprovalItem,
    SubAgentRow: SubAgentItem,
    NoticeRow: NoticeItem,
    WarningRow: NoticeItem,
    ErrorRow: ErrorItem,
    EndRow: EndItem,
    ActivityRow: ActivityItem,
}


def make_item(context: ItemContext, row: TranscriptRow, parent: QWidget) -> QWidget:
    """The widget for `row`, hidden; it is a TranscriptItem."""
    return _ITEMS[type(row)](context, row, parent)


def as_item(widget: QWidget) -> TranscriptItem:
    """A widget that `make_item` made, as what it is to the transcript."""
    # QWidget and a protocol cannot be said in one type.
    return widget  # type: ignore[return-value]
