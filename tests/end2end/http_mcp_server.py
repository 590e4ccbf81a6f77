"""An MCP server over HTTP, made with the protocol's own library; prints its port, ends with its input."""

from __future__ import annotations

import socket
import sys
import threading

import uvicorn
from mcp.server.fastmcp import Context, FastMCP

server = FastMCP("headers", stateless_http=True)


@server.tool()
def add(a: int, b: int) -> str:
    """Adds two numbers."""
    return str(a + b)


@server.tool()
def request_seen(context: Context) -> str:
    """What the last request carried."""
    request = context.request_context.request
    return f"{request.headers.get('x-token')} {request.query_params.get('team')}"


if __name__ == "__main__":
    listening = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(server.streamable_http_app(), log_level="error"))
    print(listening.getsockname()[1], flush=True)

    def end_with_input() -> None:
        sys.stdin.read()
        running.should_exit = True

    threading.Thread(target=end_with_input, daemon=True).start()
    running.run(sockets=[listening])
