"""Section operations: the form of every writer's answer, whether the writer is a model or not.

A section is addressed by its number in the current version, as `address` prints it: ``"2.1"`` is
the first subsection of the second section below the title, ``"0"`` is the title with its own text.
A number addresses a section's own text without its subsections, but `Remove` and `Move` apply to
the whole subtree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Drop:
    """Something omitted on purpose: what it was (a title, a figure, a quotation) and why."""

    what: str
    why: str


def split_declaration(value: str) -> Drop:
    """Parse ``Title: why``; the reason is empty if there is no colon."""
    what, colon, why = value.rpartition(": ")
    return Drop(what.strip(" "), why.strip(" ")) if colon else Drop(value.strip(" "), "")


@dataclass(frozen=True, slots=True)
class Replace:
    """Replace a section's own text, the Markdown below its heading; the heading stays."""

    section: str
    body: str
    reason: str = ""
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a section under `parent` (``""`` is the top), after its child `after`.

    `after` is ``""`` for the last place and ``"first"`` for the first. `body` may contain
    subsections, whose headings are made deeper than `level`.
    """

    parent: str
    after: str
    level: int
    title: str
    body: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a section and its subsections."""

    section: str
    reason: str
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Change a section's title."""

    section: str
    title: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Move a section and its subsections under another parent or after another sibling."""

    section: str
    parent: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole report (``document`` in an answer): the first version, or a rewrite."""

    text: str
    reason: str = ""
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace words that occur exactly once in a section's own text.

    White space and line wrapping of `old` need not match; an empty `new` removes the words.
    """

    section: str
    old: str
    new: str
    reason: str = ""
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Add, change or remove a row of a table in a section's own text.

    `table` is the table's number within the section or words of its header or caption; it is empty
    if there is only one table. A new row follows the row whose first cell is `after`; ``""`` is the
    last place, ``"first"`` the first. `row` is the first cell of the row that gets the cells, or is
    removed if all of them are empty. Cells are Markdown with unescaped bars.
    """

    section: str
    cells: tuple[str, ...]
    table: str = ""
    after: str = ""
    row: str = ""
    reason: str = ""
    drops: tuple[Drop, ...] = ()


Operation = Replace | Insert | Remove | Rename | Move | Edit | Row | Whole


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure that no source contains, with its operands: ``"48 GB"`` from ``"6 × 8 GB"``."""

    figure: str
    operands: str


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens of an answer as the writer's provider counts them; zero without a provider.

    `batched` has those of message batches (input, output, cached), which have another price.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    batched: tuple[int, int, int] = (0, 0, 0)

    @property
    def in_batch(self) -> Usage:
        """The same tokens, all in a message batch."""
        return replace(self, batched=(self.input, self.output, self.cached))

    def __add__(self, other: Usage) -> Usage:
        """The tokens of both."""
        ours, theirs = self.batched, other.batched
        return Usage(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            (ours[0] + theirs[0], ours[1] + theirs[1], ours[2] + theirs[2]),
        )


@dataclass(frozen=True, slots=True)
class StepUsage:
    """The tokens of one step of a version: ``read``, ``write``, ``review figures``, …."""

    step: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Answer:
    """A writer's answer: operations in order, or none and the reason why nothing is added.

    `base` is the blob id of the version that the operations address ("" before the first);
    `request` is the id of the request that it answers, if it names one. `computed` declares figures
    that neither the source nor the report contains, `drops` omissions beyond those of the
    operations. `plan` has the writer's thoughts before it wrote; they are not part of the report.
    `raw` is the unparsed answer, for a writer that is asked again; empty for others. `notices` say
    which parts do not become part of the version. `usage` is the cost of the whole version, and
    `steps` has it by step, empty if there was only one.
    """

    operations: tuple[Operation, ...]
    base: str = ""
    reason: str = ""
    request: str = ""
    drops: tuple[Drop, ...] = ()
    computed: tuple[Computed, ...] = ()
    plan: str = ""
    usage: Usage = Usage()
    raw: str = ""
    notices: tuple[str, ...] = ()
    steps: tuple[StepUsage, ...] = ()


def list_drops(answer: Answer) -> list[Drop]:
    """All omissions that an answer declares, in its operations or outside them."""
    own = [
        drop
        for operation in answer.operations
        if isinstance(operation, Replace | Remove | Edit | Row | Whole)
        for drop in operation.drops
    ]
    return [*own, *answer.drops]
