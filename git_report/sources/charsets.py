"""The characters of a page's bytes, in whatever charset it says, or does not say, that they are.

After the WHATWG encoding standard, with one more rule: bytes that are UTF-8 throughout are UTF-8,
whatever header or page say, for no other charset's text looks like that by chance.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What pages mean by a name is often a superset of the charset that bears it.
_MEANT = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "x-cp1252": "cp1252",
    "iso-8859-9": "cp1254", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "ms_kanji": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"})
_STATEFUL = frozenset({"iso2022_jp", "iso2022-jp", "hz"})
_WIDE = re.compile(r"utf[-_]?(?:16|32)|ucs", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4_096
_SAMPLE = 65_536
_KANA = re.compile(r"[ぁ-んァ-ヶ]")


def decode_html(body: bytes, charset: str) -> str:
    """The characters of a page; `charset` is the header's, empty for none.

    A wrong or unknown name is passed over; bytes that no charset has become U+FFFD.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    named = _known(charset)
    declared = named or _declared(body)
    if declared in _STATEFUL or (named and _WIDE.match(named)):
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared == "utf-8" or _is_cut(body, error):
            return body.decode("utf-8", "replace")
    return body.decode(declared or _detect(body), "replace")


def _is_cut(body: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the only fault is a character that the end of the body cuts."""
    return error.start > 0 and error.start >= len(body) - 3 and not body[: error.start].isascii()


def _known(name: str) -> str:
    """The codec behind a charset's name; empty where there is none for text."""
    label = name.strip().strip("\"'").lower()
    label = _MEANT.get(label, label)
    try:
        codec = codecs.lookup(label)
        b"a".decode(codec.name)
    except (LookupError, ValueError):  # unknown, no text (rot13), or no name at all
        return ""
    return "" if codec.name in _NO_CHARSETS else codec.name


def _declared(body: bytes) -> str:
    """What the page says of itself; UTF-8 where it says UTF-16, which it can not be."""
    found = _META.search(body[:_HEAD]) or _XML.match(body[:_HEAD].lstrip())
    name = _known(found[1].decode("ascii", "replace")) if found else ""
    return "utf-8" if _WIDE.match(name) else name


def _detect(body: bytes) -> str:
    """The charset that makes the most kana of the bytes; else one that has them all."""
    sample = body[:_SAMPLE]
    scores = {name: _count_kana(sample, name) for name in ("cp932", "euc_jp")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 4:
        return best
    try:
        sample.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        # A page of UTF-8 with a wrong byte or two reads better as that.
        text = sample.decode("utf-8", "replace")
        wide = sum(1 for c in text if c > "\x7f")
        if text.count("\ufffd") * 10 < wide and error.start >= 0:
            return "utf-8"
    return "cp1252"


def _count_kana(sample: bytes, charset: str) -> int:
    text = sample.decode(charset, "replace")
    return len(_KANA.findall(text)) - 20 * text.count("\ufffd")
