"""The front parts of a digest: the summary, the table of figures, the table of choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from git_report.digest.conflicts import Conflict
from git_report.digest.digest import Digest
from git_report.digest.rendering import (
    choice_row,
    conflict_row,
    figure_row,
    lead_items,
    table_head,
)
from git_report.digest.standing import (
    FIGURE_HEADER,
    FIGURES,
    OPTION_HEADER,
    OPTIONS,
    SUMMARY,
    Lead,
    Standing,
    own_text,
)
from git_report.digest.summary import choose_leads
from git_report.edits.operations import Insert, Operation, Replace


@dataclass(frozen=True, slots=True)
class Fronts:
    """What a digest adds to the front parts of a report; `label` is its footnote.

    `parent` and `level` are where new main sections go, `words` the content words of the source.
    """

    standing: Standing
    digest: Digest
    conflicts: tuple[Conflict, ...]
    label: str
    parent: str = ""
    level: int = 2
    words: Sequence[str] = field(default=(), repr=False)

    def summary(self, leads: Sequence[Lead]) -> str:
        """The summary's own text."""
        return lead_items((lead.text, lead.label) for lead in leads)

    def figures(self) -> str:
        """The digest's own table of figures."""
        rows = [conflict_row(conflict, self.label) for conflict in self.conflicts]
        rows += [figure_row(figure, self.label) for figure in self.digest.figures]
        return "\n".join([table_head(FIGURE_HEADER), *rows])

    def options(self) -> str:
        """The digest's own table of choices."""
        rows = [choice_row(choice, self.label) for choice in self.digest.choices]
        return "\n".join([table_head(OPTION_HEADER), *rows])

    def renew_summary(self) -> tuple[list[Operation], list[Lead], frozenset[str]]:
        """The summary of the whole report.

        Besides the operations, the leads that go to the text instead, and the sentences of the
        text that stand in the summary now.
        """
        fresh = [Lead(sentence.text, self.label) for sentence in self.digest.leads]
        section = self.standing.find(SUMMARY)
        standing = self.standing.leads
        if section is None and fresh:
            text = self.summary(fresh)
            return [Insert(self.parent, "first", self.level, SUMMARY, text)], [], frozenset()
        if section is None or standing is None:
            return [], fresh, frozenset()
        bags = [[w for bag in bags for w in bag] for bags in self.standing.bags.values()]
        rivals = self.standing.rivals
        kept, displaced = choose_leads(
            standing, fresh, rivals, [*bags, self.words], int(self.label)
        )
        promoted = frozenset(lead.text for lead in kept if lead in rivals)
        if tuple(kept) == standing:
            return [], displaced, promoted
        return [Replace(self.standing.address(section), self.summary(kept))], displaced, promoted

    def renew_figures(self) -> Iterator[Operation]:
        """The table with the digest's rows; those that disagree with a row stand below it."""
        section = self.standing.find(FIGURES)
        table = self.standing.table(FIGURES, FIGURE_HEADER)
        if not self.digest.figures and not self.conflicts:
            return
        if section is None:
            summary = self.standing.find(SUMMARY)
            # Two new sections in the first place stand in the order in which they are given.
            after = self.standing.address(summary) if summary is not None else "first"
            yield Insert(self.parent, after, self.level, FIGURES, self.figures())
            return
        if table is None:
            yield Replace(
                self.standing.address(section), f"{own_text(section)}\n\n{self.figures()}".lstrip()
            )
            return
        lines: list[str] = []
        for row in table.rows:
            lines.append(row.text.strip())
            met = (c for c in self.conflicts if c.line == row.line)
            lines += [conflict_row(conflict, self.label) for conflict in met]
        known = {row.line for row in table.rows}
        apart = (c for c in self.conflicts if c.line not in known)
        lines += [conflict_row(conflict, self.label) for conflict in apart]
        lines += [figure_row(figure, self.label) for figure in self.digest.figures]
        head = "".join(b.text for b in section.blocks if b is not table).strip()
        text = "\n".join([table_head(FIGURE_HEADER), *lines])
        yield Replace(self.standing.address(section), f"{head}\n\n{text}" if head else text)

    def renew_options(self) -> Iterator[Operation]:
        """The table of choices with the digest's."""
        choices = self.digest.choices
        if not choices:
            return
        section = self.standing.find(OPTIONS)
        if section is None:
            before = self.standing.find(FIGURES) or self.standing.find(SUMMARY)
            after = self.standing.address(before) if before is not None else "first"
            yield Insert(self.parent, after, self.level, OPTIONS, self.options())
        elif self.standing.table(OPTIONS, OPTION_HEADER) is None:
            yield Replace(
                self.standing.address(section), f"{own_text(section)}\n\n{self.options()}".lstrip()
            )
        else:
            rows = "\n".join(choice_row(choice, self.label) for choice in choices)
            yield Replace(self.standing.address(section), f"{own_text(section)}\n{rows}")
