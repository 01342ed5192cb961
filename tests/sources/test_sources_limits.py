"""What is read, followed and waited for up to a limit: for each limit a case on either side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest

from git_report.errors import ReportError
from git_report.sources.fetched import Fetched
from git_report.sources.pages.web_page import read_html
from git_report.sources.public_addresses import read_url
from git_report.sources.read_reference import read_file, read_source
from git_report.sources.web import GuardedWeb, Rules
from tests.sources.edges import text
from tests.sources.site import HOST, Exchange, Site
from tests.sources.test_sources_bodies import POINTER
from tests.sources.test_sources_read_reference import item
from tests.trees import Files

Outcome = AbstractContextManager[object]
READ = nullcontext()


def refused(words: str) -> Outcome:
    return pytest.raises(ReportError, match=words)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


def fetch(site: Site, path: str = "/") -> Fetched:
    guard = GuardedWeb(Rules(opened=frozenset({HOST})), resolve=site.resolve, sleep=lambda _: None)
    page = guard.fetch(site.url + path, lambda _: None)
    assert page is not None
    return page


def send(body: bytes = b"copper", **headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(body, **headers)


@pytest.mark.parametrize(
    ("length", "outcome"), [(2048, READ), (2049, refused("longer than 2,048 characters"))]
)
def test_an_address_has_2048_characters(length: int, outcome: Outcome) -> None:
    address = "https://example.com/"
    with outcome:
        read_url(address + "a" * (length - len(address)), frozenset())


@pytest.mark.parametrize(("length", "outcome"), [(1024, refused("Git LFS")), (1025, READ)])
def test_what_begins_as_a_pointer_and_has_more_than_a_kilobyte_is_a_text(
    length: int, outcome: Outcome
) -> None:
    with outcome:
        read_file(POINTER + b"x" * (length - len(POINTER)), "a.txt")


@pytest.mark.parametrize(
    ("start", "outcome"), [(60_000, refused("not readable text")), (65_536, READ)]
)
def test_the_characters_of_a_text_are_judged_by_its_beginning(start: int, outcome: Outcome) -> None:
    with outcome:
        read_file(b"a" * start + b"\1" * 8_000, "a.txt")


@pytest.mark.parametrize(("depth", "is_heading"), [(190, True), (210, False)])
def test_two_hundred_elements_deep_a_heading_is_text(depth: int, is_heading: bool) -> None:
    page = f"<title>x</title><p>{text(300)}</p>{'<div>' * depth}<h2>Copper</h2>"
    assert ("# Copper" in read_html(page.encode(), "").text) is is_heading


@pytest.mark.parametrize(("wide", "columns"), [(150, 150), (199, 199), (300, 200)])
def test_a_table_has_two_hundred_columns(wide: int, columns: int) -> None:
    page = (
        f"<table><tr><th colspan={wide}>Copper</th></tr>"
        f"<tr>{'<td>1</td>' * wide}</tr><tr><td>2</td></tr></table>"
    )
    (row,) = [line for line in read_html(page.encode(), "").text.split("\n") if "Copper" in line]
    assert row.count("Copper") == columns


@pytest.mark.parametrize(("rows", "cells"), [(490, 200), (520, 1)])
def test_short_rows_are_filled_up_to_a_hundred_thousand_cells(rows: int, cells: int) -> None:
    page = f"<table><tr>{'<td>1</td>' * 200}</tr>{'<tr><td>2</td></tr>' * rows}</table>"
    last = read_html(page.encode(), "").text.rstrip().rpartition("\n")[2]
    assert last.count("|") == cells + 1


@pytest.mark.parametrize(("length", "times"), [(19_000, 200), (25_000, 161)])
def test_a_cell_is_repeated_up_to_four_million_characters(length: int, times: int) -> None:
    cell = "copper" + "x" * (length - len("copper"))
    page = f"<table><tr><td colspan=200>{cell}</td></tr><tr>{'<td>1</td>' * 200}</tr></table>"
    assert read_html(page.encode(), "").text.count("copper") == times


def test_a_title_has_three_hundred_characters() -> None:
    page = f"<title>{'a' * 290} copper {'b' * 290}</title><p>{text(300)}</p>"
    assert read_html(page.encode(), "").title == f"{'a' * 290} copper {'b' * 2}"


@pytest.mark.parametrize(
    ("size", "outcome"),
    [(4 * 1024**2, READ), (4 * 1024**2 + 1, refused("more than the limit of 4,194,304"))],
)
def test_a_text_has_four_megabytes(size: int, outcome: Outcome) -> None:
    with outcome:
        read_source(Files({"a.txt": b"a" * size}), "", item("a.txt"), "i.md")


@pytest.mark.parametrize(
    ("size", "outcome"), [(16 * 1024**2, READ), (16 * 1024**2 + 1, refused("has more than"))]
)
def test_a_page_has_sixteen_megabytes(site: Site, size: int, outcome: Outcome) -> None:
    site.pages["/"] = send(b"a" * size)
    with outcome:
        assert len(fetch(site).body) == size


@pytest.mark.parametrize(
    ("count", "outcome"), [(10, READ), (11, refused("redirects more than 10 times"))]
)
def test_ten_redirects_are_followed(site: Site, count: int, outcome: Outcome) -> None:
    def lead(number: int) -> Callable[[Exchange], None]:
        return lambda exchange: exchange.start(302, location=f"/{number}", content_length="0")

    site.pages |= {f"/{number}": lead(number + 1) for number in range(count)}
    site.pages[f"/{count}"] = send()
    with outcome:
        assert fetch(site, "/0").body == b"copper"


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(20, READ), (21, refused("try again in 21 seconds"))]
)
def test_a_busy_server_is_waited_for_twenty_seconds(
    site: Site, seconds: int, outcome: Outcome
) -> None:
    asked: list[Exchange] = []

    def page(exchange: Exchange) -> None:
        asked.append(exchange)
        if len(asked) > 1:
            exchange.send(b"copper")
        else:
            exchange.start(503, retry_after=str(seconds), content_length="0")

    site.pages["/"] = page
    with outcome:
        assert fetch(site).body == b"copper"


@pytest.mark.parametrize(("size", "follows"), [(65_536, True), (65_537, False)])
def test_a_page_that_only_redirects_has_64_kilobytes(site: Site, size: int, follows: bool) -> None:
    stub = b"<meta http-equiv=refresh content='0; url=/b'><!--"
    site.pages |= {"/": send(stub.ljust(size, b"x")), "/b": send()}
    assert (fetch(site).body == b"copper") is follows


@pytest.mark.parametrize(("size", "outcome"), [(524_288, refused(r"robots\.txt")), (524_289, READ)])
def test_the_rules_of_a_site_have_512_kilobytes(site: Site, size: int, outcome: Outcome) -> None:
    """A rule that is cut there would forbid more than it says: "/" is every page."""
    rule = b"\nUser-agent: *\nDisallow: /a"
    site.pages |= {
        "/robots.txt": send(b"#" * (size - len(rule)) + rule, kind="text/plain"),
        "/a": send(),
        "/b": send(),
    }
    with outcome:
        fetch(site, "/a")
    fetch(site, "/b")


@pytest.mark.parametrize(("length", "charset"), [(900, "cp1250"), (1100, "")])
def test_a_charset_is_looked_for_in_a_thousand_characters(
    site: Site, length: int, charset: str
) -> None:
    kind = f"text/html; a={'x' * length}; charset=cp1250"
    site.pages["/"] = send(kind=kind)
    assert fetch(site).charset == charset
