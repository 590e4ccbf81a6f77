"""Which model is to answer: as the agent and the settings say, or another one by name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.settings import BUILTIN_MODEL
from stigmer_desktop.ui.fonts import SEMIBOLD, text_font
from stigmer_desktop.ui.theme import SPACE_2, SPACE_3, Theme
from stigmer_desktop.ui.widgets.choice_button import Choice, ChoiceButton

_DEFAULT = ""
_OTHER = "…"
_PREFIX = "openai:"
_PROVIDERS = (_PREFIX, "ollama:", "anthropic:")
_FIELD_WIDTH = 260


class ModelChoice(ChoiceButton):
    """`model` is empty while the default holds."""

    model_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        label = QCoreApplication.translate("ModelChoice", "Model")
        super().__init__(theme, label, parent, icon_name="cpu")
        self._default = BUILTIN_MODEL
        self._named: list[str] = []
        self._model = _DEFAULT
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

    def set_default(self, model: str) -> None:
        """Says which model answers where none is chosen."""
        self._default = model or BUILTIN_MODEL
        self._offer()

    def set_model(self, model: str) -> None:
        """Chooses `model`; empty chooses the default."""
        self._model = _DEFAULT if model == self._default else model
        if self._model and self._model != BUILTIN_MODEL and self._model not in self._named:
            self._named.append(self._model)
        self._offer()

    def _offer(self) -> None:
        choices = [Choice(_DEFAULT, model_title(self._default), self.tr("default"))]
        if self._default != BUILTIN_MODEL:
            choices.append(Choice(BUILTIN_MODEL, model_title(BUILTIN_MODEL)))
        choices += [Choice(name, model_title(name)) for name in self._named if name != self._default]
        choices.append(Choice(_OTHER, self.tr("Other model…")))
        self.set_choices(choices, self._model)

    @Slot(object)
    def _on_chosen(self, key: str) -> None:
        if key == _OTHER:
            self.set_key(self._model)
            self._ask_for_name()
            return
        self.set_model(key)
        self.model_chosen.emit(self._model)

    def _ask_for_name(self) -> None:
        self._popup = _NamePopup(self._popup_theme, self)
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

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "card")
        label = QLabel(self.tr("Model"))
        label.setFont(text_font(12, SEMIBOLD))
        self.field = QLineEdit(_PREFIX)
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.setAccessibleName(self.tr("Name of the model"))
        self.field.returnPressed.connect(self._on_return)
        help_words = QLabel(self.tr("“builtin”, or “openai:” and the name as the server has it. Enter."))
        help_words.setFont(text_font(11))
        help_words.setProperty("tone", "third")
        help_words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        for widget in (label, self.field, help_words):
            column.addWidget(widget)

    @Slot()
    def _on_return(self) -> None:
        name = named_model(self.field.text())
        if name:
            self.named.emit(name)
            self.close()


def named_model(typed: str) -> str:
    """What a person means by a typed model: "builtin", or "openai:NAME" also where they left that out."""
    name = typed.strip()
    if not name.removeprefix(_PREFIX).strip():
        return ""
    if name == BUILTIN_MODEL or name.startswith(_PROVIDERS):
        return name
    return f"{_PREFIX}{name}"


def model_title(model: str) -> str:
    """How a model is called where there is little room."""
    if model == BUILTIN_MODEL:
        return QCoreApplication.translate("ModelChoice", "Built-in model")
    return model.removeprefix(_PREFIX)
