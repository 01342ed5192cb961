"""A hostile server: each of its tricks ends in time, in one message."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from git_report.errors import ReportError
from git_report.sources.web import GuardedWeb, Rules
from tests.sources.site import HOST, Exchange, Site

BODY = "<html><body>Grüße</body></html>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


def web(site: Site, **rules: Any) -> GuardedWeb:
    given = Rules(opened=frozenset({HOST}), **{"deadline": 3.0, "max_bytes": 300_000, **rules})
    return GuardedWeb(given, resolve=site.resolve, sleep=lambda _: None)


def fetch(site: Site, path: str = "/", **rules: Any) -> Any:
    return web(site, **rules).fetch(site.url + path, lambda _: None)


def send(body: bytes = BODY, **headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(body, **headers)


def redirect(location: str, status: int = 302) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.start(status, location=location, content_length="0")


def forever(pause: float, piece: bytes = b"x") -> Callable[[Exchange], None]:
    def page(exchange: Exchange) -> None:
        exchange.start(content_type="text/html")
        while not exchange.closed.wait(pause):
            exchange.write(piece)

    return page


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (BODY, ""),
        (gzip.compress(BODY), "gzip"),
        (zlib.compress(BODY), "deflate"),
        (gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), "gzip"),
        (gzip.compress(BODY) + b"ignored", "gzip"),
    ],
    ids=["plain", "gzip", "deflate", "gzip of two members", "gzip and other bytes"],
)
def test_a_page_comes_decoded_with_its_headers(site: Site, body: bytes, encoding: str) -> None:
    headers = {"etag": '"1"', "last_modified": "Mon, 01 Jan 2024 00:00:00 GMT"}
    if encoding:
        headers["content_encoding"] = encoding
    site.pages["/"] = send(body, **headers)
    got = fetch(site)
    assert (got.body, got.media_type, got.charset) == (BODY, "text/html", "utf-8")
    assert (got.etag, got.modified) == ('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")


def refresh(content: str, body: str = "") -> Callable[[Exchange], None]:
    return send(f"<html><meta http-equiv=REFRESH content='{content}'>{body}</html>".encode())


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("0; url=/b", ""),
        ("0;URL=/b#c", "<p>If nothing happens, <a href=/b>go on</a>.</p>"),
        ("5, /b", "<script>location.href = '/b'</script>"),
        ('1; url="b"', "<title>Moved</title>"),
    ],
)
def test_a_page_that_only_redirects_is_followed(site: Site, content: str, body: str) -> None:
    site.pages["/"], site.pages["/b"] = refresh(content, body), send()

    got = fetch(site)

    assert (got.body, got.final_url.partition("#")[0]) == (BODY, f"{site.url}/b")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("600; url=/b", "<p>Live</p>"),
        ("5", "<p>Live</p>"),
        ("0; url=/", "<p>Itself</p>"),
        ("0; url=/b", f"<p>{'A text of its own. ' * 40}</p>"),
    ],
)
def test_a_page_that_is_loaded_again_is_not_left(site: Site, content: str, body: str) -> None:
    site.pages["/"] = refresh(content, body)

    assert fetch(site).final_url == f"{site.url}/"


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ('text/html; charset="koi8-r"', "koi8-r"),
        ("text/html;CHARSET = Shift_JIS ;x=y", "Shift_JIS"),
        ("text/html; charset=", ""),
        ("text/html; charset*=utf-8''koi8-r", ""),
        (f"text/html; charset*{'9' * 5_000}*=a", ""),
        ('text/html; x="' + ";" * 20_000, ""),
    ],
)
def test_a_header_may_name_a_charset_in_any_way(site: Site, kind: str, charset: str) -> None:
    site.pages["/"] = lambda exchange: exchange.send(BODY, kind)
    assert fetch(site).charset == charset


def test_it_says_who_it_is_and_nothing_of_the_person(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.pages["/"] = send(set_cookie="a=b")
    fetch(site)
    fetch(site)
    for exchange in site.asked:
        assert exchange.headers["user-agent"].startswith("git-report-iterate/")
        assert exchange.headers["host"].startswith(HOST)
        assert not {"cookie", "authorization", "referer"} & exchange.headers.keys()


def test_redirects_are_followed_to_the_end(site: Site) -> None:
    site.pages["/"] = redirect("/b?c=d", 301)
    site.pages["/b"] = redirect(f"{site.url}/c", 308)
    site.pages["/c"] = send()
    got = fetch(site)
    assert got.final_url == f"{site.url}/c"
    assert got.url == f"{site.url}/"


def silent(exchange: Exchange) -> None:
    exchange.closed.wait(9)


def stalled(exchange: Exchange) -> None:
    exchange.start()
    exchange.closed.wait(9)


def lying(exchange: Exchange) -> None:
    exchange.start(content_length="999")
    exchange.write(b"x")


TRICKS: dict[str, tuple[Callable[[Exchange], None], str]] = {
    "endless": (forever(0.0, b"x" * 10_000), "has more than|longer than"),
    "slow": (forever(0.1), "longer than 1 second"),
    "stalled": (stalled, "does not answer|longer than"),
    "silent": (silent, "does not answer|longer than"),
    "bomb": (send(gzip.compress(b"0" * 50_000_000), content_encoding="gzip"), "has more than"),
    "lying length": (lying, "received completely"),
    "cut compression": (
        send(gzip.compress(BODY)[:-6], content_encoding="gzip"),
        "received completely",
    ),
    "no compression": (send(BODY, content_encoding="gzip"), "received completely"),
    "other compression": (send(BODY, content_encoding="br"), "not requested"),
    "loop": (redirect("/"), "redirects more than"),
    "loop of pages": (lambda x: refresh(f"0; url={x.path}?a")(x), "redirects more than"),
    "page to loopback": (refresh("0; url=http://127.0.0.1/"), "not a public host name"),
    "page to a file": (refresh("0; url=file:///etc/passwd"), "only http and https"),
    "to loopback": (redirect("http://127.0.0.1/"), "not a public host name"),
    "to metadata": (redirect("http://169.254.169.254/x"), "not a public"),
    "to a file": (redirect("file:///etc/passwd"), "only http and https"),
    "to nowhere": (redirect("http://nowhere.example.com/"), "no address was found"),
    "missing": (lambda e: e.start(404, content_length="0"), "does not exist"),
    "forbidden": (lambda e: e.start(403, content_length="0"), "refuses access"),
    "broken": (lambda e: e.start(500, content_length="0"), "status 500"),
    "not http": (lambda e: e.write(b"\x00\x01\x02\r\n\r\n"), "received completely"),
    "control characters": (
        redirect("http://a\x1b[2J.example.com/"),
        "cannot be read|received completely",
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_ends_in_time_in_one_message(site: Site, trick: str) -> None:
    page, words = TRICKS[trick]
    site.pages["/"] = page
    started = time.monotonic()
    with pytest.raises(ReportError, match=words) as caught:
        fetch(site, deadline=1.0)
    assert time.monotonic() - started < 5
    assert caught.value.hint
    assert "\x1b" not in caught.value.message


def test_a_name_that_changes_its_address_is_dialled_at_the_checked_one(site: Site) -> None:
    site.pages["/"] = redirect("/next")
    site.pages["/next"] = send()
    answers = iter([["93.184.216.34"], ["10.0.0.1"]])
    guard = GuardedWeb(Rules(deadline=2.0), resolve=lambda *_: next(answers), sleep=lambda _: None)
    dialled: list[str] = []

    def dial(client: Any, request: Any, **_: Any) -> Any:
        dialled.append(request.url.host)
        raise ReportError("stop")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx2.Client.send", dial)
        with pytest.raises(ReportError, match="stop"):
            guard.fetch("http://rebinding.example.com/", lambda _: None)
        with pytest.raises(ReportError, match="not a public"):
            guard.fetch("http://rebinding.example.com/", lambda _: None)
    assert dialled == ["93.184.216.34"]


def test_a_busy_server_is_waited_for_once(site: Site) -> None:
    answers = iter([503, 200])

    def page(exchange: Exchange) -> None:
        if next(answers) == 503:
            exchange.start(503, retry_after="1", content_length="0")
        else:
            exchange.send(BODY)

    site.pages["/"] = page
    assert fetch(site).body == BODY
    site.pages["/"] = lambda e: e.start(429, content_length="0")
    with pytest.raises(ReportError, match="refuses further requests for now"):
        fetch(site)
    site.pages["/"] = lambda e: e.start(429, retry_after="3600", content_length="0")
    with pytest.raises(ReportError, match="try again in 3,600 seconds"):
        fetch(site)


def test_robots_are_honoured(site: Site) -> None:
    site.pages["/robots.txt"] = send(
        b"User-agent: *\nDisallow: /private/*.html$\n", kind="text/plain"
    )
    site.pages["/private/a.html"] = send()
    site.pages["/public.html"] = send()
    with pytest.raises(ReportError, match=r"robots\.txt") as caught:
        fetch(site, "/private/a.html")
    assert "git report attach" in caught.value.hint
    assert site.paths() == []
    assert fetch(site, "/public.html").body == BODY


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    def page(exchange: Exchange) -> None:
        if exchange.headers.get("if-none-match") == '"1"':
            exchange.start(304)
        else:
            exchange.send(BODY, etag='"1"')

    site.pages["/"] = page
    assert web(site).fetch(f"{site.url}/", lambda _: None, etag='"1"') is None
    assert web(site).fetch(f"{site.url}/", lambda _: None, etag='"2"') is not None
