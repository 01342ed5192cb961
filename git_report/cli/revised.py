"""A revision in one line, from what it changed: for a person who gave no reason."""

from __future__ import annotations

from git_report.differ import Change, SectionChange, diff
from git_report.markdown import Document
from git_report.markdown.anchors import plain_title
from git_report.report.links import find_link
from git_report.text import flatten, shorten

_BARE = "Revision"
_TITLE = 60  # characters of a section's title
_VERBS = {Change.ADDED: "Add", Change.REMOVED: "Remove", Change.RENAMED: "Rename"}
_OPENING = "the text before the first heading"


def describe_revision(prior: Document, new: Document) -> str:
    """What was done to which sections, as in "Revise 'Costs' and 2 more sections".

    The section of which most words changed is named. An item with a link would be a reference: a
    title with an address is left out.
    """
    sections = diff(prior, new).sections
    if not sections:
        return _BARE
    first = max(sections, key=lambda each: each.words.added + each.words.removed)
    kinds = {change for section in sections for change in section.change}
    verb = _VERBS.get(kinds.pop(), "Revise") if len(kinds) == 1 else "Revise"
    more = len(sections) - 1
    rest = f" and {more} more section{'s' if more > 1 else ''}" if more else ""
    told = f"{verb} {_name(first)}{rest}"
    if find_link(told) is not None:
        return f"{verb} {len(sections)} section{'s' if more else ''}"
    return told


def _name(section: SectionChange) -> str:
    side = section.new or section.prior
    title = flatten(plain_title(side.path[-1])) if side is not None and side.path else ""
    return f"'{shorten(title, _TITLE)}'" if title else _OPENING
