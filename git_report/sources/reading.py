"""A reference of the checklist, read from the repository."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath

from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.markdown.anchors import name_anchors, plain_title
from git_report.report.checklist import Reference
from git_report.report.location import cut_section, locate
from git_report.report.snapshot import Snapshot
from git_report.report.targets import is_url
from git_report.sources.source import Source

MAX_BYTES = 4 * 1024 * 1024
MARKDOWN, PLAIN = "text/markdown", "text/plain"
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx"})
_SKIP = "set it aside with 'git report skip'"


def read_source(
    snapshot: Snapshot,
    folder: str,
    reference: Reference,
    instructions_path: str,
    *,
    max_bytes: int = MAX_BYTES,
) -> Source:
    """Read the text behind a checklist item of the report in `folder`.

    Pure over the snapshot. Raises ReportError, at the item's line of the instructions, for a
    target that can not be read: a web page or a PDF in this version, a path that `locate`
    refuses, a file past `max_bytes`, text that is empty or not UTF-8, an unknown fragment.
    """
    where = f"{instructions_path}:{reference.line}"
    target = reference.target
    _check_kind(reference, where)
    location = locate(snapshot, folder, target, where)
    suffix = PurePosixPath(location.path).suffix.casefold()
    data = snapshot.read(location.path)
    if suffix == ".pdf" or data.startswith(b"%PDF-"):
        raise _not_yet(target, "a PDF", where)
    _decode(data, target, where)
    media_type = MARKDOWN if suffix in _MARKDOWN_SUFFIXES else PLAIN
    if location.fragment:
        data = _cut_section(data, media_type, location.fragment, target, where)
    if len(data) > max_bytes:
        raise ReportError(
            f"'{target}' is larger than a source may be: {len(data):,} of {max_bytes:,} bytes",
            hint="name one section of it with '#fragment', split it, or raise "
            "'git config report.maxSourceBytes'",
            where=where,
        )
    text = _decode(data, target, where)
    if not text.strip():
        raise ReportError(f"'{target}' holds no text", hint=f"fill it, or {_SKIP}", where=where)
    return Source(
        title=_title(reference, text, media_type),
        target=target,
        text=text,
        data=data,
        blob=snapshot.blob_id(data),
        path=location.path,
        media_type=media_type,
    )


def _check_kind(reference: Reference, where: str) -> None:
    target = reference.target
    if not target:
        raise ReportError(
            f"the item '{reference.title}' has no target",
            hint="give it a link '[Title](path.md)' or a bare URL",
            where=where,
        )
    if not is_url(target):
        return
    if target.casefold().startswith(("http:", "https:")):
        raise _not_yet(target, "a web page", where)
    scheme = target.partition(":")[0]
    raise ReportError(
        f"'{target}' can not be read: '{scheme}:' is no kind of reference",
        hint=f"name a file of this repository, or {_SKIP}",
        where=where,
    )


def _not_yet(target: str, what: str, where: str) -> ReportError:
    return ReportError(
        f"'{target}' is {what}, which this version does not read yet; nothing was changed",
        hint=f"save its text as a file of the repository, or {_SKIP}",
        where=where,
    )


def _decode(data: bytes, target: str, where: str) -> str:
    """The text of a file: without byte order mark, with LF line endings."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReportError(
            f"'{target}' is not UTF-8 text: byte {error.start:,} is 0x{data[error.start]:02x}",
            hint="save it as UTF-8",
            where=where,
        ) from None
    if "\0" in text:
        raise ReportError(
            f"'{target}' is not text: byte {data.index(0):,} is NUL",
            hint=f"name a Markdown or plain text file, or {_SKIP}",
            where=where,
        )
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _cut_section(data: bytes, media_type: str, fragment: str, target: str, where: str) -> bytes:
    """The exact bytes of the section that a fragment names."""
    if media_type != MARKDOWN:
        raise ReportError(
            f"'{target}' names a section, but a plain text file has none",
            hint="leave the fragment away, or name a Markdown file",
            where=where,
        )
    cut = cut_section(data, fragment)
    if cut is None:
        raise ReportError(
            f"'{target}' names no section of its file",
            hint=_near_anchors(parse(_decode(data, target, where)), fragment),
            where=where,
        )
    return cut


def _near_anchors(document: Document, fragment: str) -> str:
    anchors = list(name_anchors(document))
    if not anchors:
        return "the file has no headings: leave the fragment away"
    near = get_close_matches(fragment.casefold(), anchors, n=3, cutoff=0.5) or anchors[:3]
    shown = ", ".join(f"'#{anchor}'" for anchor in near)
    return f"its sections are: {shown}" + ("" if len(anchors) == len(near) else ", …")


def _title(reference: Reference, text: str, media_type: str) -> str:
    """The item's title; else, for a bare target, the text's own first heading; else the target."""
    if reference.title and reference.title != reference.target:
        return reference.title
    if media_type == MARKDOWN:
        own = plain_title(parse(text).title)
        if own:
            return own
    return reference.target
