"""Find the links, images and raw HTML of inline content by the rules of CommonMark and GFM.

This is one pass from left to right, as in the specification's appendix ("phase 2: inline
structure"), but without emphasis, which does not affect links and HTML. mistune's inline parser has
no positions, takes quadratic time for some texts, and differs in code spans within brackets and in
the labels of references. No text takes more time than its length times a small constant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from git_report.patterns import lazy

# Longer runs of backticks are text, as on GitHub.
_LONGEST_RUN = 80
_LONGEST_LABEL = 1000  # characters, as in CommonMark
_DEEPEST_PARENTHESES = 32  # as in cmark

_PUNCTUATION = r"!-/:-@\[-`{-~"
_SPECIAL = lazy(rf"\\[{_PUNCTUATION}]|`+|<|!\[(?!\^)|[\[\]]|://|www\.")
_BACKTICKS = lazy(r"`+")
_SPACE = r"[ \t\n\v\f\r]"
_ATTRIBUTE = (
    rf"{_SPACE}++[A-Za-z_:][\w:.-]*+"
    rf"(?>(?:{_SPACE}*+={_SPACE}*+(?:[^ \t\r\n\v\f\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?)"
)
_TAG = lazy(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*+(?>(?:{_ATTRIBUTE})*){_SPACE}*+/?>|/[A-Za-z][A-Za-z0-9-]*+{_SPACE}*+>)",
    re.ASCII,
)
# Raw HTML other than tags: its opening, and a pattern for all of it. In cmark-gfm, `--->`, `]]]>`
# and `??>` close nothing.
_OTHER_HTML = (
    ("<!--", lazy(r"<!--(?:-?>|(?>(?:[^-]++|-[^-]|--[^>])*)-->)")),
    ("<?", lazy(r"<\?(?>(?:[^?>]++|\?[^>]|>)*)\?>")),
    ("<![CDATA[", lazy(r"<!\[CDATA\[(?>(?:[^\]]++|\][^\]]|\]\][^>])*)\]\]>")),
    ("<!", lazy(rf"<![A-Z]++{_SPACE}[^>]*+>")),
)
_GIVEN_UP = {"<!--": ("<!--", "<![CDATA[", "<!"), "<?": ("<?",), "<![CDATA[": ("<![CDATA[",)}
_AUTOLINK = lazy(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\x00-\x20<>]*+)>")
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = lazy(rf"<[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]++@{_HOST}(?>(?:\.{_HOST})*)>")
_SCHEME = lazy(r"(?<![A-Za-z])(?:https?|ftp)\Z", re.IGNORECASE)
_HOST_END = lazy(r"[^\w.-]")
_NOT_ADDRESS = lazy(rf"{_SPACE}|<")
_TRAILING_ENTITY = lazy(r"&[A-Za-z]+;\Z")
_SPACES = lazy(rf"{_SPACE}*+")
_SPACE_RUN = lazy(rf"{_SPACE}++")
_POINTED = lazy(r"<((?>(?:[^<>\\\n]|\\.)*))>")
_BARE_MARK = lazy(rf"\\[{_PUNCTUATION}]|[()]|{_SPACE}")
# An escaped closing mark closes the title if no other one does.
_TITLE = lazy(
    r'"[^"]*+(?:(?<=\\)"[^"]*+)*"'
    r"|'[^']*+(?:(?<=\\)'[^']*+)*'"
    r"|\([^()]*+(?:(?<=\\)[()][^()]*+)*\)"
)
_LABEL = lazy(rf"\[((?>(?:[^\[\]\\]|\\[{_PUNCTUATION}]?+){{0,{_LONGEST_LABEL}}}))\]")
_LINE_END = lazy(r"[ \t]*+(?:\n|\Z)")
_ENTITY = lazy(r"&(?:#(?:[Xx][A-Fa-f0-9]{1,6}|[0-9]{1,7})|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = lazy(rf"\\([{_PUNCTUATION}])")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image: its text, target and source, and the offset of the source.

    `text` is source; in `target`, entities and escapes are decoded.
    """

    text: str
    target: str
    source: str
    offset: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class Html:
    """Raw HTML: a tag, a comment or the like, or a whole HTML block; `offset` is its start.

    CommonMark only finds its end; a browser may read its content differently.
    """

    source: str
    offset: int


def scan_inlines(text: str, targets: Mapping[str, str]) -> list[Link | Html]:
    """The links, images and raw HTML of the content of one paragraph, heading or table cell.

    `targets` has the targets of link definitions by folded label. An image's description is text,
    so nothing is found in it.
    """
    return _Scan(text, targets).run()


def read_definitions(text: str) -> tuple[list[tuple[str, str]], int]:
    """The link definitions at the start of a paragraph, as folded label and target.

    The second value is the offset after them.
    """
    found: list[tuple[str, str]] = []
    at, text = 0, f"{text}\n"
    while match := _LABEL.match(text, at):
        label = fold_label(match[1])
        end = match.end()
        if not label or not text.startswith(":", end):
            break
        target = _read_target(text, _skip_spaces(text, end + 1))
        if target is None:
            break
        after = _definition_end(text, target.end)
        if after is None:
            break
        found.append((label, target.value))
        at = after
    return found, at


def fold_label(label: str) -> str:
    """A link label for comparison: case-folded, with one space for each run of white space."""
    return _SPACE_RUN.sub(" ", label.strip(" \t\n\v\f\r")).casefold()


@dataclass(slots=True)
class _Opener:
    """An open bracket: the offsets of its mark and its text, and the count of earlier finds."""

    start: int
    inner: int
    image: bool
    found: int
    bracket_after: bool = False


@dataclass(frozen=True, slots=True)
class _Target:
    value: str
    end: int


class _Scan:
    """The state of one pass."""

    def __init__(self, text: str, targets: Mapping[str, str]) -> None:
        self.text = text
        self.targets = targets
        self.found: list[Link | Html] = []
        self.openers: list[_Opener] = []
        # Links cannot contain links: brackets below this depth no longer open one.
        self.barrier = 0
        self.runs: list[tuple[int, int]] | None = None
        self.seen: dict[int, int] = {}
        self.seen_all = False
        self.never: set[str] = set()
        self.last_close = text.rfind(">")

    def run(self) -> list[Link | Html]:
        at = 0
        while match := _SPECIAL.search(self.text, at):
            mark = match[0]
            if mark[0] == "`":
                at = self._after_code(match)
            elif mark == "<":
                at = self._after_pointed(match.start())
            elif mark == "]":
                at = self._close(match.end())
            elif mark[-1] == "[" and mark[0] != "\\":
                at = self._open(match)
            elif mark in ("://", "www."):
                at = self._after_address(match)
            else:
                at = match.end()
        return self.found

    def _after_code(self, match: re.Match[str]) -> int:
        """The end of a code span, or of backticks that open none."""
        at, length = match.end(), len(match[0])
        # As in cmark-gfm: `seen` has the last run of each length that a search passed. After one
        # search to the end of the text, a run beyond the last one seen opens no code span, even if
        # a later, shorter search has put that one further back. So markup after the run counts.
        if length > _LONGEST_RUN or (self.seen_all and self.seen.get(length, 0) <= at):
            return at
        if self.runs is None:
            self.runs = [run.span() for run in _BACKTICKS.finditer(self.text)]
        for number in range(bisect_left(self.runs, (at, 0)), len(self.runs)):
            start, end = self.runs[number]
            self.seen[end - start] = start
            if end - start == length:
                return end
        self.seen_all = True
        return at

    def _after_pointed(self, start: int) -> int:
        text = self.text
        if start > self.last_close:
            return start + 1
        if link := _AUTOLINK.match(text, start):
            target = _unescape_entities(link[1])
            self.found.append(Link(link[1], target, link[0], start))
            return link.end()
        if email := _EMAIL.match(text, start):
            return email.end()
        end = self._html_end(start)
        if end is None:
            return start + 1
        self.found.append(Html(text[start:end], start))
        return end

    def _html_end(self, start: int) -> int | None:
        if tag := _TAG.match(self.text, start):
            return tag.end()
        for opening, whole in _OTHER_HTML:
            if self.text.startswith(opening, start):
                match = None if opening in self.never else whole.match(self.text, start)
                if match:
                    return match.end()
                # A later one of the kind has no end either; cmark-gfm gives up on other kinds too.
                self.never.update(_GIVEN_UP.get(opening, ()))
                break
        return None

    def _after_address(self, match: re.Match[str]) -> int:
        """The end of a GFM extended autolink; backticks and brackets in it are part of it."""
        text, start, at = self.text, match.start(), match.end()
        if self.openers:
            return at  # no autolinks within brackets, even if these can no longer open a link
        if match[0] == "www.":
            if start and not (text[start - 1].isspace() or text[start - 1] in "*_~("):
                return start + 1
        # Six: the letters of "https", and the character before them.
        elif not (_SCHEME.search(text[max(start - 6, 0) : start]) and text[at : at + 1].isalnum()):
            return start + 1
        return _address_end(text, start, at)

    def _open(self, match: re.Match[str]) -> int:
        if self.openers:
            self.openers[-1].bracket_after = True
        image = match[0] == "!["
        self.openers.append(_Opener(match.start(), match.end(), image, len(self.found)))
        return match.end()

    def _close(self, after: int) -> int:
        if not self.openers:
            return after
        opener = self.openers.pop()
        depth = len(self.openers)
        active = opener.image or depth >= self.barrier
        self.barrier = min(self.barrier, depth)
        target = self._find_target(opener, after) if active else None
        if target is None:
            return after
        if opener.image:
            del self.found[opener.found :]
        else:
            self.barrier = depth
        source = self.text[opener.start : target.end]
        text = self.text[opener.inner : after - 1]
        self.found.append(Link(text, target.value, source, opener.start, opener.image))
        return target.end

    def _find_target(self, opener: _Opener, after: int) -> _Target | None:
        if self.text.startswith("(", after):
            inline = _read_inline_target(self.text, after + 1)
            if inline is not None:
                return inline
        end = after
        label = _LABEL.match(self.text, after)
        name = fold_label(label[1]) if label else ""
        if label:
            end = label.end()
        if not name:
            # A label has no brackets in it, so the text between these is not one.
            if opener.bracket_after or after - opener.inner > _LONGEST_LABEL:
                return None
            name = fold_label(self.text[opener.inner : after - 1])
        target = self.targets.get(name)
        return None if target is None else _Target(target, end)


def _read_inline_target(text: str, at: int) -> _Target | None:
    """The target in the parentheses of an inline link, and the end of these."""
    target = _read_target(text, _skip_spaces(text, at))
    if target is None:
        return None
    end = _skip_spaces(text, target.end)
    if end > target.end and (title := _TITLE.match(text, end)):
        end = _skip_spaces(text, title.end())
    return _Target(target.value, end + 1) if text.startswith(")", end) else None


def _read_target(text: str, at: int) -> _Target | None:
    if text.startswith("<", at):
        match = _POINTED.match(text, at)
        return _Target(_unescape(match[1]), match.end()) if match else None
    end = _bare_end(text, at)
    return None if end is None else _Target(_unescape(text[at:end]), end)


def _bare_end(text: str, at: int) -> int | None:
    """The end of a target without angle brackets, whose parentheses must be balanced, or None."""
    depth = 0
    for match in _BARE_MARK.finditer(text, at):
        mark = match[0]
        if mark == "(":
            depth += 1
            if depth > _DEEPEST_PARENTHESES:
                return None
        elif mark == ")":
            if not depth:
                return match.start()
            depth -= 1
        elif mark[0] != "\\":
            return match.start() if match.start() > at else None
    # The text may end with the target of a definition.
    return len(text) if len(text) > at and not depth else None


def _definition_end(text: str, at: int) -> int | None:
    """The offset of the line after a definition, with or without a title, or None."""
    start = _skip_spaces(text, at)
    title = _TITLE.match(text, start) if start > at else None
    for end in (title.end() if title else at, at):
        if line_end := _LINE_END.match(text, end):
            return line_end.end()
    return None


def _address_end(text: str, start: int, at: int) -> int:
    """The end of the autolink at `start`; `start + 1` if its host is not valid."""
    host_end = _HOST_END.search(text, at)
    host = text[at : host_end.start() if host_end else len(text)]
    if "_" in host or (text[start] == "w" and not host):
        return start + 1
    stop = _NOT_ADDRESS.search(text, at + len(host))
    end = stop.start() if stop else len(text)
    opened, closed = (text.count(mark, start, end) for mark in "()")
    while end > at:
        last = text[end - 1]
        if last == ";":
            # The longest name of an entity has 31 letters.
            entity = _TRAILING_ENTITY.search(text, max(start, end - 40), end)
            end = entity.start() if entity else end - 1
        elif last in "?!.,:*_~'\"":
            end -= 1
        elif last == ")" and closed > opened:
            closed -= 1
            end -= 1
        else:
            break
    return max(end, start + 1)


def _skip_spaces(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", _unescape_entities(text)).strip()


def _unescape_entities(text: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text
