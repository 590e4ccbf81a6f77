"""Archives as protobuf JSON, and back."""

from __future__ import annotations

from google.protobuf.json_format import MessageToJson, Parse, ParseError
from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import SessionArchive


class NotAnArchive(Exception):
    """A file is not what an export writes; the text is a sentence for a person."""


def json_of(archive: SessionArchive) -> str:
    """`archive` as JSON, with the field names of the contract."""
    return MessageToJson(archive, preserving_proto_field_name=True, ensure_ascii=False, indent=2) + "\n"


def archive_of(data: bytes) -> SessionArchive:
    """The archive that a file holds.

    Raises:
        NotAnArchive: the file holds something else.
    """
    try:
        archive = Parse(data.decode("utf-8"), SessionArchive())
    except (ParseError, ValueError, RecursionError) as error:
        words = QCoreApplication.translate(
            "Archive", "This file is not a session that was exported as JSON: %1"
        )
        raise NotAnArchive(words.replace("%1", _first_line(error))) from error
    if not archive.HasField("session"):
        raise NotAnArchive(
            QCoreApplication.translate("Archive", "This file is not a session that was exported as JSON.")
        )
    return archive


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["?"])[0][:200]
