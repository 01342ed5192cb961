"""Histories of a report made by a script, with the origin of every block, row, item and sentence.

The script rewrites, inserts, removes, renames, moves, splits and merges sections, and edits, adds,
removes, moves, cuts and joins what is in them; it notes which version each word comes from. What
the differ finds is never asked.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from made_reports import FINDINGS, SUBJECTS, UNITS, Report

from git_report.differ.words.sentences import split_sentences
from git_report.history.parts import list_parts
from git_report.markdown import Block, Document, Kind, List, Section, Table, parse

_NUMBER = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")


@dataclass
class Unit:
    """A sentence, an item or a row: its text, the version of its words and the one before."""

    text: str
    origin: int
    before: int = 0


@dataclass
class Text:
    """A block: `units` where it is made of some, else `raw`; `head` is a table's, or a heading."""

    kind: Kind
    origin: int
    before: int = 0
    raw: str = ""
    head: str = ""
    units: list[Unit] = field(default_factory=list)
    touched: bool = False
    serial: int = field(default_factory=count().__next__)

    def words(self) -> list[str]:
        """What it says."""
        return sorted(unit.text for unit in self.units) or [self.raw]

    def render(self) -> str:
        """Its Markdown; as it was read while nothing touched it."""
        if not self.touched and self.raw:
            return self.raw
        if self.kind is Kind.TABLE:
            return "\n".join([self.head, *(unit.text for unit in self.units)])
        return ("\n" if self.kind is Kind.LIST else " ").join(unit.text for unit in self.units)

    def edit(self, version: int) -> None:
        """Note that this version changed its words."""
        self.touched = True
        self.before = self.origin if self.origin != version else self.before
        self.origin = version

    def gather(self) -> None:
        """Note that it was cut or joined: the newest of its sentences is its origin."""
        self.touched = True
        newest = max(self.units, key=lambda unit: (unit.origin, unit.before))
        self.origin, self.before = newest.origin, newest.before


@dataclass
class Part:
    """A section: its heading (None at the top), its blocks, the sections below it."""

    level: int
    title: Text | None
    blocks: list[Text] = field(default_factory=list)
    below: list[Part] = field(default_factory=list)

    def walk(self) -> Iterator[Part]:
        """Itself and all below."""
        yield self
        for part in self.below:
            yield from part.walk()


class History:
    """One report that grows by the script; `truth` is as long as the blocks of its text."""

    def __init__(self, seed: int, text: str | None = None) -> None:
        self.random = random.Random(seed)
        self.made = Report(seed)
        self.version = 1
        self.root = read(parse(text if text is not None else body(self.made.text)))
        self.counts: dict[str, int] = {}

    def advance(self, operations: int) -> None:
        """The next version: so many operations, those that would not parse as meant left out."""
        self.version += 1
        start = {text.serial: copy.deepcopy(text) for text in self.truth()}
        self.operate(operations)
        for text in self.truth():
            old = start.get(text.serial)
            if old is not None and old.words() == text.words():
                # What one operation did another reversed: the version brought nothing.
                text.origin, text.before = old.origin, old.before

    def operate(self, operations: int) -> None:
        """So many operations, all of one version."""
        done = 0
        for _ in range(operations * 8):
            name, operation = self.random.choice(OPERATIONS)
            before = copy.deepcopy(self.root)
            if operation(self) and self.is_sound():
                self.counts[name] = self.counts.get(name, 0) + 1
                done += 1
            else:
                self.root = before
            if done == operations:
                return

    def text(self) -> str:
        """The version as Markdown."""
        pieces = []
        for part in self.root.walk():
            if part.title is not None:
                pieces.append(f"{'#' * part.level} {part.title.raw}")
            pieces += [block.render() for block in part.blocks]
        return "\n\n".join(pieces) + "\n"

    def truth(self) -> list[Text]:
        """Every block in order, headings included."""
        out: list[Text] = []
        for part in self.root.walk():
            out += [part.title] if part.title is not None else []
            out += part.blocks
        return out

    def is_sound(self) -> bool:
        """Whether the text parses into the very blocks that the script knows."""
        there = list_parts(parse(self.text())).blocks
        kinds = [each.block.kind for each in there]
        if kinds != [each.kind for each in self.truth()]:
            return False
        return all(
            not each.units
            or len(mine.sentences if each.kind is Kind.PARAGRAPH else mine.entries)
            == len(each.units) + (each.kind is Kind.TABLE)
            for each, mine in zip(self.truth(), there, strict=True)
        )

    # What the operations pick from.

    def parts(self) -> list[Part]:
        """Every section that has a heading, the title's aside."""
        return [part for part in self.root.walk() if part.title is not None and part.level > 1]

    def parent(self, part: Part) -> Part:
        """The section above."""
        return next(p for p in self.root.walk() if any(b is part for b in p.below))

    def pick(self, *kinds: Kind, units: int = 1) -> tuple[Part, Text] | None:
        """A block of a kind with so many units, and its section."""
        found = [
            (part, block)
            for part in self.root.walk()
            for block in part.blocks
            if block.kind in kinds and len(block.units) >= units
        ]
        return self.random.choice(found) if found else None

    def paragraph(self) -> Text:
        """New running text."""
        size = self.random.randint(2, 5)
        units = [Unit(self.made.sentence(), self.version) for _ in range(size)]
        return Text(Kind.PARAGRAPH, self.version, units=units, touched=True)

    def heading(self) -> str:
        """A new title."""
        rng = self.random
        return f"{rng.choice(SUBJECTS)} {rng.choice(FINDINGS)} in case {rng.randrange(10**4)}"

    def reword(self, text: str) -> str:
        """A sentence with other words: a figure, a few words, or a clause more."""
        rng = self.random
        numbers = list(_NUMBER.finditer(text))
        roll = rng.random()
        if numbers and roll < 0.4:
            match = rng.choice(numbers)
            return f"{text[: match.start()]}{rng.randrange(10**4, 10**5)}{text[match.end() :]}"
        words = text.split(" ")
        at = rng.randrange(len(words))
        extra = f"near {rng.randrange(10**4)} {rng.choice(UNITS)}"
        if roll < 0.7:
            words[at : at + rng.randint(1, 3)] = [extra]
        else:
            words.insert(at, extra)
        return " ".join(words)


def body(text: str) -> str:
    """A made report without its definitions and record, which are not blocks."""
    return text.partition("\n\n[^1]:")[0].partition("\n\n<!--")[0] + "\n"


def read(document: Document) -> Part:
    """A document as the script's own, all of version 1."""

    def take(section: Section) -> Part:
        title = Text(Kind.HEADING, 1, raw=section.title) if section.heading else None
        blocks = [take_block(b) for b in section.blocks if b.kind is not Kind.BLANK]
        return Part(section.level, title, blocks, [take(below) for below in section.sections])

    root = take(document.root)
    if document.front_matter is not None:
        root.blocks.insert(0, Text(Kind.FRONT_MATTER, 1, raw=document.front_matter.content))
    return root


def take_block(block: Block) -> Text:
    """A block with its units, where the script can tell them apart."""
    content = block.content
    out = Text(block.kind, 1, raw=content)
    lines = content.split("\n")
    if isinstance(block, Table):
        out.head = "\n".join(lines[:2])
        out.units = [Unit(line, 1) for line in lines[2:]]
    elif isinstance(block, List) and all(
        not item.items and item.text.strip().count("\n") == 0 for item in block.items
    ):
        out.units = [Unit(item.text.strip("\n"), 1) for item in block.items]
    elif block.kind is Kind.PARAGRAPH:
        out.units = [Unit(sentence, 1) for sentence in split_sentences(content)]
    return out


def replace_section(history: History) -> bool:
    """Other blocks under the same heading."""
    part = history.random.choice(history.parts() or [history.root])
    part.blocks = [history.paragraph() for _ in range(history.random.randint(1, 4))]
    return True


def insert_section(history: History) -> bool:
    """A new section somewhere."""
    above = history.random.choice(list(history.root.walk()))
    if above.level > 4:
        return False
    title = Text(Kind.HEADING, history.version, raw=history.heading())
    blocks = [history.paragraph() for _ in range(history.random.randint(1, 4))]
    place = history.random.randint(0, len(above.below))
    above.below.insert(place, Part(max(2, above.level + 1), title, blocks))
    return True


def remove_section(history: History) -> bool:
    """A section and all below it."""
    found = [part for part in history.parts() if len(list(part.walk())) < 4]
    if len(history.parts()) < 5 or not found:
        return False
    part = history.random.choice(found)
    parent = history.parent(part)
    parent.below = [each for each in parent.below if each is not part]
    return True


def rename_section(history: History) -> bool:
    """Another title."""
    if not history.parts():
        return False
    title = history.random.choice(history.parts()).title
    assert title is not None
    title.raw = history.heading()
    title.edit(history.version)
    return True


def move_section(history: History) -> bool:
    """A section with all below it to another place, and maybe another level."""
    if len(history.parts()) < 3:
        return False
    part = history.random.choice(history.parts())
    inside = {id(each) for each in part.walk()}
    homes = [p for p in history.root.walk() if id(p) not in inside and p.level < 4]
    parent, home = history.parent(part), history.random.choice(homes)
    parent.below = [each for each in parent.below if each is not part]
    home.below.insert(history.random.randint(0, len(home.below)), part)
    shift = max(2, home.level + 1) - part.level
    for each in part.walk():
        each.level += shift
    return all(each.level <= 6 for each in part.walk())


def split_section(history: History) -> bool:
    """A heading put between the blocks of a section."""
    found = [part for part in history.parts() if len(part.blocks) > 1]
    if not found:
        return False
    part = history.random.choice(found)
    parent = history.parent(part)
    cut = history.random.randint(1, len(part.blocks) - 1)
    title = Text(Kind.HEADING, history.version, raw=history.heading())
    new = Part(part.level, title, part.blocks[cut:], part.below)
    part.blocks, part.below = part.blocks[:cut], []
    place = next(k for k, each in enumerate(parent.below) if each is part)
    parent.below.insert(place + 1, new)
    return True


def merge_sections(history: History) -> bool:
    """A section's blocks put to the one before it, its heading gone."""
    pairs = [
        (parent, k)
        for parent in history.root.walk()
        for k in range(1, len(parent.below))
        if not parent.below[k - 1].below and parent.below[k].level > 1
    ]
    if not pairs:
        return False
    parent, k = history.random.choice(pairs)
    first, second = parent.below[k - 1], parent.below.pop(k)
    first.blocks += second.blocks
    first.below = second.below
    return True


def edit_unit(history: History, *kinds: Kind) -> bool:
    """Other words in a sentence, an item or a row."""
    found = history.pick(*kinds)
    if found is None:
        return False
    unit = history.random.choice(found[1].units)
    text = reword_unit(history, unit.text, found[1].kind)
    if _SPACES.sub(" ", text) == _SPACES.sub(" ", unit.text):
        return False
    unit.text = text
    unit.before = unit.origin if unit.origin != history.version else unit.before
    unit.origin = history.version
    found[1].edit(history.version)
    return True


def reword_unit(history: History, text: str, kind: Kind) -> str:
    """Other words that leave a marker, or the pipes of a row, as they are."""
    if kind is Kind.LIST:
        marker, _, rest = text.partition(" ")
        return f"{marker} {history.reword(rest)}"
    if kind is Kind.TABLE:
        cells = text.strip().strip("|").split("|")
        at = history.random.randrange(len(cells))
        cells[at] = f" {history.reword(cells[at].strip() or 'none')} "
        return f"|{'|'.join(cells)}|"
    return history.reword(text)


def add_unit(history: History, *kinds: Kind) -> bool:
    """A new sentence, item or row."""
    found = history.pick(*kinds)
    if found is None:
        return False
    block = found[1]
    text = history.made.sentence()
    if block.kind is Kind.LIST:
        text = f"{block.units[-1].text.partition(' ')[0]} {text}"
    if block.kind is Kind.TABLE:
        cells = [history.made.figure() for _ in range(block.head.split("\n")[1].count("-|") or 1)]
        text = f"| {' | '.join(cells)} |"
    place = history.random.randint(0, len(block.units))
    block.units.insert(place, Unit(text, history.version))
    block.edit(history.version)
    return True


def remove_unit(history: History, *kinds: Kind) -> bool:
    """A sentence, item or row less."""
    found = history.pick(*kinds, units=2)
    if found is None:
        return False
    found[1].units.pop(history.random.randrange(len(found[1].units)))
    found[1].edit(history.version)
    return True


def move_unit(history: History, *kinds: Kind) -> bool:
    """An item or row at another place of its list or table: no word is new."""
    found = history.pick(*kinds, units=3)
    if found is None:
        return False
    block = found[1]
    unit = block.units.pop(history.random.randrange(len(block.units)))
    block.units.insert(history.random.randrange(len(block.units) + 1), unit)
    block.touched = True
    return True


def add_paragraph(history: History) -> bool:
    """A new paragraph in a section."""
    part = history.random.choice(list(history.root.walk()))
    part.blocks.insert(history.random.randint(0, len(part.blocks)), history.paragraph())
    return True


def remove_paragraph(history: History) -> bool:
    """A paragraph less."""
    found = history.pick(Kind.PARAGRAPH)
    if found is None:
        return False
    part, block = found
    part.blocks = [each for each in part.blocks if each is not block]
    return True


def move_paragraph(history: History) -> bool:
    """A paragraph to another section, or to another place."""
    found = history.pick(Kind.PARAGRAPH)
    if found is None:
        return False
    part, block = found
    part.blocks = [each for each in part.blocks if each is not block]
    home = history.random.choice(list(history.root.walk()))
    home.blocks.insert(history.random.randint(0, len(home.blocks)), block)
    return True


def cut_paragraph(history: History) -> bool:
    """A paragraph in two."""
    found = history.pick(Kind.PARAGRAPH, units=2)
    if found is None:
        return False
    part, block = found
    cut = history.random.randint(1, len(block.units) - 1)
    new = Text(Kind.PARAGRAPH, 0, units=block.units[cut:])
    block.units = block.units[:cut]
    block.gather()
    new.gather()
    place = next(k for k, each in enumerate(part.blocks) if each is block)
    part.blocks.insert(place + 1, new)
    return True


def join_paragraphs(history: History) -> bool:
    """Two neighbours as one."""
    pairs = [
        (part, k)
        for part in history.root.walk()
        for k in range(1, len(part.blocks))
        if part.blocks[k - 1].kind is part.blocks[k].kind is Kind.PARAGRAPH
    ]
    if not pairs:
        return False
    part, k = history.random.choice(pairs)
    block = part.blocks[k - 1]
    block.units = block.units + part.blocks.pop(k).units
    block.gather()
    return True


def _on(operation: Callable[..., bool], *kinds: Kind) -> Callable[[History], bool]:
    return lambda history: operation(history, *kinds)


OPERATIONS: tuple[tuple[str, Callable[[History], bool]], ...] = (
    ("replace section", replace_section),
    ("insert section", insert_section),
    ("remove section", remove_section),
    ("rename section", rename_section),
    ("move section", move_section),
    ("split section", split_section),
    ("merge sections", merge_sections),
    ("edit paragraph", _on(edit_unit, Kind.PARAGRAPH)),
    ("edit row", _on(edit_unit, Kind.TABLE)),
    ("edit item", _on(edit_unit, Kind.LIST)),
    ("add sentence", _on(add_unit, Kind.PARAGRAPH)),
    ("add row", _on(add_unit, Kind.TABLE)),
    ("add item", _on(add_unit, Kind.LIST)),
    ("remove sentence", _on(remove_unit, Kind.PARAGRAPH)),
    ("remove row", _on(remove_unit, Kind.TABLE)),
    ("remove item", _on(remove_unit, Kind.LIST)),
    ("move row", _on(move_unit, Kind.TABLE)),
    ("move item", _on(move_unit, Kind.LIST)),
    ("add paragraph", add_paragraph),
    ("remove paragraph", remove_paragraph),
    ("move paragraph", move_paragraph),
    ("cut paragraph", cut_paragraph),
    ("join paragraphs", join_paragraphs),
)
