"""A report as a tree of sections that operations can rearrange.

An unchanged section keeps its exact source; joining an unchanged tree gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from git_report.markdown import Section

DEEPEST = 6


@dataclass(slots=True, eq=False)
class EditedSection:
    """A section that can be edited: the source of its heading and of its own blocks.

    `origin` is the section before the edit, None for a new one; `touched` says that the heading or
    the own text was changed.
    """

    level: int
    heading: str
    own: str
    children: list[EditedSection] = field(default_factory=list)
    parent: EditedSection | None = None
    origin: Section | None = None
    touched: bool = False

    @property
    def text(self) -> str:
        """The heading and the own blocks, without subsections."""
        return self.heading + self.own

    def walk(self) -> Iterator[EditedSection]:
        """The node and its descendants, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestry(self) -> list[EditedSection]:
        """The node and its ancestors, innermost first."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found

    def add(self, child: EditedSection, place: int) -> None:
        """Insert a child before the child at `place`."""
        child.parent = self
        self.children.insert(place, child)

    def take_out(self) -> None:
        """Detach this node and its descendants from its parent."""
        if self.parent is not None:
            self.parent.children.remove(self)
            self.parent = None

    def depth(self) -> int:
        """The deepest heading level of this node and its descendants."""
        return max(node.level for node in self.walk())

    def child_level(self, place: int) -> int:
        """The level for a child at a place: that of a sibling, else one below this node."""
        if place:
            return self.children[place - 1].level
        return self.children[0].level if self.children else self.level + 1

    def shape(self) -> tuple[int, str, str, int]:
        """What must be the same after the joined text is parsed again."""
        return self.level, self.heading, self.own, len(self.children)


def grow(section: Section) -> EditedSection:
    """The tree of a section and its subsections."""
    node = EditedSection(
        level=section.level,
        heading=section.heading.text if section.heading else "",
        own="".join(block.text for block in section.blocks),
        origin=section,
    )
    for child in section.sections:
        node.add(grow(child), len(node.children))
    return node


def heading_line(level: int, title: str) -> str:
    """An ATX heading for a title, on one line.

    `#` characters at the end would be read as a closing sequence, so the last one is escaped.
    """
    shown = " ".join(title.split())
    if shown.endswith("#") and not shown.endswith("\\#"):
        shown = f"{shown[:-1]}\\#"
    return f"{'#' * level} {shown}"


def shift(node: EditedSection, levels: int, ending: str) -> None:
    """Change a subtree's heading levels; a setext heading becomes an ATX heading."""
    if not levels:
        return
    for part in node.walk():
        part.level += levels
        source = part.heading.lstrip(" ")
        if source.startswith("#"):
            part.heading = "#" * part.level + source.lstrip("#")
        else:
            title = part.origin.title if part.origin else source
            # A new one has a blank line behind it already.
            blank = part.heading[len(part.heading.rstrip("\r\n")) :] or ending
            part.heading = heading_line(part.level, title) + blank
        part.touched = True


def join(
    root: EditedSection, order: Sequence[EditedSection], ending: str, *, one_ending: bool
) -> str:
    """Join the texts of a tree, with a blank line between nodes that changed or were not adjacent.

    `order` has the nodes that had text before, in their old order. With `one_ending`, a changed
    last node ends in a single line ending.
    """
    nodes = [node for node in root.walk() if node.text]
    old = {(id(a), id(b)) for a, b in pairwise(order)}
    for node, following in pairwise(nodes):
        if (id(node), id(following)) not in old or node.touched or following.touched:
            _end(node, 2, ending)
    if nodes and nodes[-1].touched and one_ending:
        last = nodes[-1]
        kept = last.text.rstrip("\r\n")
        cut = len(last.text) - len(kept)
        _trim(last, cut)
        _end(last, 1, ending)
    return "".join(node.text for node in nodes)


def _end(node: EditedSection, wanted: int, ending: str) -> None:
    """Append line endings to a node until it has at least `wanted`."""
    text = node.text.replace("\r\n", "\n")
    missing = ending * max(0, wanted - (len(text) - len(text.rstrip("\n"))))
    if node.own:
        node.own += missing
    else:
        node.heading += missing


def _trim(node: EditedSection, cut: int) -> None:
    if node.own:
        node.own = node.own[: len(node.own) - cut]
    else:
        node.heading = node.heading[: len(node.heading) - cut]
