"""Replace `{section:TITLE}` by a link to the section, whose anchor the writer cannot know."""

from __future__ import annotations

import re
from collections import defaultdict

from rapidfuzz import fuzz, process

from git_report.differ.sections.numbering import strip_number
from git_report.edits.application import body_of
from git_report.edits.prose_changes import find_fixed, place_blocks
from git_report.edits.section_numbers import OperationError
from git_report.edits.splices import TextEdit, splice
from git_report.markdown import Document, Heading, Section, Table, parse
from git_report.markdown.anchors import name_anchors, plain_title
from git_report.patterns import lazy

_PLACEHOLDER = lazy(r"\{section:[ \t]*(?P<title>[^{}\n]{1,200}?)[ \t]*\}")
_MARK = lazy(r"\[\^[^\[\]\s]+\]")
_SPECIAL = lazy(r"([\\\[\]`*_<>])")
_SHOWN = 5  # titles that an error lists


def link_sections(body: str, prior: Document | None = None) -> str:
    """A version's body with links for its section references; `prior` is the version before it.

    In a heading, a reference becomes the title without a link, because a link there would become
    part of the heading's anchor. Raises OperationError for a title that no section has, or several.
    """
    if not _PLACEHOLDER.search(body):
        return body
    for in_headings in (True, False):  # headings first, because they change the anchors
        body = _Linking(body, prior, in_headings=in_headings).run()
    return body


class _Linking:
    """One pass over a body: its headings, or all other blocks."""

    def __init__(self, body: str, prior: Document | None, *, in_headings: bool) -> None:
        self.body = body
        self.in_headings = in_headings
        self.document = parse(body)
        self.problems: list[str] = []
        # A placeholder that the prior version has as well is literal text.
        self.literal = (
            frozenset(m[0] for m in _PLACEHOLDER.finditer(body_of(prior))) if prior else ()
        )
        self.anchors = {s.index: anchor for anchor, s in name_anchors(self.document).items()}
        self.titles: defaultdict[str, list[Section]] = defaultdict(list)
        for section in self.document.sections[1:]:
            title = _show(section)
            for each in {_fold(title), _fold(strip_number(title)[1])}:
                self.titles[each].append(section)

    def run(self) -> str:
        """The changed body; raises OperationError if there are problems."""
        splices = []
        for at, block in place_blocks(self.document):
            if isinstance(block, Heading) is not self.in_headings:
                continue
            fixed = find_fixed(block.text)
            for match in _PLACEHOLDER.finditer(block.text):
                start = match.start()
                escaped = block.text[start - 1 : start] == "\\"
                if match[0] in self.literal or escaped or start in fixed:
                    continue
                words = self.link(match)
                words = words.replace("|", "\\|") if isinstance(block, Table) else words
                splices.append(TextEdit(at + start, at + match.end(), words))
        if self.problems:
            raise OperationError(dict.fromkeys(self.problems))
        return splice(self.body, splices)

    def link(self, match: re.Match[str]) -> str:
        """The replacement of a placeholder."""
        found = self.titles.get(_fold(plain_title(match["title"])), [])
        if len(found) != 1:
            self.problems.append(self.explain_unclear(match, len(found)))
            return ""
        words = _SPECIAL.sub(r"\\\1", _show(found[0]))
        return words if self.in_headings else f"[{words}](#{self.anchors[found[0].index]})"

    def explain_unclear(self, match: re.Match[str], count: int) -> str:
        """The message for a title that no section has, or several."""
        if count:
            return f"'{match[0]}' may be any of {count} sections with that title"
        titles = [_show(section) for section in self.document.sections[1:]]
        near = process.extract(match["title"], titles, scorer=fuzz.WRatio, limit=_SHOWN)
        named = ", ".join(f"'{title}'" for title, _, _ in near)
        return f"'{match[0]}' does not name a section of the new version; the nearest are {named}"


def _show(section: Section) -> str:
    return plain_title(_MARK.sub("", section.title))


def _fold(title: str) -> str:
    return title.casefold().strip().rstrip(".:")
