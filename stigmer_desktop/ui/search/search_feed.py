"""Asks the server while one types: after a short pause, only the newest question, page after page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stigmer_desktop.api.desktop import SearchRequest, SearchResponse
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.operations import SEARCH_PAGE, Operations
from stigmer_desktop.ui.search.hit_list_model import HitListModel
from stigmer_desktop.ui.search.search_question import SearchQuestion
from stigmer_desktop.ui.user_error import UserError

TYPING_MILLISECONDS = 150
_CATCHING_UP_MILLISECONDS = 1000


class SearchFeed(QObject):
    """Stands between the server and the model. `changed` comes whenever one of its properties did."""

    changed = Signal()

    def __init__(self, operations: Operations, model: HitListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._model = model
        self._question = SearchQuestion()
        self._request = SearchRequest()
        self._asked: Operation[SearchResponse] | None = None
        self._answer: SearchResponse | None = None
        self._next_page = ""
        self._pages = 0
        self._is_watched = False
        self._error: UserError | None = None
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MILLISECONDS)
        self._typing.timeout.connect(self.ask_now)
        self._again = QTimer(self, singleShot=True, interval=_CATCHING_UP_MILLISECONDS)
        self._again.timeout.connect(self._on_again)
        model.more_wanted.connect(self._on_more_wanted)

    @property
    def question(self) -> SearchQuestion:
        """What was asked last."""
        return self._question

    @property
    def is_asking(self) -> bool:
        """Whether the answer to the question is still to come."""
        return self._typing.isActive() or self._asked is not None

    @property
    def answer(self) -> SearchResponse | None:
        """The first page of the newest answer; None if there is no question or no answer yet."""
        return self._answer

    @property
    def error(self) -> UserError | None:
        """Why the newest page did not come; None if it did."""
        return self._error

    @property
    def failed_on_further_page(self) -> bool:
        """Whether `error` only means that there is more than what is listed."""
        return self._error is not None and self._pages > 0 and self._model.rowCount() > 0

    def ask(self, question: SearchQuestion) -> None:
        """Asks when the typing pauses; what was found stays until the answer is there."""
        if question == self._question:
            return
        self._question = question
        self._drop()
        if question.is_empty:
            self._typing.stop()
            self._answer = None
            self._model.load((), has_more=False)
        else:
            self._typing.start()
        self.changed.emit()

    @Slot()
    def ask_now(self) -> None:
        """Asks, or asks again, without waiting."""
        self._typing.stop()
        self._drop()
        if not self._question.is_empty:
            # Made once for all pages: a token belongs to its own request, moments and all.
            self._request = self._question.request(SEARCH_PAGE)
            self._pages = 0
            self._begin(self._request, self._on_first_page)
        self.changed.emit()

    def pause(self) -> None:
        """Nobody looks: nothing is asked again by itself."""
        self._is_watched = False
        self._again.stop()

    def resume(self) -> None:
        """Somebody looks: while the index catches up, the question is asked again."""
        self._is_watched = True
        self._watch_index()

    def _watch_index(self) -> None:
        if self._is_watched and self._answer is not None and self._answer.catching_up:
            self._again.start()

    def load_more_again(self) -> None:
        """Asks again for a further page that did not come."""
        if not self._next_page:
            self.ask_now()
            return
        self._error = None
        self._model.load_again()
        self.changed.emit()

    def _begin(self, request: SearchRequest, on_page: Callable[[SearchResponse], None]) -> None:
        operation = self._operations.search(request=request)
        self._asked = operation

        def answered(page: SearchResponse) -> None:
            # One that was over when it was dropped still answers.
            if self._asked is operation:
                self._asked = None
                self._error = None
                on_page(page)
                self.changed.emit()

        def failed(error: UserError) -> None:
            if self._asked is operation:
                self._asked = None
                self._error = error
                self._model.stop_loading()
                self.changed.emit()

        operation.on_success(answered).on_failure(failed)

    def _drop(self) -> None:
        """Forgets what is under way."""
        self._again.stop()
        self._error = None
        if self._asked is not None:
            operation, self._asked = self._asked, None
            operation.cancel()

    def _on_first_page(self, page: SearchResponse) -> None:
        self._answer = page
        self._pages = 1
        self._next_page = page.next_page_token
        self._model.load(page.hits, has_more=bool(page.next_page_token))
        self._watch_index()

    def _on_further_page(self, page: SearchResponse) -> None:
        self._pages += 1
        self._next_page = page.next_page_token
        self._model.append(page.hits, has_more=bool(page.next_page_token))

    @Slot()
    def _on_more_wanted(self) -> None:
        if self.is_asking:
            # The list is about to be another one.
            self._model.stop_loading()
            return
        request = SearchRequest()
        request.CopyFrom(self._request)
        request.page_token = self._next_page
        self._begin(request, self._on_further_page)

    @Slot()
    def _on_again(self) -> None:
        # Further pages would be lost; whoever reads them does not wait for the newest.
        if self._asked is None and self._pages == 1:
            self._begin(self._request, self._on_first_page)
