"""Neutralise text from others for GitHub, GitLab and similar forges.

A forge acts on the text of a commit message or a comment: it notifies whom an "@" names, adds a
mention to an issue, closes one after "Fixes", skips tests at "[skip ci]", and credits a commit to
whoever a trailer names. In Markdown, which is rendered, an invisible character separates what would
be recognised; in a commit message, which is plain text, every change can be seen.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from git_report.report.redaction import redact, redact_address
from git_report.text import one_line

_HOST = r"(?<![A-Za-z\d])(?:https?://|www\.)(?:[A-Za-z\d-]+\.)+[A-Za-z\d-]+(?![\w@&~-])"
# It ends before an escape or an entity, which may not be part of the link that is made from it.
_ADDRESS = rf"{_HOST}(?:[^\s<>`\"'()\[\]\\&]|&(?!#|\w+;))*"
# A link to a heading within a report, which is not a mention; "](#12" alone would be one.
_ANCHOR = r"(?<!\\)\[(?!\^)(?P<label>[^\[\]`<>|\\\n]*)\](?P<target>\(#[\w-]+\))"
# Only ASCII letters and digits before it prevent a mention. An underscore or a backtick does not:
# it may be markup that is not shown. What follows may be an entity.
_SIGIL = (
    r"(?<![A-Za-z\d])@(?=[\w.&])|[#!](?=[\d&])|&(?=[\d&])|(?<![A-Za-z\d~])[~%](?=[\w\"&])|"
    r"\b(?:GH|GL)-(?=[\d&])"
)
_PLACES = r"/(?:issues|pulls?|merge_requests|epics|work_items|discussions)/"
_ENTITY = r"(?<!\\)&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});"
_MARKDOWN = re.compile(
    rf"(?P<address>{_ADDRESS})|(?P<anchor>{_ANCHOR})|(?P<entity>{_ENTITY})|"
    rf"(?P<sigil>{_SIGIL}|{_PLACES}(?=[\d&]))",
    re.IGNORECASE,
)
_ZERO_WIDTH_SPACE = "\u200b"
# Characters that a mention consists of.
_MEANT = re.compile(r"[A-Za-z\d@#!&~%/_.-]")
_CLOSES = r"(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?)"
_PLAIN = re.compile(
    rf"(?P<address>{_HOST}[^\s<>\"]*)|"
    rf"(?P<apart>{_SIGIL}|#(?=[a-z])|{_PLACES}(?=\d))|"
    r"(?P<open>\[)|(?P<close>\])|(?P<stars>\*{2,})",
    re.IGNORECASE,
)
_ISSUE = re.compile(rf"({_PLACES})(\d|\Z)", re.IGNORECASE)
_TRAILER = re.compile(r"\b((?:[a-z]+-)+by|change-id|skip-checks|changelog) ?:", re.IGNORECASE)
_CLOSED_KEY = re.compile(
    rf"\b({_CLOSES}:? +(?:issues? +)?(?-i:[A-Z][A-Z\d_]+-))(?=\d)", re.IGNORECASE
)
# The first character of a name or a number that a forge would find in an address.
_IN_ADDRESS = re.compile(
    rf"(?<![a-z\d])[@~](?=[\w.])|(?<=[#!&])\d|(?<=gh-|gl-)\d|(?<=\*)\*|[\[\]]|"
    rf"(?P<place>{_PLACES})(?P<number>\d)",
    re.IGNORECASE,
)


def quiet_markdown(text: str) -> str:
    """The same Markdown, changed so that no forge finds a mention or a reference in it.

    Code spans are changed too: the text before a backtick does not show whether it begins one.
    """
    return _MARKDOWN.sub(_separate, text)


def _separate(found: re.Match[str]) -> str:
    if found["address"] is not None:
        # A renderer makes a link of it, in which a forge only recognises an issue.
        return _ISSUE.sub(_number_issue, found[0])
    if found["anchor"] is not None:
        return f"[{quiet_markdown(found['label'])}]{found['target']}"
    if found["entity"] is not None and not _MEANT.fullmatch(unescape(found[0])):
        return found[0]
    return found[0] + _ZERO_WIDTH_SPACE


def _number_issue(found: re.Match[str]) -> str:
    return found[1] + (f"%{ord(found[2]):02X}" if found[2] else _ZERO_WIDTH_SPACE)


def quiet_address(address: str) -> str:
    """An equivalent address that no forge recognises as one of its issues.

    Some characters are percent-encoded (RFC 3986).
    """
    return _IN_ADDRESS.sub(_number, address)


def _number(found: re.Match[str]) -> str:
    place, last = found["place"] or "", found["number"] or found[0]
    return f"{place}%{ord(last):02X}"


def quiet_line(text: str) -> str:
    """A text for a line of a commit message, changed so that no forge acts on it.

    It is one line without control characters; "@someone" is shown as "@ someone", "#4" as "# 4",
    "[skip ci]" as "(skip ci)", "Signed-off-by:" as "Signed-off-by -".
    """
    quiet = _PLAIN.sub(_escape_plain, _without_unseen(text))
    return _CLOSED_KEY.sub(r"\1 ", _TRAILER.sub(r"\1 -", quiet))


def _without_unseen(text: str) -> str:
    """The text on one line, with spaces also in place of invisible characters."""
    return one_line("".join(" " if unicodedata.category(c) == "Cf" else c for c in text))


def _escape_plain(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "address":
            return quiet_address(found[0])
        case "open":
            return "("
        case "close":
            return ")"
        case "stars":
            return "*"
        case _:
            return f"{found[0]} "


def name_reference(title: str, target: str) -> str:
    """The value of a ``Report-Reference`` trailer: a title and an address, without credentials."""
    quiet = quiet_line(redact(title))
    address = quiet_address(redact_address(_without_unseen(target)))
    return f"{quiet} <{address}>" if address else quiet
