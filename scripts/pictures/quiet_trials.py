"""Trials for pictures: nothing is started, and every machine looks the same."""

from __future__ import annotations

from collections.abc import Mapping

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.ui.trials import McpTool, McpTrial, ModelServer, ModelTrial

_TOOLS = (
    McpTool("read_file", "Reads a file of the folder.", True),
    McpTool("list_directory", "Lists what is in a folder.", True),
    McpTool("search_files", "Finds files by a pattern.", True),
    McpTool("write_file", "Makes a file, or writes it anew.", False),
    McpTool("move_file", "Moves a file, or gives it another name.", False),
)


class QuietTrials:
    """A Trials that knows one Ollama server and one MCP server."""

    async def try_model(self, model: str, *, base_url: str = "", key: str = "") -> ModelTrial:
        return ModelTrial(True, "Hello! What shall we do?", 0.4)

    async def find_model_servers(
        self, *, ollama_url: str = "", lmstudio_url: str = ""
    ) -> tuple[ModelServer, ...]:
        models = ("qwen2.5-coder:14b", "llama3.3:70b", "mistral-small:24b")
        return (ModelServer("ollama", "http://127.0.0.1:11434/v1", models),)

    async def list_models(self, provider: str, *, base_url: str = "", key: str = "") -> ModelServer:
        return ModelServer(provider, base_url, ("qwen2.5-coder:14b", "llama3.3:70b"))

    async def try_mcp_server(
        self, definition: McpServerDefinition, environment: Mapping[str, str]
    ) -> McpTrial:
        return McpTrial(_TOOLS)
