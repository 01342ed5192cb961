"""Text of strangers where GitHub, GitLab and their like read it: it calls nobody, closes nothing.

A forge acts on what is in a commit message or a comment: it says whom an "@" names, notes a
mention at an issue, closes one behind "Fixes", leaves out tests at "[skip ci]", books a commit for
whoever a trailer names. In Markdown, which is rendered, a character that nobody sees parts what
would be read as one; in a commit message, which is plain text, all that is done can be seen.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from git_report.report.credential_shapes import redact, redact_address
from git_report.text import one_line

_HOST = r"(?<![A-Za-z\d])(?:https?://|www\.)(?:[A-Za-z\d-]+\.)+[A-Za-z\d-]+(?![\w@&~-])"
# It ends where an escape or an entity begins, which may be no part of the link that is made of it.
_ADDRESS = rf"{_HOST}(?:[^\s<>`\"'()\[\]\\&]|&(?!#|\w+;))*"
# A link to a place within a report, which is not a mention; "](#12" alone would be one.
_ANCHOR = r"(?<!\\)\[(?!\^)(?P<label>[^\[\]`<>|\\\n]*)\](?P<target>\(#[\w-]+\))"
# What counts as a letter before a mention is ASCII alone, and neither an underscore nor a backtick,
# which may be markup that is not seen any more. What follows may be an entity.
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
_APART = "\u200b"
# Characters that a mention is made of.
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
# The first character of what a forge would find in an address: a name, or a number.
_IN_ADDRESS = re.compile(
    rf"(?<![a-z\d])[@~](?=[\w.])|(?<=[#!&])\d|(?<=gh-|gl-)\d|(?<=\*)\*|[\[\]]|"
    rf"(?P<place>{_PLACES})(?P<number>\d)",
    re.IGNORECASE,
)


def quiet_markdown(text: str) -> str:
    """Markdown that says the same, and in which no forge finds a mention or a reference.

    Also in a code span: whether a backtick begins one is not known from what precedes it.
    """
    return _MARKDOWN.sub(_part, text)


def _part(found: re.Match[str]) -> str:
    if found["address"] is not None:
        # Whoever renders it makes a link of it, in which only an issue of a forge is looked for.
        return _ISSUE.sub(_number_issue, found[0])
    if found["anchor"] is not None:
        return f"[{quiet_markdown(found['label'])}]{found['target']}"
    if found["entity"] is not None and not _MEANT.fullmatch(unescape(found[0])):
        return found[0]
    return found[0] + _APART


def _number_issue(found: re.Match[str]) -> str:
    return found[1] + (f"%{ord(found[2]):02X}" if found[2] else _APART)


def quiet_address(address: str) -> str:
    """An address that leads where it led, and that no forge takes for one of its issues.

    Some characters are written by their numbers (RFC 3986), which whoever follows it undoes.
    """
    return _IN_ADDRESS.sub(_number, address)


def _number(found: re.Match[str]) -> str:
    place, last = found["place"] or "", found["number"] or found[0]
    return f"{place}%{ord(last):02X}"


def quiet_line(text: str) -> str:
    """A text as a part of a line of a commit message: its words, and nothing that a forge obeys.

    It is one line without control characters; "@someone" is shown as "@ someone", "#4" as "# 4",
    "[skip ci]" as "(skip ci)", "Signed-off-by:" as "Signed-off-by -".
    """
    told = _PLAIN.sub(_say, _without_unseen(text))
    return _CLOSED_KEY.sub(r"\1 ", _TRAILER.sub(r"\1 -", told))


def _without_unseen(text: str) -> str:
    """The text on one line, with a space also for what a terminal or a page does not show."""
    return one_line("".join(" " if unicodedata.category(c) == "Cf" else c for c in text))


def _say(found: re.Match[str]) -> str:
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
    told = quiet_line(redact(title))
    address = quiet_address(redact_address(_without_unseen(target)))
    return f"{told} <{address}>" if address else told
