"""Find links that show one address and lead to another, for S010."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from git_report.markdown import Document
from git_report.markdown.anchors import plain_title
from git_report.markdown.hidden import find_anchors
from git_report.markdown.inlines import Link
from git_report.markdown.invisible import strip_invisible
from git_report.markdown.leaves import find_markup
from git_report.markdown.line_count import LineCount
from git_report.patterns import lazy

# Other endings are just as often those of files and products: node.js, socket.io, README.md.
_ENDINGS = (
    "com|org|net|edu|gov|mil|int|info|biz|eu|example|ac|au|br|ca|ch|cn|cz|de|dk|es|fi|fr|gr|hu|ie|"
    "jp|kr|mx|nl|nz|pt|ru|se|sk|tr|ua|uk|za"
)
# An address with another scheme, such as "s3://bucket", is the name of a thing, and the link may
# lead to a page about it.
_SHOWN = lazy(r"(?:\b(?:https?|ftps?|wss?):[\\/]{2}|www\.)[^\s<>\"|]+", re.IGNORECASE)
_BARE = lazy(
    rf"(?:[\w-]+\.)+(?!(?-i:N[Ee][Tt]))(?:{_ENDINGS})(?::\d+)?(?:[/?#]\S*)?|[\w.+-]+@(?:[\w-]+\.)+\w+",
    re.IGNORECASE,
)
_ADDRESS = lazy(r"(?:([a-z][a-z0-9+.-]*):)?(?:[\\/]{2,})?([^\\/?#]*)", re.IGNORECASE)
_PASSED_OVER = lazy(r"[\x00-\x20\u200b\u00ad]")
_ARCHIVES = frozenset({"archive.org", "web.archive.org"})
_ARCHIVED = lazy(r"/web/[\w*]+/(https?:/{1,2}[^/?#]*)", re.IGNORECASE)
# Characters that look like the marks of an address, and that Unicode does not map to them.
_LOOKALIKES = str.maketrans("\u2236\ua789\u05c3\u2044\u2215\u29f8\u3002", ":::///.")
# A reader sees text directly before or after a link as part of it.
_APART = lazy(r"[\s<>()\[\]\"'|*`]")
# A footnote mark is not part of the address that it follows.
_MARK = lazy(r"[\^\d\W]*")
_PORTS = {"80", "443", ""}


class Misleading(NamedTuple):
    """A link whose text is a different address than its target: its line, and both."""

    line: int
    shown: str
    target: str


class _Place(NamedTuple):
    """The identity of an address; http and https are equal, and so is a host with www."""

    scheme: str
    user: str
    host: str
    port: str


def find_misleading(document: Document) -> Iterator[Misleading]:
    """Yield the links of a document that show an address of another host, user or scheme."""
    source = document.source
    html = "href" in source.casefold()
    if "](" not in source and "][" not in source and "]:" not in source and not html:
        return
    for markup in find_markup(source):
        link = markup.found
        if isinstance(link, Link) and not link.image:
            end = link.offset + len(link.source)
            glued = _glue(markup.container, link.offset, link.text, end)
            yield from _compare(markup.line, glued, link.target)
    if html:
        lines = LineCount(source)
        for start, end, text, target in find_anchors(document):
            glued = _glue(source, start, text, end)
            yield from _compare(lines.before(start) + 1, glued, target)


class _Shown(NamedTuple):
    """The text of a link, and the text that touches it on each side."""

    before: str
    text: str
    behind: str


def _glue(source: str, start: int, text: str, end: int) -> _Shown:
    """The text of a link with the text that touches it; `start` and `end` are its positions."""
    first = start
    while first and not _APART.match(source, first - 1):
        first -= 1
    apart = _APART.search(source, end)
    return _Shown(source[first:start], text, source[end : apart.start() if apart else len(source)])


def _compare(line: int, seen: _Shown, target: str) -> Iterator[Misleading]:
    place = _read_place(target)
    if not place.scheme and not place.host:
        return  # a place of the report, or a file of the repository
    plain = _read_text(seen.text)
    if (seen.before or seen.behind) and not _MARK.fullmatch(plain):
        around = _SHOWN.findall(_read_text("".join(seen)))
        # Only a part of the address is the link.
        plain = next((address for address in around if plain in address), plain)
    bare = _BARE.fullmatch(plain.strip(" .:,;!?<>()"))
    shown = _SHOWN.findall(plain) or ([bare[0]] if bare else [])
    if place.host in _ARCHIVES:
        archived = _ARCHIVED.search(target)  # it shows the page that its address ends with
        page = _read_place(archived[1]) if archived else place
        shown = [each for each in shown if _read_place(each, shown=True).host != page.host]
    exact = "//" in plain or bare is None
    if shown and all(_differs(_read_place(s, shown=True), place, exact=exact) for s in shown):
        yield Misleading(line, shown[0], target)


def _read_text(text: str) -> str:
    """The text of a link as displayed: entities are decoded, wide letters are normal ones."""
    plain = unicodedata.normalize("NFKC", strip_invisible(unescape(plain_title(text))))
    return plain.translate(_LOOKALIKES)


def _differs(shown: _Place, target: _Place, *, exact: bool) -> bool:
    """Whether the link leads elsewhere than its text says."""
    if shown.scheme == "mailto" and target.scheme != "mailto":
        # @user@host is the name of a page; an e-mail address may lead to the page of its host.
        return not (shown.user.startswith("@") or f".{target.host}".endswith(f".{shown.host}"))
    if not exact and target.host.endswith(f".{shown.host}"):
        # "igdb.com" names the owner of api.igdb.com; an address with a scheme names one host.
        shown, target = shown._replace(host=""), target._replace(host="")
    return shown != target


def _read_place(address: str, *, shown: bool = False) -> _Place:
    """The parts of an address that determine where it leads, read as browsers do."""
    text = _PASSED_OVER.sub("", address).rstrip(".,;:!?'\"*_")
    match = _ADDRESS.match(text)
    assert match is not None
    scheme, authority = (match[1] or "").casefold(), match[2]
    if shown and "@" in text and not match[1] and not text.startswith("//"):
        scheme, authority = "mailto", text
    elif shown and (not scheme or "." in scheme):
        scheme, authority = "https", text.partition("/")[0].partition("?")[0].partition("#")[0]
    elif scheme == "mailto":
        authority = text.partition(":")[2].partition("?")[0]
    elif not scheme and re.match(r"[\\/]{2}", text):
        scheme = "https"
    elif not scheme:
        return _Place("", "", "", "")
    user, _, host = unquote(authority).rpartition("@")
    name, _, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    if scheme == "http":
        scheme = "https"
    return _Place(scheme, user, _fold_host(name), "" if port in _PORTS else port)


def _fold_host(name: str) -> str:
    """A host name in a form to compare, encoded as for DNS."""
    name = unicodedata.normalize("NFKC", name.lower()).rstrip(".").removeprefix("www.")
    # The codec of the standard library is IDNA 2003, which maps "ß" to "ss".
    return ".".join(
        label if label.isascii() else f"xn--{label.encode('punycode', 'replace').decode('ascii')}"
        for label in name.replace("\u3002", ".").split(".")
    ).removeprefix("www.")
