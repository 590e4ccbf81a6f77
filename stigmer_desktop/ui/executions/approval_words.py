"""The words of an approval that stand wherever one is asked for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.execution import (
    TOOL_KIND_FILE_DELETE,
    TOOL_KIND_FILE_EDIT,
    TOOL_KIND_FILE_WRITE,
    TOOL_KIND_SHELL,
)

FILE_KINDS = (TOOL_KIND_FILE_WRITE, TOOL_KIND_FILE_EDIT, TOOL_KIND_FILE_DELETE)
_LONGEST = 30


def always_words(tool_kind: int, mcp_server_slug: str, tool_name: str) -> str:
    """What "always" means for a call: its kind, or the MCP server that its tool is of."""
    if tool_kind == TOOL_KIND_SHELL:
        return QCoreApplication.translate("Approval", "Always for shell in this run")
    if tool_kind in FILE_KINDS:
        return QCoreApplication.translate("Approval", "Always for files in this run")
    words = QCoreApplication.translate("Approval", "Always for {name} in this run")
    if mcp_server_slug:
        # Its name may be any word: “everything” is one that is often used.
        words = QCoreApplication.translate("Approval", "Always for tools of “{name}” in this run")
    return words.format(name=(mcp_server_slug or tool_name)[:_LONGEST])
