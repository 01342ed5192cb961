"""The embedded writer: a reading digest of verbatim sentences, made without a model.

Each reference has a chapter under its own headings, a row and key points in front. Nothing is
synthesised, and every version says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from git_report.checks.quotations import Wording
from git_report.checks.retention import check_retention
from git_report.digest.choice import Ranking, choose_sentences
from git_report.digest.cues import (
    USUAL,
    Weights,
    asks,
    connects,
    introduces,
    is_chatter,
    is_personal,
    is_whole,
    points_back,
)
from git_report.digest.disagreements import find_disagreements
from git_report.digest.figure_rows import FigureRow, find_rows
from git_report.digest.fronts import (
    add_rows,
    figure_lines,
    find_date,
    glance_row,
    own_text,
    point_items,
    without_labels,
)
from git_report.digest.passages import Chapter, Grid, Sentence, grid_texts
from git_report.digest.reading import read, worth_showing
from git_report.digest.rendering import divide_chapter, render_parts, runs_of
from git_report.digest.shared import render_meeting
from git_report.digest.standing import (
    FIGURE_HEADER,
    FIGURES,
    FRONTS,
    GLANCE,
    GLANCE_HEADER,
    MEET,
    POINTS,
    Standing,
)
from git_report.digest.wording import (
    closes_quotations,
    content_words,
    escape_inline,
    length_of,
    normalise,
    plain,
)
from git_report.edits.addresses import address
from git_report.edits.application import apply
from git_report.edits.operations import Answer, Drop, Insert, Operation, Remove, Replace, Whole
from git_report.markdown import Document, parse
from git_report.markdown.anchors import slug
from git_report.sources.source import EDIT
from git_report.text import Tell, silent
from git_report.writers.finish import define
from git_report.writers.protocol import Request, WriterKind

_NOTICE = "*Extractive digest"
_PREFACE = "*A reading digest: sentences quoted from each reference, without any synthesis.*"
_TOPIC = re.compile(
    r"\breports?\s+(?:on|about)\s+(?:the\s+)?([^.:;,\n]{6,80}?)"
    r"(?=\s+(?:describing|covering|that|which|and how|in the form)\b|[.:;,\n]|$)",
    re.IGNORECASE,
)
_NO_TOPICS = frozenset(
    {"instructions", "instruction", "brief", "task", "report", "prompt", "readme"}
)
_OUTDATED = "the reference does not say it any more"
_LEFT_OUT = "left out as the reference was read again"
_PIECE = 4
_LEAST_WORDS, _SHARE, _MOST_OF_A_TEXT = 40, 3, 0.5
# How many key points a reference of so many words has.
_POINTS = ((1_500, 3), (6_000, 4), (10**9, 5))
# A reference with fewer sentences has nothing in front.
_FRONTED = 4
_POINT_WORDS, _ABOUT_WORDS, _ROW_WORDS = 45, 40, 40
# A reference whose first part says what it is about.
_EARLY, _FIRST, _FEWEST = 0.08, 8, 8
_INTRODUCING, _OPENING, _OPENERS, _LEAST_TELLING, _TIED = 2.0, 1.5, 3, 1.0, 0.6
_FIGURES, _SENTENCES_A_ROW = 4, 3
# A table is read faster than sentences: its words count half.
_GRIDS, _GRID_ROWS, _GRID_SHARE, _GRID_COST = 3, 16, 0.8, 0.5
_QUOTED = frozenset('"“”„«»「」『』')


@dataclass(frozen=True, slots=True)
class _Digest:
    """What is taken of a reference: each sentence once, in one of its places."""

    about: Sentence | None = None
    points: tuple[tuple[Sentence, ...], ...] = ()
    figures: tuple[FigureRow, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    grids: tuple[Grid, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.about or self.points or self.figures or self.sentences or self.grids)


class Extractive:
    """Answers with sentences of the source alone, the same ones for the same source.

    `words` is how long a chapter becomes, 0 for what suits the reference; `weights` are those of
    the choice. Both are for measuring.
    """

    def __init__(self, words: int = 0, weights: Weights = USUAL) -> None:
        self._words = words
        self._weights = weights

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
        request = replace(request, document=request.freed)
        return _Iteration(request, self._words, self._weights).answer()


class _Iteration:
    """One source on its way into one report."""

    def __init__(self, request: Request, words: int, weights: Weights) -> None:
        self.request = request
        self.label = str(request.number)
        self.standing = Standing(request.document, _NOTICE)
        self.chapter = read(request.source)
        self.title = plain(request.source.title) or request.source.target
        self.old = self._find_old()
        self.ranking = Ranking(
            self.chapter.sentences, self.title, request.brief, weights, spoken=self.chapter.spoken
        )
        self.limit = words or _limit(request, self.chapter)
        self.digest = self._choose()
        speakers = {s.speaker for s in self.chapter.sentences}
        self.named = len(speakers - {""}) > 1

    def _find_old(self) -> frozenset[str]:
        """The footnotes of what an earlier text of the same reference said."""
        if self.request.change is None or not self.standing.ours:
            return frozenset()
        return frozenset(str(s.version) for s in self.request.reference.stamps if s.blob != EDIT)

    # -- what to take -------------------------------------------------------------------------

    def _choose(self) -> _Digest:
        """What is taken: chosen from the source alone, without what the report says already."""
        wording = Wording(self.request.source.text)
        fit = [s for s in self.chapter.sentences if _quotes_well(s.text, wording)]
        grids = self._choose_grids(wording)
        taken = sum(length_of(text) for grid in grids for text in grid_texts(grid))
        room = max(_LEAST_WORDS, self.limit - round(_GRID_COST * taken))
        chosen = self._keep_old(fit)
        chosen += [s for s in self._find_disagreeing(fit) if s not in chosen]
        room -= sum(length_of(s.text) for s in chosen)
        if room > 0:
            free = [s for s in fit if s not in chosen] if chosen else fit
            chosen += choose_sentences(free, self.ranking, room)
        known = self.standing.say_without(self.old).knows
        fresh = [s for s in chosen if not known(s.text)]
        grids = [
            g for g in grids if not all(known(f"{r[0]}: {g.header[-1]}: {r[-1]}") for r in g.rows)
        ]
        return self._arrange(fresh, tuple(grids))

    def _keep_old(self, fit: Sequence[Sentence]) -> list[Sentence]:
        """The sentences of a changed reference that it still has, and that were chosen before."""
        pairs = (pair for label in self.old for pair in self.standing.sentences.get(label, ()))
        said = {normalise(sentence.text) for sentence, _ in pairs}
        long = [text for text in said if text.count(" ") >= _PIECE]  # an earlier digest took pieces
        kept = []
        for sentence in fit:
            text = normalise(sentence.text)
            if text in said or any(piece in text for piece in long):
                kept.append(sentence)
        return kept

    def _find_disagreeing(self, fit: Sequence[Sentence]) -> list[Sentence]:
        """The sentences with a figure that disagrees with one of the report's."""
        if not self.standing.ours:
            return []
        rows = {
            label: find_rows([sentence for sentence, _ in pairs])
            for label, pairs in self.standing.sentences.items()
            if label not in self.old
        }
        rows[self.label] = find_rows(fit)
        found = find_disagreements(rows)
        sides = [(f.first_label, f.first) for f in found] + [
            (f.second_label, f.second) for f in found
        ]
        places = {row.sentence.place for label, row in sides if label == self.label}
        return [s for s in fit if s.place in places]

    def _choose_grids(self, wording: Wording) -> list[Grid]:
        """The first tables that a reader can take in, within their share of the words."""
        chosen: list[Grid] = []
        room = self.limit * _GRID_SHARE
        for grid in worth_showing(self.chapter.grids, _GRID_ROWS):
            length = sum(map(length_of, grid_texts(grid)))
            well = all(_quotes_well(text, wording) for text in grid_texts(grid))
            if well and length <= room and len(chosen) < _GRIDS:
                chosen.append(grid)
                room -= length
        return chosen

    def _arrange(self, chosen: Sequence[Sentence], grids: tuple[Grid, ...]) -> _Digest:
        """Which sentence goes where: each stands once."""
        score = self.ranking.score
        runs = [run for run in _bind(chosen) if _is_sound(run)]
        fronted = len(chosen) >= _FRONTED

        def worth(run: Sequence[Sentence]) -> float:
            return max(map(score, run)) * (_TIED if connects(run[0].text) else 1)

        runs.sort(key=lambda run: (-worth(run), run[0].place))
        about = self._find_about([run[0] for run in runs if len(run) == 1]) if fronted else None
        most = next(count for words, count in _POINTS if self.chapter.words <= words)
        most = min(most, len(chosen) // 2) if fronted else 0
        short = [run for run in runs if sum(length_of(s.text) for s in run) <= _POINT_WORDS]
        points = sorted([r for r in short if about not in r][:most], key=lambda run: run[0].place)
        taken = [about, *(s for run in points for s in run)]
        rest = [s for s in chosen if s not in taken]
        alone = [run[0] for run in runs if len(run) == 1]
        rows = self._choose_rows([s for s in rest if s in alone]) if fronted else ()
        in_rows = {id(row.sentence) for row in rows}
        rest = sorted((s for s in rest if id(s) not in in_rows), key=lambda s: s.place)
        return _Digest(about, tuple(points), rows, tuple(rest), grids)

    def _find_about(self, best: Sequence[Sentence]) -> Sentence | None:
        """A sentence near the beginning that says what the reference is about, else the best."""
        every = self.chapter.sentences
        first = every[: max(_FIRST, round(_EARLY * len(every)))]
        known = self.standing.say_without(self.old).knows
        fit = [
            s
            for s in first
            if _FEWEST <= length_of(s.text) <= _ABOUT_WORDS
            and not (asks(s.text) or s.item or connects(s.text) or points_back(s.text))
            and is_whole(s.text)
            and (self._introduces(s) or _stands_alone(s))
            and not (is_personal(s.text) or known(s.text))
        ]
        telling = {
            id(s): (_LEAST_TELLING + self.ranking.score(s))
            * (_INTRODUCING if self._introduces(s) else 1)
            * (_OPENING if s in first[:_OPENERS] else 1)
            for s in fit
        }
        short = [s for s in best if length_of(s.text) <= _ABOUT_WORDS]
        return max(fit, key=lambda s: telling[id(s)], default=short[0] if short else None)

    def _introduces(self, sentence: Sentence) -> bool:
        """Whether a sentence says of what its reference speaks, in words of the title."""
        titles = " ".join((self.title, *sentence.path[:1]))
        named = not set(content_words(titles)).isdisjoint(content_words(sentence.text))
        return named and introduces(sentence.text)

    def _choose_rows(self, pool: Sequence[Sentence]) -> tuple[FigureRow, ...]:
        """The rows for the table of figures, of sentences that stand alone."""
        places = {id(s) for s in pool}
        rows = [
            row
            for row in find_rows(self.chapter.sentences)
            if id(row.sentence) in places
            and length_of(row.measure) <= _ROW_WORDS
            and normalise(row.measure) == normalise(row.sentence.text)
        ]
        rows.sort(key=lambda row: -self.ranking.score(row.sentence))
        most = min(_FIGURES, len(pool) // _SENTENCES_A_ROW)
        return tuple(sorted(rows[:most], key=lambda row: row.sentence.place))

    # -- where it goes ------------------------------------------------------------------------

    def answer(self) -> Answer:
        """The whole document at first, later the operations; none where nothing is new."""
        base = self.request.base
        document = self.request.document
        reason = self._tell_nothing() if self.digest.empty else ""
        if document is None:
            return Answer((Whole(self._first()),), base, reason)
        if self.digest.empty and not self.old:
            return Answer((), base, reason)
        if not self.standing.ours:
            return Answer(tuple(self._add_chapter(document, whole=True)), base)
        operations = [*self._renew_fronts(document), *self._add_chapter(document, whole=False)]
        operations += self._renew_meeting(document, operations)
        return Answer(
            tuple(operations), base, reason, drops=tuple(self._declare(document, operations))
        )

    def _tell_nothing(self) -> str:
        """Why a reference adds nothing, and what to do about it."""
        words = len(self.request.source.text.split())
        name = f"'{self.title}' adds nothing that can be quoted"
        if self.chapter.sentences and self.request.document is not None:
            said = self.standing.say_without(self.old)
            fresh = [s for s in self.chapter.sentences if not said.knows(s.text)]
            if len(fresh) < len(self.chapter.sentences) / 2:
                return f"'{self.title}' adds nothing: the report has what a digest takes of it"
        if not self.chapter.words:
            return (
                f"{name}: no sentences were found in {words:,} words; look at 'git report source'"
            )
        return f"{name}: {words:,} words; read it yourself, or name a model with report.writer"

    def _first(self) -> str:
        digest = self.digest
        parts = [f"# {escape_inline(_report_title(self.request))}", _PREFACE]
        if digest.empty:
            return "\n\n".join(parts) + "\n"
        for title, text in self._fronts():
            if text:
                parts += [f"## {title}", text]
        parts += [f"## {escape_inline(self._name())}", self._body(3)]
        return "\n\n".join(parts) + "\n"

    def _fronts(self) -> Iterator[tuple[str, str]]:
        """The text of each front section with what this reference adds to it."""
        name, digest = self._name(), self.digest
        for title, text in ((t, self._front_text(t)) for t in (GLANCE, POINTS, FIGURES)):
            if title == GLANCE and not digest.empty:
                date = find_date(self.request.source.text)
                row = glance_row(self.chapter, name, date, digest.about, self.label)
                yield title, add_rows(text, GLANCE_HEADER, [row])
            elif title == POINTS and digest.points:
                items = point_items(digest.points, name, self.label, named=self.named)
                yield title, f"{text}\n\n{items}".lstrip("\n")
            elif title == FIGURES:
                yield title, add_rows(text, FIGURE_HEADER, figure_lines(digest.figures, self.label))
            else:
                yield title, text

    def _front_text(self, title: str) -> str:
        section = self.standing.front(title)
        return without_labels(section, self.old) if section is not None else ""

    def _renew_fronts(self, document: Document) -> Iterator[Operation]:
        parent, level = _place(document)
        after = "first"
        for title, text in self._fronts():
            section = self.standing.front(title)
            if section is None:
                if text:
                    yield Insert(parent, after, level, title, text)
                continue
            after = address(document, section)
            if text != own_text(section):
                yield Replace(after, text, "" if text else _OUTDATED)

    def _add_chapter(self, document: Document, *, whole: bool) -> Iterator[Operation]:
        """The chapter, in the place of an older one of the same reference.

        `whole` puts all that a digest has of it there, in a report that has no fronts of ours.
        """
        parent, level = _place(document)
        old = self.standing.chapters_of(self.old) if self.old else ()
        for section in old:  # what of it is gone for good is declared by itself
            yield Remove(address(document, section), "")
        if self.digest.empty:
            return
        if whole:
            kept = [*filter(None, [self.digest.about]), *self.digest.sentences]
            kept += [sentence for run in self.digest.points for sentence in run]
            kept += [row.sentence for row in self.digest.figures]
            self.digest = replace(self.digest, sentences=tuple(kept))
        body = self._body(level + 1)
        after = ""
        if old:
            mains = list(self.standing.mains)
            at = mains.index(old[0])
            before = [s for s in mains[:at] if s not in old]
            after = address(document, before[-1]) if before else "first"
        yield Insert(parent, after, level, escape_inline(self._name()), body)

    def _body(self, level: int) -> str:
        parts = divide_chapter(self.chapter, self.digest.sentences, self.digest.grids)
        return render_parts(parts, self.label, level, named=self.named)

    def _renew_meeting(
        self, document: Document, operations: Sequence[Operation]
    ) -> Iterator[Operation]:
        """What references share, read from the report as it will be."""
        text = render_meeting(Standing(parse(apply(document, operations)), _NOTICE))
        section = self.standing.front(MEET)
        if section is not None:
            if text != own_text(section):
                yield Replace(address(document, section), text)
            return
        if not text:
            return
        parent, level = _place(document)
        before = [s for t in FRONTS if (s := self.standing.front(t)) is not None]
        after = address(document, before[-1]) if before else "first"
        yield Insert(parent, after, level, MEET, text)

    def _declare(self, document: Document, operations: Sequence[Operation]) -> Iterator[Drop]:
        """What is gone with what a changed reference does not say any more."""
        if not self.old:
            return
        tail = document.tail
        kept = [note.text for note in tail.definitions] if tail is not None else []
        notes = "\n\n".join([*kept, define(self.request.number, self.request.source).text])
        after = parse(f"{apply(document, operations)}\n{notes}\n")
        words = set(normalise(self.request.source.text).split())
        for finding in check_retention("", document, after):
            stands = words.issuperset(normalise(finding.named).split())
            yield Drop(finding.named, _LEFT_OUT if stands else _OUTDATED)

    def _name(self) -> str:
        """The chapter's title: the reference's name, which no other section has."""
        gone = {id(s) for old in self.standing.chapters_of(self.old) for s in old.walk()}
        taken = {slug(s.title) for s in self.standing.sections if id(s) not in gone}
        shown = self.title[:1].upper() + self.title[1:]
        if slug(escape_inline(shown)) not in taken and shown not in FRONTS:
            return shown
        return f"{shown} (reading {self.label})"


def _bind(chosen: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """Sentences that need each other: each with those behind it that point back."""
    for run in runs_of(sorted(chosen, key=lambda s: s.place)):
        begin = 0
        for at, sentence in enumerate(run):
            if at and not points_back(sentence.text):
                yield run[begin:at]
                begin = at
        yield run[begin:]


def _is_sound(run: Sequence[Sentence]) -> bool:
    """Whether a run can be read in front: it begins well, and the rest is whole."""
    whole = all(is_whole(s.text) and not asks(s.text) and not is_chatter(s.text) for s in run)
    return whole and _stands_alone(run[0])


def _stands_alone(sentence: Sentence) -> bool:
    """Whether a sentence can be read in front, away from its neighbours."""
    text = sentence.text
    whole = is_whole(text) and not asks(text) and not is_chatter(text)
    return whole and not sentence.lead_in and not points_back(text)


def _quotes_well(text: str, wording: Wording) -> bool:
    """Whether a text quotes its source in the source's words, if it quotes anything."""
    if _QUOTED.isdisjoint(text):
        return True
    return closes_quotations(text) and wording.holds(text)


def _limit(request: Request, chapter: Chapter) -> int:
    """How many words to take: by the length of the source, within the length that is wanted."""
    usual = round(
        min(60 + 9 * sqrt(chapter.words), max(_LEAST_WORDS, _MOST_OF_A_TEXT * chapter.words))
    )
    if not request.words:
        return usual
    there = len(request.document.source.split()) if request.document is not None else 0
    return max(_LEAST_WORDS, min(2 * usual, (request.words - there) // _SHARE))


def _place(document: Document) -> tuple[str, int]:
    """The parent and the level of a new main section: below a single top title, else at the top."""
    tops = document.root.sections
    if len(tops) == 1:
        below = tops[0].sections
        return address(document, tops[0]), below[-1].level if below else min(6, tops[0].level + 1)
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
