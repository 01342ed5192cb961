"""Charsets as servers and pages name them: the standard's names, and whatever else they send."""

from __future__ import annotations

import encodings
import pkgutil
from encodings.aliases import aliases

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from webencodings.labels import LABELS

from git_report.errors import ReportError
from git_report.sources.charsets import decode_html, decode_text
from git_report.sources.fetched import Fetched
from git_report.sources.read_reference import read_fetched

_PYTHONS = sorted({*aliases, *(m.name for m in pkgutil.iter_modules(encodings.__path__))})
_REFUSED = ["replacement", "hz-gb-2312", "iso-2022-kr", "csiso2022kr", "ISO-2022-CN"]
_HOSTILE = ["idna", "utf-7", "unicode_escape", "raw_unicode_escape", "undefined", "punycode",
            "hex", "zlib", "rot13", "mbcs", "oem", "\0", "utf-8\0", "", " ", "'", "\ud800", "é",
            "../../etc/passwd", "%s{0}", "x" * 100_000]  # fmt: skip


def page(body: bytes, charset: str = "", kind: str = "text/plain") -> Fetched:
    return Fetched("https://a.example/x", "https://a.example/x", kind, charset, body)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("koi8", "koi8-r", "Цена"),
        ("x-cp1251", "cp1251", "Цена"),
        ("windows-874", "cp874", "ราคา"),
        ("tis-620", "cp874", "ราคา…"),
        ("iso-8859-8-i", "iso8859-8", "מחיר"),
        ("x-mac-roman", "mac-roman", "café"),
        ("korean", "cp949", "가격 똠"),
        ("Latin1", "cp1252", "“é”"),
        (" ISO-8859-9\t", "cp1254", "“ğ”"),
        ("gb2312", "gb18030", "价格 €"),
        ("shift_jis", "cp932", "①"),
        ("big5", "big5hkscs", "價格"),
        ("ucs-2", "utf-16-le", "é"),
        ("utf-16be", "utf-16-be", "é"),
        ("iso-2022-jp", "iso2022_jp", "値段"),
    ],
)
def test_a_label_means_what_the_standard_says(label: str, codec: str, text: str) -> None:
    body = text.encode(codec)
    assert decode_html(body, label) == text
    assert decode_text(body, label) == text
    assert read_fetched(page(body, label), "https://a.example/x").text == text


@pytest.mark.parametrize("label", ["koi8", "x-mac-roman", "korean", "shift_jis"])
def test_a_page_may_name_its_charset_itself(label: str) -> None:
    text = "<p>é" if label == "x-mac-roman" else "<p>Цена"
    codec = {"koi8": "koi8-r", "x-mac-roman": "mac-roman", "korean": "cp949"}.get(label, "cp932")
    for named in (f"<meta charset={label}>", f'<?xml version="1.0" encoding="{label}"?>'):
        assert decode_html(f"{named}{text}".encode(codec), "") == f"{named}{text}"


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"<meta charset=utf-16le>", "\ufffd"),
        (b"<meta charset=x-user-defined>", "é"),
        (b"<!-- <meta charset=koi8-r> --><meta charset=latin1>", "é"),
        (b"<!-- <meta charset=koi8-r>", "é"),
        (b"<meta charset=latin1><meta charset=koi8-r>", "é"),
        (b"<title>" + b"x" * 1_500 + b"</title><meta charset=koi8-r>", "И"),
    ],
)
def test_what_a_page_says_of_itself_is_read_as_browsers_do(head: bytes, text: str) -> None:
    assert decode_html(head + b"\xe9", "").removeprefix(head.decode()) == text


def test_a_byte_order_mark_goes_before_every_label() -> None:
    for codec in ("utf-8-sig", "utf-16"):
        assert decode_html("é".encode(codec), "koi8-r") == "é"
        assert read_fetched(page("é".encode(codec), "koi8-r"), "https://a.example/x").text == "é"


@pytest.mark.parametrize("label", _REFUSED)
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_what_browsers_refuse_is_refused_by_its_name(label: str, kind: str) -> None:
    bodies = [(b"<p>price", label)]
    if kind == "text/html":
        bodies.append((f"<meta charset={label}><p>price".encode(), ""))
    for body, charset in bodies:
        with pytest.raises(ReportError, match=f"the charset '{label}' is not supported") as told:
            read_fetched(page(body, charset, kind), "https://a.example/x")
        assert "UTF-8" in told.value.hint


def test_a_text_with_a_nul_in_its_charset_is_none() -> None:
    with pytest.raises(ReportError, match="character 1 is NUL"):
        read_fetched(page("a\0".encode("utf-16-le"), "utf-16"), "https://a.example/x")


_LABELS = st.one_of(
    st.sampled_from([*LABELS, *_PYTHONS, *_HOSTILE]),
    st.text(max_size=30),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.:", max_size=20),
)
_BODIES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b"+AAA-", b"\\ud800 \\N{x} \\x", b"xn--" + b"a" * 3_000, b"\x1b$)C\x0e!!", b"~{"]
    ),
)


@given(_LABELS, _BODIES, st.sampled_from(["text/html", "text/plain", "text/markdown"]))
@example("idna", b"xn--\xff", "text/plain")
@example("undefined", b"a", "text/plain")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_label_raises_anything_but_an_error_of_ours(label: str, body: bytes, kind: str) -> None:
    named = f"<meta charset='{label}'>".encode("utf-8", "replace") + body
    for sent, charset in ((body, label), (named, "")):
        try:
            text = read_fetched(page(sent, charset, kind), "https://a.example/x").text
        except ReportError as error:
            assert error.message
            continue
        text.encode("utf-8")
        assert "\0" not in text


@given(st.sampled_from([name for name in _PYTHONS if name not in LABELS]), st.binary(max_size=100))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_label_of_pythons_own_is_not_a_charset(label: str, body: bytes) -> None:
    assert decode_html(body, label) == decode_html(body, "")


@pytest.mark.parametrize(
    ("far", "charset", "said"),
    [
        ("Größe und Maß. " * 5_000 + "\udcff ", "utf-8", "Größe"),
        ("Size and so on. " * 5_000, "cp932", "ポンプは高い"),
    ],
    ids=["a wrong byte", "the first kana"],
)
def test_a_charset_that_nobody_names_is_that_of_the_whole_page(
    far: str, charset: str, said: str
) -> None:
    body = f"<p>{far}{said}".encode(charset, "surrogateescape")
    found = decode_html(body, "")
    assert found.startswith(f"<p>{far[:5]}")
    assert found.endswith(said)


@pytest.mark.parametrize("name", ["utf-16", "utf-16be"])
def test_what_has_no_nul_is_not_utf_16(name: str) -> None:
    assert decode_html("<p>Grüße</p>".encode(), name) == "<p>Grüße</p>"
    assert decode_text("Grüße\n".encode(), name) is None
