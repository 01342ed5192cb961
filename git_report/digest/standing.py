"""A report read back by the writer that made it: its front parts, and where more can go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from git_report.differ.words.sentences import split_sentences
from git_report.digest.cues import counsel, fits_summary, is_corporate
from git_report.digest.novelty import Said, block_texts
from git_report.digest.placing import Profiles
from git_report.digest.wording import content_words, normalise, plain
from git_report.edits.addresses import address
from git_report.markdown import Block, Document, Item, List, Section, Table

SUMMARY, FIGURES, OPTIONS = "Executive summary", "Key figures", "When to use which"
FIGURE_HEADER = ("Value", "What it measures", "Source")
OPTION_HEADER = ("Choice", "When", "Source")
FRONTS = (SUMMARY, FIGURES, OPTIONS)
# A list that lends a sentence to the summary keeps two at least.
_FEWEST_ITEMS, _COUNSEL = 3, 0.5
_CITED = re.compile(r"(?<!\\)\[\^(\w{1,20})\]")
_ITEM = re.compile(r"(?P<text>[^\n]+?)(?<!\\)\[\^(?P<label>\w{1,20})\]")


@dataclass(frozen=True, slots=True)
class Lead:
    """One item of the summary: its plain words and the label of its footnote."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One cited piece of the body, and the section and block row that it stands in.

    `line` is the table row's, 0 for prose; `thing` is what a row of a table is about.
    """

    text: str
    label: str
    line: int = 0
    thing: str = ""


class Standing:
    """A version, as far as the next one is made of it; `document` is None before the first."""

    def __init__(self, document: Document | None, notice: str) -> None:
        self.document = document
        tail = document.tail if document is not None else None
        self.ours = tail is not None and tail.notice.startswith(notice)
        self.sections = document.sections[1:] if document is not None else ()

    def find(self, title: str) -> Section | None:
        """The section of that title."""
        wanted = normalise(title)
        return next((s for s in self.sections if normalise(plain(s.title)) == wanted), None)

    def address(self, section: Section) -> str:
        """How an operation names a section of the version."""
        assert self.document is not None, "there are no sections before the first version"
        return address(section)

    @cached_property
    def leads(self) -> tuple[Lead, ...] | None:
        """The items of the summary; None where it is not in the form that this writer gives it."""
        section = self.find(SUMMARY)
        blocks = [b for b in section.blocks if b.content.strip()] if section else []
        if not self.ours or len(blocks) != 1 or not isinstance(blocks[0], List):
            return None
        found = []
        for item in blocks[0].items:
            lead = _read_lead(item)
            if lead is None:
                return None
            found.append(lead)
        return tuple(found)

    @cached_property
    def rivals(self) -> tuple[Lead, ...]:
        """The single sentences of the text that could as well stand in the summary."""
        found = []
        for section in self.bodies:
            items = [item for block in section.blocks for item in _bullets(block)]
            if len(items) < _FEWEST_ITEMS:
                continue
            leads = [lead for item in items if (lead := _read_lead(item)) is not None]
            found += [lead for lead in leads if counsel(lead.text) >= _COUNSEL]
        fit = (lead for lead in found if fits_summary(lead.text) and not is_corporate(lead.text))
        return tuple(dict.fromkeys(fit))

    def table(self, title: str, header: tuple[str, ...]) -> Table | None:
        """The table that ends a front section, where it is the one that this writer makes."""
        section = self.find(title)
        filled = [b for b in section.blocks if b.content.strip()] if section else []
        last = filled[-1] if filled else None
        return last if isinstance(last, Table) and last.header.cells == header else None

    @cached_property
    def bodies(self) -> tuple[Section, ...]:
        """The sections that text can go to: all but the title, the front ones and answers."""
        tops = self.document.root.sections if self.document is not None else ()
        title = tops[0] if len(tops) == 1 else None
        apart = {id(s) for s in (*map(self.find, FRONTS), *self.answers, title) if s is not None}
        return tuple(s for s in self.sections if id(s) not in apart and not is_question(s))

    @cached_property
    def answers(self) -> tuple[Section, ...]:
        """The sections that hold questions and nothing else."""
        return tuple(
            s
            for s in self.sections
            if s.sections
            and all(map(is_question, s.sections))
            and not any(block.content.strip() for block in s.blocks)
        )

    def labels(self, section: Section) -> frozenset[str]:
        """The footnotes that a section's own text cites."""
        return frozenset(_CITED.findall("".join(block.text for block in section.blocks)))

    @cached_property
    def texts(self) -> dict[int, tuple[str, ...]]:
        """The plain sentences and rows of each section's own text, by the section's index."""
        return {
            section.index: tuple(text for b in section.blocks for text in block_texts(b))
            for section in self.sections
        }

    @cached_property
    def bags(self) -> dict[int, list[list[str]]]:
        """The content words of these, the title's first."""
        return {
            section.index: [content_words(t) for t in (plain(section.title), *texts)]
            for section, texts in zip(self.sections, self.texts.values(), strict=True)
        }

    @cached_property
    def said(self) -> Said:
        """All that the report says."""
        said = Said()
        if self.document is not None:
            for text in (t for b in self.document.root.blocks for t in block_texts(b)):
                said.add(text)
        for section in self.sections:
            bags = self.bags[section.index]
            said.add(plain(section.title), frozenset(bags[0]))
            for text, words in zip(self.texts[section.index], bags[1:], strict=True):
                said.add(text, frozenset(words))
        return said

    @cached_property
    def profiles(self) -> Profiles:
        """What each of the bodies is about, with its title and that of what it stands in."""
        titles = {tuple(s.path): self.bags[s.index][0] for s in self.sections}
        return Profiles(
            [[*self.bags[s.index], titles.get(tuple(s.path[:-1]), [])] for s in self.bodies]
        )

    def length(self, section: Section) -> int:
        """How many content words a section has of its own."""
        return sum(map(len, self.bags[section.index][1:]))

    def statements(self) -> Iterator[Statement]:
        """Every cited sentence, and every cell of a table with what it is about."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield from _cells(block)
                    continue
                pieces = _CITED.split(block.content)
                for text, label in zip(pieces[::2], pieces[1::2], strict=False):
                    yield Statement(plain(text.lstrip("-*>“ \n")), label)


def own_text(section: Section) -> str:
    """A section's own text with LF line endings, without blank lines behind it."""
    return "".join(block.text for block in section.blocks).replace("\r\n", "\n").rstrip()


def without_items(block: Block, texts: frozenset[str]) -> str:
    """A block's text, without the items of its list that are one of some cited sentences."""
    if not texts or not isinstance(block, List):
        return block.text
    gone = [i for i in _bullets(block) if (lead := _read_lead(i)) and lead.text in texts]
    text = block.text
    for item in gone:
        text = text.replace(item.text, "", 1)
    return text


def _bullets(block: Block) -> tuple[Item, ...]:
    """The items of a list of scattered sentences."""
    if not isinstance(block, List) or block.ordered:
        return ()
    return tuple(item for item in block.items if item.marker[:1] == "-")


def _read_lead(item: Item) -> Lead | None:
    """An item as a sentence and its footnote, where it is one sentence with one footnote."""
    source = item.text.strip().removeprefix(item.marker.strip()).strip()
    match = _ITEM.fullmatch(source)
    if match is None or item.items or _CITED.search(match["text"]):
        return None
    text = plain(match["text"])
    return Lead(text, match["label"]) if len(split_sentences(text)) == 1 else None


def is_question(section: Section) -> bool:
    """Whether a section answers what its title asks."""
    return section.title.rstrip().endswith(("?", "？"))


def _cells(table: Table) -> Iterator[Statement]:
    heads = [plain(cell) for cell in table.header.cells]
    ours = tuple(heads) == FIGURE_HEADER
    for row in table.rows:
        cited = _CITED.findall(row.text)
        if not cited:
            continue
        cells = [plain(cell) for cell in row.cells]
        if ours:
            yield Statement(cells[1] if len(cells) > 1 else "", cited[-1], row.line)
            continue
        for head, cell in zip(heads[1:], cells[1:], strict=False):
            yield Statement(cell_text(cells[0], head, cell), cited[-1], row.line, cells[0])


def cell_text(thing: str, head: str, cell: str) -> str:
    """A table's cell as a statement: what the row is about, the column, the content."""
    return f"{thing} {head if head[1:2].isupper() else head[:1].lower() + head[1:]} {cell}"
