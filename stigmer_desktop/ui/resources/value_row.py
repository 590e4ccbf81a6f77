"""One named value of a form: its name, the value, and whether that is a secret."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from stigmer_desktop.ui.fonts import code_font, text_font
from stigmer_desktop.ui.operation import Operation
from stigmer_desktop.ui.resources.env_lines import NamedValue, env_lines, sounds_secret
from stigmer_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.icon_button import IconButton
from stigmer_desktop.ui.widgets.switch import Switch

# What the server puts in place of a secret value wherever it is not asked for by itself.
MASK = "••••"

FetchValue = Callable[[str], Operation[str]]


class ValueRow(QWidget):
    """A secret value shows as dots until its eye is clicked; what is masked is fetched then."""

    edited = Signal()
    removed = Signal()
    lines_pasted = Signal(object)  # EnvLines

    def __init__(
        self,
        theme: Theme,
        value: NamedValue,
        fetch: FetchValue | None = None,
        parent: QWidget | None = None,
        *,
        with_secrets: bool = True,
        with_description: bool = False,
    ) -> None:
        super().__init__(parent)
        self._stored_name = value.name
        self._fetch = fetch
        self._is_masked = value.is_secret and value.value == MASK
        self._is_shown = False
        self._fetching: Operation[str] | None = None
        self.name = self._field(value.name, self.tr("Name"))
        self.value = self._field(value.value, self.tr("Value"))
        self.eye = IconButton(theme, "eye", self.tr("Show the value"))
        self.eye.clicked.connect(self._on_eye_clicked)
        self.secret = Switch(theme, self.tr("Secret"))
        self.secret.setToolTip(self.tr("A secret value is stored encrypted and shown as dots."))
        self.secret.setChecked(value.is_secret)
        self.secret.toggled.connect(self._on_secret_toggled)
        self.secret.clicked.connect(self._on_secret_chosen)
        # A new value is taken as secret by its name, until somebody decides about it.
        self._secret_by_name = with_secrets and not value.name
        self.remove = IconButton(theme, "x", self.tr("Remove this value"))
        self.remove.clicked.connect(self.removed)
        self.description = QLineEdit(value.description)
        self.description.setFont(text_font(12))
        self.description.setPlaceholderText(self.tr("What it is for"))
        self.description.setAccessibleName(self.tr("What the value is for"))
        self.description.textChanged.connect(self.edited)
        self.fault = QLabel()
        self.fault.setFont(text_font(12))
        self.fault.setProperty("tone", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._with_secrets = with_secrets
        self._lay_out(with_description)
        self.name.textEdited.connect(self._on_name_edited)
        self.name.textChanged.connect(self.edited)
        self.name.editingFinished.connect(self._on_name_left)
        self.value.textEdited.connect(self._on_value_edited)
        self.value.textChanged.connect(self.edited)
        self.name.installEventFilter(self)
        self.value.installEventFilter(self)
        self._show_echo()

    @property
    def named_value(self) -> NamedValue:
        """What the row says now."""
        return NamedValue(
            self.name.text().strip(),
            self.value.text(),
            self.secret.isChecked() and self._with_secrets,
            self.description.text().strip(),
        )

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not (self.name.text().strip() or self.value.text() or self.description.text().strip())

    @property
    def is_shown(self) -> bool:
        """Whether one can read the value."""
        return self.value.echoMode() == QLineEdit.EchoMode.Normal

    def set_fault(self, fault: str) -> None:
        """Says what is wrong with the row; empty takes that away."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        if bool(self.name.property("invalid")) != bool(fault):
            self.name.setProperty("invalid", bool(fault))
            self.name.style().unpolish(self.name)
            self.name.style().polish(self.name)

    def unready(self) -> str:
        """Why the row cannot be saved yet; empty if it can."""
        if self._fetching is not None and not self._fetching.is_done:
            return self.tr("Its value is still being fetched. Save again in a moment.")
        if self._is_masked and self.value.text() == MASK and self._must_be_clear():
            return self.tr("The value stays with its old name. Type it again for the new one.")
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Paste) and watched is self.name:
                lines = env_lines(QGuiApplication.clipboard().text())
                if lines.values:
                    self.lines_pasted.emit(lines)
                    return True
        elif event.type() == QEvent.Type.FocusIn and watched is self.value and self._is_masked:
            self.value.selectAll()
        return super().eventFilter(watched, event)

    def _field(self, text: str, label: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setFont(code_font(12))
        field.setPlaceholderText(label)
        field.setAccessibleName(label)
        field.setCursorPosition(0)
        return field

    def _lay_out(self, with_description: bool) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self.name, 2)
        line.addWidget(self.value, 3)
        line.addWidget(self.eye)
        if self._with_secrets:
            word = QLabel(self.tr("Secret"))
            word.setFont(text_font(12))
            word.setProperty("tone", "second")
            word.setBuddy(self.secret)
            line.addWidget(self.secret)
            line.addWidget(word)
        line.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(line)
        if with_description:
            column.addWidget(self.description)
        column.addWidget(self.fault)
        self.eye.setVisible(self._with_secrets)

    def _must_be_clear(self) -> bool:
        return not self.secret.isChecked() or self.name.text().strip() != self._stored_name

    def _show_echo(self) -> None:
        hidden = self.secret.isChecked() and self._with_secrets and not self._is_shown
        mode = QLineEdit.EchoMode
        self.value.setEchoMode(mode.Password if hidden else mode.Normal)
        # Beside a value that is no secret it keeps its room, so that all values are of one width.
        policy = self.eye.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.eye.setSizePolicy(policy)
        self.eye.setVisible(self.secret.isChecked() and self._with_secrets)
        self.eye.set_icon_name("eye" if hidden else "eye-slash")
        self.eye.set_label(self.tr("Show the value") if hidden else self.tr("Hide the value"))

    def _on_eye_clicked(self) -> None:
        if not self._is_shown and self._is_masked:
            self._unmask(show=True)
            return
        self._is_shown = not self._is_shown
        self._show_echo()

    def _on_secret_toggled(self) -> None:
        if self._is_masked and not self.secret.isChecked():
            self._unmask(show=True)
        self._is_shown = False
        self._show_echo()
        self.edited.emit()

    def _on_secret_chosen(self) -> None:
        self._secret_by_name = False

    def _on_name_edited(self, name: str) -> None:
        if self._secret_by_name:
            self.secret.setChecked(sounds_secret(name))

    def _on_name_left(self) -> None:
        if self._is_masked and self.name.text().strip() != self._stored_name:
            self._unmask(show=False)

    def _on_value_edited(self, text: str) -> None:
        if self._is_masked:
            self._is_masked = False
            self.value.setText(text.replace("•", ""))

    def _unmask(self, *, show: bool) -> None:
        if self._fetch is None or (self._fetching is not None and not self._fetching.is_done):
            return

        def came(value: str) -> None:
            if not self._is_masked:
                return
            self._is_masked = False
            self._is_shown = show and self.secret.isChecked()
            self.value.setText(value)
            self.value.setCursorPosition(0)
            self._show_echo()
            self.set_fault("")

        self._fetching = self._fetch(self._stored_name).on_success(came).on_failure(self._on_not_fetched)
        self.eye.setEnabled(False)
        self._fetching.on_end(lambda: self.eye.setEnabled(True))

    def _on_not_fetched(self, error: UserError) -> None:
        self.set_fault(error.sentence)
