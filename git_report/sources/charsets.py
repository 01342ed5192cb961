"""Decode the bytes of a page, also if it declares a wrong charset, or none.

This follows the WHATWG encoding standard, with one more rule: bytes that are valid UTF-8 are UTF-8,
whatever the header or the page says, because text in another charset is not valid UTF-8 by chance.
Only the standard's names of charsets are accepted: Python has other codecs (`idna`, `undefined`,
`utf-7`) that raise, take forever or read what no browser does.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH

if TYPE_CHECKING:
    from webencodings import Encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = frozenset({"utf-16le", "utf-16be"})
_STATEFUL = "iso-2022-jp"
# Charsets that the standard decodes as a larger one.
_SUPERSETS = {"gbk": "gb18030"}
_UNREADABLE = "replacement"
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
# The standard searches the first 1,024 bytes for a name, and all others while it parses.
_HEAD = 4_096
_KANA = re.compile(r"[ぁ-んァ-ヶ]")


def decode_html(body: bytes, charset: str) -> str:
    """Decode a page; `charset` is the one of the header, empty if there is none.

    A wrong or unknown name is ignored; invalid bytes become U+FFFD. ReportError for the charsets
    that browsers must refuse according to the standard.
    """
    marked = _decode_marked(body)
    if marked is not None:
        return marked
    named = find_encoding(charset)
    declared = named or _declared(body)
    # Their bytes may be valid UTF-8: ISO-2022-JP consists of ASCII bytes, UTF-16 of ASCII and NUL.
    if declared is not None and (declared.name == _STATEFUL or _is_wide(body, declared)):
        return _decode(body, declared)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if (declared is not None and declared.name == "utf-8") or _is_cut(body, error):
            return body.decode("utf-8", "replace")
    return _decode(body, declared) if declared else body.decode(_detect(body), "replace")


def decode_text(body: bytes, charset: str) -> str | None:
    """Decode a text that is not a page; None if its charset is UTF-8 or not named.

    A byte order mark takes precedence over the header. Raises ReportError as `decode_html` does.
    """
    if body.startswith(codecs.BOM_UTF8):
        return None
    marked = _decode_marked(body)
    if marked is not None:
        return marked
    encoding = find_encoding(charset)
    if encoding is None or encoding.name == "utf-8":
        return None
    narrow = encoding.name in _WIDE and not _is_wide(body, encoding)
    return None if narrow else _decode(body, encoding)


def find_encoding(label: str) -> Encoding | None:
    """The standard's encoding for a name; None for a name that it does not define.

    Raises ReportError for a name that it reserves for encodings that must not be decoded.
    """
    from webencodings import lookup  # only needed for texts from the web

    label = label.strip().strip("\"'")
    encoding = lookup(label) if label.isascii() else None
    if encoding is not None and encoding.name == _UNREADABLE:
        raise ReportError(
            f"the charset '{label}' is not supported (browsers do not support it either)",
            hint=f"save it as UTF-8 text {ATTACH}",
        )
    return encoding


def _decode(body: bytes, encoding: Encoding) -> str:
    if encoding.name in _SUPERSETS:
        return body.decode(_SUPERSETS[encoding.name], "replace")
    text: str = encoding.codec_info.decode(body, "replace")[0]
    return text


def _is_wide(body: bytes, encoding: Encoding) -> bool:
    """Whether a body is UTF-16 as it says: UTF-8 has no NUL, and UTF-16 has one in a line break."""
    return encoding.name in _WIDE and b"\0" in body


def _decode_marked(body: bytes) -> str | None:
    """Decode a body that begins with a byte order mark; None for any other."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    return None


def _is_cut(body: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the only invalid bytes are a character that is cut off at the end of the body."""
    # If all else is ASCII, the last byte may as well be a letter of windows-1252.
    return error.start > 0 and error.start >= len(body) - 3 and not body[: error.start].isascii()


def _declared(body: bytes) -> Encoding | None:
    """The charset that the page declares; if it cannot be that one, the standard's substitute."""
    head = _COMMENT.sub(b"", body[:_HEAD])
    found = _META.search(head) or _XML.match(head.lstrip())
    encoding = find_encoding(found[1].decode("ascii", "replace")) if found else None
    if encoding is None:
        return None
    # A page whose declaration can be read byte by byte is not UTF-16.
    if encoding.name in _WIDE:
        return find_encoding("utf-8")
    return find_encoding("windows-1252") if encoding.name == "x-user-defined" else encoding


def _detect(body: bytes) -> str:
    """Guess a charset: the Japanese one with the most kana, otherwise UTF-8 or windows-1252."""
    scores = {name: _count_kana(body, name) for name in ("cp932", "euc_jp")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 4:
        return best
    # UTF-8 with only a few invalid bytes is still best read as UTF-8.
    text = body.decode("utf-8", "replace")
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return "utf-8" if text.count("\ufffd") * 10 < wide else "cp1252"


def _count_kana(body: bytes, charset: str) -> int:
    text = body.decode(charset, "replace")
    kana = len(text) - len(_KANA.sub("", text))  # not findall: it could make a list of millions
    return kana - 20 * text.count("\ufffd")
