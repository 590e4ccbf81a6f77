"""While a window is open, garbage is collected on its thread only."""

from __future__ import annotations

import gc
import threading
import weakref

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
