"""Lets tooltips and sentences name the keys that an action has now, wherever in the window they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, SignalInstance, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget


@runtime_checkable
class NamesKeys(Protocol):
    """A widget that tells its user which keys do the same."""

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Takes the keys, as this system calls them, by what the settings call the action."""


class Keys(Protocol):
    """Which keys do what."""

    @property
    def keys(self) -> dict[str, str]: ...

    @property
    def keys_changed(self) -> SignalInstance:
        """Carries `keys` when they are others than before."""


class KeyTips(QObject):
    """Tells every widget of the window that names keys, also those of pages that are made later."""

    def __init__(self, window: QWidget, pages: QStackedWidget, keys: Keys) -> None:
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._keys = keys
        keys.keys_changed.connect(self._on_keys_changed)
        pages.widgetAdded.connect(self._on_page_added)
        self._tell(window)

    @Slot(object)
    def _on_keys_changed(self, _: object) -> None:
        self._tell(self._window)

    @Slot(int)
    def _on_page_added(self, place: int) -> None:
        page = self._pages.widget(place)
        assert page is not None
        self._tell(page)

    def _tell(self, top: QWidget) -> None:
        keys = self._keys.keys
        for widget in (top, *top.findChildren(QWidget)):
            if isinstance(widget, NamesKeys):
                widget.show_keys(keys)
