"""Which model is to answer: as the agent and the settings say, one that was found, or another by name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.model_names import OPENAI, split_model
from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.icons import icon
from stigmer_desktop.ui.models.model_catalog import ModelCatalog
from stigmer_desktop.ui.models.model_title import fault_of_model, model_title, named_model
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton
from stigmer_desktop.ui.widgets.menu import Menu

_DEFAULT = ""
_FIELD_WIDTH = 280
# A provider with more models than this has a menu of its own.
_MANY = 10


class ModelChoice(ChoiceButton):
    """`model` is empty while the default holds.

    With a `default_title` of its own the default is a choice like any other: that what it stands for now
    is chosen by name is not the same.
    """

    model_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, default_title: str = "") -> None:
        label = QCoreApplication.translate("ModelChoice", "Model")
        super().__init__(theme, label, parent, icon_name="cpu")
        self._default = BUILTIN_MODEL
        self._default_title = default_title
        self._named: list[str] = []
        self._model = _DEFAULT
        self._catalog: ModelCatalog | None = None
        self._open: Menu | None = None
        self._popup: _NamePopup | None = None
        self._popup_theme = theme
        self.chosen.connect(self._on_chosen)
        self._offer()

    @property
    def model(self) -> str:
        """The model that was chosen for this message: "builtin", "openai:NAME", or empty for the default."""
        return self._model

    @property
    def effective_model(self) -> str:
        """The model that will answer, as far as the window knows."""
        return self._model or self._default

    def set_catalog(self, catalog: ModelCatalog) -> None:
        """Offers the models of `catalog` too, which looks around whenever the list is opened."""
        self._catalog = catalog
        catalog.changed.connect(self._on_catalog_changed)

    def set_default(self, model: str) -> None:
        """Says which model answers where none is chosen."""
        self._default = model or BUILTIN_MODEL
        self._offer()

    def set_model(self, model: str) -> None:
        """Chooses `model`; empty chooses the default."""
        self._model = _DEFAULT if model == self._default and not self._default_title else model
        if self._model and self._model != BUILTIN_MODEL and self._model not in self._named:
            self._named.append(self._model)
        self._offer()

    def menu_of_choices(self) -> Menu:
        """The models as a menu: the default, the built-in one, those of each provider, and a field."""
        menu = Menu(self)
        if self._catalog is not None:
            self._catalog.look()
        self._fill(menu)
        self._open = menu
        menu.destroyed.connect(self._on_menu_gone)
        return menu

    def _offer(self) -> None:
        if self._default_title:
            choices = [Choice(_DEFAULT, self._default_title)]
        else:
            choices = [Choice(_DEFAULT, model_title(self._default), self.tr("default"))]
        if self._is_free(BUILTIN_MODEL):
            choices.append(Choice(BUILTIN_MODEL, model_title(BUILTIN_MODEL)))
        choices += [Choice(name, model_title(name)) for name in self._named if self._is_free(name)]
        self.set_choices(choices, self._model)

    def _is_free(self, name: str) -> bool:
        """Whether a model has a place of its own in the list, beside the default."""
        return bool(self._default_title) or name != self._default

    def _fill(self, menu: Menu) -> None:
        groups = self._catalog.choices if self._catalog is not None else []
        found = {name for _, names in groups for name in names}
        for choice in self.choices:
            # One that was found stands among those of its provider.
            if choice.key not in found:
                self._add(menu, choice.key, choice.text, choice.detail)
        for title, names in groups:
            shown = [name for name in names if self._is_free(name)]
            if not shown:
                continue
            target = menu
            if len(shown) > _MANY:
                target = Menu(menu, is_kept=True)
                target.setTitle(title)
                menu.addMenu(target)
            else:
                menu.addSeparator()
                menu.addAction(title).setEnabled(False)
            for name in shown:
                self._add(target, name, model_title(name))
        menu.addSeparator()
        if self._catalog is not None and self._catalog.is_looking and not groups:
            menu.addAction(self.tr("Looking for Ollama and LM Studio…")).setEnabled(False)
        other = menu.addAction(self.tr("Other model…"))
        other.triggered.connect(self._ask_for_name)

    def _add(self, menu: Menu, key: str, words: str, note: str = "") -> None:
        tokens = self._theme.tokens
        shown = key == self._model or (not key and not self._model)
        mark = icon("check", tokens.accent if shown else tokens.panel, 14)
        action = menu.add_noted(mark, words, note, tokens.second_text)
        action.setData(key)
        action.triggered.connect(lambda _=False: self._pick(key))

    def _pick(self, key: str) -> None:
        self.set_model(key)
        self.chosen.emit(key)

    @Slot()
    def _on_catalog_changed(self) -> None:
        if self._open is not None and self._open.isVisible():
            bottom = self._open.geometry().bottom()
            above = self._open.y() < self.mapToGlobal(QPoint(0, 0)).y()
            self._open.clear()
            self._fill(self._open)
            self._open.adjustSize()
            if above:
                self._open.move(self._open.x(), bottom - self._open.height() + 1)

    @Slot()
    def _on_menu_gone(self) -> None:
        self._open = None

    @Slot(object)
    def _on_chosen(self, key: str) -> None:
        self.model_chosen.emit(self._model)

    @Slot()
    def _ask_for_name(self) -> None:
        self._popup = _NamePopup(self._popup_theme, split_model(self.effective_model)[0] or OPENAI, self)
        self._popup.named.connect(self._on_named)
        height = self._popup.sizeHint().height()
        self._popup.move(self.mapToGlobal(QPoint(0, -height - 4)))
        self._popup.show()
        self._popup.field.setFocus()

    @Slot(object)
    def _on_named(self, name: str) -> None:
        self.set_model(name)
        self.model_chosen.emit(self._model)


class _NamePopup(QFrame):
    named = Signal(object)

    def __init__(self, theme: Theme, provider: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "card")
        label = QLabel(self.tr("Model"))
        label.setFont(text_font(12, SEMIBOLD))
        self.field = QLineEdit(f"{provider}:")
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.setAccessibleName(self.tr("Name of the model"))
        self.field.returnPressed.connect(self._on_return)
        self.field.installEventFilter(self)
        words = self.tr(
            "The provider, a colon, and the model's name there: openai:gpt-4o-mini, "
            "anthropic:claude-sonnet-4-5, ollama:qwen3:8b, lmstudio:qwen3-8b. Enter takes it."
        )
        help_words = QLabel(words)
        help_words.setFont(text_font(12))
        help_words.setProperty("tone", "second")
        help_words.setWordWrap(True)
        self.fault = QLabel()
        self.fault.setFont(text_font(12))
        self.fault.setProperty("tone", "error")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        self.fault.hide()
        self.field.textEdited.connect(self.fault.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        for widget in (label, self.field, self.fault, help_words):
            column.addWidget(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and split_model(QGuiApplication.clipboard().text().strip())[0]
        ):
            # It brings its provider.
            self.field.selectAll()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_return(self) -> None:
        name = named_model(self.field.text())
        words = fault_of_model(self.field.text())
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        self.field.setAccessibleDescription(words)
        self.adjustSize()
        if name and not words:
            self.named.emit(name)
            self.close()
