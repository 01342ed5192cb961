"""A server that speaks the Messages API over real HTTP, and answers as a test tells it to.

    with Wire() as wire:
        wire.script = [overloaded(), answer('{"operations": []}')]
        …                                  # ANTHROPIC_BASE_URL=wire.url, or wire.environ
        assert len(wire.asked) == 2

Each ``POST /v1/messages`` takes the next step of the script. Token counts and the model's card are
answered besides (`Wire.tokens`, `Wire.card`; None: the endpoint has no such thing), and any path
as `Wire.pages` says. The questions of a message batch get what `Wire.result` makes of each.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.servers import LocalServer, QuietHandler

_BATCHES = "/v1/messages/batches"
KEY = "sk-ant-api03-a-secret-that-nobody-may-see"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any

    @property
    def text(self) -> str:
        """All that a model would read: the system's blocks, then the messages', joined."""
        contents = [self.body.get("system", ""), *(m["content"] for m in self.body["messages"])]
        return "\n\n".join(_read_content(content) for content in contents)


class Exchange:
    """The server's side of one request: what a step writes with."""

    def __init__(self, wire: Wire, handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        self.wire = wire
        self.asked = asked
        self._handler = handler

    def send(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A whole answer."""
        self._begin(status, kind, {**(headers or {}), "content-length": str(len(body))})
        self._handler.wfile.write(body)

    def start(self, kind: str = "text/event-stream; charset=utf-8") -> None:
        """The head of a stream, whose body is chunked: its end is seen from its cut."""
        self._begin(200, kind, {"transfer-encoding": "chunked"})

    def chunk(self, data: bytes) -> None:
        """A piece of a stream."""
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def event(self, kind: str, **fields: Any) -> None:
        """An event of the stream."""
        self.chunk(write_event(kind, **fields))

    def end(self) -> None:
        """The end of a stream."""
        self._handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """Hang up in the middle."""
        self._handler.close_connection = True

    def wait(self, seconds: float) -> bool:
        """Wait; True where the test is over, so that nobody listens any more."""
        return self.wire.closed.wait(seconds)

    def _begin(self, status: int, kind: str, headers: Mapping[str, str]) -> None:
        self._handler.send_response(status)
        self._handler.send_header("content-type", kind)
        self._handler.send_header("request-id", "req_0123")
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()


Step = Callable[[Exchange], None]
Text = str | Callable[[Asked], str]


def answer(
    text: Text,
    *,
    stop: str | None = "end_turn",
    details: Mapping[str, Any] | None = None,
    thinking: str = "",
    usage: Mapping[str, int] | None = None,
    size: int = 24,
    pause: float = 0.0,
) -> Step:
    """A complete answer in pieces of `size` characters, `pause` seconds between them.

    `text` may be a function of the request. `usage` has the names of the protocol.
    """

    def step(exchange: Exchange) -> None:
        exchange.start()
        words = text(exchange.asked) if callable(text) else text
        counts = {"input_tokens": 1000, "output_tokens": 50, **(usage or {})}
        _begin_message(exchange, counts, thinking)
        for piece in _cut(words, size):
            if pause and exchange.wait(pause):
                return
            _send_text(exchange, piece)
        _end_message(exchange, stop, details, counts["output_tokens"])

    return step


def broken(text: str) -> Step:
    """A stream that is cut after some text: the connection is closed in the middle."""

    def step(exchange: Exchange) -> None:
        exchange.start()
        _begin_message(exchange, {"input_tokens": 1000, "output_tokens": 1}, "")
        _send_text(exchange, text)
        exchange.cut()

    return step


def ended(text: str) -> Step:
    """A stream that ends as HTTP wants it, but not as the protocol does."""

    def step(exchange: Exchange) -> None:
        exchange.start()
        _begin_message(exchange, {"input_tokens": 1000, "output_tokens": 1}, "")
        _send_text(exchange, text)
        exchange.end()

    return step


def failing(kind: str, message: str, text: str = "") -> Step:
    """An ``error`` event in the middle of a stream."""

    def step(exchange: Exchange) -> None:
        exchange.start()
        _begin_message(exchange, {"input_tokens": 1000, "output_tokens": 1}, "")
        if text:
            _send_text(exchange, text)
        exchange.event("error", error={"type": kind, "message": message})
        exchange.end()

    return step


def overloaded(text: str = "") -> Step:
    """Overload in the middle of a stream."""
    return failing("overloaded_error", "Overloaded", text)


def status(code: int, kind: str, message: str, headers: Mapping[str, str] | None = None) -> Step:
    """An error before any stream, in the protocol's form."""
    body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_0123"}
    return raw(code, json.dumps(body).encode(), headers=headers)


def echoing(code: int, kind: str, message: str) -> Step:
    """An error that sends the caller's own credentials back: ``{key}`` in the message."""

    def step(exchange: Exchange) -> None:
        headers = exchange.asked.headers
        key = headers.get("x-api-key") or headers.get("authorization", "").split(" ")[-1]
        status(code, kind, message.replace("{key}", key))(exchange)

    return step


def raw(
    code: int, body: bytes, kind: str = "application/json", headers: Mapping[str, str] | None = None
) -> Step:
    """Any answer at all, such as a proxy's page."""
    return lambda exchange: exchange.send(code, body, kind, headers)


def streaming(*chunks: bytes) -> Step:
    """Any bytes as a stream of events."""

    def step(exchange: Exchange) -> None:
        exchange.start()
        for chunk in chunks:
            exchange.chunk(chunk)
        exchange.end()

    return step


def silent() -> Step:
    """Nothing at all, until the test is over."""
    return lambda exchange: exchange.cut() if exchange.wait(60) else None


def pinging(pause: float = 0.05) -> Step:
    """A stream that begins, and then sends signs of life alone until the test is over."""

    def step(exchange: Exchange) -> None:
        exchange.start()
        _begin_message(exchange, {"input_tokens": 1000, "output_tokens": 1}, "")
        while not exchange.wait(pause):
            exchange.event("ping")

    return step


Result = dict[str, Any]


def succeeded(text: str, *, stop: str = "end_turn", output: int = 50) -> Result:
    """The result of a batch's question that was answered."""
    message = {
        "id": "msg_0123",
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": text}],
        "model": "a-model",
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 1000, "output_tokens": output},
    }
    return {"type": "succeeded", "message": message}


def errored(kind: str, message: str) -> Result:
    """The result of a batch's question that was refused."""
    error = {"type": "error", "error": {"type": kind, "message": message}, "request_id": None}
    return {"type": "errored", "error": error}


def unanswered(kind: str) -> Result:
    """The result of a batch's question that nobody came to: ``expired`` or ``canceled``."""
    return {"type": kind}


@dataclass(slots=True)
class Batch:
    """A message batch: its questions by their ids, and how often it is looked at before its end."""

    name: str
    questions: Mapping[str, Asked]
    looks: int
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat())


class Wire(LocalServer):
    """The server, on a free port of the loopback address; `script` contains the steps to come."""

    def __init__(self) -> None:
        self.script: list[Step] = []
        self.requests: list[Asked] = []
        self.tokens: int | None = 1000
        self.card: dict[str, Any] | None = {"max_input_tokens": 200_000, "max_tokens": 64_000}
        self.pages: dict[str, Step] = {}
        self.batches: list[Batch] = []
        self.looks = 0
        self.result: Callable[[Asked], Result | None] = lambda _: succeeded("{}")
        self._lock = threading.Lock()
        super().__init__(_handler(self))

    @property
    def url(self) -> str:
        """The base url."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """What a person would export; a proxy variable must not catch the loopback address."""
        return {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": self.url,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    @property
    def asked(self) -> Sequence[Asked]:
        """The requests for an answer, without those that ask for counts and models."""
        return [asked for asked in self.requests if asked.path == "/v1/messages"]

    def respond(self, exchange: Exchange) -> None:
        """Answer one request."""
        asked = exchange.asked
        with self._lock:
            self.requests.append(asked)
            step = self._choose(asked)
        step(exchange)

    def _choose(self, asked: Asked) -> Step:
        if asked.path in self.pages:
            return self.pages[asked.path]
        if asked.path == "/v1/messages":
            if self.script:
                return self.script.pop(0)
            return status(400, "invalid_request_error", "the script of the test is over")
        if asked.path.startswith(_BATCHES):
            return self._answer_batch(asked)
        if asked.path == "/v1/messages/count_tokens" and self.tokens is not None:
            return raw(200, json.dumps({"input_tokens": self.tokens}).encode())
        if asked.path.startswith("/v1/models/") and self.card is not None:
            return raw(200, json.dumps(_CARD | {"id": asked.path[11:]} | self.card).encode())
        return status(404, "not_found_error", "Not found")

    def _answer_batch(self, asked: Asked) -> Step:
        """Create a batch, say how it is, or send its results, the last question's first."""
        name, _, what = asked.path.removeprefix(_BATCHES).lstrip("/").partition("/")
        if asked.method == "POST":
            name = f"msgbatch_{len(self.batches) + 1:02d}"
            questions = {
                each["custom_id"]: Asked("POST", "/v1/messages", asked.headers, each["params"])
                for each in asked.body["requests"]
            }
            self.batches.append(Batch(name, questions, self.looks))
        elif not name:
            listed = [self._describe(each) for each in reversed(self.batches)]
            page = {"data": listed, "has_more": False, "first_id": None, "last_id": None}
            return raw(200, json.dumps(page).encode())
        batch = next((each for each in self.batches if each.name == name), None)
        if batch is None:
            return status(404, "not_found_error", "Not found")
        if what == "results":
            results = ((key, self.result(each)) for key, each in batch.questions.items())
            lines = [
                json.dumps({"custom_id": key, "result": result})
                for key, result in results
                if result is not None
            ]
            return raw(200, "\n".join(reversed(lines)).encode(), "application/x-jsonl")
        batch.looks -= asked.method == "GET"
        return raw(200, json.dumps(self._describe(batch)).encode())

    def _describe(self, batch: Batch) -> dict[str, Any]:
        ended, count = batch.looks < 0, len(batch.questions)
        nothing = dict.fromkeys(("canceled", "errored", "expired", "processing", "succeeded"), 0)
        return {
            "id": batch.name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": nothing | {"succeeded" if ended else "processing": count},
            "created_at": batch.created,
            "expires_at": "2026-01-02T00:00:00Z",
            "ended_at": "2026-01-01T00:10:00Z" if ended else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"{self.url}/v1/messages/batches/{batch.name}/results"
            if ended
            else None,
        }


_CARD = {
    "type": "model",
    "display_name": "A model",
    "created_at": "2026-01-01T00:00:00Z",
    "lifecycle": "active",
}


def write_event(kind: str, **fields: Any) -> bytes:
    """An event as it goes over the wire."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def _begin_message(exchange: Exchange, usage: Mapping[str, int], thinking: str) -> None:
    message = {
        "id": "msg_0123",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": exchange.asked.body.get("model", ""),
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**usage, "output_tokens": 1},
    }
    exchange.event("message_start", message=message)
    exchange.event("ping")
    if thinking:
        block = {"type": "thinking", "thinking": "", "signature": ""}
        exchange.event("content_block_start", index=0, content_block=block)
        delta = {"type": "thinking_delta", "thinking": thinking}
        exchange.event("content_block_delta", index=0, delta=delta)
        exchange.event("content_block_stop", index=0)
    exchange.event("content_block_start", index=1, content_block={"type": "text", "text": ""})


def _send_text(exchange: Exchange, text: str) -> None:
    delta = {"type": "text_delta", "text": text}
    exchange.event("content_block_delta", index=1, delta=delta)


def _end_message(
    exchange: Exchange, stop: str | None, details: Mapping[str, Any] | None, output: int
) -> None:
    exchange.event("content_block_stop", index=1)
    delta = {"stop_reason": stop, "stop_sequence": None, "stop_details": details}
    exchange.event("message_delta", delta=delta, usage={"output_tokens": output})
    exchange.event("message_stop")
    exchange.end()


def _cut(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def _read_content(content: Any) -> str:
    return content if isinstance(content, str) else "\n\n".join(block["text"] for block in content)


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    class Handler(QuietHandler, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond(None)

        def do_POST(self) -> None:
            self._respond(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _respond(self, body: Any) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path.partition("?")[0], headers, body)
            try:
                wire.respond(Exchange(wire, self, asked))
            except ConnectionError:
                self.close_connection = True  # the client has hung up, as some tests want

    return Handler
