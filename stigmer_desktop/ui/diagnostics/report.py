"""The text of “Copy report”: everything that helps others to help, and nothing that is secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from stigmer_desktop.ui.diagnostics.fact import Fact
from stigmer_desktop.ui.diagnostics.masking import Masking

REPORT_LINES = 150


def report(
    sections: Mapping[str, Sequence[Fact]],
    logs: Mapping[str, Sequence[str]],
    masking: Masking,
    home: Path,
) -> str:
    """The report as plain text.

    Args:
        sections: the facts under their headings.
        logs: the last lines of each log by its name.
        masking: takes the secrets out, of facts and logs alike.
        home: the user's home folder, which is written as ~.
    """
    parts = ["Stigmer Desktop: diagnostics"]
    for heading, facts in sections.items():
        width = max((len(fact.name) for fact in facts), default=0)
        lines = [f"{fact.name.ljust(width)}  {fact.value}" for fact in facts]
        parts.append("\n".join([f"== {heading}", *lines]))
    for name, found in logs.items():
        parts.append("\n".join([f"== {name}, last lines", *(found or ["(empty)"])]))
    text = masking.masked("\n\n".join(parts))
    return text.replace(str(home), "~") + "\n" if len(str(home)) > 1 else text + "\n"
