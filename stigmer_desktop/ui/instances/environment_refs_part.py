"""The environments of an instance, in the order in which they apply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from stigmer_desktop.api.common import ApiResourceReference
from stigmer_desktop.api.kinds import ENVIRONMENT
from stigmer_desktop.ui.resources.pick_list import NewOne, PickList
from stigmer_desktop.ui.resources.resource_list_model import ResourceListModel, resource_of
from stigmer_desktop.ui.theme import Theme
from stigmer_desktop.ui.user_error import UserError
from stigmer_desktop.ui.widgets.choice_button import Choice


class EnvironmentRefsPart(QObject):
    """A reference is kept as it is while its environment stays picked."""

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        environments: ResourceListModel[Any],
        parent: QObject | None = None,
        *,
        help_text: str = "",
        new: Callable[[], None] | None = None,
    ) -> None:
        """`new` begins a new environment."""
        super().__init__(parent)
        self._environments = environments
        self._known: dict[str, ApiResourceReference] = {}
        self.list = PickList(
            theme,
            self.tr("Environments"),
            help_text or self.tr("Where two of them have a value of the same name, the lower one wins."),
            "key",
            self.tr("Add an environment"),
            ordered=True,
            new=NewOne(self.tr("New environment…"), new) if new is not None else None,
        )
        self.list.edited.connect(self.edited)
        for signal in (
            environments.modelReset,
            environments.rowsInserted,
            environments.rowsRemoved,
            environments.dataChanged,
        ):
            signal.connect(self._offer)
        self._offer()

    @property
    def widget(self) -> QWidget:
        return self.list

    def show(self, resource: Any) -> None:
        """Shows the environments of an instance."""
        refs = resource.spec.environment_refs
        self._known = {ref.slug: ref for ref in refs}
        self.list.set_picked([ref.slug for ref in refs])

    def fill(self, resource: Any) -> None:
        """Puts references to what is picked into an instance."""
        refs = [
            self._known.get(slug) or ApiResourceReference(kind=ENVIRONMENT.number, slug=slug)
            for slug in self.list.picked
        ]
        del resource.spec.environment_refs[:]
        resource.spec.environment_refs.extend(refs)

    def check(self) -> QWidget | None:
        """Any choice will do."""
        return None

    def show_error(self, error: UserError) -> QWidget | None:
        """What the server has against one is said above the form: it names it."""
        return None

    def _offer(self) -> None:
        if not self._environments.is_loaded:
            return
        choices = [
            Choice(
                resource_of(header).metadata.slug,
                resource_of(header).metadata.name,
                resource_of(header).spec.description or _names(resource_of(header)),
            )
            for header in self._environments.headers
        ]
        self.list.set_offered(choices, self.tr("There is no environment yet."))


def _names(environment: Any) -> str:
    names = sorted(environment.spec.data)
    if not names:
        return QCoreApplication.translate("Instances", "no values")
    return ", ".join(names[:4]) + ("…" if len(names) > 4 else "")
