"""Where a reference may lead: a table of attacks, none of which is ever dialled."""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.errors import ReportError
from git_report.sources.public_addresses import check_addresses, is_public, read_url
from git_report.sources.web import GuardedWeb, Rules, resolve_host

ATTACKS = [
    # the machine itself
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://0/", "http://0.0.0.0/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    "http://017700000001/", "http://127.0.0.1:8080/", "http://127.0.0.1./", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://localhost.localdomain/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/",
    # numbers that only look like others
    "http://１２７.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://[::1%25lo]/",
    # private networks, the cloud's metadata, everybody
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
    "http://[fc00::1]/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[ff02::1]/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://metadata.google.internal/",
    "http://printer/", "http://router.lan/", "http://nas.local/", "http://wiki.corp/",
    # other schemes, and URLs that two readers read differently
    "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "javascript:alert(1)",
    "data:text/html,x", "//example.com/", "http:example.com", "http:///etc/passwd", "http://",
    "http://user:password@example.com/", "http://example.com@127.0.0.1/",
    "http://example.com\\@127.0.0.1/", "http://127.0.0.1\\.example.com/", "http://exam ple.com/",
    "http://example.com:0/", "http://example.com:99999/", "http://example.com:80a/",
    "http://exa\tmple.com/", "http://example.com\r\nHost: x/", "http://example.com/\u202e",
    "http://[::1", "http://[example.com]/", "http://[v1.x]/", "http://[::ffff:0:127.0.0.1]/",
    "http://[4000::1]/", "http://%31%32%37.0.0.1/", "http://-a.example.com/",
    "http://" + "a" * 64 + ".com/", "http://example.com/" + "a" * 3000,
]  # fmt: skip


def never(host: str, port: int) -> Collection[str]:
    raise AssertionError(f"{host}:{port} was asked for")


@pytest.mark.parametrize("url", ATTACKS)
def test_an_attack_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(ReportError) as caught:
        GuardedWeb(resolve=never).fetch(url, lambda _: None)
    refused = caught.value.message
    assert "cannot be read" in refused or "contains a user name or password" in refused
    assert caught.value.hint
    assert "password@" not in caught.value.message


def test_there_are_enough_attacks() -> None:
    assert len(set(ATTACKS)) >= 52


@pytest.mark.parametrize(
    ("url", "sent", "authority"),
    [
        ("https://example.com", "https://example.com/", "example.com"),
        ("HTTPS://Example.COM:443/a", "https://example.com/a", "example.com"),
        ("http://example.com:8080/a?b=c#d", "http://example.com:8080/a?b=c", "example.com:8080"),
        ("http://example.com./", "http://example.com/", "example.com"),
        ("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/", "[2606:4700::1111]"),
        ("http://例え.jp/パス", "http://xn--r8jz45g.jp/%E3%83%91%E3%82%B9", "xn--r8jz45g.jp"),
        ("http://example.com/a%20b/ü", "http://example.com/a%20b/%C3%BC", "example.com"),
    ],
)
def test_a_public_url_is_sent_as_it_is_meant(url: str, sent: str, authority: str) -> None:
    read = read_url(url)
    assert (read.text, read.authority) == (sent, authority)


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["::ffff:10.0.0.1"],
        ["169.254.169.254"], ["64:ff9b::a00:1"], ["fd00::1"], ["2002:a00:1::"],
    ],
)  # fmt: skip
def test_every_address_of_a_name_must_be_public(answers: list[str]) -> None:
    with pytest.raises(ReportError, match="not a public host name") as refused:
        check_addresses(read_url("http://example.com/"), answers, ())
    assert "'git config --add report.allowPrivateHosts example.com'" in str(refused.value.hint)


def test_a_resolver_gives_each_address_once() -> None:
    assert list(resolve_host("127.0.0.1", 80)) == ["127.0.0.1"]
    assert list(resolve_host("\udcff.example", 80)) == []


def test_a_host_that_the_person_opened_may_be_private() -> None:
    url = read_url("http://wiki.corp/", {"wiki.corp"})
    assert check_addresses(url, ["10.0.0.1"], {"wiki.corp"}) == [ip_address("10.0.0.1")]
    with pytest.raises(ReportError):
        read_url("http://other.corp/", {"wiki.corp"})


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_as_public_in_a_wrapping_as_by_itself(number: int) -> None:
    plain = ip_address(number)
    mapped = ip_address(f"::ffff:{plain}")
    nat64 = ip_address((0x64FF9B << 96) | number)
    assert is_public(mapped) == is_public(plain) == is_public(nat64)
    assert is_public(plain) <= plain.is_global


def test_rules_are_closed_by_default() -> None:
    assert Rules().opened == frozenset()
