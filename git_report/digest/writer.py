"""The embedded writer: a digest of verbatim sentences, made without a model.

It cannot synthesise, and says so in every version that it makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from git_report.checks.quotations import Wording
from git_report.checks.retention import check_retention
from git_report.digest.composing import Composer, Composition
from git_report.digest.conflicts import Conflict, find_conflicts
from git_report.digest.digest import Digest, make_digest, without_broken_quotations
from git_report.digest.fronts import Fronts
from git_report.digest.news import only_new
from git_report.digest.passages import Passage, SourcePassages
from git_report.digest.pruning import find_emptied, prune
from git_report.digest.reading import read
from git_report.digest.rendering import join_blocks
from git_report.digest.selection import Ranking, budget
from git_report.digest.standing import (
    FIGURE_HEADER,
    FIGURES,
    OPTIONS,
    SUMMARY,
    Lead,
    Standing,
    without_items,
)
from git_report.digest.titles import capitalise
from git_report.digest.wording import content_words, escape_inline, normalise, plain
from git_report.edits.addresses import address
from git_report.edits.application import apply
from git_report.edits.operations import Answer, Drop, Insert, Operation, Remove, Replace, Whole
from git_report.markdown import Document, List, Section, parse
from git_report.sources.source import EDIT
from git_report.text import Tell, silent
from git_report.writers.protocol import Request, WriterKind

_NOTICE = "*Extractive digest"
_TOPIC = re.compile(
    r"\breports?\s+(?:on|about)\s+(?:the\s+)?([^.:;,\n]{6,80}?)"
    r"(?=\s+(?:describing|covering|that|which|and how|in the form)\b|[.:;,\n]|$)",
    re.IGNORECASE,
)
_NO_TOPICS = frozenset(
    {"instructions", "instruction", "brief", "task", "report", "prompt", "readme"}
)
_LEAST_WORDS, _SHARE = 40, 3
_OUTDATED = "the reference does not say it any more"
# A table of so many figures takes few more of a source.
_LONG_TABLE, _ROWS_THEN = 36, 2


class Extractive:
    """Answers with sentences of the source alone, the same ones for the same source."""

    @property
    def name(self) -> str:
        """What the record says."""
        return "extractive"

    @property
    def kind(self) -> WriterKind:
        """A digest: it adds a source's sentences, and rewrites nothing."""
        return WriterKind.DIGEST

    @property
    def notice(self) -> str:
        """What the tail of a digest says about it."""
        return (
            f"{_NOTICE}: verbatim sentences chosen without a model, no synthesis. "
            "To have a report written, name a model writer with `git config report.writer`.*"
        )

    def landed(self) -> None:
        """Nothing was kept."""

    def write(self, request: Request, tell: Tell = silent) -> Answer:  # noqa: ARG002
        """The operations that bring a source's own sentences into the report."""
        return _Iteration(replace(request, document=request.freed)).answer()


class _Iteration:
    """One source on its way into one report."""

    def __init__(self, request: Request) -> None:
        self.prior = request.document
        request = _without_outdated(request)
        self.request = request
        self.label = str(request.number)
        self.standing = Standing(request.document, _NOTICE)
        self.reading = without_broken_quotations(read(request.source), self._holds)
        self.ranking = Ranking(self.reading.sentences, request.source.title, request.brief)
        limit = _limit(request, self.reading)
        digest = make_digest(self.reading, self.ranking, limit, self._holds)
        self.conflicts = self._find_conflicts()
        self.digest = only_new(digest, self.standing.said)
        source = capitalise(plain(request.source.title)) or request.source.target
        spoken = self.reading.sentences
        self.composer = Composer(self.standing, self.label, source, spoken, self.ranking.score)

    @cached_property
    def _wording(self) -> Wording:
        return Wording(self.request.source.text)

    def _holds(self, text: str) -> bool:
        return self._wording.holds(text)

    def _find_conflicts(self) -> tuple[Conflict, ...]:
        """The figures that disagree with the report's; their sentences go to the table alone."""
        if not self.standing.ours:
            return ()
        said = self.standing.said
        found = find_conflicts(self.reading, self.standing.statements())
        fresh = tuple(c for c in found if not said.knows(c.basis))
        for conflict in fresh:
            said.add(conflict.context)
        return fresh

    def answer(self) -> Answer:
        """The whole document at first, later the operations; none where nothing is new."""
        base = self.request.base
        document = self.request.document
        if document is None:
            alone = "nothing of it stands by itself: the report begins with its title alone"
            reason = f"'{self.request.source.title}': {alone}" if self.digest.empty else ""
            return Answer((Whole(self._first()),), base, reason)
        news = not self.digest.empty or bool(self.conflicts)
        operations = list(self._update(document)) if news else []
        operations += self._take_out(document, operations)
        if not operations:
            known = "nothing of it that stands by itself is new"
            return Answer((), base, f"'{self.request.source.title}': {known}")
        drops = tuple(_tell_conflict(conflict, self.label) for conflict in self.conflicts)
        return Answer(tuple(operations), base, drops=(*drops, *self._declare(operations)))

    def _take_out(self, document: Document, operations: list[Operation]) -> Iterator[Operation]:
        """What is left to do for sections that said what the reference does not say any more."""
        if self.prior is None or self.prior is document:
            return
        touched = {op.section for op in operations if isinstance(op, Replace)}
        filled = touched | {op.parent for op in operations if isinstance(op, Insert)}
        gone: set[str] = set()
        for section in find_emptied(self.prior, document):
            below = {address(each) for each in section.walk()}
            if filled.isdisjoint(below):
                gone |= below
                yield Remove(address(section), _OUTDATED)
        for old, new in zip(self.prior.sections[1:], document.sections[1:], strict=True):
            texts = ["".join(block.text for block in each.blocks) for each in (old, new)]
            if texts[0] != texts[1] and address(old) not in touched | gone:
                yield Replace(address(old), texts[1].strip("\n"), _OUTDATED)

    def _declare(self, operations: list[Operation]) -> Iterator[Drop]:
        """What is gone with what the reference does not say any more."""
        if self.prior is None or self.prior is self.request.document:
            return
        tail = self.prior.tail
        notes = "\n\n".join(note.text for note in tail.definitions) if tail is not None else ""
        after = parse(f"{apply(self.prior, operations)}\n{notes}\n")
        for finding in check_retention("", self.prior, after):
            yield Drop(finding.named, _OUTDATED)

    def _first(self) -> str:
        digest = self.digest
        fronts = self._fronts("", 2)
        leads = [Lead(s.text, self.label) for s in digest.leads]
        parts = [f"# {escape_inline(_report_title(self.request))}"]
        if leads:
            parts += [f"## {SUMMARY}", fronts.summary(leads)]
        if digest.figures:
            parts += [f"## {FIGURES}", fronts.figures()]
        composition = self.composer.compose(digest, (), _top_title(self.reading))
        if digest.choices:
            parts += [f"## {OPTIONS}", fronts.options()]
        if composition.opened is not None:
            title = escape_inline(composition.opened.title)
            parts += [f"## {title}", _body(composition, 3)]
        return "\n\n".join(parts) + "\n"

    def _fronts(self, parent: str, level: int) -> Fronts:
        words = [w for s in self.reading.sentences for w in content_words(s.text)]
        return Fronts(self.standing, self.digest, self.conflicts, self.label, parent, level, words)

    def _update(self, document: Document) -> Iterator[Operation]:
        """Summary, figures and choices renewed, and the text where it belongs.

        A report that somebody else made keeps its form: all goes into one new section.
        """
        parent, level = _place(document)
        digest = self.digest
        if not self.standing.ours:
            yield from self._add_section(parent, level)
            return
        self.digest = digest = self._relieve_table(digest)
        fronts = self._fronts(parent, level)
        operations, displaced, promoted = fronts.renew_summary()
        yield from operations
        # A lead of this source that makes room stands in the text where it stood in the source.
        own = {lead.text for lead in displaced if lead.label == self.label}
        back = [s for s in digest.leads if s.text in own]
        kept = tuple(s for s in digest.leads if s.text not in own)
        sentences = sorted((*digest.sentences, *back), key=lambda s: s.place)
        digest = replace(digest, leads=kept, sentences=tuple(sentences))
        displaced = [lead for lead in displaced if lead.label != self.label]
        yield from fronts.renew_figures()
        yield from fronts.renew_options()
        composition = self.composer.compose(digest, displaced, _top_title(self.reading))
        for section in self.standing.sections:
            blocks = composition.behind.get(section.index, [])
            text = _renewed(section, promoted, join_blocks(blocks))
            if text is not None:
                yield Replace(address(section), text)
            for part in composition.inside.get(section.index, ()):
                below = section.sections[-1].level if section.sections else section.level + 1
                title = escape_inline(part.title)
                body = join_blocks(part.blocks)
                yield Insert(address(section), "", min(6, below), title, body)
        if composition.opened is not None:
            title = escape_inline(composition.opened.title)
            yield Insert(parent, "", level, self._distinct(title), _body(composition, level + 1))

    def _relieve_table(self, digest: Digest) -> Digest:
        """A digest with few rows for a table of figures that is long; the rest goes to the text."""
        table = self.standing.table(FIGURES, FIGURE_HEADER)
        if table is None or len(table.rows) < _LONG_TABLE:
            return digest
        sentences = {sentence.place: sentence for sentence in self.reading.sentences}
        whole = [f for f in digest.figures if len(f.places) == 1 and f.place in sentences]
        whole.sort(key=lambda figure: -self.ranking.score(sentences[figure.place]))
        moved = whole[_ROWS_THEN:]
        told = [sentences[figure.place] for figure in moved]
        return replace(
            digest,
            figures=tuple(figure for figure in digest.figures if figure not in moved),
            sentences=tuple(sorted((*digest.sentences, *told), key=lambda s: s.place)),
        )

    def _add_section(self, parent: str, level: int) -> Iterator[Operation]:
        """One section with everything, in a report of another form."""
        digest = self.digest
        leads = [Lead(sentence.text, self.label) for sentence in digest.leads]
        composition = self.composer.compose(digest, leads, _top_title(self.reading))
        fronts = self._fronts(parent, level)
        tables = [fronts.figures()] if digest.figures else []
        tables += [fronts.options()] if digest.choices else []
        body = "\n\n".join(filter(None, [*tables, _body(composition, level + 1)]))
        opened = composition.opened
        title = opened.title if opened else capitalise(plain(self.request.source.title))
        if body:
            shown = escape_inline(title or self.request.source.target)
            yield Insert(parent, "", level, self._distinct(shown), body)

    def _distinct(self, title: str) -> str:
        taken = {normalise(section.title) for section in self.standing.sections}
        return title if normalise(title) not in taken else f"{title} (reading {self.label})"


def _without_outdated(request: Request) -> Request:
    """A request whose version says nothing more that a changed reference alone had said."""
    document = request.document
    ours = document is not None and Standing(document, _NOTICE).ours
    if request.change is None or document is None or not ours:
        return request
    labels = frozenset(str(s.version) for s in request.reference.stamps if s.blob != EDIT)
    pruned = prune(document, labels, Wording(request.source.text).holds)
    same = len(pruned.sections) == len(document.sections) and pruned.source != document.source
    return replace(request, document=pruned) if same else request


def _limit(request: Request, reading: SourcePassages) -> int:
    """How many words to take: by the length of the source, within the length that is wanted."""
    usual = budget(reading.words)
    if not request.words:
        return usual
    there = len(request.document.source.split()) if request.document is not None else 0
    return max(_LEAST_WORDS, min(2 * usual, (request.words - there) // _SHARE))


def _tell_conflict(conflict: Conflict, label: str) -> Drop:
    what = f"{conflict.known} → {conflict.value}"
    return Drop(what, f"sources {conflict.label} and {label} disagree; both figures are shown")


def _body(composition: Composition, level: int) -> str:
    """A new section's text below its heading."""
    own = composition.opened.blocks if composition.opened is not None else []
    mark = "#" * min(6, level)
    blocks = [join_blocks(own)] if own else []
    for part in composition.parts:
        blocks += [f"{mark} {escape_inline(part.title)}", join_blocks(part.blocks)]
    return "\n\n".join(blocks)


def _renewed(section: Section, promoted: frozenset[str], text: str) -> str | None:
    """A section's own text without some of its items and with more behind it; None for the same.

    What comes goes on in the list that it ends with, where both are one.
    """
    blocks = [without_items(block, promoted) for block in section.blocks]
    own = "".join(blocks).replace("\r\n", "\n").rstrip()
    if not text:
        same = all(new == block.text for new, block in zip(blocks, section.blocks, strict=True))
        return None if same else own
    filled = [block for block in section.blocks if block.content.strip()]
    last = filled[-1] if filled else None
    continues = isinstance(last, List) and last.items[-1].marker[:1] == "-" == text[:1]
    return f"{own}\n{text}" if own and continues else f"{own}\n\n{text}".lstrip()


def _place(document: Document) -> tuple[str, int]:
    """The parent and the level of a new main section: below a single top title, else at the top."""
    tops = document.root.sections
    if len(tops) == 1:
        below = tops[0].sections
        return address(tops[0]), below[-1].level if below else min(6, tops[0].level + 1)
    return "", tops[-1].level if tops else 1


def _report_title(request: Request) -> str:
    """The brief's first heading, or what it says the report is on, or else the source's title."""
    for line in request.brief.split("\n"):
        if line.startswith("#"):
            title = plain(line.lstrip("#").strip().rstrip("#"))
            if title and normalise(title) not in _NO_TOPICS:
                return title
            break
    topic = _TOPIC.search(request.brief)
    if topic:
        words = plain(topic[1])
        return words[:1].upper() + words[1:]
    return plain(request.source.title) or request.source.target


def _top_title(reading: SourcePassages) -> str:
    """The one title that stands above all of a source, which needs no repeating."""
    passages: list[Passage] = [*reading.sentences, *reading.listings, *reading.grids]
    tops = {passage.path[0] for passage in passages if passage.path}
    return tops.pop() if len(tops) == 1 else ""
