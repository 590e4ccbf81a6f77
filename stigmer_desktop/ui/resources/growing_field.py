"""Makes a field of several lines as high as its text, within bounds."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from stigmer_desktop.ui.widgets.form_field import FormField

_FRAME = 16


def grow_with_text(field: FormField, *, most: int) -> FormField:
    """`field` as high as its text, from the lines it was made with to `most` lines; gives it back."""
    edit = field.input
    assert isinstance(edit, QPlainTextEdit)
    least = edit.minimumHeight()

    def fit() -> None:
        line = edit.fontMetrics().lineSpacing()
        wanted = line * (edit.document().lineCount() + 1) + _FRAME
        edit.setFixedHeight(max(least, min(wanted, line * most + _FRAME)))

    edit.textChanged.connect(fit)
    edit.document().documentLayout().documentSizeChanged.connect(lambda _: fit())
    fit()
    return field
