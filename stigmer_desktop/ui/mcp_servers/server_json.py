"""Reads MCP servers from the JSON by which other programs know them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.resources.env_lines import sounds_secret
from stigmer_desktop.ui.resources.field_rules import fault_of_name, fault_of_text, rules_at

_GROUPS = ("mcpServers", "servers", "mcp_servers", "context_servers")
_PLACEHOLDER = re.compile(r"\$\{[^}]+\}")
# "Bearer abc": the word in front is no secret, and says how the rest is read.
_SCHEME = re.compile(r"^(?P<scheme>(?:Bearer|Basic|Token)\s+)(?P<secret>\S.*)$", re.IGNORECASE)


class UnreadableServers(Exception):
    """The text does not say which servers there are; the words are for people."""


def read_servers(text: str, blank: McpServer) -> list[McpServer]:
    """The servers that `text` names, each made from a copy of `blank`.

    Raises:
        UnreadableServers: what is wrong with the text.
    """
    found = _named(_parsed(text))
    if not found:
        raise UnreadableServers(_words("No server is named in this JSON."))
    return [_server(name, settings, blank) for name, settings in found.items()]


def _parsed(text: str) -> Mapping[str, Any]:
    text = text.strip().rstrip(",")
    # A piece of a file, as pages of instructions show it, has no braces around it.
    if text.startswith('"'):
        text = f"{{{text}}}"
    try:
        parsed = json.loads(text)
    except ValueError as error:
        where = _words("This is no JSON: line %1, column %2.")
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise UnreadableServers(where.replace("%1", str(line)).replace("%2", str(column))) from None
    if not isinstance(parsed, dict):
        raise UnreadableServers(_words("The JSON has to begin with { and name the servers."))
    return parsed


def _named(parsed: Mapping[str, Any]) -> Mapping[str, Any]:
    if _is_server(parsed):
        return {str(parsed.get("name", "")) or _name_of(parsed): parsed}
    for group in _GROUPS:
        if isinstance(parsed.get(group), dict):
            return dict(parsed[group])
    if isinstance(parsed.get("mcp"), dict):
        return _named(parsed["mcp"])
    if any(_is_server(each) for each in parsed.values()):
        return parsed
    raise UnreadableServers(
        _words("This JSON has no “mcpServers”, and no server with a “command” or a “url”.")
    )


def _is_server(value: Any) -> bool:
    return isinstance(value, dict) and any(
        isinstance(value.get(key), str) for key in ("command", "url", "serverUrl")
    )


def _name_of(settings: Mapping[str, Any]) -> str:
    """A name for a server that the JSON gives none: the last argument that is none of an option."""
    words = [str(each) for each in settings.get("args", []) if not str(each).startswith("-")]
    source = words[0] if words else str(settings.get("command") or settings.get("url") or "server")
    name = source.removeprefix("https://").removeprefix("http://")
    name = name.split("/")[0] if "://" in source else name.split("/")[-1]
    return name.split("@")[0] or source


def _server(name: str, settings: Any, blank: McpServer) -> McpServer:
    def wrong(words: str) -> UnreadableServers:
        return UnreadableServers(_words("“%1”: %2").replace("%1", name).replace("%2", words))

    if not isinstance(settings, dict) or not _is_server(settings):
        raise wrong(_words("A “command” or a “url” is needed."))
    if fault_of_name(name):
        raise wrong(fault_of_name(name))
    if settings.get("type") == "sse":
        raise wrong(
            _words("Its type is “sse”, the old way, which is not known here. Ask for its HTTP address.")
        )
    server = McpServer()
    server.CopyFrom(blank)
    server.metadata.name = name
    server.spec.description = str(settings.get("description") or "")
    try:
        if isinstance(settings.get("command"), str):
            _fill_command(server, settings)
        else:
            _fill_address(server, settings)
        for key, value in _texts(settings, "env").items():
            _keep(server, key, "" if value == f"${{{key}}}" else value, secret=sounds_secret(key))
    except UnreadableServers as error:
        raise wrong(str(error)) from None
    return server


def _fill_command(server: McpServer, settings: Mapping[str, Any]) -> None:
    arguments = settings.get("args") or []
    if not isinstance(arguments, list) or not all(isinstance(each, str | int | float) for each in arguments):
        raise UnreadableServers(_words("“args” has to be a list of words."))
    server.spec.stdio.command = settings["command"]
    server.spec.stdio.args.extend(str(each) for each in arguments)
    server.spec.stdio.working_dir = str(settings.get("cwd") or "")


def _fill_address(server: McpServer, settings: Mapping[str, Any]) -> None:
    url = settings.get("url") or settings.get("serverUrl")
    server.spec.http.url = str(url)
    fault = fault_of_text(rules_at(McpServer, "spec.http.url"), server.spec.http.url)
    if fault:
        raise UnreadableServers(fault)
    for key, value in _texts(settings, "headers").items():
        server.spec.http.headers[key] = _header(server, key, value)


def _header(server: McpServer, name: str, value: str) -> str:
    """The header's value; a secret in it is kept as a secret value, and only named in the header."""
    if not (sounds_secret(name) or "AUTH" in name.upper()) or _PLACEHOLDER.search(value):
        return value
    found = _SCHEME.match(value)
    scheme, secret = (found["scheme"], found["secret"]) if found else ("", value)
    variable = re.sub(r"\W", "_", name).upper()
    _keep(server, variable, secret, secret=True)
    return f"{scheme}${{{variable}}}"


def _keep(server: McpServer, name: str, value: str, *, secret: bool) -> None:
    kept = server.spec.env_spec.data[name]
    kept.value, kept.is_secret = value, secret


def _texts(settings: Mapping[str, Any], key: str) -> dict[str, str]:
    values = settings.get(key) or {}
    if not isinstance(values, dict) or any(isinstance(each, dict | list) for each in values.values()):
        raise UnreadableServers(_words("“%1” has to be names with values.").replace("%1", key))
    return {str(name): "" if value is None else str(value) for name, value in values.items()}


def _words(source: str) -> str:
    return QCoreApplication.translate("ServerJson", source)
