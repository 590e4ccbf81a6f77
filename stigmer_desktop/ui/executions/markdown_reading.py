"""Reads Markdown into a QTextDocument in which nothing is alive: no HTML, no images, no loading."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

from stigmer_desktop.ui.executions.styled_document import InertDocument, document_words

_FLAVOUR = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
_NAMELESS_IMAGE = re.compile(r"!\[\]\(<?([^\s()<>]+)")


def read_markdown(document: QTextDocument, markdown: str) -> None:
    """Fills `document`; raw HTML stays visible text, images become links to themselves."""
    document.setMarkdown(_with_named_images(markdown), _FLAVOUR)
    if "![" in markdown:
        _name_images(document, QTextCursor(document))


def markdown_words(markdown: str) -> str:
    """What one reads of `markdown` once it is set, to the character."""
    document = InertDocument()
    document.setUndoRedoEnabled(False)
    read_markdown(document, markdown)
    return document_words(document)


def _with_named_images(markdown: str) -> str:
    """Qt drops an image that has no description; its address stands in for it."""
    if "![](" not in markdown:
        return markdown
    lines = markdown.split("\n")
    return "\n".join(line if "`" in line else _NAMELESS_IMAGE.sub(r"![\1](\1", line) for line in lines)


def _name_images(document: QTextDocument, cursor: QTextCursor) -> None:
    """Puts in place of each image a link with its description: an image is never loaded by itself."""
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        images = []
        while not iterator.atEnd():
            fragment = iterator.fragment()
            if fragment.charFormat().isImageFormat():
                images.append((fragment.position(), fragment.charFormat().toImageFormat()))
            iterator += 1
        for position, image in reversed(images):
            cursor.setPosition(position)
            cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
            link = QTextCharFormat()
            link.setAnchor(True)
            link.setAnchorHref(image.name())
            described = image.stringProperty(QTextFormat.Property.ImageAltText)
            cursor.insertText(described or image.name(), link)
        block = block.next()
