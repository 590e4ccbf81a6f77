"""What is below the list: all of what needs the user in the chosen row, and the buttons for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import (
    APPROVAL_ACTION_APPROVE,
    APPROVAL_ACTION_APPROVE_ALL,
    APPROVAL_ACTION_REJECT,
    APPROVAL_ACTION_SKIP,
    ToolCall,
)
from stigmer_desktop.ui.executions.approval_words import always_words
from stigmer_desktop.ui.executions.deed import go_on_words
from stigmer_desktop.ui.fonts import SEMIBOLD, code_font, text_font
from stigmer_desktop.ui.needs_you.asked_call import asked_text, call_of
from stigmer_desktop.ui.needs_you.need import Need, NeedKind
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, Theme
from stigmer_desktop.ui.widgets.elided_label import ElidedLabel
from stigmer_desktop.ui.widgets.push_button import PushButton
from stigmer_desktop.ui.widgets.wrapping_line import WrappingLine

_FEWEST_LINES, _MOST_LINES = 2, 12
_AROUND = 28
_ICONS = {"A": "shield-check", "G": "arrow-u-up-left"}
_DECISIONS = {
    "Y": APPROVAL_ACTION_APPROVE,
    "S": APPROVAL_ACTION_SKIP,
    "A": APPROVAL_ACTION_APPROVE_ALL,
}


class NeedPanel(QFrame):
    """`decided` carries the need, a number of ApprovalAction and a comment; the others carry the need."""

    decided = Signal(object, object, object)
    seen = Signal(object)
    go_on_wanted = Signal(object)
    opened = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "status")
        self._need: Need | None = None
        self._is_gone = False
        # What was typed about calls that are still to be decided.
        self.drafts: dict[tuple[str, str], str] = {}
        self.title = ElidedLabel(theme, text_font(13, SEMIBOLD), "text")
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setProperty("kind", "field")
        self.body.setAccessibleName(self.tr("What it wants to do"))
        self.body.setTabChangesFocus(True)
        buttons = (
            ("Y", self.tr("Approve"), "primary"),
            ("S", self.tr("Skip"), ""),
            ("R", self.tr("Reject…"), ""),
            ("A", self.tr("Always"), "quiet"),
            ("G", go_on_words(), ""),
            ("M", self.tr("Mark as seen"), ""),
            ("", self.tr("Open"), "quiet"),
        )
        self.buttons = {
            key: PushButton(
                theme, words, kind=kind, icon_name=_ICONS.get(key, ""), keys=key or self.tr("Enter")
            )
            for key, words, kind in buttons
        }
        for key, button in self.buttons.items():
            button.clicked.connect(partial(self.press, key))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("What should it do instead? Enter rejects, Esc goes back"))
        self.reason.setAccessibleName(self.tr("Reason for the rejection"))
        self.reason.returnPressed.connect(self._on_reason_given)
        self.reason.installEventFilter(self)
        decisions, others = QWidget(), QWidget()
        for holder, keys in ((decisions, "YSRGM"), (others, "A")):
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE_2)
            for key in keys:
                row.addWidget(self.buttons[key])
            if holder is decisions:
                row.addWidget(self.reason, 1)
            row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_3, SPACE_5, SPACE_3)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.buttons[""])
        column.addLayout(head)
        column.addWidget(self.body, 1)
        column.addWidget(WrappingLine(decisions, others))
        self.show_need(None)

    @property
    def need(self) -> Need | None:
        """What is shown; it may be gone from the list."""
        return self._need

    @property
    def is_asking(self) -> bool:
        """Whether a reason is being typed."""
        return not self.reason.isHidden()

    def tell_gone(self) -> None:
        """Says that what one types a reason for waits no more; the words stay until one leaves them."""
        self._is_gone = True
        self.title.set_text(self.tr("This no longer waits for you; it was decided elsewhere"))

    def show_need(self, need: Need | None) -> None:
        """Shows all of `need`; nothing hides the panel. A reason that is being typed stays with its call."""
        if need is not None and self._need is not None and need.key == self._need.key:
            self._need = need
            return
        self._keep_reason()
        self._need, self._is_gone = need, False
        self.setVisible(need is not None)
        if need is None:
            return
        approval = need.approval
        self.title.set_text(f"{need.kind_words} · {need.title}")
        font = code_font(12) if approval else text_font(13)
        self.body.document().setDefaultFont(font)
        if approval is not None:
            call = call_of(approval)
            self._show_text(asked_text(call), font)
            self.buttons["A"].setText(always_words(call.tool_kind, call.mcp_server_slug, call.name))
        else:
            self._show_text(need.header.error, font)
        self._ask_for_reason(bool(self.drafts.get(need.key)))
        self.set_under_way(False)

    def show_call(self, need: Need, call: ToolCall) -> None:
        """Shows all of the call that `need` asks about, if that is what is shown."""
        if self._need is not None and self._need.key == need.key:
            text = asked_text(call)
            if text != self.body.toPlainText():
                self._show_text(text, code_font(12))

    def _keep_reason(self) -> None:
        if self._need is not None and self.is_asking and not self._is_gone:
            self.drafts[self._need.key] = self.reason.text()

    def _show_text(self, text: str, font: QFont) -> None:
        """As high as its lines, up to a limit; what is wider is wrapped and scrolls."""
        self.body.setPlainText(text)
        self.body.setVisible(bool(text))
        lines = min(max(text.count("\n") + 1, _FEWEST_LINES), _MOST_LINES)
        self.body.setFixedHeight(QFontMetrics(font).lineSpacing() * lines + _AROUND)

    def set_under_way(self, under_way: bool) -> None:
        """No second decision while one is under way."""
        for key in "YSRAG":
            self.buttons[key].setEnabled(not under_way)

    @Slot(object)
    def press(self, key: str, checked: bool = False) -> None:
        """Does what a key stands for, if it stands for anything here."""
        need = self._need
        if need is None or key not in self.buttons or not self.buttons[key].isEnabled():
            return
        waits = need.kind is NeedKind.APPROVAL
        if key == "":
            self.opened.emit(need)
        elif key == "M" and not waits:
            self.seen.emit(need)
        elif key == "G" and need.can_go_on:
            self.set_under_way(True)
            self.go_on_wanted.emit(need)
        elif key == "R" and waits:
            self._ask_for_reason(True)
        elif key in _DECISIONS and waits:
            self._decide(_DECISIONS[key], "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.reason and is_press and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self._ask_for_reason(False)
            self._forget_reason()
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _decide(self, action: int, comment: str) -> None:
        self.set_under_way(True)
        self.decided.emit(self._need, action, comment)

    def _forget_reason(self) -> None:
        if self._need is not None:
            self.drafts.pop(self._need.key, None)

    def _ask_for_reason(self, asking: bool) -> None:
        need = self._need
        waits = need is not None and need.kind is NeedKind.APPROVAL
        there = {""} | (set("YSRA") if waits else {"M"})
        if need is not None and need.can_go_on:
            there.add("G")
        for key, button in self.buttons.items():
            button.setVisible(not asking and key in there)
        self.reason.setVisible(asking)
        if asking:
            kept = self._need is not None and self.drafts.get(self._need.key)
            self.reason.setText(kept or "")
            self.reason.setFocus()

    def _on_reason_given(self) -> None:
        comment = self.reason.text().strip()
        self._ask_for_reason(False)
        self._forget_reason()
        if not self._is_gone:
            self._decide(APPROVAL_ACTION_REJECT, comment)
        self.left.emit()
