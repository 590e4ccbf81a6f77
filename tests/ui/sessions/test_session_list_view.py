"""The view of the session list: where rows are, keys, menus, and that it stays fast and still."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from stigmer_desktop.api.desktop import SessionHeader
from stigmer_desktop.ui.sessions.session_delegate import ROW_HEIGHT, SessionDelegate, second_line
from stigmer_desktop.ui.sessions.session_list_model import SessionListModel
from stigmer_desktop.ui.sessions.session_list_view import SessionListView

MANY = 10_000


def header(number: int, phase: int = 3) -> SessionHeader:
    made = SessionHeader(
        revision=1,
        active_at=(datetime.now(UTC) - timedelta(minutes=number)).isoformat(),
        agent_name="Writer",
        last_phase=phase,  # type: ignore[arg-type]
    )
    made.session.metadata.id = f"ses-{number:05}"
    made.session.spec.subject = f"Session {number}"
    return made


class Painted(QObject):
    """Counts the paint events of a view."""

    def __init__(self, view: SessionListView) -> None:
        super().__init__(view)
        self.count = 0
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def model(qapp) -> SessionListModel:
    return SessionListModel()


@pytest.fixture
def view(qtbot, theme, model) -> SessionListView:
    made = SessionListView(theme, model, SessionDelegate(theme))
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_rows_are_found_where_they_are_drawn(view: SessionListView, model: SessionListModel) -> None:
    model.load([header(number) for number in range(30)], has_more=False)
    for row in range(8):
        rect = view.visualRect(model.index(row))
        assert view.indexAt(rect.center()).row() == row
    assert not view.indexAt(QPoint(10, 4)).isValid()


def test_a_click_chooses(view: SessionListView, model: SessionListModel, qtbot) -> None:
    model.load([header(number) for number in range(5)], has_more=False)
    with qtbot.waitSignal(view.session_chosen) as heard:
        qtbot.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(model.index(2)).center()
        )
    assert heard.args == ["ses-00002"]


def test_the_keyboard_goes_through_all_of_it(view: SessionListView, model: SessionListModel, qtbot) -> None:
    model.load([header(number) for number in range(100)], has_more=False)
    view.setFocus()
    view.setCurrentIndex(model.index(0))
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 12
    assert view.viewport().rect().contains(view.visualRect(model.index(12)))
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == 99
    assert view.viewport().rect().contains(view.visualRect(model.index(99)))
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.currentIndex().row() > 5
    with qtbot.waitSignal(view.session_chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [f"ses-{view.currentIndex().row():05}"]


def test_delete_asks_to_delete(view: SessionListView, model: SessionListModel, qtbot) -> None:
    model.load([header(0)], has_more=False)
    view.setCurrentIndex(model.index(0))
    with qtbot.waitSignal(view.delete_wanted):
        QTest.keyClick(view, Qt.Key.Key_Delete)


def test_f2_edits_the_title_in_place(view: SessionListView, model: SessionListModel, qtbot) -> None:
    model.load([header(0), header(1)], has_more=False)
    view.setFocus()
    view.setCurrentIndex(model.index(1))
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None and editor.text() == "Session 1"
    assert view.visualRect(model.index(1)).contains(editor.geometry().center())
    editor.setText("  A new   title ")
    with qtbot.waitSignal(view.itemDelegate().renamed) as heard:
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert heard.args == ["ses-00001", "A new title"]


def test_the_next_page_is_wanted_before_the_end_is_reached(
    view: SessionListView, model: SessionListModel, qtbot
) -> None:
    model.load([header(number) for number in range(100)], has_more=True)
    assert model.canFetchMore(view.rootIndex())
    with qtbot.waitSignal(model.more_wanted):
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 10 * ROW_HEIGHT)


def test_ten_thousand_sessions_scroll_smoothly(view: SessionListView, model: SessionListModel) -> None:
    model.load([header(number) for number in range(MANY)], has_more=False)
    bar = view.verticalScrollBar()
    costs = []
    for step in range(100):
        began = time.thread_time()
        bar.setValue(bar.maximum() * step // 100)
        view.viewport().repaint()
        costs.append(time.thread_time() - began)
    assert sorted(costs)[95] < 0.016, sorted(costs)[95]


def test_a_change_among_ten_thousand_is_cheap(view: SessionListView, model: SessionListModel) -> None:
    model.load([header(number) for number in range(MANY)], has_more=False)
    costs = []
    for revision in range(2, 22):
        changed = header(5000)
        changed.revision = revision
        began = time.thread_time()
        model.apply([changed])
        QApplication.processEvents()
        costs.append(time.thread_time() - began)
    assert sorted(costs)[18] < 0.016, sorted(costs)


def test_the_spinner_turns_only_while_something_runs_in_sight(
    view: SessionListView, model: SessionListModel
) -> None:
    model.load([header(number) for number in range(100)], has_more=False)
    assert not view._clock.is_running
    running = header(2, phase=2)
    running.revision = 2
    model.apply([running])
    assert view._clock.is_running
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert not view._clock.is_running
    view.verticalScrollBar().setValue(0)
    assert view._clock.is_running
    view.hide()
    assert not view._clock.is_running


def test_nothing_is_painted_while_idle(view: SessionListView, model: SessionListModel, qtbot) -> None:
    model.load([header(number) for number in range(20)], has_more=False)
    painted = Painted(view)
    # Loading paints once more after the next frame; as long as that goes on, it is not idle.
    qtbot.waitUntil(lambda: painted.count > 0)
    QTest.qWait(50)
    painted.count = 0
    # As long as many frames of the spinner would take.
    QTest.qWait(400)
    view.viewport().removeEventFilter(painted)
    assert painted.count == 0


def test_the_second_line_says_how_it_stands() -> None:
    long = header(0, phase=4)
    long.last_error = "the model server\n cannot be reached"
    assert second_line(long) == "Writer · the model server cannot be reached"
    assert second_line(header(0, phase=3)) == "Writer"
    assert second_line(header(0, phase=6)) == "Writer · waiting for you"
    assert second_line(header(0, phase=77)) == "Writer · 77"


def test_a_search_goes_on_through_pages_that_have_no_hit(
    view: SessionListView, model: SessionListModel
) -> None:
    pages = [[header(number) for number in range(first, first + 50)] for first in range(50, 250, 50)]

    def answer() -> None:
        page = pages.pop(0)
        model.append(page, has_more=bool(pages))

    model.more_wanted.connect(answer, Qt.ConnectionType.QueuedConnection)
    model.load([header(number) for number in range(50)], has_more=True)
    model.set_filter("session 24 233")
    assert not model.is_known_empty
    model.set_filter("session 233")
    QApplication.processEvents()
    while pages:
        QApplication.processEvents()
    assert [model.index(row).data() for row in range(model.rowCount())] == ["Session 233"]
    model.set_filter("session 999")
    assert model.is_known_empty
