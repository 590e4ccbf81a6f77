"""An inspector on a transcript's model, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from stigmer_desktop.ui.executions.execution_model import ExecutionModel
from stigmer_desktop.ui.inspector.inspected_session import InspectedSession
from stigmer_desktop.ui.inspector.inspector import Inspector
from stigmer_desktop.ui.theme import Theme


@dataclass
class Inspecting:
    """The transcript's model, the inspector, and the places that were asked for."""

    model: ExecutionModel
    session: InspectedSession
    inspector: Inspector
    places: list[tuple[str, str]] = field(default_factory=list)

    def page(self, key: str):
        """The page, as the type that it is."""
        return self.inspector.page_of(key)


@pytest.fixture
def inspecting(theme: Theme) -> Iterator[Inspecting]:
    """Shown at its usual size."""
    model = ExecutionModel()
    session = InspectedSession(model)
    made = Inspecting(model, session, Inspector(theme, session))
    session.place_wanted.connect(lambda execution_id, part: made.places.append((execution_id, part)))
    made.inspector.resize(360, 700)
    made.inspector.show()
    yield made
    made.inspector.close()
    made.inspector.deleteLater()
