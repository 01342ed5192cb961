"""The characters of a page's bytes, in whatever charset it says, or does not say, that they are.

After the WHATWG encoding standard, with one more rule: bytes that are UTF-8 throughout are UTF-8,
whatever header or page say, for no other charset's text looks like that by chance. The names of
charsets are the standard's alone: Python has codecs besides (`idna`, `undefined`, `utf-7`) that
raise, take forever or read what no browser does.
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
# What the standard decodes with more than the codec of that name has.
_SUPERSETS = {"gbk": "gb18030"}
_UNREADABLE = "replacement"
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
# The standard looks for a name in 1,024 bytes before it parses, and while it parses in all others.
_HEAD = 4_096
_KANA = re.compile(r"[ぁ-んァ-ヶ]")


def decode_html(body: bytes, charset: str) -> str:
    """The characters of a page; `charset` is the header's, empty for none.

    A wrong or unknown name is passed over; bytes that no charset has become U+FFFD. ReportError
    for the charsets that the standard has browsers refuse.
    """
    marked = _decode_marked(body)
    if marked is not None:
        return marked
    named = find_encoding(charset)
    declared = named or _declared(body)
    if declared is not None and (declared.name == _STATEFUL or declared.name in _WIDE):
        return _decode(body, declared)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if (declared is not None and declared.name == "utf-8") or _is_cut(body, error):
            return body.decode("utf-8", "replace")
    return _decode(body, declared) if declared else body.decode(_detect(body), "replace")


def decode_text(body: bytes, charset: str) -> str | None:
    """The characters of a text that is not a page; None where its charset is UTF-8, or not told.

    A byte order mark goes before the header. Raises ReportError as `decode_html`.
    """
    if body.startswith(codecs.BOM_UTF8):
        return None
    marked = _decode_marked(body)
    if marked is not None:
        return marked
    encoding = find_encoding(charset)
    return None if encoding is None or encoding.name == "utf-8" else _decode(body, encoding)


def find_encoding(label: str) -> Encoding | None:
    """What the standard means by a name; None for a name that it does not have.

    Raises ReportError for a name that it keeps for what is not to be read.
    """
    from webencodings import lookup  # only what is read of the web needs it

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


def _decode_marked(body: bytes) -> str | None:
    """The characters behind a byte order mark; None where there is none."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    return None


def _is_cut(body: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the only fault is a character that the end of the body cuts."""
    return error.start > 0 and error.start >= len(body) - 3 and not body[: error.start].isascii()


def _declared(body: bytes) -> Encoding | None:
    """What the page says of itself; where that cannot be so, what the standard takes it for."""
    head = _COMMENT.sub(b"", body[:_HEAD])
    found = _META.search(head) or _XML.match(head.lstrip())
    encoding = find_encoding(found[1].decode("ascii", "replace")) if found else None
    if encoding is None:
        return None
    if encoding.name in _WIDE:
        return find_encoding("utf-8")
    return find_encoding("windows-1252") if encoding.name == "x-user-defined" else encoding


def _detect(body: bytes) -> str:
    """The charset that makes the most kana of the bytes; else one that has them all."""
    scores = {name: _count_kana(body, name) for name in ("cp932", "euc_jp")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 4:
        return best
    # A page of UTF-8 with a wrong byte or two reads better as that.
    text = body.decode("utf-8", "replace")
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return "utf-8" if text.count("\ufffd") * 10 < wide else "cp1252"


def _count_kana(body: bytes, charset: str) -> int:
    text = body.decode(charset, "replace")
    kana = len(text) - len(_KANA.sub("", text))  # without a list of millions
    return kana - 20 * text.count("\ufffd")
