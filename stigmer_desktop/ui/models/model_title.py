"""How models are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.model_names import BUILTIN_NAME, OPENAI, PROVIDERS, is_builtin, split_model


def builtin_title() -> str:
    """The one name of the model that comes with the program."""
    return QCoreApplication.translate("ModelTitle", "Built-in model")


def builtin_words() -> str:
    """What is to be known about it."""
    return QCoreApplication.translate(
        "ModelTitle", "SmolLM2 135M: answers, cannot use tools. Connect Ollama or a provider for real work."
    )


def model_title(model: str) -> str:
    """How a model is called where there is little room; `model` as it was chosen, or as it answered."""
    if is_builtin(model) or model == BUILTIN_NAME:
        return builtin_title()
    return split_model(model)[1]


def named_model(typed: str) -> str:
    """What a person means by a typed model: with "openai:" where they left the provider out."""
    name = typed.strip()
    provider, rest = split_model(name)
    if not rest or is_builtin(name):
        return name if is_builtin(name) else ""
    # Somebody pasted a whole name behind the prefix that stood there.
    rest = rest.removeprefix(f"{provider}:") if provider else rest
    return f"{provider or OPENAI}:{rest}" if rest else ""


def fault_of_model(typed: str) -> str:
    """What is wrong with a typed model's name; empty if nothing is."""
    name = typed.strip()
    if any(each.isspace() or not each.isprintable() for each in name):
        return QCoreApplication.translate("ModelTitle", "A name has no blanks and no line breaks.")
    head, colon, _ = name.partition(":")
    if colon and not split_model(name)[0]:
        known = ", ".join(f"{each.key}:" for each in PROVIDERS)
        words = QCoreApplication.translate(
            "ModelTitle", "“%1:” is no provider that is known here. Begin with one of: %2"
        )
        return words.replace("%1", head).replace("%2", known)
    if not named_model(name):
        return QCoreApplication.translate("ModelTitle", "A name is needed.")
    return ""
