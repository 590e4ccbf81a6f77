"""A scripted model server: real HTTP on a real port, behaviour chosen per model name.

It speaks OpenAI's protocol, Anthropic's below /v1/messages, and lists its models as Ollama does too.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.anthropic_form import AnthropicAnswer, openai_form, refusal

KEY = "key-of-the-scripted-server"


@dataclass(frozen=True)
class Call:
    """A call of a tool in an answer; `arguments` may be a text that is no JSON."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True)
class Script:
    """How one model behaves.

    Attributes:
        text: the pieces of the answer.
        thinking: pieces of thinking that come before them.
        thinking_field: what the pieces of thinking are called.
        delay: seconds before each piece.
        status: an HTTP status to refuse with, instead of answering.
        error: the `error` object of a refusal.
        headers: further headers of a refusal.
        hang_at: after so many pieces, silence until the server closes; 0 is before the headers.
        die_at: after so many pieces, the connection is cut.
        wait_at: after so many pieces, the answer waits for `ScriptedModel.proceed`.
        raw_at: after so many pieces, `raw` is sent as it is.
        raw: what is sent then.
        finish: the finish reason; empty sends none.
        answers_as: what the server calls the model in its answer; the name asked for if empty.
        usage: token counts, sent where the client asks for them.
        window: the most characters of messages; more is refused as too long.
        refuses_stream_options: whether the request field of that name is refused.
        calls: the tool calls at the end of the answer.
        refuses_tools: whether a request with tools is refused.
        refusal: pieces of a refusal, which stand in a field of their own.
    """

    text: Sequence[str] = ("Hello", " from", " the", " script.")
    thinking: Sequence[str] = ()
    thinking_field: str = "reasoning_content"
    delay: float = 0.0
    status: int = 0
    error: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_at: int | None = None
    die_at: int | None = None
    wait_at: int | None = None
    raw_at: int | None = None
    raw: str = ""
    finish: str = "stop"
    answers_as: str = ""
    usage: tuple[int, int] | None = (11, 4)
    window: int | None = None
    refuses_stream_options: bool = False
    calls: Sequence[Call] = ()
    refuses_tools: bool = False
    refusal: Sequence[str] = ()


def says(text: str, *calls: Call, **more: Any) -> Script:
    """An answer of a text and tool calls."""
    return Script(text=[text] if text else (), calls=calls, finish="tool_calls" if calls else "stop", **more)


def steps(*scripts: Script) -> Callable[[Request], Script]:
    """One script for each turn of the agent loop, by how often the model has answered the user."""

    def chosen(request: Request) -> Script:
        roles = [message["role"] for message in request.body["messages"]]
        answers = roles[len(roles) - roles[::-1].index("user") :].count("assistant")
        return scripts[min(answers, len(scripts) - 1)]

    return chosen


SCRIPTS: dict[str, Script] = {
    "plain": Script(),
    "slow": Script(text=[f"word{number} " for number in range(200)], delay=0.1),
    "huge": Script(text=["0123456789abcdef" * 64] * 1024),
    "thinking": Script(thinking=["Let me", " think."], text=["Done."]),
    "empty": Script(text=()),
    "renamed": Script(answers_as="renamed-2026-01-01"),
    "cut-short": Script(finish="length"),
    "needs-key": Script(status=401, error={"message": "Incorrect API key provided."}),
    "unknown": Script(status=404, error={"message": "The model does not exist."}),
    "busy": Script(status=429, error={"message": "Slow down."}, headers={"Retry-After": "0"}),
    "no-quota": Script(status=429, error={"message": "Pay first.", "code": "insufficient_quota"}),
    "broken": Script(status=500, error={"message": "The GPU is on fire."}),
    "silent": Script(hang_at=0),
    "stalls": Script(hang_at=2),
    "dies": Script(die_at=2),
    "ends-early": Script(finish=""),
    "malformed": Script(raw_at=2, raw="data: {not json\n\n"),
    "not-a-stream": Script(raw_at=0, raw="<html>Welcome</html>\n\n", text=(), finish=""),
    "gives-up": Script(raw_at=2, raw='data: {"error": {"message": "Out of memory."}}\n\n'),
}


@dataclass
class Request:
    """One request as it came in, and whether the client left before the answer was whole."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    abandoned: bool = False

    @property
    def key(self) -> str:
        bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
        return bearer or self.headers.get("x-api-key", "")

    @property
    def is_anthropic(self) -> bool:
        """Whether it came by Anthropic's protocol; its body is in OpenAI's form all the same."""
        return self.path.partition("?")[0].endswith("/v1/messages")

    @property
    def messages(self) -> list[tuple[str, str]]:
        return [(message["role"], message["content"]) for message in self.body["messages"]]

    @property
    def question(self) -> str:
        """The last message of the user."""
        return [content for role, content in self.messages if role == "user"][-1]

    @property
    def results(self) -> list[str]:
        """The results of tools, in order."""
        return [content for role, content in self.messages if role == "tool"]

    @property
    def tools(self) -> list[str]:
        """The names of the tools that are offered."""
        return [tool["function"]["name"] for tool in self.body.get("tools", [])]


# A model behaves in the same way always, or as it is asked.
Behaviour = Script | Callable[[Request], Script]


class ScriptedModel:
    """The server; a context manager. `scripts` may be changed while it runs."""

    def __init__(self, port: int = 0, scripts: Mapping[str, Behaviour] | None = None) -> None:
        self.scripts: dict[str, Behaviour] = {**SCRIPTS, **(scripts or {})}
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._proceed = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.model = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="scripted-model", daemon=True
        )

    def __enter__(self) -> ScriptedModel:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def root_url(self) -> str:
        """The address without a path, as Anthropic's clients and Ollama's own calls want it."""
        return self.base_url.removesuffix("/v1")

    def proceed(self) -> None:
        """Lets the answers go on that wait."""
        self._proceed.set()

    def wait(self) -> None:
        while not self.closing.is_set() and not self._proceed.wait(0.02):
            pass

    def close(self) -> None:
        """Cuts what still hangs, and ends."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for the answers under way
    model: ScriptedModel

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is a part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 0.5  # an idle connection must not hold up the end of a test
    server: _Server

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        names = sorted(self.server.model.scripts)
        if self.path == "/api/tags":
            self._send(
                200, {"models": [{"name": name, "details": {"families": ["llama"]}} for name in names]}
            )
            return
        self._send(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in names]})

    def do_POST(self) -> None:
        model = self.server.model
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, body)
        if request.is_anthropic:
            try:
                request.body = openai_form(body, headers)
            except ValueError as error:
                self._send(400, refusal({"message": str(error)}))
                return
        model.requests.append(request)
        script = model.scripts.get(body["model"])
        if script is None:
            script = Script(status=404, error={"message": f"There is no model {body['model']}."})
        if not isinstance(script, Script):
            script = script(request)
        try:
            self._answer(script, request)
        except OSError:
            request.abandoned = True
            self.close_connection = True

    def _answer(self, script: Script, request: Request) -> None:
        if script.status:
            self._refuse(request, script.status, script.error, script.headers)
            return
        if script.refuses_stream_options and "stream_options" in request.body:
            self._send(422, {"detail": "Extra inputs are not permitted: stream_options"})
            return
        if script.refuses_tools and "tools" in request.body:
            self._refuse(request, 400, {"message": f"{request.body['model']} does not support tools"})
            return
        size = sum(len(content) for _, content in request.messages)
        if script.window is not None and size > script.window:
            words = f"This model's maximum context length is {script.window} tokens. You have {size}."
            self._refuse(request, 400, {"message": words, "code": "context_length_exceeded"})
            return
        if script.hang_at == 0:
            self._hang()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._stream(script, request)

    def _stream(self, script: Script, request: Request) -> None:
        model = self.server.model
        answer: AnthropicAnswer | None = None
        if request.is_anthropic:
            answer = AnthropicAnswer(script.answers_as or request.body["model"], script.usage, self._chunk)
        deltas = [{script.thinking_field: piece} for piece in script.thinking]
        deltas += [{"content": piece} for piece in script.text]
        deltas += [{"refusal": piece} for piece in script.refusal]
        deltas += _call_deltas(script.calls, f"call-{len(model.requests)}")
        for place, delta in enumerate([*deltas, None]):
            if place == script.hang_at:
                self._hang()
                return
            if place == script.die_at:
                self._cut()
                return
            if place == script.wait_at:
                model.wait()
            if place == script.raw_at:
                self._chunk(script.raw)
            if delta is not None:
                if script.delay and model.closing.wait(script.delay):
                    self._cut()
                    return
                if answer:
                    answer.delta(delta)
                else:
                    self._event(script, request, delta)
        if answer:
            answer.end(script.finish)
            self._chunk("")
            return
        if script.finish:
            self._event(script, request, {}, script.finish)
        if script.usage and "stream_options" in request.body:
            self._chunk(_data(self._usage(script, request)))
        self._chunk("data: [DONE]\n\n")
        self._chunk("")

    def _event(self, script: Script, request: Request, delta: Any, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self._chunk(_data(_completion(script, request, [choice])))

    def _usage(self, script: Script, request: Request) -> dict[str, Any]:
        assert script.usage is not None
        prompt, answer = script.usage
        counts = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
        return {**_completion(script, request, []), "usage": counts}

    def _refuse(
        self,
        request: Request,
        status: int,
        error: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._send(status, refusal(error) if request.is_anthropic else {"error": error}, headers)

    def _send(self, status: int, content: object, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _chunk(self, text: str) -> None:
        """One chunk of the body; an empty one ends it."""
        data = text.encode("utf-8", "surrogatepass")
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _hang(self) -> None:
        """Says nothing more until the server closes or the client goes."""
        self.connection.settimeout(0.02)
        while not self.server.model.closing.is_set():
            try:
                if not self.connection.recv(1):
                    raise ConnectionResetError("the client went away")
            except TimeoutError:
                continue
        self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _completion(script: Script, request: Request, choices: list[Any]) -> dict[str, Any]:
    name = script.answers_as or request.body["model"]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": name,
        "choices": choices,
    }


def _call_deltas(calls: Sequence[Call], prefix: str) -> list[dict[str, Any]]:
    """Each call in two pieces, as real servers send them: its head, and its arguments."""
    deltas: list[dict[str, Any]] = []
    for index, call in enumerate(calls):
        text = call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)
        head = {"index": index, "id": call.id or f"{prefix}-{index}", "type": "function"}
        deltas.append({"tool_calls": [{**head, "function": {"name": call.name, "arguments": ""}}]})
        deltas.append({"tool_calls": [{"index": index, "function": {"arguments": text}}]})
    return deltas


def _data(content: object) -> str:
    return f"data: {json.dumps(content)}\n\n"
