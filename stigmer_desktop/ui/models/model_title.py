"""How models are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stigmer_desktop.model_names import BUILTIN_NAME, OPENAI, is_builtin, split_model


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
