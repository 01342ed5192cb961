"""Write the nodes of a page as Markdown, in one walk that deep nesting cannot exhaust.

Blocks that only group (`div`, `section`) write nothing; lists, quotations and answers are frames on
a stack, and below a depth that no text needs they count as groups too.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH
from git_report.sources.escapes import (
    clean_text,
    clean_url,
    escape_lines,
    escape_text,
    fence_code,
    quote_code,
)
from git_report.sources.pages.accordions import Accordions, is_command
from git_report.sources.pages.code_blocks import read_code, read_language
from git_report.sources.pages.formulas import (
    follows_formula,
    read_drawing,
    read_formula,
    read_formula_image,
)
from git_report.sources.pages.nodes import (
    attribute,
    count_text,
    heading_level,
    plain_text,
    role,
    words,
)
from git_report.sources.pages.page_superscripts import (
    is_mark_of_note,
    is_of_fraction,
    is_worded_link,
    script_sign,
)
from git_report.sources.pages.page_tables import PageGrid, read_grid
from git_report.sources.superscripts import enclose, lower_text, raise_text

_SKIPPED = frozenset(
    "script style template noscript iframe frame object embed canvas svg audio video input select "
    "textarea map datalist button head progress meter rp link meta title dialog -comment".split()
)
_BLOCKS = frozenset(
    "address article aside body center div dd dt dl details fieldset figcaption figure footer form "
    "header hgroup html label legend li main menu nav ol optgroup option p section summary table "
    "tbody td tfoot th thead tr ul blockquote caption".split()
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_FRAMES = frozenset({"ul", "ol", "menu", "li", "blockquote"})
_LONGEST_TITLE = 1_000  # characters: a longer heading is text
_DEEPEST = 24  # lists and quotations; deeper ones only group
_DEEPEST_SCRIPT = 3  # "2^(2^n)"; deeper ones are written in a row
_MOST_REPEATED = 4_000_000  # characters that spans may add to a table
_MOST_INDENTED = 16_000_000  # characters that lists and quotations may add, all levels together
_GUTTER = frozenset({"gutter", "linenos", "lineno", "linenumbers"})
_EDGES = re.compile(r"^(?: *\\\n)+|(?: *\\\n)+ *$")
_GAPS = re.compile(r" *\\\n(?: *\\\n)+")
_ICON = re.compile(r"^(?:1?\d|2[0-4])(?:px)?$")
_MOST_OF_SCRIPT = 60  # characters, and nodes
_FRACTIONS = frozenset({"frac", "sfrac", "fraction", "tion"})
_ANCHOR = re.compile(r"[\s¶#§🔗]*")


@dataclass(frozen=True, slots=True)
class Content:
    """What of a page is to be written: its questions, and what is dropped, by `mem_id`."""

    accordions: Accordions
    dropped: AbstractSet[int]
    flat: AbstractSet[int]  # lists, quotations and tables that contain headings: they only group


@dataclass(slots=True)
class _Frame:
    """An open list, item or quotation."""

    kind: str
    blocks: list[str] = field(default_factory=list)
    number: int = 0


@dataclass(slots=True)
class _Open:
    """An open element, and what is to be done at its end."""

    node: LexborNode
    framed: bool = False
    mark: str = ""
    start: int = 0  # where it begins in the line
    line: int = 0  # the line that it begins in
    levels: tuple[int, int] | None = None  # of the headings around an answer
    heading: bool = False


@dataclass(slots=True)
class MarkdownWriter:
    """One walk over a page, or over a cell of one of its tables."""

    content: Content
    in_cell: bool = False  # where headings, lists and tables only group
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("page")])
    line: list[str] = field(default_factory=list)
    lines: int = 0
    open: list[_Open] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    titles: int = 0  # how many headings are open
    heading: int = 0  # the raw level of the last heading
    floor: int = 0  # the raw level of the question around it
    levels: list[int] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    indented: int = 0  # characters that lists and quotations have put before lines

    def write(self, root: LexborNode) -> str:
        """The Markdown of a node and its descendants."""
        self._enter(root)
        while self.open:
            node = self._next()
            if node is None:
                self._leave(self.open.pop())
            elif node.is_text_node:
                self._text(node.text_content or "")
            elif node.is_element_node and not self._is_skipped(node):
                self._enter(node)
        self._break()
        return "\n\n".join(self.frames[0].blocks)

    # Where the walk is: the next child to visit of each open element.
    cursors: list[LexborNode | None] = field(default_factory=list)

    def _next(self) -> LexborNode | None:
        node = self.cursors[-1]
        if node is not None:
            self.cursors[-1] = node.next
        return node

    def _is_skipped(self, node: LexborNode) -> bool:
        name = node.mem_id
        if name in self.content.dropped or name in self.moved:
            return True
        asked = self.content.accordions.questions
        if node.tag == "button":
            return not (name in asked or (self.titles > 0 and not is_command(node)))
        if node.tag == "summary" and is_command(node):
            return True
        if node.tag in _SKIPPED or (node.tag == "td" and words(node) & _GUTTER):
            return True
        return self._is_permalink(node)

    def _is_permalink(self, node: LexborNode) -> bool:
        if node.tag != "a" or not self.titles > 0:
            return False
        return bool(_ANCHOR.fullmatch(plain_text(node))) and node.css_first("img") is None

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        opened = _Open(node, start=len(self.line), line=self.lines)
        flat = node.mem_id in self.content.flat or self.in_cell or self.titles > 0
        if self._is_heading(node):
            self._break()
            opened.heading = True
            self.titles += 1
        elif tag == "pre":
            self._code_block(node)
            return
        elif _is_table(node) and not flat:
            self._break()
            self._put_table(node)
            return
        elif self._void(node, tag) or self._put_script(node):
            return
        elif tag in _FRAMES and not flat:
            self._break()
            if len(self.frames) < _DEEPEST:
                opened.framed = True
                self.frames.append(_open_frame(node))
        elif tag in _BLOCKS or node.mem_id in self.content.accordions.panels:
            self._break()
        elif tag in _MARKS or tag in _CODE or tag == "a":
            self._mark(opened, tag)
        else:
            self._sign(node, tag)
        if tag == "dt" and not opened.heading:
            self._mark(opened, "strong")
        if tag == "details":
            opened.levels = self._answer(max(self.heading, self.floor) + 1)
        self.open.append(opened)
        self.cursors.append(node.child)

    def _sign(self, node: LexborNode, tag: str) -> None:
        """Write what an element adds before its text."""
        if tag in {"rt", "q"}:
            self._append({"rt": "(", "q": "“"}[tag])
        elif tag == "span" and node.parent is not None and words(node.parent) & _FRACTIONS:
            self._part_of_fraction(words(node))

    def _part_of_fraction(self, named: AbstractSet[str]) -> None:
        """Separate numbers that are set as a fraction by their classes only: `3 1/2`."""
        if self._before()[-1:].isdigit() and named & {"num", "tion", "den"}:
            self._append("/" if "den" in named else " ")

    def _put_script(self, node: LexborNode) -> bool:
        """Write a superscript or a subscript; False if it contains more, or is neither.

        One that contains more than fits on a line is text, separated from the word before it.
        """
        sign = script_sign(node)
        if not sign:
            return False
        text, before = self._read_script(node), self._before()
        if text is None:
            self._append(" " if before[-1:].isalnum() else "")
            return False
        following = node.next.text_content or "" if node.next and node.next.is_text_node else ""
        if is_of_fraction(node, before, text):
            self._append(f" {text}" if sign == "^" and before[-1:].isdigit() else text)
        elif not before and not following[:1].isalnum():
            self._text(text)
        elif before[-1:].isdigit() and text.isdigit() and is_mark_of_note(node):
            self._text(f"[{text}]")  # not the exponent of that number
        else:
            base = before.rstrip("*~`")  # `**10**` and its exponent
            raised = sign == "^"
            shown = raise_text(base, text, following) if raised else lower_text(text, following)
            self._append(self._escape_script(shown, before))
        return True

    def _escape_script(self, text: str, before: str) -> str:
        if self.marks.get("code"):
            return text
        sign = text[:1] if text[:1] in {"^", "_"} else ""
        # `[^` begins a footnote, and `_` after what is not a letter could begin emphasis.
        special = before.endswith("[") if sign == "^" else not before[-1:].isalnum()
        escaped = escape_text(f"x{text[len(sign) :]}")[1:]
        return f"\\{sign}{escaped}" if sign and special else f"{sign}{escaped}"

    def _read_script(self, node: LexborNode, depth: int = 0) -> str | None:
        """The text of a script; None if it contains blocks, images, a link or many words."""
        parts: list[str] = []
        waiting = [node.child]
        for _ in range(_MOST_OF_SCRIPT):
            if not waiting:
                text = clean_text("".join(parts)).strip()
                return text if len(text) <= _MOST_OF_SCRIPT else None
            part = waiting.pop()
            if part is None:
                continue
            waiting.append(part.next)
            if part.is_text_node:
                parts.append((part.text_content or "")[: _MOST_OF_SCRIPT + 1])
            elif part.is_element_node and not self._is_skipped(part):
                if part.tag in _BLOCKS | {"img", "math", "br", "pre", "q"} or is_worded_link(part):
                    return None
                sign = script_sign(part) if depth < _DEEPEST_SCRIPT else ""
                raised = self._read_script(part, depth + 1) if sign and "".join(parts) else ""
                if raised is None:
                    return None
                parts.append(f"{sign}{enclose(raised)}" if raised else "")
                waiting.append(None if raised else part.child)
        return None

    def _leave(self, opened: _Open) -> None:
        self.cursors.pop()
        node, tag = opened.node, opened.node.tag or ""
        if opened.heading:
            self.titles -= 1
            self._put_heading(node)
            return
        if opened.mark:
            self._unmark(opened)
        if tag in {"rt", "q"}:
            self._append({"rt": ")", "q": "”"}[tag])
        if tag in _BLOCKS or opened.framed or opened.levels:
            self._break(figure=tag == "figcaption")
        if opened.framed:
            self._close_frame(tag)
        if opened.levels:
            self.heading, self.floor = opened.levels

    def _is_heading(self, node: LexborNode) -> bool:
        if self.in_cell or self.titles > 0:
            return False
        asked = node.mem_id in self.content.accordions.questions and node.tag != "dl"
        if node.tag == "summary":
            return not any(heading_level(n) for n in node.css("h1, h2, h3, h4, h5, h6"))
        return (asked or heading_level(node) > 0) and count_text(node) <= _LONGEST_TITLE

    def _answer(self, level: int) -> tuple[int, int]:
        """Enter an answer: headings in it are deeper than its question."""
        before = (self.heading, self.floor)
        self.floor = max(self.floor, min(level, 6))
        return before

    def _put_heading(self, node: LexborNode) -> None:
        text = "".join(self.line).replace("\\\n", " ")
        self.line.clear()
        self.lines += 1
        text = " ".join(text.split()).strip()
        text = re.sub(r"(?<=[?？])\s*[+\-−–▼▾⌄›»]$", "", text)
        level = heading_level(node)
        asked = not level
        raw = max(level or self.heading + 1, self.floor + 1)
        if asked and node.tag == "summary":
            raw = max(self.floor, 1)
        if text:
            self._put_title(text, raw)
        answer = self.content.accordions.answers.get(node.mem_id)
        if not asked:
            self.heading = raw
        if answer is not None and not self._is_skipped(answer):
            before = (self.heading if asked else raw - 1, self.floor)
            self.floor = min(raw, 6)
            self.moved.add(answer.mem_id)
            self._enter(answer)
            if self.open and self.open[-1].node.mem_id == answer.mem_id:
                self.open[-1].levels = before
            else:
                self.heading, self.floor = before

    def _put_title(self, text: str, raw: int) -> None:
        while self.levels and self.levels[-1] >= raw:
            self.levels.pop()
        self.levels.append(raw)
        # They would be the closing sequence of the heading.
        text = re.sub(r"(#+)$", r"\\\1", text)
        if len(self.frames) > 1:  # a heading within an item is not a section of the page
            self._put(f"**{text}**")
        else:
            self._put("#" * min(6, len(self.levels)) + " " + text)

    def _mark(self, opened: _Open, tag: str) -> None:
        kind = "code" if tag in _CODE else "a" if tag == "a" else _MARKS[tag]
        if kind != "code" and self.titles > 0:
            return
        if self.marks.get("code") or self.marks.get(kind):
            return
        opened.mark, opened.start, opened.line = kind, len(self.line), self.lines
        self.marks[kind] = 1

    def _unmark(self, opened: _Open) -> None:
        self.marks[opened.mark] = 0
        if opened.line != self.lines:
            opened.start = 0  # a block ended the line: the text before it stays without the mark
            if opened.mark != "code":
                return
        text = "".join(self.line[opened.start :])
        del self.line[opened.start :]
        inner = text.strip(" ")
        if not inner:
            self.line.append(text[:1])
            return
        before = " " if text.startswith(" ") else ""
        after = " " if text.endswith(" ") else ""
        self.line.append(before + self._marked(opened, inner) + after)

    def _marked(self, opened: _Open, inner: str) -> str:
        if opened.mark == "code":
            return quote_code(inner)
        if opened.mark != "a":
            return f"{opened.mark}{inner}{opened.mark}"
        url = clean_url(attribute(opened.node, "href"))
        if not url or (self.in_cell and len(inner) > 200):
            return inner
        # In front of a link, it would make an image of it.
        if self.line and self.line[-1].endswith("!"):
            self.line[-1] = self.line[-1][:-1] + "\\!"
        # Links cannot contain links: the inner one stays.
        return inner if "](" in inner else f"[{inner}]({url})"

    def _code_block(self, node: LexborNode) -> None:
        code = read_code(node)
        if self.in_cell or self.titles > 0:
            self._append(quote_code(code))
        else:
            self._put(fence_code(code, read_language(node)))

    def _text(self, text: str) -> None:
        text = clean_text(text)
        if text.startswith(" ") and (not self.line or self.line[-1].endswith((" ", "\n"))):
            text = text[1:]
        if not text:
            return
        if self.marks.get("code"):
            self.line.append(text)
        else:
            self.line.append(escape_text(text))

    def _append(self, text: str) -> None:
        if text:
            self.line.append(text)

    def _void(self, node: LexborNode, tag: str) -> bool:
        """Write an element that is handled as a whole; False for any other."""
        if tag == "br":
            if self.line and not self.marks.get("code"):
                self.line.append(" " if self.in_cell else "\\\n")
            elif self.line:
                self.line.append(" ")
        elif tag == "hr":
            self._put("" if self.in_cell else "---")
        elif tag == "math":
            self._formula(read_formula(node))
        elif tag == "img":
            self._image(node)
        elif tag == "mjx-container" and (drawn := read_drawing(node)):
            self._formula(drawn)
        else:
            return False
        return True

    def _formula(self, text: str) -> None:
        if text[:1].isalnum() and self._before()[-1:].isalnum():
            self._append(" ")
        self._text(text)

    def _before(self) -> str:
        """The end of the line that has been written so far."""
        return next((piece[-40:] for piece in reversed(self.line) if piece), "")

    def _image(self, node: LexborNode) -> None:
        if formula := read_formula_image(node):
            self._formula("" if follows_formula(node) else formula)
            return
        alt = clean_text(attribute(node, "alt")).strip()
        url = clean_url(attribute(node, "src") or attribute(node, "data-src"))
        if alt and not self.marks.get("code"):
            shown = escape_text(alt).replace("[", "\\[").replace("]", "\\]").replace("\\\\", "\\")
            plain = self.titles > 0 or not url
            self._append(shown if plain else f"![{shown}]({url})")
            return
        decor = role(node) in {"presentation", "none"} or attribute(node, "aria-hidden") == "true"
        small = any(_ICON.match(attribute(node, side)) for side in ("width", "height"))
        if alt or decor or small or not url:
            return
        name = clean_text(url.partition("?")[0].rstrip("/").rpartition("/")[2]) or url
        if name not in self.unseen and len(self.unseen) < 1_000:
            self.unseen.append(name)

    def _break(self, *, figure: bool = False) -> None:
        """End the open paragraph, and an open code span in it."""
        if not self.line:
            return
        if self.titles:  # a title is one line
            self.line.append(" ")
            return
        code = next((o for o in self.open if o.mark == "code"), None)
        if code is not None and self.marks.get("code"):
            start = code.start if code.line == self.lines else 0
            cut = quote_code("".join(self.line[start:]))
            self.line[start:] = [cut]
        text = _EDGES.sub("", "".join(self.line)).strip(" ")
        self.line.clear()
        self.lines += 1
        text = _GAPS.sub("\\\\\n", text)
        text = escape_lines(text)
        if text:
            self.frames[-1].blocks.append(f"*{text}*" if figure and "*" not in text else text)

    def _put(self, block: str) -> None:
        self._break()
        if block:
            self.frames[-1].blocks.append(block)

    def _close_frame(self, tag: str) -> None:
        frame = self.frames.pop()
        outer = self.frames[-1]
        if not frame.blocks:
            return
        if tag == "li":
            ordered = outer.kind == "ol"
            marker = f"{outer.number}. " if ordered else "- "
            outer.number += 1
            nested = len(frame.blocks) == 2 and frame.blocks[1].startswith(("- ", "1. "))
            text = ("\n" if nested else "\n\n").join(frame.blocks)
            outer.blocks.append(self._indent(text, marker, " " * len(marker)))
        elif tag == "blockquote":
            outer.blocks.append(self._indent("\n\n".join(frame.blocks), "> ", "> "))
        else:
            loose = any("\n\n" in block for block in frame.blocks)
            outer.blocks.append(("\n\n" if loose else "\n").join(frame.blocks))

    def _indent(self, text: str, first: str, rest: str) -> str:
        """Indent the lines of an item or a quotation; ReportError if they would fill memory.

        A line in 24 lists has 24 indents, and the limit on tags does not limit lines of code.
        """
        lines = text.split("\n")
        self.indented += len(lines) * len(rest)
        if self.indented > _MOST_INDENTED:
            raise ReportError(
                "the page has too many lines in nested lists and quotations to be read",
                hint=f"save the part that matters as Markdown or text {ATTACH}",
            )
        return "\n".join([first + lines[0], *((rest + line).rstrip() for line in lines[1:])])

    def _put_table(self, node: LexborNode) -> None:
        grid = read_grid(node)
        if grid.caption is not None:
            caption = self._cell(grid.caption)
            self._put(f"**{caption}**" if caption else "")
        shown: dict[int, str] = {}
        rows: list[list[str]] = []
        spent = 0
        for row in grid.rows:
            cells = []
            for cell in row:
                text = ""
                if cell.node is not None and cell.node.mem_id not in shown:
                    text = shown[cell.node.mem_id] = self._cell(cell.node)
                elif cell.node is not None and spent < _MOST_REPEATED:
                    text = shown[cell.node.mem_id]
                    spent += len(text)
                cells.append(text)
            rows.append(cells)
        self._put("\n".join(_format_rows(grid, rows)))

    def _cell(self, node: LexborNode) -> str:
        """The text of a cell, on one line."""
        only = node.child
        if only is None:
            return ""
        if only.next is None and only.is_text_node:
            text = escape_text(clean_text(only.text_content or "").strip())
            return text.replace("|", "\\|")
        inner = MarkdownWriter(self.content, in_cell=True, unseen=self.unseen)
        inner.write(node)
        text = ("; " if node.css_first("li") else " ").join(inner.frames[0].blocks)
        # An even number of backslashes before a bar leaves it live.
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", " ".join(text.split()))


def _format_rows(grid: PageGrid, rows: list[list[str]]) -> list[str]:
    """The lines of a table: the header rows joined into one, then the others."""
    if not any(rows):
        return []
    names: list[dict[str, None]] = [{} for _ in range(max(map(len, rows)))]
    for row in rows[: grid.heads]:
        for column, text in enumerate(row):
            if text:
                names[column][text] = None
    head = [" / ".join(each) for each in names]
    lines = [head, ["---"] * len(head), *(row for row in rows[grid.heads :] if any(row))]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _open_frame(node: LexborNode) -> _Frame:
    tag = "ul" if node.tag == "menu" else node.tag or ""
    start = attribute(node, "start") if tag == "ol" else ""
    # CommonMark reads at most nine digits as the number of an item.
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1
    return _Frame(tag, number=number)


def _is_table(node: LexborNode) -> bool:
    return node.tag == "table" or role(node) in {"table", "grid", "treegrid"}
