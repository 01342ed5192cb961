"""A web site on the loopback address, as hostile as a test wants it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler

from tests.servers import LocalServer, QuietHandler

HOST = "site.example.org"


class Exchange:
    """One request, and what an answer is written with."""

    def __init__(self, handler: BaseHTTPRequestHandler, closed: threading.Event) -> None:
        self.path = handler.path
        self.headers: Mapping[str, str] = {k.lower(): v for k, v in handler.headers.items()}
        self.closed = closed
        self._handler = handler

    def start(self, status: int = 200, **headers: str) -> None:
        """The head of an answer; an underscore in a name stands for a hyphen."""
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def write(self, data: bytes) -> None:
        """A piece of the body."""
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def send(self, body: bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        """A whole answer."""
        self.start(200, content_type=kind, content_length=str(len(body)), **headers)
        self.write(body)


Page = Callable[[Exchange], None]


class Site(LocalServer):
    """The server; `pages` maps paths to what answers, everything else is not there."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Exchange] = []
        site = self

        class Handler(QuietHandler, BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                exchange = Exchange(self, site.closed)
                site.asked.append(exchange)
                page = site.pages.get(self.path.partition("?")[0])
                try:
                    if page is None:
                        exchange.start(404, content_length="0")
                    else:
                        page(exchange)
                except OSError:
                    self.close_connection = True

        super().__init__(Handler)

    @property
    def url(self) -> str:
        """The base url, under a name that no resolver knows."""
        return f"http://{HOST}:{self.port}"

    def resolve(self, host: str, port: int) -> list[str]:
        """A resolver that knows this site alone."""
        return ["127.0.0.1"] if host == HOST else []

    def paths(self) -> list[str]:
        """What was asked for, the robots.txt apart."""
        return [each.path for each in self.asked if each.path != "/robots.txt"]
