"""Write a report with all its versions as one HTML file that loads nothing.

The page's content security policy allows only its one script and one style, by their hashes, so
that text of a report stays text even if the sanitiser missed something.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from git_report.assessment.lists import Assessment
from git_report.assessment.render import Listed, render_lists, render_notes
from git_report.patterns import lazy
from git_report.terminal import clean

# Identifies a file as one of our pages, which may be overwritten.
MARKER = '<meta name="generator" content="git-report view">'
_BOLD = lazy(r"\*\*([^*]+)\*\*")
# As an HTML parser or a script sees them; in JSON they can only occur in strings.
_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def render_page(
    path: str,
    data: Mapping[str, Any],
    assessment: Assessment | None = None,
    state: Iterable[Listed] = (),
) -> str:
    """The page of a report; `path` is the report's directory, `data` the timeline.

    `assessment` has the lists of the newest version, `state` what is open about it.
    """
    title = next((each["heading"] for each in reversed(data["versions"]) if each["heading"]), path)
    style, script = _read("page.css"), _read("page_diff.js") + _read("page.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_read("page.html")).substitute(
        policy=policy,
        marker=MARKER,
        title=escape(_plain(title or "Report")),
        state=_plain(_render_lists("state", "State", state)),
        assessment=_plain(render_assessment(assessment)) if assessment is not None else "",
        style=style,
        script=script,
        data=encode_data({"path": path, **data}),
    )


def render_assessment(assessment: Assessment) -> str:
    """The lists of the newest version as a section of the page, all of it text; may be empty."""
    return _render_lists(
        "assessment", "Assessment", render_lists(assessment), render_notes(assessment)
    )


def _render_lists(name: str, title: str, lists: Iterable[Listed], notes: Iterable[str] = ()) -> str:
    parts = [_render_list(listed) for listed in lists]
    parts += [f"<p>{escape(note)}</p>" for note in notes]
    if not parts:
        return ""
    return (
        f'<section id="{name}" class="lists" aria-label="{title}"><details>'
        f"<summary><h2>{title}</h2></summary>{''.join(parts)}</details></section>"
    )


def _render_list(listed: Listed) -> str:
    entries = [*listed.entries, *([f"and {listed.more} more"] if listed.more else [])]
    items = "".join(f"<li>{_render_entry(entry)}</li>" for entry in entries)
    return f"<h3>{escape(listed.title)}</h3><ul>{items}</ul>"


def _render_entry(entry: str) -> str:
    """An entry as text, with its lines and the words that are highlighted."""
    lines = [line.removeprefix("  - ") for line in entry.split("\n")]
    return _BOLD.sub(r"<b>\1</b>", "<br>".join(escape(clean(line)) for line in lines))


def encode_data(data: Mapping[str, Any]) -> str:
    """JSON for a script element: no string in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _plain(text).translate(_ESCAPES)


def is_page(head: bytes) -> bool:
    """Whether a file that starts like this is one of our pages."""
    return MARKER.encode() in head


def _plain(text: str) -> str:
    """The text without surrogates, which stand for bytes of a path that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(name: str) -> str:
    return files("git_report.history").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
