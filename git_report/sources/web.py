"""Fetch from the web: every address is checked, robots.txt obeyed, bytes and seconds limited."""

from __future__ import annotations

import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH, SKIP
from git_report.report.sizes import SOURCE_KEY, advise_limit
from git_report.sources.fetched import Fetched
from git_report.sources.public_addresses import Address, Url, check_addresses, read_url
from git_report.text import Tell

if TYPE_CHECKING:
    import httpx2
    from protego import Protego

MAX_BYTES = 16 * 1024 * 1024
DEADLINE = 60.0  # seconds, for one reference with all its redirects
_REDIRECTS = 10
_TOO_MANY = 429
_RETRIED = frozenset({_TOO_MANY, 503})
_LONGEST_WAIT = 20.0  # seconds of a Retry-After that a user can be expected to wait
_READ_TIMEOUT = 15.0  # seconds without a byte
_CHUNK = 65_536
_GZIP_BITS, _ZLIB_BITS = 31, 15  # the formats, for zlib
_MEMBER = b"\x1f\x8b"  # the start of each member of a gzip body
_LONGEST_STUB = 65_536
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ROBOTS_BYTES = 512 * 1024
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s\";]{1,100})", re.IGNORECASE)
_LONGEST_TYPE = 1_000
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
_ACCEPT = "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf;q=0.9"
_SKIP = f"or {SKIP}"
_ATTACH = f"save its text {ATTACH}"

Resolve = Callable[[str, int], Collection[str]]


def user_agent() -> str:
    """The User-Agent header."""
    return f"git-report-iterate/{version('git-report-iterate')} (+one page on a person's request)"


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of a fetch, and the hosts that it may reach.

    `opened` are hosts that may be private, `proxy` is the URL of a proxy to connect through,
    `max_bytes` limits the body, both compressed and decoded, `deadline` is in seconds.
    """

    opened: frozenset[str] = frozenset()
    proxy: str = ""
    max_bytes: int = MAX_BYTES
    deadline: float = DEADLINE


class GuardedWeb:
    """A `Web` that checks the addresses of each hop, and only connects to a checked one."""

    def __init__(
        self,
        rules: Rules = Rules(),
        *,
        resolve: Resolve | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rules = rules
        self.resolve = resolve or resolve_host
        self.sleep = sleep
        self.robots: dict[str, Protego] = {}

    def fetch(self, url: str, tell: Tell, *, etag: str = "", modified: str = "") -> Fetched | None:
        """Get a URL if robots.txt allows it; None if validators say that it has not changed.

        Follows redirects, and checks each hop again. Raises ReportError for a refused address, an
        error of the server, and a body that is too large, too slow or incomplete.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        visit = _Visit(url, self.rules, tell)
        with visit.watch(), _client(self.rules) as client:
            return self._follow(client, visit, url, {k: v for k, v in headers.items() if v})

    def _follow(
        self, client: httpx2.Client, visit: _Visit, url: str, headers: Mapping[str, str]
    ) -> Fetched | None:
        at = url
        retried = False
        for _ in range(_REDIRECTS + 1):
            hop = read_url(at, self.rules.opened)
            self._check_robots(client, visit, hop)
            answer = self._get(client, visit, hop, headers)
            if answer.location:
                at = _join(hop, answer.location)
                continue
            if answer.status in _RETRIED and not retried:
                retried = True
                self._wait(visit, hop, answer)
                continue
            if answer.status == 304 and headers:
                return None
            _check_status(hop, answer)
            if stub := _find_stub(hop, answer):
                visit.tell(f"{hop.host} redirects")
                at = stub
                continue
            return Fetched(
                url=url,
                final_url=hop.text,
                media_type=_media_type(answer),
                charset=answer.charset,
                body=answer.body,
                etag=answer.headers.get("etag", ""),
                modified=answer.headers.get("last-modified", ""),
                time=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        raise ReportError(
            f"'{url}' redirects more than {_REDIRECTS} times",
            hint=f"open it in a browser and use the final address, {_SKIP}",
        )

    def _get(
        self, client: httpx2.Client, visit: _Visit, hop: Url, headers: Mapping[str, str]
    ) -> _Answer:
        addresses = self._resolve(visit, hop)
        with _translate_errors(hop, visit):
            return visit.receive(client, hop, addresses, headers)

    def _resolve(self, visit: _Visit, hop: Url) -> list[Address | None]:
        """The addresses to connect to; only None if a proxy is used."""
        # The proxy resolves the name, so that there is nothing here to check.
        if self.rules.proxy:
            return [None]
        found = visit.ask(lambda: self.resolve(hop.host, hop.port), f"resolving {hop.host}")
        if not found:
            raise ReportError(
                f"no address was found for '{hop.host}'",
                hint=f"check the spelling and the network, {_SKIP}",
            )
        return list(check_addresses(hop, found, self.rules.opened))

    def _check_robots(self, client: httpx2.Client, visit: _Visit, hop: Url) -> None:
        origin = f"{hop.scheme}://{hop.authority}"
        if origin not in self.robots:
            self.robots[origin] = self._read_robots(client, visit, origin)
        if not self.robots[origin].can_fetch(hop.text, "git-report-iterate"):
            raise ReportError(
                f"the robots.txt of '{hop.host}' does not allow programs to read '{hop.text}'",
                hint=f"{_ATTACH}, {_SKIP}",
            )

    def _read_robots(self, client: httpx2.Client, visit: _Visit, origin: str) -> Protego:
        """The robots.txt of a site; everything is allowed if it has none (RFC 9309)."""
        from protego import Protego

        at = f"{origin}/robots.txt"
        for _ in range(5):
            hop = read_url(at, self.rules.opened)
            answer = self._get(client, visit, hop, {})
            if not answer.location:
                break
            at = _join(hop, answer.location)
        text = answer.body if answer.status == 200 else b""
        if (
            len(text) > _ROBOTS_BYTES
        ):  # half a rule, such as "Disallow: /", would be a different one
            text = text[:_ROBOTS_BYTES].rpartition(b"\n")[0]
        if answer.status >= 500 and answer.status not in _RETRIED:
            raise ReportError(
                f"'{at}' could not be fetched (status {answer.status}), so it is unknown whether "
                "programs may read this site; nothing was read",
                hint=f"try again later, {_SKIP}",
            )
        return Protego.parse(text.decode("utf-8", "replace"))

    def _wait(self, visit: _Visit, hop: Url, answer: _Answer) -> None:
        seconds = _read_wait(answer.headers.get("retry-after", ""))
        if seconds > min(_LONGEST_WAIT, visit.left()):
            raise ReportError(
                f"'{hop.text}' asks to try again in {seconds:,.0f} seconds",
                hint=f"try again after that, {_SKIP}",
            )
        visit.tell(f"{hop.host} is busy: waiting {seconds:.0f} s")
        self.sleep(seconds)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A response with its decoded body; the body of a redirect is not read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def location(self) -> str:
        moved = self.status in {301, 302, 303, 307, 308}
        return self.headers.get("location", "") if moved else ""

    @property
    def charset(self) -> str:
        # Not with `email`, which raises for some of what RFC 2231 allows (`charset*0*=`).
        found = _CHARSET.search(self.headers.get("content-type", "")[:_LONGEST_TYPE])
        return found[1].strip() if found else ""


class _Visit:
    """One fetch: its deadline, its connections, and the function that is told its progress."""

    def __init__(self, url: str, rules: Rules, tell: Tell) -> None:
        self.url = url
        self.rules = rules
        self.tell = tell
        self.ends = time.monotonic() + rules.deadline
        self.over = False
        self.sockets: list[socket.socket] = []
        self.lock = threading.Lock()

    def left(self) -> float:
        """The seconds left until the deadline; ReportError after it."""
        left = self.ends - time.monotonic()
        if left <= 0 or self.over:
            raise self._timeout()
        return left

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Shut connections down at the deadline, whatever a server is sending then.

        The HTTP library limits each wait separately: a byte now and then of a header, of a TLS
        handshake or of a trailer keeps it waiting for ever.
        """
        timer = threading.Timer(self.left(), self._shut_down)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self.lock:
                self.over = True
                for connection in self.sockets:
                    connection.close()

    def _shut_down(self) -> None:
        with self.lock:
            if self.over:
                return
            self.over = True
            for connection in self.sockets:
                with suppress(OSError):  # the server has closed it already
                    connection.shutdown(socket.SHUT_RDWR)

    def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Record each new connection, by a descriptor of our own that TLS does not take over."""
        if not name.endswith("connect_tcp.complete"):
            return
        connection = info["return_value"].get_extra_info("socket").dup()
        with self.lock:
            self.sockets.append(connection)
        self.left()

    def _timeout(self) -> ReportError:
        plural = "" if self.rules.deadline == 1 else "s"
        return ReportError(
            f"'{self.url}' took longer than {self.rules.deadline:,g} second{plural}",
            hint="allow more time with 'git config report.fetchTimeout "
            f"{2 * self.rules.deadline:.0f}', {_SKIP}",
        )

    def ask(self, question: Callable[[], Collection[str]], doing: str) -> Collection[str]:
        """Call a function that may hang in a thread, and wait for it until the deadline."""
        self.tell(doing)
        answers: list[Collection[str]] = []

        def run() -> None:
            answers.append(question())

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.left())
        if thread.is_alive():
            raise self._timeout()
        return answers[0] if answers else ()

    def receive(
        self,
        client: httpx2.Client,
        hop: Url,
        addresses: list[Address | None],
        headers: Mapping[str, str],
    ) -> _Answer:
        """Connect to the first address that answers, and read the whole response."""
        import httpx2

        for place, address in enumerate(addresses):
            request = self._request(client, hop, address, headers)
            try:
                response = client.send(request, stream=True)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if place == len(addresses) - 1:
                    raise
                continue
            try:
                return self._read(hop, response)
            finally:
                response.close()
        raise AssertionError("there is at least one address")

    def _request(
        self, client: httpx2.Client, hop: Url, address: Address | None, headers: Mapping[str, str]
    ) -> httpx2.Request:
        url = hop.text
        if address is not None:
            # The checked address, not the name, which may resolve to another one the next time.
            literal = f"[{address}]" if address.version == 6 else str(address)
            prefix = f"{hop.scheme}://{hop.authority}"
            url = f"{hop.scheme}://{literal}:{hop.port}{hop.text.removeprefix(prefix)}"
        patience = min(_READ_TIMEOUT, self.left())
        limits = dict.fromkeys(("connect", "read", "write", "pool"), patience)
        return client.build_request(
            "GET",
            url,
            headers={"Host": hop.authority, **headers},
            extensions={"sni_hostname": hop.host, "timeout": limits, "trace": self._trace},
        )

    def _read(self, hop: Url, response: httpx2.Response) -> _Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        answer = _Answer(response.status_code, headers)
        if answer.location or response.status_code != 200:
            return answer
        body = bytearray()
        for piece in _decode(hop, headers.get("content-encoding", ""), self._pieces(hop, response)):
            body += piece
            if len(body) > self.rules.max_bytes:
                raise _too_large(hop, self.rules)
        return _Answer(response.status_code, headers, bytes(body))

    def _pieces(self, hop: Url, response: httpx2.Response) -> Iterator[bytes]:
        received = 0
        for piece in response.iter_raw():
            self.left()
            received += len(piece)
            if received > self.rules.max_bytes:
                raise _too_large(hop, self.rules)
            self.tell(f"fetched {received:,} bytes")
            yield piece
        self.left()


def _decode(hop: Url, encoding: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress a body in bounded pieces, so that a bomb is noticed early."""
    match encoding.strip().lower():
        case "" | "identity":
            yield from pieces
            return
        case "gzip" | "x-gzip":
            yield from _decompress(hop, pieces, _GZIP_BITS)
        case "deflate":
            yield from _decompress(hop, pieces, _ZLIB_BITS)
        case other:
            raise ReportError(
                f"'{hop.text}' has the encoding '{other}', which was not requested",
                hint=f"{_ATTACH}, {_SKIP}",
            )


def _decompress(hop: Url, pieces: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    """The data of a body in gzip or zlib format; gzip may have several members (RFC 1952, 2.2)."""
    decoder = zlib.decompressobj(wbits)
    try:
        for piece in pieces:
            waiting = piece
            while waiting:
                if decoder.eof:
                    if wbits != _GZIP_BITS or not waiting.startswith(_MEMBER[: len(waiting)]):
                        return  # bytes after the data, which browsers ignore
                    decoder = zlib.decompressobj(wbits)
                yield decoder.decompress(waiting, _CHUNK)
                waiting = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
        yield decoder.flush()
    except zlib.error:
        raise _cut(hop, "its compressed data is damaged") from None
    if not decoder.eof:
        raise _cut(hop, "it ends too early")


@contextmanager
def _client(rules: Rules) -> Iterator[httpx2.Client]:
    """An HTTP client without cookies, which ignores the environment."""
    import httpx2  # slow to import, and no hook needs it

    headers = {
        "User-Agent": user_agent(),
        "Accept": _ACCEPT,
        # What `_decode` can decompress piece by piece.
        "Accept-Encoding": "gzip, deflate",
        "Accept-Language": "*",
    }
    with httpx2.Client(
        trust_env=False,
        follow_redirects=False,
        headers=headers,
        proxy=rules.proxy or None,
        cookies=None,
    ) as client:
        yield client


@contextmanager
def _translate_errors(hop: Url, visit: _Visit) -> Iterator[None]:
    """Turn errors of the HTTP library into ReportError."""
    import httpx2

    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        visit.left()  # after the deadline, the cause is that we shut the connection down
        raise _explain(hop, error) from None


def _explain(hop: Url, error: Exception) -> ReportError:
    import httpx2

    reason = _ERRNO.sub("", " ".join(str(error).split()))[:200]
    if isinstance(error, httpx2.TimeoutException):
        return ReportError(f"'{hop.host}' does not answer", hint=f"try again later, {_SKIP}")
    if isinstance(error, httpx2.ConnectError):
        return ReportError(
            f"'{hop.host}' cannot be reached: {reason}", hint=f"check the network, {_SKIP}"
        )
    if isinstance(error, httpx2.RemoteProtocolError):
        reason = "the connection was closed too early"
    return _cut(hop, reason or type(error).__name__)


def resolve_host(host: str, port: int) -> Collection[str]:
    """The addresses that the system's resolver returns for a host, in its order, each once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):  # ValueError: a name that is invalid in IDNA
        return ()
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _join(hop: Url, location: str) -> str:
    """The target of a redirect, which is checked later like any other URL."""
    try:
        return urljoin(hop.text, location)
    except ValueError:
        raise _cut(hop, "it redirects to an invalid address") from None


def _media_type(answer: _Answer) -> str:
    """The media type of a body, from its header or its first bytes."""
    declared = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if answer.body.startswith(b"%PDF-"):
        return "application/pdf"
    if declared and declared != "application/octet-stream":
        return declared
    start = answer.body[:1024].lstrip().lower()
    return (
        "text/html" if start.startswith((b"<!doctype html", b"<html")) else declared or "text/plain"
    )


def _find_stub(hop: Url, answer: _Answer) -> str:
    """The target of a page that is only a redirect; empty for any other body."""
    small = len(answer.body) <= _LONGEST_STUB and _media_type(answer) in _PAGES
    if not small or b"refresh" not in answer.body.lower():
        return ""
    from git_report.sources.charsets import decode_html
    from git_report.sources.pages.blocked_pages import (
        find_stub,  # only such a page needs a parser here
    )
    from git_report.sources.pages.tag_counts import bound_tags

    return find_stub(bound_tags(decode_html(answer.body, answer.charset)), hop.text)


def _check_status(hop: Url, answer: _Answer) -> None:
    if answer.status == 200:
        return
    if answer.status == _TOO_MANY:
        raise ReportError(
            f"the server of '{hop.text}' refuses further requests for now (status {_TOO_MANY}, too "
            "many requests)",
            hint=f"try again later, {_ATTACH}, {_SKIP}",
        )
    wrong = {
        401: "requires a login",
        403: "refuses access",
        404: "does not exist",
        410: "no longer exists",
    }.get(answer.status, "cannot be read")
    raise ReportError(
        f"'{hop.text}' {wrong} (status {answer.status})",
        hint=f"correct the target, {_ATTACH}, {_SKIP}",
    )


def _read_wait(value: str) -> float:
    """The seconds in a Retry-After header; 2 if it cannot be parsed."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 2.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _too_large(hop: Url, rules: Rules) -> ReportError:
    return ReportError(
        f"'{hop.text}' has more than {rules.max_bytes:,} bytes",
        hint=f"{_ATTACH}, {advise_limit(SOURCE_KEY, None, rules.max_bytes)}, {_SKIP}",
    )


def _cut(hop: Url, why: str) -> ReportError:
    return ReportError(
        f"'{hop.text}' was not received completely: {why}", hint=f"try again later, {_SKIP}"
    )
