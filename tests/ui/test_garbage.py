"""While a window is open, garbage is collected on its thread only."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from stigmer_desktop.ui.garbage import GarbageCollector


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


def test_it_stands_in_for_the_interpreter_and_steps_back(qapp) -> None:
    gc.enable()
    collector = GarbageCollector()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()
    gc.disable()


def test_it_collects_on_the_thread_that_calls_it(qapp) -> None:
    collector = GarbageCollector()
    freed_on: list[threading.Thread] = []
    knots = [Knot() for _ in range(gc.get_threshold()[0] + 100)]
    weakref.finalize(knots[0], lambda: freed_on.append(threading.current_thread()))
    worker = threading.Thread(target=lambda: [Knot() for _ in range(20_000)])
    del knots
    worker.start()
    worker.join()
    assert freed_on == []
    collector.collect_if_due()
    assert freed_on == [threading.current_thread()]
    collector.close()


def test_what_is_there_at_the_start_is_not_looked_through_again_until_the_end(qapp) -> None:
    collector = GarbageCollector()
    frozen = gc.get_freeze_count()
    knot = Knot()
    freed: list[bool] = []
    weakref.finalize(knot, lambda: freed.append(True))
    collector.settle()
    assert gc.get_freeze_count() > frozen
    del knot
    gc.collect()
    assert freed == []
    collector.close()
    assert freed == [True]


def test_the_whole_is_looked_through_only_when_nobody_looks(qapp, monkeypatch) -> None:
    state = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: state)
    youngest, middle, oldest = gc.get_threshold()
    gc.set_threshold(youngest, middle, 1)
    collector = GarbageCollector()
    knot = Knot()
    freed: list[bool] = []
    weakref.finalize(knot, lambda: freed.append(True))
    try:
        for _ in range(2):
            gc.collect(1)
        del knot
        collector.collect_if_due()
        gc.collect(1)
        assert freed == []
        state = Qt.ApplicationState.ApplicationInactive
        collector.collect_if_due()
        assert freed == [True]
    finally:
        gc.set_threshold(youngest, middle, oldest)
        collector.close()
