"""The section operations that turn one version into another: what a sparing writer would answer."""

from __future__ import annotations

from collections.abc import Iterator

from git_report.differ import diff
from git_report.edits.operations import Insert, Move, Operation, Remove, Rename, Replace
from git_report.edits.section_numbers import address
from git_report.markdown import Document, Section


def find_operations(prior: Document, new: Document) -> tuple[Operation, ...]:
    """Replace, rename, insert, remove and move, by the matches that the difference finds."""
    return tuple(_Finding(prior, new).find())


class _Finding:
    """One comparison: which prior section each new one continues."""

    def __init__(self, prior: Document, new: Document) -> None:
        before = {section.line: section for section in prior.root.walk()}
        after = {section.line: section for section in new.root.walk()}
        pairs = dict(diff(prior, new).matches)
        self.prior, self.new = prior, new
        self.origin = {
            after[n].index: before[p] for p, n in pairs.items() if p in before and n in after
        }
        self.origin[new.root.index] = prior.root
        self.above = {
            child.index: section for section in new.root.walk() for child in section.sections
        }
        self.above_before = {
            child.index: section for section in prior.root.walk() for child in section.sections
        }

    def find(self) -> Iterator[Operation]:
        yield from self._within(self.new.root)
        yield from self._removals(self.prior.root)

    def _within(self, section: Section) -> Iterator[Operation]:
        origin = self.origin[section.index]
        yield from self._own(section, origin)
        neighbour: Section | None = None
        for child in section.sections:
            came_from = self.origin.get(child.index)
            after = self._before(neighbour) if neighbour else "first"
            if came_from is None:
                yield self._insert(child, origin, after)
                continue
            if self.above_before.get(came_from.index) is not origin:
                yield Move(self._before(came_from), self._before(origin), after, "belongs here")
            else:
                neighbour = came_from
            yield from self._within(child)

    def _own(self, section: Section, origin: Section) -> Iterator[Operation]:
        if section.title != origin.title:
            yield Rename(self._before(origin), section.title, "the finding is another now")
        if _own_text(section) != _own_text(origin):
            yield Replace(self._before(origin), _own_text(section), "the reference adds to it")

    def _insert(self, section: Section, parent: Section, after: str) -> Insert:
        below = "".join(_whole_text(child) for child in section.sections)
        body = f"{_own_text(section)}\n\n{below}".strip("\n")
        return Insert(
            self._before(parent),
            after,
            section.level,
            section.title,
            body,
            "the reference brings it",
        )

    def _before(self, section: Section) -> str:
        return address(section)

    def _removals(self, section: Section) -> Iterator[Operation]:
        kept = {origin.index for origin in self.origin.values()}
        for child in section.sections:
            if any(below.index in kept for below in child.walk()):
                yield from self._removals(child)
            else:
                yield Remove(self._before(child), "merged into what replaces it")


def _own_text(section: Section) -> str:
    return "".join(block.text for block in section.blocks).strip("\n")


def _whole_text(section: Section) -> str:
    heading = section.heading.text if section.heading else ""
    inner = "".join(_whole_text(child) for child in section.sections)
    return f"{heading.strip()}\n\n{_own_text(section)}\n\n{inner}"
