"""Where the pieces of a digest go: to the sections that they belong to, or to one of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from git_report.digest.digest import Digest
from git_report.digest.passages import Answered, Passage, Sentence, passage_texts
from git_report.digest.placing import likeness_in_context
from git_report.digest.rendering import (
    cite,
    group_by_title,
    quotation,
    render_answer,
    render_passages,
    runs_of,
    weight_of,
)
from git_report.digest.segments import Topics, divide
from git_report.digest.standing import Lead, Standing
from git_report.digest.titles import choose_title, is_claim
from git_report.digest.wording import content_words, normalise
from git_report.markdown import Section

# The least likeness, as a cosine, of a piece and its neighbours with the section that it goes to.
FLOOR, ANSWER_FLOOR, QUOTE_FLOOR = 0.17, 0.24, 0.2
# What a section gains that a footnote of the same source stands in already, and a quotation as a
# heading.
_SAME_SOURCE, _QUOTABLE = 0.15, 0.6
# Below this nothing is shared but by chance: it may be another language.
_AKIN = 0.02
# A sentence fit for the summary says something general: it leaves its main section for more.
_SURE = 0.35
# From so many content words on, what comes to a section gets a heading of its own in it.
_FULL = 150
_MOST_PARTS, _MOST_ANSWERS = 7, 16


@dataclass(slots=True)
class NewSection:
    """A new section in the making: its title and its blocks as Markdown."""

    title: str
    blocks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Composition:
    """What goes where: behind the own text of sections, as new ones in them, or into a new one."""

    behind: dict[int, list[str]] = field(default_factory=dict)
    inside: dict[int, list[NewSection]] = field(default_factory=dict)
    opened: NewSection | None = None
    parts: list[NewSection] = field(default_factory=list)


class Composer:
    """Places the pieces of one digest in one report; `score` tells how telling a sentence is."""

    def __init__(
        self,
        standing: Standing,
        label: str,
        source: str,
        reading: Sequence[Sentence],
        score: Callable[[Sentence], float],
    ) -> None:
        self._standing = standing
        self._label = label
        self._source = source
        self._reading = reading
        self._by_place = {sentence.place: sentence for sentence in reading}
        self._score = score
        self._taken = {normalise(section.title) for section in standing.sections}
        self._bodies = standing.bodies if standing.ours else ()
        self._questions = standing.answers if standing.ours else ()
        self._done = Composition()
        self._own: list[str] = []
        self._spoken: list[Sentence] = []
        self._quotable: set[str] = set()

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._reading)

    def compose(self, digest: Digest, displaced: Sequence[Lead], top: str) -> Composition:
        """The places of all that a digest has for the text, and of leads that left the summary."""
        self._quotable = {quote.text for quote in digest.quotes}
        passages: list[Passage] = [*digest.sentences, *digest.listings, *digest.grids]
        passages.sort(key=lambda passage: passage.place)
        homeless: dict[tuple[str, ...], list[Passage]] = {}
        groups = group_by_title(passages, top)
        for path, members in groups.items():
            # What opens a text with headings is about the text's own subject.
            left = self._place_group(path, members) if path or len(groups) == 1 else members
            if left:
                homeless[path] = left
        if set(homeless) == {()} and len(groups) > 1:
            homeless = {(): left} if (left := self._place_group((), homeless[()])) else {}
        answers = self._place_answers(digest.answers)
        self._settle(homeless, answers)
        self._open(homeless, answers, (*digest.leads, *digest.quotes))
        self._place_leads(displaced)
        self._place_quotes(digest.quotes)
        self._finish()
        return self._done

    def _place_group(self, path: tuple[str, ...], members: list[Passage]) -> list[Passage]:
        """Give the pieces of a group to sections; what belongs to none is left."""
        if not self._bodies:
            return members
        pieces = _pieces(members)
        title = [word for heading in path for word in content_words(heading)]
        everything = [word for piece in pieces for word in _words(piece)]
        whole = self._standing.profiles.likeness(everything + title)
        chosen: dict[int, list[Passage]] = {}
        left: list[Passage] = []
        for piece in pieces:
            likeness = self._likeness(piece)
            if path:  # what stands under one title is about one thing
                likeness = [(one + other) / 2 for one, other in zip(likeness, whole, strict=True)]
            best = max(range(len(likeness)), key=likeness.__getitem__)
            if likeness[best] >= FLOOR:
                chosen.setdefault(best, []).extend(piece)
            else:
                left += piece
        if left and sum(map(weight_of, left)) < 2 and chosen:
            most = max(chosen, key=lambda n: len(chosen[n]))
            chosen[most] = sorted([*chosen[most], *left], key=lambda p: p.place)
            left = []
        for number, placed in chosen.items():
            self._give(self._bodies[number], path, placed)
        return left

    def _likeness(self, piece: Sequence[Passage]) -> list[float]:
        """How like each section a piece is, its neighbours in the source counted in."""
        first, last = piece[0].place, piece[-1].place
        near = [
            [w for place in places for w in self._source_words(place)]
            for places in ((first - 2, first - 1), (last + 1, last + 2))
        ]
        row = [near[0], _words(piece), near[1]] if near[0] else [_words(piece), near[1]]
        return likeness_in_context(self._standing.profiles, [r for r in row if r])[bool(near[0])]

    def _source_words(self, place: int) -> list[str]:
        sentence = self._by_place.get(place)
        return content_words(sentence.text) if sentence is not None else []

    def _give(self, section: Section, path: tuple[str, ...], passages: list[Passage]) -> None:
        """Add to a section; in a full one, below a heading where there is more than a sentence."""
        blocks = list(render_passages(passages, self._label))
        full = self._standing.length(section) > _FULL and sum(map(weight_of, passages)) > 2
        top = self._top(section)
        parts = self._done.inside.setdefault(top.index, [])
        if full and self._parts(top) < _MOST_PARTS:
            sentences = [p for p in passages if isinstance(p, Sentence)]
            title = self._title(reversed(path), sentences)
            if title:
                parts.append(NewSection(title, blocks))
                return
        self._done.behind.setdefault(section.index, []).extend(blocks)

    def _place_answers(self, answers: Sequence[Answered]) -> list[Answered]:
        """Give whole answers to the sections that they belong to; what belongs to none is left.

        Where most questions of a source stay together the others stay with them.
        """
        alike = [self._nearest(answered) is not None for answered in answers]
        if not self._questions and 2 * sum(alike) < len(answers):
            return list(answers)
        stray = [self._place_answer(answered) for answered in answers]
        return [answered for answered in stray if answered is not None]

    def _place_answer(self, answered: Answered) -> Answered | None:
        """Give a whole answer to the section that it belongs to, as a section in it."""
        top = self._home(answered)
        if top is None:
            return answered
        parts = self._done.inside.setdefault(top.index, [])
        self._taken.add(normalise(answered.question))
        parts.append(NewSection(answered.question, list(render_answer(answered, self._label))))
        return None

    def _home(self, answered: Answered) -> Section | None:
        """The main section for an answer: the one like it, or that of other questions."""
        nearest = self._nearest(answered)
        if nearest is not None:
            return nearest
        return next((s for s in self._questions if self._parts(s) < _MOST_ANSWERS), None)

    def _nearest(self, answered: Answered) -> Section | None:
        """The main section that an answer is like, where it has room."""
        if not self._bodies:
            return None
        words = _words(answered.answer) + content_words(answered.question)
        likeness = self._standing.profiles.likeness(words)
        best = max(range(len(likeness)), key=likeness.__getitem__)
        top = self._top(self._bodies[best])
        return top if likeness[best] >= ANSWER_FLOOR and self._parts(top) < _MOST_PARTS else None

    def _parts(self, section: Section) -> int:
        """How many sections a section has or gets below it."""
        return len(section.sections) + len(self._done.inside.get(section.index, ()))

    def _settle(
        self, homeless: dict[tuple[str, ...], list[Passage]], answers: list[Answered]
    ) -> None:
        """Let one lonely sentence go where it fits best: it makes no section."""
        left = [p for members in homeless.values() for p in members]
        if not self._bodies or answers or sum(map(weight_of, left)) > 1:
            return
        row = [self._standing.profiles.likeness(_words([passage])) for passage in left]
        if any(max(likeness) < _AKIN for likeness in row):
            return
        for passage, likeness in zip(left, row, strict=True):
            best = max(range(len(likeness)), key=likeness.__getitem__)
            self._give(self._bodies[best], (), [passage])
        homeless.clear()

    def _open(
        self,
        homeless: dict[tuple[str, ...], list[Passage]],
        answers: Sequence[Answered],
        leads: Iterable[Sentence],
    ) -> None:
        """A section for what belongs to none, with one below it for each title of the source."""
        if not homeless and not answers:
            return
        single = len(homeless) == 1 and not answers
        path = next(iter(homeless)) if single else ()
        everything = [p for members in homeless.values() for p in members]
        # What stands alone under a title of the source has gone one up, and the title is free.
        inner = [p.path[-1] for p in everything if len(p.path) > 1]
        free = [
            t for t in dict.fromkeys(inner) if is_claim(t) and not any(t in g for g in homeless)
        ]
        parts: list[NewSection] = []
        for each, members in homeless.items():
            parts += self._parts_of(() if single else each, members)
        sentences = [p for p in everything if isinstance(p, Sentence)]
        title = self._title(
            [*reversed(path), self._source, *(() if answers else free)],
            () if answers else [*sentences, *leads],
        )
        self._done.opened = NewSection(title or self._source)
        for part in parts:
            if part.title:
                self._done.parts.append(part)
            else:
                self._own += part.blocks
        for answered in answers:
            blocks = list(render_answer(answered, self._label))
            self._done.parts.append(NewSection(answered.question, blocks))

    def _parts_of(self, path: tuple[str, ...], members: list[Passage]) -> Iterator[NewSection]:
        """A group of passages with its title; one without headings in parts, if it is long."""
        sentences = [p for p in members if isinstance(p, Sentence)]
        others = [p for p in members if not isinstance(p, Sentence)]
        if path:
            yield self._part(reversed(path), members, sentences)
            return
        first, *more = divide(sentences)
        yield NewSection("", list(render_passages([*first, *others], self._label)))
        for part in more:
            yield self._part([self._topics.name(part)], part, part)

    def _part(
        self, headings: Iterable[str], members: Sequence[Passage], sentences: Sequence[Sentence]
    ) -> NewSection:
        title = self._title(headings, sentences)
        return NewSection(title, list(render_passages(members, self._label)))

    def _place_leads(self, leads: Sequence[Lead]) -> None:
        """Leads that left the summary go to the text, with the footnotes that they had."""
        for lead in leads:
            block = f"- {cite(lead.text, lead.label)}"
            if not self._bodies:
                self._own.append(block)
                continue
            section = self._home_of_lead(lead)
            self._done.behind.setdefault(section.index, []).append(block)

    def _home_of_lead(self, lead: Lead) -> Section:
        """The section that a lead is surely about, else the main one of its source."""
        alike = self._standing.profiles.likeness(content_words(lead.text))
        same = [lead.label in self._standing.labels(section) for section in self._bodies]
        likeness = [value + _SAME_SOURCE * known for value, known in zip(alike, same, strict=True)]
        best = max(range(len(likeness)), key=likeness.__getitem__)
        main = [s for s, known in zip(self._bodies, same, strict=True) if known and s.sections]
        return main[0] if main and alike[best] < _SURE else self._bodies[best]

    def _place_quotes(self, quotes: Iterable[Sentence]) -> None:
        """Quotations go to the end of what they speak of."""
        for quote in quotes:
            block = quotation(quote, self._label)
            likeness = (
                self._standing.profiles.likeness(content_words(quote.text)) if self._bodies else []
            )
            best = max(range(len(likeness)), key=likeness.__getitem__) if likeness else -1
            least = QUOTE_FLOOR if self._done.opened else 0.0
            if best >= 0 and likeness[best] >= least:
                section = self._bodies[best]
                self._done.behind.setdefault(section.index, []).append(block)
            else:
                self._spoken.append(quote)

    def _finish(self) -> None:
        """The new section's own text, with the quotations that belong to no other."""
        self._own += [quotation(quote, self._label) for quote in self._spoken]
        if not self._own:
            return
        if self._done.opened is None:
            title = self._title([self._source], self._spoken)
            self._done.opened = NewSection(title or self._source)
        self._done.opened.blocks = self._own

    def _title(self, headings: Iterable[str], sentences: Sequence[Sentence]) -> str:
        title = choose_title(
            headings,
            sentences,
            lambda s: self._score(s) + _QUOTABLE * (s.text in self._quotable),
            lambda t: normalise(t) in self._taken,
        )
        self._taken.add(normalise(title))
        return title

    def _top(self, section: Section) -> Section:
        """The main section that a section stands in."""
        bodies = {tuple(body.number): body for body in self._bodies}
        number = tuple(section.number)
        for length in range(1, len(number)):
            if number[:length] in bodies:
                return bodies[number[:length]]
        return section


def _pieces(members: Iterable[Passage]) -> list[list[Passage]]:
    """Runs of neighbouring sentences, lists and tables, each of which stays together."""
    pieces: list[list[Passage]] = []
    run: list[Sentence] = []
    for passage in members:
        if isinstance(passage, Sentence):
            run.append(passage)
            continue
        pieces += [list(each) for each in runs_of(run)]
        run = []
        pieces.append([passage])
    return pieces + [list(each) for each in runs_of(run)]


def _words(passages: Sequence[Passage]) -> list[str]:
    return [word for text in passage_texts(tuple(passages)) for word in content_words(text)]
