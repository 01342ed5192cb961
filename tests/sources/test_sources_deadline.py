"""A server that never comes to an end: wherever it drips, the visit is over at its limit."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable
from itertools import chain, count, repeat

import pytest

from git_report.errors import ReportError
from git_report.sources.web import GuardedWeb, Rules
from tests.servers import LocalServer
from tests.sources.site import HOST

LIMIT = 0.6  # seconds; a server that drips waits a tenth of one between its bytes
LATE = 2.0
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_EMPTY = b"\0\0\0\xff\xff"  # a block of compressed data that holds nothing
_NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
# What comes at once, and what then comes for ever, a piece at a time.
DRIPS: dict[str, tuple[bytes, bytes]] = {
    "nothing": (b"", b""),
    "status line": (b"", b"H"),
    "rest of the status line": (b"HTTP/1.1 200 O", b"K"),
    "header name": (_OK, b"x"),
    "header value": (_OK + b"X: ", b"x"),
    "headers": (_OK, b"X-A: b\r\n"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "processing, byte by byte": (b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 102 Pro", b"c"),
    "body": (_OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "body without a length": (_OK + b"\r\n", b"x"),
    "chunk": (_CHUNKED + b"ffff\r\n", b"x"),
    "chunks": (_CHUNKED, b"1\r\nx\r\n"),
    "chunk header": (_CHUNKED, b"0"),
    "chunk extension": (_CHUNKED + b"5;a=", b"b"),
    "trailer": (_CHUNKED + b"1\r\nx\r\n0\r\nX-A: ", b"b"),
    "trailers": (_CHUNKED + b"1\r\nx\r\n0\r\n", b"X-A: b\r\n"),
    "body of an error": (b"HTTP/1.1 500 No\r\nX-A: b\r\n", b"X"),
    "stalled body": (_OK + b"Content-Length: 9\r\n\r\nx", b""),
    "compressed body": (
        _OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\x03",
        _EMPTY,
    ),
}
Answer = Callable[["Line", str], None]


class Line(socketserver.BaseRequestHandler):
    """A connection as bytes."""

    answer: Answer
    closed: threading.Event

    def handle(self) -> None:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            piece = self.request.recv(65_536)
            if not piece:
                return
            data += piece
            if data[0] == 0x16:  # a TLS handshake
                break
        type(self).answer(self, data[:200].decode("latin-1").partition("\r\n")[0])

    def drip(self, start: bytes, piece: bytes) -> None:
        self.request.sendall(start)
        while not self.closed.wait(0.1):
            self.request.sendall(piece)


def serve(answer: Answer) -> LocalServer:
    class Drip(Line):
        closed = threading.Event()

    Drip.answer = staticmethod(answer)
    server = LocalServer(Drip)
    server.closed = Drip.closed
    return server


def visit(answer: Answer, scheme: str = "http", **given: Callable[..., list[str]]) -> ReportError:
    """What is told of a server that never comes to an end; not later than the limit and a bit."""
    with serve(answer) as server:
        resolve = given.get("resolve", lambda *_: ["127.0.0.1"])
        web = GuardedWeb(Rules(frozenset({HOST}), deadline=LIMIT), resolve=resolve)
        started = time.monotonic()
        with pytest.raises(ReportError) as told:
            web.fetch(f"{scheme}://{HOST}:{server.port}/a", lambda _: None)
        assert time.monotonic() - started < LIMIT + LATE
    return told.value


def expect_late(error: ReportError) -> None:
    assert error.message.startswith("'http")
    assert error.message.endswith("/a' took longer than 0.6 seconds")
    assert "git config report.fetchTimeout" in error.hint


@pytest.mark.parametrize("drip", DRIPS)
def test_a_page_that_drips_ends_at_the_limit(drip: str) -> None:
    def answer(line: Line, asked: str) -> None:
        if "robots.txt" in asked:
            line.request.sendall(_NO_ROBOTS)
        else:
            line.drip(*DRIPS[drip])

    expect_late(visit(answer))


@pytest.mark.parametrize("drip", ["headers", "early hints", "trailers", "body"])
def test_a_robots_txt_that_drips_does_so_too(drip: str) -> None:
    expect_late(visit(lambda line, _: line.drip(*DRIPS[drip])))


@pytest.mark.parametrize(
    ("start", "piece"),
    [(b"", b""), (b"\x16\x03\x03\x40\x00", b"\x00"), (b"\x16\x03\x03\x00\x7a\x02\x00\x00", b"\0")],
    ids=["accepts and stalls", "drips a record", "drips a hello"],
)
def test_a_handshake_that_drips_does_so_too(start: bytes, piece: bytes) -> None:
    expect_late(visit(lambda line, _: line.drip(start, piece), "https"))


def test_redirects_share_the_limit() -> None:
    numbers = count()

    def answer(line: Line, asked: str) -> None:
        if "robots.txt" in asked:
            line.request.sendall(_NO_ROBOTS)
            return
        line.closed.wait(0.2)
        where = f"Location: /{next(numbers)}\r\nContent-Length: 0\r\n\r\n".encode()
        line.request.sendall(b"HTTP/1.1 302 Found\r\n" + where)

    expect_late(visit(answer))


def test_a_name_that_is_looked_up_for_ever_ends_at_the_limit() -> None:
    never = threading.Event()

    def resolve(*_: object) -> list[str]:
        never.wait(5)
        return []

    expect_late(visit(lambda *_: None, resolve=resolve))
    never.set()


def test_many_addresses_of_which_none_speaks_share_the_limit() -> None:
    answer: Answer = lambda line, _: line.drip(b"", b"")  # noqa: E731
    expect_late(visit(answer, "https", resolve=lambda *_: ["127.0.0.1"] * 20))


def test_a_connection_is_closed_at_the_limit() -> None:
    ended = threading.Event()

    def answer(line: Line, asked: str) -> None:
        if "robots.txt" in asked:
            line.request.sendall(_NO_ROBOTS)
            return
        for piece in chain([_OK], repeat(b"X-A: b\r\n")):
            if line.closed.wait(0.05):
                return
            try:
                line.request.sendall(piece)
            except OSError:
                ended.set()
                return

    with serve(answer) as server:
        web = GuardedWeb(Rules(frozenset({HOST}), deadline=LIMIT), resolve=lambda *_: ["127.0.0.1"])
        with pytest.raises(ReportError):
            web.fetch(f"http://{HOST}:{server.port}/a", lambda _: None)
        assert ended.wait(LATE)
