"""How an MCP server is reached: a command of this machine, a web address, or a container."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.api.mcp_server import McpServer
from stigmer_desktop.ui.fonts import MEDIUM, code_font, text_font
from stigmer_desktop.ui.mcp_servers.command_line import CommandAt
from stigmer_desktop.ui.mcp_servers.command_split import CommandSplit
from stigmer_desktop.ui.mcp_servers.docker_text import PortsAt, VolumesAt
from stigmer_desktop.ui.resources.field_text import FieldText, LinesAt, NumberAt, StringAt
from stigmer_desktop.ui.resources.form_part import FormPart
from stigmer_desktop.ui.resources.growing_field import grow_with_text
from stigmer_desktop.ui.resources.part_group import PartGroup
from stigmer_desktop.ui.resources.text_part import TextPart
from stigmer_desktop.ui.resources.value_rows import ValueRows
from stigmer_desktop.ui.resources.values_part import PlainValues, ValuesPart
from stigmer_desktop.ui.theme import SPACE_2, SPACE_5, Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice
from stigmer_desktop.ui.widgets.form_field import FormField
from stigmer_desktop.ui.widgets.segmented_control import SegmentedControl

STDIO, HTTP, DOCKER = "stdio", "http", "docker"


@dataclass(frozen=True)
class Ways:
    """Where the ways to reach a server stand in a resource.

    Attributes:
        message: the type of the resource.
        owner: the path from there to what has them; empty if the resource itself has them.
        with_variables: whether a way itself names the environment variables of the server.
    """

    message: type[Message]
    owner: str = ""
    with_variables: bool = False

    def path(self, name: str) -> str:
        """The path of a field of a way."""
        return f"{self.owner}.{name}" if self.owner else name

    def of(self, resource: Any) -> Any:
        """What has them in `resource`."""
        return getattr(resource, self.owner) if self.owner else resource


OF_STORED = Ways(McpServer, "spec")
OF_AGENT = Ways(McpServerDefinition, with_variables=True)


class TransportPart(QObject):
    """What was typed for one way is still there when one comes back to it before saving."""

    edited = Signal()
    way_shown = Signal(object)  # its key

    def __init__(self, theme: Theme, at: Ways = OF_STORED, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at = at
        self.ways = {STDIO: _stdio(theme, at), HTTP: _http(theme, at), DOCKER: _docker(theme, at)}
        self.choice = SegmentedControl(
            theme,
            self.tr("How it is reached"),
            [
                Choice(STDIO, self.tr("Command")),
                Choice(HTTP, self.tr("Web address")),
                Choice(DOCKER, self.tr("Container")),
            ],
        )
        self.choice.chosen.connect(self._on_chosen)
        self._widget = QWidget()
        label = QLabel(self.tr("How it is reached"))
        label.setFont(text_font(12, MEDIUM))
        column = QVBoxLayout(self._widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(label)
        column.addWidget(self.choice)
        column.addSpacing(SPACE_5 - SPACE_2)
        for way in self.ways.values():
            column.addWidget(way.widget)
            way.edited.connect(self.edited)
        self._show_way(STDIO)

    @property
    def widget(self) -> QWidget:
        return self._widget

    def show(self, resource: Any) -> None:
        """Shows how the server is reached."""
        for way in self.ways.values():
            way.show(resource)
        self._show_way(self._at.of(resource).WhichOneof("server_type") or STDIO)

    def fill(self, resource: Any) -> None:
        """Puts the way that is chosen into `resource`, in place of any other."""
        key = self.choice.key
        owner = self._at.of(resource)
        if owner.WhichOneof("server_type") != key:
            getattr(owner, key).SetInParent()
        self.ways[key].fill(resource)

    def check(self) -> QWidget | None:
        """Says what is wrong with the way that is chosen."""
        return self.ways[self.choice.key].check()

    def show_error(self, error: UserError) -> QWidget | None:
        """Says what the server has against the way that is chosen."""
        return self.ways[self.choice.key].show_error(error)

    def _on_chosen(self, key: str) -> None:
        self._show_way(key)
        self.edited.emit()

    def _show_way(self, key: str) -> None:
        self.choice.set_key(key)
        for each, way in self.ways.items():
            way.widget.setVisible(each == key)
        self.way_shown.emit(key)


def _stdio(theme: Theme, at: Ways) -> PartGroup:
    command = _code_field(
        _words("Command"),
        _words("The program, as one starts it in a terminal: npx. A whole line is taken apart."),
    )
    arguments = _arguments_field()
    parts = [
        _text(command, CommandAt(at.message, at.path("stdio.command"))),
        _text(arguments, LinesAt(at.path("stdio.args"))),
    ]
    # After the parts, so that what one splits is checked as it was left.
    CommandSplit(theme, command, arguments)
    return PartGroup(
        [
            *parts,
            _text(
                _code_field(_words("Working folder"), _words("Empty works in the session's folder.")),
                StringAt(at.message, at.path("stdio.working_dir")),
            ),
            *_variables(theme, at, "stdio.env_placeholders"),
        ]
    )


def _http(theme: Theme, at: Ways) -> PartGroup:
    headers = ValueRows(
        theme,
        _words("Headers"),
        _words("Write ${NAME} for a value of the environment, so that no key stands here."),
        with_secrets=False,
    )
    query = ValueRows(theme, _words("Query parameters"), "", with_secrets=False)
    return PartGroup(
        [
            _text(
                _code_field(_words("Address"), _words("For example https://example.com/mcp.")),
                StringAt(at.message, at.path("http.url")),
            ),
            ValuesPart(headers, at.path("http.headers"), PlainValues()),
            ValuesPart(query, at.path("http.query_params"), PlainValues()),
            _text(
                FormField(_words("Timeout in seconds"), _words("Empty takes the usual 30 seconds.")),
                NumberAt(at.message, at.path("http.timeout_seconds")),
            ),
        ]
    )


def _docker(theme: Theme, at: Ways) -> PartGroup:
    image = _code_field(_words("Image"), _words("Docker starts it for each execution, and removes it then."))
    volumes = _code_field(_words("Volumes"), _words("One on each line: /here:/there, or /here:/there:ro."), 2)
    ports = _code_field(_words("Ports"), _words("One on each line: 8080:80, or 8080:80/udp."), 2)
    return PartGroup(
        [
            _text(image, StringAt(at.message, at.path("docker.image"))),
            _text(_arguments_field(), LinesAt(at.path("docker.args"))),
            _text(volumes, VolumesAt(at.path("docker.volumes"))),
            _text(ports, PortsAt(at.path("docker.ports"))),
            _text(_code_field(_words("Network")), StringAt(at.message, at.path("docker.network"))),
            _text(
                _code_field(_words("Container name")), StringAt(at.message, at.path("docker.container_name"))
            ),
            *_variables(theme, at, "docker.env_placeholders"),
        ]
    )


def _variables(theme: Theme, at: Ways, name: str) -> list[FormPart]:
    """The part for the environment variables of the server, where a way names them."""
    if not at.with_variables:
        return []
    rows = ValueRows(
        theme,
        _words("Environment variables"),
        _words("Write ${NAME} for a value of the environment, so that no key stands here."),
        with_secrets=False,
    )
    return [ValuesPart(rows, at.path(name), PlainValues())]


def _arguments_field() -> FormField:
    return _code_field(
        _words("Arguments"),
        _words("One on each line. ${NAME} stands for a value of the environment."),
        3,
    )


def _code_field(name: str, help_text: str = "", lines: int = 1) -> FormField:
    field = FormField(name, help_text, lines=lines)
    field.input.setFont(code_font(12))
    return field if lines == 1 else grow_with_text(field, most=12)


def _text(field: FormField, text: FieldText) -> TextPart:
    return TextPart(field, text)


def _words(source: str) -> str:
    return QCoreApplication.translate("McpServers", source)
