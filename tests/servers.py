"""Servers of the tests: on a free port of the loopback address, in threads, and silent.

What goes wrong in such a thread does not belong into the standard error of the program under
test, which another thread of the same process may have captured just then. It is collected; at
the end of the server it fails the test, unless a client that hung up is all that there was.
"""

from __future__ import annotations

import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class _Collecting(socketserver.BaseServer):
    """A server that keeps what its handlers raise."""

    errors: list[BaseException]

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError | TimeoutError):
            self.errors.append(error)


class _Pages(_Collecting, ThreadingHTTPServer):
    daemon_threads = True


class _Lines(_Collecting, socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class QuietHandler(BaseHTTPRequestHandler):
    """A handler of HTTP that logs nothing."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class LocalServer:
    """A server while it is entered; `closed` is set when the test is over."""

    def __init__(self, handler: type[socketserver.BaseRequestHandler]) -> None:
        kind = _Pages if issubclass(handler, BaseHTTPRequestHandler) else _Lines
        self.closed = threading.Event()
        self._server: _Pages | _Lines = kind(("127.0.0.1", 0), handler)
        self._server.errors = []
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def errors(self) -> list[BaseException]:
        """What handlers raised; a test that means to have some empties it."""
        return self._server.errors

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closed.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        if error is None and self.errors:
            raise ExceptionGroup("the server of the test failed", _plain(self.errors))


def _plain(errors: list[BaseException]) -> list[Exception]:
    return [e if isinstance(e, Exception) else RuntimeError(repr(e)) for e in errors]
