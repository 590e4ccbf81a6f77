"""The place where everything stands that needs the user, over all sessions."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from stigmer_desktop.api.execution import AgentExecution
from stigmer_desktop.ui.needs_you.asked_call import whole_call
from stigmer_desktop.ui.needs_you.need import Need, NeedKind, spot_of
from stigmer_desktop.ui.needs_you.need_panel import NeedPanel
from stigmer_desktop.ui.needs_you.needs_you_feed import NeedsYouFeed
from stigmer_desktop.ui.needs_you.needs_you_view import NeedsYouView
from stigmer_desktop.ui.operations import Operations
from stigmer_desktop.ui.place import Navigator
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.page_header import PageHeader
from stigmer_desktop.ui.widgets.page_note import PageNote
from stigmer_desktop.ui.widgets.push_button import PushButton

# Going through the list by J and K asks the server for nothing.
_LOOK_MS = 120
_PAUSE_SECONDS = 0.7


class NeedsYouPage(QFrame):
    """A list, and below it all of the chosen one; it is an Entered page."""

    def __init__(
        self,
        theme: Theme,
        operations: Operations,
        feed: NeedsYouFeed,
        navigator: Navigator,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self._operations = operations
        self._feed = feed
        self._navigator = navigator
        # When another need takes the place of one by itself, letters wait until this moment.
        self._letters_from = 0.0
        self.header = PageHeader(theme, self.tr("Needs you"))
        self.all_seen = PushButton(theme, self.tr("Mark all as seen"), kind="quiet")
        self.all_seen.setToolTip(self.tr("Failures and results; what waits for a decision stays"))
        self.all_seen.clicked.connect(self._on_all_seen)
        self.header.add(self.all_seen)
        self.view = NeedsYouView(theme, feed.model)
        self.panel = NeedPanel(theme)
        self.note = PageNote(theme, "check-circle", self.tr("New session"))
        self.show_keys({})
        self.note.button.clicked.connect(lambda: navigator.show_new_session())
        both = QWidget()
        parts = QVBoxLayout(both)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(0)
        parts.addWidget(self.view, 1)
        parts.addWidget(self.panel)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.note)
        self.stack.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._soon.timeout.connect(self._load_call)
        self.view.opened.connect(self._open)
        self.view.key_pressed.connect(self._on_key_pressed)
        self.view.current_changed.connect(self._on_current_changed)
        self.panel.opened.connect(self._open)
        self.panel.seen.connect(lambda need: self._feed.see([need]))
        self.panel.decided.connect(self._on_decided)
        self.panel.go_on_wanted.connect(self._on_go_on_wanted)
        self.panel.left.connect(self._on_panel_left)
        feed.model.count_changed.connect(self._on_count_changed)
        self._on_count_changed()

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Says in the empty page which keys lead here."""
        words = self.tr(
            "Tools that wait for your approval, runs that failed, and results you have not looked at yet "
            "will stand here."
        )
        if leading := keys.get("next-need"):
            words += " " + self.tr("%1 brings you back from anywhere.").replace("%1", leading)
        self.note.tell(self.tr("Nothing needs you"), words)

    def enter(self) -> None:
        """Puts the keyboard into the list, at the first one where none is chosen."""
        if self.view.current is None:
            self.view.choose(0)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self) -> None:
        """Goes on to the next one."""
        self.view.step(1)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _open(self, need: Need) -> None:
        self._navigator.show_session_at(spot_of(need))

    @Slot(object, object, object)
    def _on_decided(self, need: Need, action: int, comment: str) -> None:
        execution_id, call_id = need.key

        def failed(error: UserError) -> None:
            if comment:
                self.panel.drafts[need.key] = comment
            self._feed.undecided(need)
            self.header.detail.set_text(error.sentence)

        self._operations.submit_approval(
            execution_id=execution_id, tool_call_id=call_id, action=action, comment=comment
        ).on_failure(failed)
        self._feed.deciding(need)

    @Slot(object)
    def _on_go_on_wanted(self, need: Need) -> None:
        def failed(error: UserError) -> None:
            self.panel.set_under_way(False)
            self.header.detail.set_text(error.sentence)

        # What works again leaves the list by itself.
        self._operations.recover(execution_id=need.key[0]).on_failure(failed)

    @Slot()
    def _on_all_seen(self) -> None:
        self._feed.see(list(self._feed.model.needs))

    @Slot(object, object)
    def _on_key_pressed(self, need: Need, key: str) -> None:
        if time.monotonic() >= self._letters_from:
            self.panel.press(key)

    @Slot()
    def _on_current_changed(self) -> None:
        need, shown = self.view.current, self.panel.need
        if shown is not None and not self._feed.model.lists(shown) and not self._feed.is_deciding(shown):
            # Taken away under the user's hand: the letter that is on its way was for the other one.
            self._letters_from = time.monotonic() + _PAUSE_SECONDS
            if self.panel.is_asking:
                self.panel.tell_gone()
                return
        self.panel.show_need(need)
        if need is not None and need.approval is not None and (shown is None or shown.key != need.key):
            self._soon.start()

    @Slot()
    def _on_panel_left(self) -> None:
        self._on_current_changed()
        self.view.setFocus()

    @Slot()
    def _load_call(self) -> None:
        """Gets the whole call: a preview is cut, and one decides about all of it."""
        need = self.panel.need
        if need is None or need.approval is None:
            return
        execution_id, call_id = need.key

        def found(execution: AgentExecution) -> None:
            call = whole_call(execution, call_id)
            if call is not None:
                self.panel.show_call(need, call)

        # The preview stays where it cannot be had.
        self._operations.get_execution(execution_id=execution_id).on_success(found).on_failure(lambda _: None)

    @Slot()
    def _on_count_changed(self) -> None:
        needs = self._feed.model.needs
        waiting = sum(need.kind is NeedKind.APPROVAL for need in needs)
        seen = len(needs) - waiting
        parts = []
        if waiting:
            parts.append(self.tr("%1 to decide").replace("%1", str(waiting)))
        if seen:
            parts.append(self.tr("%1 to look at").replace("%1", str(seen)))
        self.header.detail.set_text(" · ".join(parts))
        self.all_seen.setVisible(seen > 0)
        self.stack.setCurrentIndex(1 if needs else 0)
        if needs and self.view.current is None:
            self.view.choose(0)
        self._on_current_changed()
