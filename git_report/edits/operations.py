"""Section operations: the one answer that every writer gives, a model or not.

A section is addressed by its number in the current version, as `address` prints it: ``"2.1"`` is
the first section in the second below the title, ``"0"`` the title with the text under it. A
number addresses a section's own text without its subsections; `Remove` and `Move` take the
subtree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Drop:
    """Something left out on purpose: what it was (a title, a figure, a quotation) and why."""

    what: str
    why: str


def split_declaration(value: str) -> Drop:
    """``Title: why`` as a declaration; without a reason where there is no colon."""
    what, colon, why = value.rpartition(": ")
    return Drop(what.strip(" "), why.strip(" ")) if colon else Drop(value.strip(" "), "")


@dataclass(frozen=True, slots=True)
class Replace:
    """Give a section a new own text: Markdown below its heading, which stays."""

    section: str
    body: str
    reason: str = ""
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """A new section: under `parent` (``""`` is the top), after its child `after`, or last.

    `after` is ``""`` for the last place and ``"first"`` for the first. `body` may contain
    subsections; their headings are deeper than `level`.
    """

    parent: str
    after: str
    level: int
    title: str
    body: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a section out, with all below it."""

    section: str
    reason: str
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a section another title."""

    section: str
    title: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Put a section, with all below it, under another parent or after another sibling."""

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
    """Put new words in the place of old ones, which a section's own text has exactly once.

    White space and the wrapping of lines do not count in `old`; empty `new` takes the words out.
    """

    section: str
    old: str
    new: str
    reason: str = ""
    drops: tuple[Drop, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Add a row to a table of a section's own text, or give one of its rows other cells.

    `table` is its place among the section's tables or words of its header or caption, empty where
    there is one table. A new row is after the row whose first cell is `after`: ``""`` is the
    last place, ``"first"`` the first. With `row`, the first cell of a row, that row gets the
    cells, or goes where all of them are empty. Cells are Markdown, with bars as they are.
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
    """A figure that is nowhere but was computed: ``"48 GB"`` from ``"6 × 8 GB"``."""

    figure: str
    operands: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that an answer cost, as the writer's provider counts them; zero where none.

    `batched` are those of them that message batches cost, in the same order: they have a price of
    their own.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    batched: tuple[int, int, int] = (0, 0, 0)

    @property
    def in_batch(self) -> Usage:
        """The same tokens, all of them in a message batch."""
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
    """What one step of a version cost: ``read``, ``write``, ``review figures``, …."""

    step: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Answer:
    """What a writer gives: operations in order, or none with the reason why nothing was added.

    `base` is the blob id of the version that the operations address ("" before the first);
    `request` is the id of the request that it answers, where it names one. `computed` declares the
    figures that neither the source nor the report contains, `drops` what goes besides the drops of
    the operations. `plan` is what the writer thought before it wrote, no part of the report. `raw`
    is the answer as it came, for a writer that is asked again; empty where none is. `notices` say
    what of it does not get into the version. `usage` is what all of the version cost, and `steps`
    that by step, empty where there was only one.
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
    """Everything that an answer leaves out on purpose, with its operations or beside them."""
    own = [
        drop
        for operation in answer.operations
        if isinstance(operation, Replace | Remove | Edit | Row | Whole)
        for drop in operation.drops
    ]
    return [*own, *answer.drops]
