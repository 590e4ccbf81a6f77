"""The place of the environments: all of them, or one in the editor."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.api.desktop import EnvironmentHeader
from stigmer_desktop.ui.environments.environment_form import EnvironmentForm
from stigmer_desktop.ui.resources.resource_card import CardFacts
from stigmer_desktop.ui.resources.resource_editor import EditorWords, ResourceEditor
from stigmer_desktop.ui.resources.resource_page import PageWords, ResourcePage
from stigmer_desktop.ui.resources.resource_place import ResourcePlace
from stigmer_desktop.ui.resources.shelf import Shelf
from stigmer_desktop.ui.session_pane import Surroundings

ICON = "key"


def environments_place(around: Surroundings, environments: Shelf) -> ResourcePlace:
    """The page of environments and the editor of one."""
    page = ResourcePage(
        around.theme,
        environments.model,
        PageWords(
            title=_words("Environments"),
            icon_name=ICON,
            new=_words("New environment"),
            search=_words("Search environments"),
            empty=_words("No environments yet"),
            purpose=_words(
                "An environment is a named set of values, such as API keys and addresses, that agents, "
                "their tools and MCP servers work with. Secrets are stored encrypted."
            ),
        ),
        environment_facts,
    )
    editor = ResourceEditor(
        around.theme,
        EnvironmentForm(around),
        environments.desk,
        EditorWords(
            one=_words("Environment"),
            new=_words("New environment"),
            save=_words("Save the changes to this environment?"),
            delete=_words("Its values will be gone for good. One that agents still use is kept."),
        ),
        environments.model,
    )
    return ResourcePlace(page, editor, environments.feed)


def environment_facts(header: EnvironmentHeader) -> CardFacts:
    """What an environment is for, and how much is in it."""
    environment = header.environment
    values = environment.spec.data
    secret = sum(value.is_secret for value in values.values())
    count = _words("1 value") if len(values) == 1 else _words("%1 values").replace("%1", str(len(values)))
    facts = [count]
    if secret:
        facts.append(_words("1 secret") if secret == 1 else _words("%1 secret").replace("%1", str(secret)))
    names = ", ".join(sorted(values))
    return CardFacts(
        label=_words("Environment %1").replace("%1", environment.metadata.name),
        name=environment.metadata.name,
        description=environment.spec.description or names or _words("No values"),
        facts=facts,
        icon_name=ICON,
    )


def _words(source: str) -> str:
    return QCoreApplication.translate("Environments", source)
