"""Escape text from sources as Markdown that shows exactly this text (CommonMark 0.31).

The text cannot become raw HTML, a link, a fence, a heading or a list; control characters and
invisible characters are removed.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from git_report.markdown.invisible import strip_invisible

# Control characters and lone surrogates.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES = re.compile("[ \t\n\r\u00a0\u2028\u2029]+")
# A text is escaped in pieces. What could begin markup at the end of a piece is escaped too ("$"),
# since the next one may complete it.
_SPECIAL = re.compile(
    r"`|<(?=[A-Za-z/!?]|$)|\](?=[(\[:]|$)|\[(?=\^)|&(?=#?\w{1,32};)|\\(?=[!-/:-@\[-`{-~]|$)|"
    r"\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|~~|!(?=\[)"
)
_LINE = re.compile(
    r"(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|=+\s*$|~{3,}|[|:-][|: -]*$|\[\^)", re.MULTILINE
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_TRACKING = re.compile(
    r"(?:utm_|mc_|sc_|pk_|hsa_|_hs)\w+|(?:gclid|fbclid|msclkid|dclid|yclid|igshid|trk|trkcampaign)",
    re.IGNORECASE,
)
_LONGEST_URL = 2_000  # characters: a longer one is data, and only the text of the link is kept


def clean_text(text: str) -> str:
    """A text with white space collapsed, and without control characters."""
    return _SPACES.sub(" ", _remove_controls(text))


def _remove_controls(text: str) -> str:
    return strip_invisible(_CONTROLS.sub("", text))


def clean_code(text: str) -> str:
    """Lines of code, unchanged except that control characters are removed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    lines = (line.rstrip() for line in _remove_controls(text).split("\n"))
    return "\n".join(lines).strip("\n")


def escape_text(text: str) -> str:
    """Escape text within a paragraph; it has to be cleaned with `clean_text` first."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def escape_lines(text: str) -> str:
    """Escape the lines of a paragraph, so that none of them begins a block of another kind."""
    return "\n".join(_escape_line(line.strip(" ")) for line in text.split("\n"))


def _escape_line(line: str) -> str:
    if _LINE.match(line):
        return "\\" + line
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def quote_code(text: str) -> str:
    """Format code within a paragraph."""
    text = clean_text(text).strip()
    if not text:
        return ""
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def fence_code(text: str, language: str) -> str:
    """Format a block of code; empty if there is none."""
    text = clean_code(text)
    if not text.strip():
        return ""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def clean_url(url: str) -> str:
    """A link's destination without tracking parameters; empty if the link is not kept.

    Links with http, https or a relative path are kept; links to an anchor of the same page are not.
    """
    url = _remove_controls(url).strip()
    if not url or url.startswith("#") or len(url) > _LONGEST_URL:
        return ""
    url = re.sub(r"\s+", "%20", url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    # To urlsplit, what is not a valid scheme is a path: "java script:…".
    if parts.scheme.lower() not in {"", "http", "https"} or (
        not parts.scheme and ":" in parts.path
    ):
        return ""
    if parts.query and any(
        _TRACKING.fullmatch(n) for n, _ in parse_qsl(parts.query, keep_blank_values=True)
    ):
        # Not urlencode, which would write the other parameters in its own way.
        pairs = (pair for pair in parts.query.split("&"))
        kept = "&".join(pair for pair in pairs if not _TRACKING.fullmatch(pair.partition("=")[0]))
        url = urlunsplit(parts._replace(query=kept))
    # Any of these could end the destination, the link or the table cell around it.
    return re.sub(r"[()<>\[\]\\`|\"']", lambda found: f"%{ord(found[0]):02X}", url)
