"""A port that is not the usual one is told, where the address stands."""

from __future__ import annotations

from stigmer_desktop.api.desktop import Overview
from stigmer_desktop.ui.diagnostics.diagnostics_page import DiagnosticsPage
from stigmer_desktop.ui.settings.endpoint_section import EndpointSection
from stigmer_desktop.ui.settings.port_note import port_note


def test_only_another_port_is_told() -> None:
    assert port_note("127.0.0.1:7234", 7234) == ""
    assert port_note("127.0.0.1:40000", 0) == ""
    assert port_note("", 7234) == ""
    assert "not the usual port 7234" in port_note("127.0.0.1:17234", 7234)


async def test_it_stands_beside_the_address(qtbot, around, data) -> None:
    section = EndpointSection(around.theme, around.settings, around.overviews, data)
    page = DiagnosticsPage(around, data)
    for widget in (section, page):
        qtbot.addWidget(widget)
    for shown, server in ((section, section._address_row), (page.state, page.state._server)):
        shown.show_overview(Overview(address="127.0.0.1:40000"))
        assert "not the usual port 7234" in server.help.text()
        shown.show_overview(Overview(address="127.0.0.1:7234"))
        assert "usual port" not in server.help.text()
