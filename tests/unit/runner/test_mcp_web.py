"""Why an MCP server over HTTP cannot be used, in words that say what to do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from stigmer_desktop.api.agent import McpServerDefinition
from stigmer_desktop.runner.mcp_servers import McpServer
from stigmer_desktop.runner.mcp_transport import Transport
from stigmer_desktop.runner.placeholders import Placeholders
from stigmer_desktop.runner.workspace import Workspace

Problem = Callable[..., Awaitable[str]]


@pytest.fixture
def problem_of(tmp_path: Path) -> Problem:
    """What is said of a server at this address."""

    async def problem(url: str, **headers: str) -> str:
        definition = McpServerDefinition(name="X")
        definition.http.url = url
        definition.http.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        transport = Transport(Placeholders("X", {}), definition)
        server = McpServer(definition, Workspace.open("", tmp_path / "work"), transport)
        tools, words = await server.tools(10)
        await server.end()
        assert not tools
        return words.removesuffix(" Its tools are missing.")

    return problem


@asynccontextmanager
async def answering(head: str, body: bytes = b"") -> AsyncIterator[str]:
    """A server that gives each request the same answer; its host and port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(4) == b"POST":
            await reader.readuntil(b"\r\n\r\n")
        length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {head}\r\n{length}".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        ("404 Not Found", b"", "answered 404: is the path right? It often ends in /mcp."),
        ("405 Method Not Allowed", b"", "answered 405: is the path right? It often ends in /mcp."),
        (
            "401 Unauthorized",
            b"",
            "answered 401: it wants to know who asks, mostly in the header Authorization, "
            "and no header is set.",
        ),
        ("500 Internal Server Error", b"", "answered 500: the server itself has failed."),
        ("400 Bad Request", b"", "answered 400 (Bad Request): it does not take what is sent."),
        (
            "302 Found\r\nLocation: https://other.example/login",
            b"",
            "answered 302 and leads to https://other.example/login: is that the right address?",
        ),
        (
            "200 OK\r\nContent-Type: text/html; charset=utf-8",
            b"<html>",
            "answers, but not as an MCP server does (text/html): is the path right? It often ends in /mcp.",
        ),
        (
            "200 OK\r\nContent-Type: application/json",
            b'{"hello": 1}',
            "answers, but not as an MCP server does (JSON of another kind): is the path right? "
            "It often ends in /mcp.",
        ),
    ],
)
async def test_what_an_address_answered_is_said_with_what_to_look_at(
    problem_of: Problem, head: str, body: bytes, words: str
) -> None:
    async with answering(head, body) as place:
        said = await problem_of(f"http://{place}/nope?key=hidden")
    assert said == f'The MCP server "X" cannot be used: http://{place}/nope {words}'


async def test_the_headers_that_were_not_enough_are_named_without_their_values(problem_of: Problem) -> None:
    async with answering("403 Forbidden") as place:
        said = await problem_of(f"http://{place}/mcp", Authorization="Bearer hidden", X_Team="blue")
    assert said.endswith("answered 403: does it want another value in the header Authorization, X-Team?")


async def test_a_server_that_is_not_there_and_a_name_that_is_none(problem_of: Problem) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        place = f"127.0.0.1:{found.getsockname()[1]}"
    words = f"nothing answers at http://{place}/mcp: does the server run, and is the port right?"
    assert await problem_of(f"http://{place}/mcp") == f'The MCP server "X" cannot be used: {words}'
    assert "there is no computer called nowhere.invalid: is the name right?" in await problem_of(
        "http://nowhere.invalid/mcp"
    )


async def test_a_connection_that_cannot_be_secured(problem_of: Problem) -> None:
    async with answering("200 OK") as place:
        said = await problem_of(f"https://{place}/mcp")
    assert f"no secure connection to https://{place}/mcp comes about (" in said


async def test_an_address_of_another_kind(problem_of: Problem) -> None:
    assert "ftp://x/mcp is no address of a web server" in await problem_of("ftp://x/mcp")
