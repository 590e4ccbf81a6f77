"""What came with a message: text files go into it, other files and folders are named for the tools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stigmer_desktop.api.desktop import Attachment

# What goes into a message; of anything longer, the agent reads the rest itself.
LONGEST_TEXT = 40_000
MOST_TEXT = 120_000
_HEAD = (
    "The user has attached what follows. The file tools read it by its whole path; outside the workspace "
    "it cannot be changed."
)


@dataclass(frozen=True)
class Attached:
    """The attachments of one message.

    Attributes:
        text: what the message says about them; empty if there are none.
        paths: those that are there, resolved.
        missing: the names of those that are not.
    """

    text: str = ""
    paths: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()


def attached(attachments: Iterable[Attachment]) -> Attached:
    """Reads the attachments of a message; what is not there is left out and named."""
    parts: list[str] = []
    paths: list[Path] = []
    missing: list[str] = []
    left = MOST_TEXT
    for each in attachments:
        try:
            path = Path(each.path).expanduser().resolve(strict=True)
            told, used = _told(each, path, left)
        except (OSError, RuntimeError, ValueError):
            missing.append(each.name or each.path)
            continue
        left -= used
        paths.append(path)
        parts.append(told)
    if not parts:
        return Attached(missing=tuple(missing))
    return Attached("\n\n".join([_HEAD, *parts]), tuple(paths), tuple(missing))


def paths_of(attachments: Iterable[Attachment]) -> list[Path]:
    """Where the attachments of an earlier message are, those that are still there."""
    found = []
    for each in attachments:
        try:
            found.append(Path(each.path).expanduser().resolve(strict=True))
        except (OSError, RuntimeError, ValueError):
            continue
    return found


def _told(attachment: Attachment, path: Path, left: int) -> tuple[str, int]:
    """One attachment, and how many characters of text it took."""
    if path.is_dir():
        return f'<folder path="{path}"/>', 0
    text = _text(path)
    if text is None or left <= 0:
        kind = f' type="{attachment.media_type}"' if attachment.media_type else ""
        return f'<file path="{path}"{kind} bytes="{path.stat().st_size}"/>', 0
    most = min(LONGEST_TEXT, left)
    cut = f"\n… (cut after {most:,} characters)" if len(text) > most else ""
    shown = text[:most].rstrip("\n") + cut
    return f'<file path="{path}">\n{shown}\n</file>', min(len(text), most)


def _text(path: Path) -> str | None:
    """The text of a file, as much as could be shown and a little more; None where it is no text."""
    if not path.is_file():
        return None
    if path.stat().st_size > 4 * MOST_TEXT:
        with path.open("rb") as file:
            data = file.read(4 * MOST_TEXT)
    else:
        data = path.read_bytes()
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # The last character may be cut in two.
        return data[: error.start].decode("utf-8") if len(data) - error.start < 4 else None
