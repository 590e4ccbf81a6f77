"""Volumes and ports of a container as docker writes them: one line each."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.mcp_server import PortMapping
from stigmer_desktop.ui.resources.field_rules import fault_of_number, fault_of_text, rules_at
from stigmer_desktop.ui.resources.field_text import value_at

_VOLUME = re.compile(r"^(?P<host>.+?):(?P<container>/[^:]*)(?::(?P<mode>ro|rw))?$")
_PORT = re.compile(r"^(?P<host>\d+):(?P<container>\d+)(?:/(?P<protocol>\w+))?$")


class VolumesAt:
    """A list of VolumeMount: "/here:/there", with ":ro" behind what may only be read."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, resource: Any) -> str:
        return "\n".join(
            f"{each.host_path}:{each.container_path}{':ro' if each.read_only else ''}"
            for each in value_at(resource, self.path)
        )

    def write(self, resource: Any, text: str) -> None:
        volumes = value_at(resource, self.path)
        del volumes[:]
        for line in _lines(text):
            found = _VOLUME.match(line)
            if found is None:
                # What cannot be read is kept whole, so that nothing typed looks saved.
                volumes.add(host_path=line)
            else:
                read_only = found["mode"] == "ro"
                volumes.add(host_path=found["host"], container_path=found["container"], read_only=read_only)

    def fault(self, text: str) -> str:
        for line in _lines(text):
            if not _VOLUME.match(line):
                return _words("“%1” is no volume. Write /here:/there or /here:/there:ro.").replace("%1", line)
        return ""


class PortsAt:
    """A list of PortMapping: "8080:80", with "/udp" behind what is not TCP."""

    def __init__(self, path: str) -> None:
        self.path = path

    def read(self, resource: Any) -> str:
        return "\n".join(
            f"{each.host_port}:{each.container_port}{f'/{each.protocol}' if each.protocol else ''}"
            for each in value_at(resource, self.path)
        )

    def write(self, resource: Any, text: str) -> None:
        ports = value_at(resource, self.path)
        del ports[:]
        for line in _lines(text):
            found = _PORT.match(line)
            if found is None or self._fault_of(line):
                ports.add(protocol=line)
            else:
                ports.add(
                    host_port=int(found["host"]),
                    container_port=int(found["container"]),
                    protocol=found["protocol"] or "",
                )

    def fault(self, text: str) -> str:
        return next((fault for line in _lines(text) if (fault := self._fault_of(line))), "")

    def _fault_of(self, line: str) -> str:
        found = _PORT.match(line)
        if found is None:
            return _words("“%1” is no port. Write 8080:80 or 8080:80/udp.").replace("%1", line)
        for name, text in (("host_port", found["host"]), ("container_port", found["container"])):
            if fault := fault_of_number(rules_at(PortMapping, name), text):
                return f"{line}: {fault}"
        fault = fault_of_text(rules_at(PortMapping, "protocol"), found["protocol"] or "")
        return f"{line}: {fault}" if fault else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(source: str) -> str:
    return QCoreApplication.translate("DockerText", source)
