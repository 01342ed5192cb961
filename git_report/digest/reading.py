"""A source read for a digest: its sentences, lists, tables and questions, by kind of source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from textwrap import dedent

from git_report.differ.words.sentences import split_sentences
from git_report.digest.passages import (
    Answered,
    Listing,
    Passage,
    PassageTable,
    Sentence,
    Snippet,
    SourcePassages,
)
from git_report.digest.transcripts import is_transcript, read_turns
from git_report.digest.wording import normalise, plain
from git_report.markdown import Block, Code, Item, Kind, List, Quote, Section, Table, parse
from git_report.sources.source import Source

_ASIDE = frozenset(
    """acknowledgements|acknowledgments|references|bibliography|footnotes|see also|further reading
    |external links|related articles|related posts|table of contents|contents|on this page
    |navigation|comments|share|share this|about the author|about the authors|subscribe|newsletter
    |menu|search|license|cookie preferences|legal""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_COUNT = re.compile(r"^\d{1,5}(?= )|\s*[(\[]\d{1,5}[)\]]\s*$")
# A press release ends with what its company always says of itself.
_RELEASED = re.compile(
    r"^[^\w\n]*+for (?:immediate )?release\b|\b(?:media|press) (?:contacts?|enquiries|inquiries)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ABOUT = re.compile(r"(?:About|ABOUT) \S")
_QUESTION_LABEL = re.compile(r"^(?:Q(?:uestion)?\s?\d{0,3}\s?[:.]|\d{1,3}[.)])\s*", re.IGNORECASE)
_ANSWER_LABEL = re.compile(r"^A(?:nswer)?\s?\d{0,3}:\s*", re.IGNORECASE)
# The list of a text's own sources: whole answers would carry it along.
_APPARATUS = re.compile(r"(?:sources?|references|bibliography|further reading) ?:", re.IGNORECASE)
# What stands below an image or a table, and lines of links that lead elsewhere.
_CAPTION = re.compile(
    r"(?:figure|fig\.?|image|photo|table|exhibit|chart|diagram|video|source|credits?|illustration)"
    r"(?:\s?\d{0,3}(?:\.\d+)?)?\s?[:.–—|]\s",
    re.IGNORECASE,
)
# Where and when a press release or a wire report was written.
_DATELINE = re.compile(
    r"^[A-Z][^.!?:\d]{2,60}?(?:\([A-Z][\w .]{1,30}\)|\d{1,2},? ?[\w.]{0,12},? ?(?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.? (?:19|20)\d\d)\s*(?:--|[-–—])\s+(?=[\"“]?[A-Z])"
)
_LINKED = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\([^()\n]*\)|<https?://[^>\s]*>|https?://\S+")
_MOSTLY = 0.6
# A question that an item begins with: in bold, or all of its first line.
_ASKED_ITEM = re.compile(
    r"(?:\*\*|__)(?P<bold>[^\n*_]{3,300}[?？])(?:\*\*|__)[ \t]*"
    r"|(?P<line>[^\n]{3,300}[?？])[ \t]*(?:\n|$)"
)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•·–]|\d{1,3}[.)])[ \t]+(?=\S)")


def read(source: Source) -> SourcePassages:
    """Read a source by its kind, which its own text decides."""
    if is_transcript(source.text):
        return _read_transcript(source.text)
    passages: list[Passage | Answered] = []
    if source.media_type != "text/markdown":
        passages = _plain_passages(source.text)
    else:
        places = count()
        released = _RELEASED.search(source.text) is not None
        for section in parse(source.text).root.walk():
            path = tuple(filter(None, map(plain, section.path)))
            if not any(_is_aside(title) for title in path) and not (
                released and _ABOUT.match(path[-1] if path else "")
            ):
                passages += _section_passages(section, path, places)
    questions = [p for p in passages if isinstance(p, Answered) and p.answer]
    if len(questions) < 3:
        passages = [p for passage in passages for p in _dissolve(passage)]
        questions = []
    return SourcePassages(
        sentences=tuple(p for p in passages if isinstance(p, Sentence)),
        listings=tuple(p for p in passages if isinstance(p, Listing)),
        grids=tuple(p for p in passages if isinstance(p, PassageTable)),
        answers=tuple(questions),
    )


def _is_aside(title: str) -> bool:
    """Whether a heading stands above what is no content; a site counts its comments behind it."""
    return normalise(_COUNT.sub("", title)) in _ASIDE


def _dissolve(passage: Passage | Answered) -> tuple[Passage, ...]:
    """The answer alone, where single questions make no FAQ."""
    return passage.answer if isinstance(passage, Answered) else (passage,)


def _read_transcript(text: str) -> SourcePassages:
    places = count()
    sentences: list[Sentence] = []
    for turn in read_turns(text):
        next(places)
        split = split_sentences(turn.text)
        sentences += [
            Sentence(sentence, next(places), turn.path, turn.speaker, opens=n == 0)
            for n, sentence in enumerate(split)
        ]
    return SourcePassages(tuple(sentences), spoken=True)


def _plain_passages(text: str) -> list[Passage | Answered]:
    """Paragraphs, lists of bullets and questions; plain text has no markup.

    What no reader sees goes all the same. A question is labelled, ``Q:``.
    """
    places = count()
    done: list[Passage | Answered] = []
    gathered: list[Passage] = []
    question, place, intro = "", 0, ""
    for paragraph in _plain_paragraphs(text):
        next(places)
        if _BULLET.match(paragraph[0]):
            items = tuple(map(_plain_line, (_BULLET.sub("", line) for line in paragraph)))
            gathered.append(Listing(intro, tuple(filter(None, items)), next(places), ()))
            continue
        words = _DATELINE.sub("", _plain_line(" ".join(paragraph)))
        asked = _QUESTION_LABEL.sub("", words)
        if asked != words and words.endswith(("?", "？")):
            done += _settle(question, gathered, place)
            question, gathered, place = asked, [], next(places)
            continue
        if question and not gathered:
            words = _ANSWER_LABEL.sub("", words)
        intro = ""
        for n, sentence in enumerate(split_sentences(words)):
            intro = sentence if sentence.endswith((":", "：")) else ""
            gathered.append(Sentence(sentence, next(places), opens=n == 0))
    return done + _settle(question, gathered, place)


def _plain_line(line: str) -> str:
    return plain(line.replace("\\", "\\\\"))


def _plain_paragraphs(text: str) -> Iterator[list[str]]:
    """Lines up to a blank one; the items of a list, a line each with its wrapped rest, apart."""
    gathered: list[str] = []
    for line in (*text.split("\n"), ""):
        bullet = _BULLET.match(line)
        listing = bool(gathered) and _BULLET.match(gathered[0]) is not None
        if gathered and (not line.strip() or bool(bullet) != listing):
            if line.strip() and listing and line[:1] in " \t":
                gathered[-1] += f" {line.strip()}"
                continue
            yield gathered
            gathered = []
        if line.strip():
            gathered.append(line)


def _section_passages(
    section: Section, path: tuple[str, ...], places: count[int]
) -> list[Passage | Answered]:
    """A section's own blocks; a question, as heading or in bold, takes all up to the next."""
    title = plain(section.title)
    question = _unlabelled(title) if title.endswith(("?", "？")) else ""
    done: list[Passage | Answered] = []
    gathered: list[Passage] = []
    place = next(places)
    for block in section.blocks:
        for asked, answer in _asked_items(block):
            done += _settle(question, gathered, place)
            question, gathered, place = asked, [], next(places)
            for part in (b for inner in parse(answer).root.walk() for b in inner.blocks):
                gathered += _block_passages(part, gathered, path, places, asked=True)
        if _asked_items(block):
            continue
        asked, rest = _inline_question(block)
        if not asked:
            gathered += _block_passages(block, gathered, path, places, asked=bool(question))
            continue
        done += _settle(question, gathered, place)
        question, gathered, place = asked, [], next(places)
        if rest:
            gathered += _sentences(rest, path, places)
    return done + _settle(question, gathered, place)


def _settle(question: str, gathered: list[Passage], place: int) -> list[Passage | Answered]:
    if not question:
        return list(gathered)
    return [Answered(question, tuple(gathered), place)]


def _inline_question(block: Block) -> tuple[str, str]:
    """A paragraph that is (or starts with a line that is) a question in bold or behind ``Q:``."""
    if block.kind is not Kind.PARAGRAPH:
        return "", ""
    first, _, rest = block.content.partition("\n")
    bold = first.strip().startswith("**") and first.strip().rstrip().endswith("**")
    shown = plain(first)
    asked = _unlabelled(shown)
    if not (bold or asked != shown) or not shown.endswith(("?", "？")):
        return "", ""
    return asked, _ANSWER_LABEL.sub("", plain(rest))


def _asked_items(block: Block) -> list[tuple[str, str]]:
    """The questions of a list that is nothing else, each with its answer as Markdown.

    A list of one question goes on below it; one of several without answers asks a reader.
    """
    if not isinstance(block, List):
        return []
    found = [_asked_item(item) for item in block.items]
    whole = len(found) == 1 or all(answer for _, answer in found)
    return found if whole and all(question for question, _ in found) else []


def _asked_item(item: Item) -> tuple[str, str]:
    """A question that begins an item, in bold or alone on its line, and the rest of the item."""
    text = item.text.strip().removeprefix(item.marker.strip()).strip()
    match = _ASKED_ITEM.match(text)
    if match is None:
        return "", ""
    rest = dedent(text[match.end() :].lstrip("\n"))
    return _unlabelled(plain(match["bold"] or match["line"])), _ANSWER_LABEL.sub("", rest.strip())


def _unlabelled(question: str) -> str:
    return _QUESTION_LABEL.sub("", question)


def _block_passages(
    block: Block, before: list[Passage], path: tuple[str, ...], places: count[int], *, asked: bool
) -> list[Passage]:
    """What a block says; in an answer nothing of it is left out but an image's caption."""
    next(places)
    if isinstance(block, Code):
        info = re.match(r"[\w+-]{0,20}", block.info)
        return [Snippet(_code_text(block), info[0] if info else "", next(places), path)]
    if isinstance(block, Table):
        return [_grid(block, _take_intro(before), path, places)]
    if isinstance(block, List):
        if not asked and all(_leads_elsewhere(item.text) for item in block.items):
            _take_intro(before)
            return []
        intro = _take_intro(before)
        if not (asked or intro) and len(block.items) == 1:  # a list in form alone
            return list(_sentences(_item_text(block.items[0]), path, places))
        return [_listing(block, intro, path, places)]
    if isinstance(block, Quote):
        return list(_sentences(plain(block.inner), path, places))
    if block.kind is Kind.PARAGRAPH:
        text = plain(block.content)
        elsewhere = not asked and _leads_elsewhere(block.content)
        if _APPARATUS.match(text) or _CAPTION.match(text) or elsewhere:
            return []
        if not before:
            text = _ANSWER_LABEL.sub("", text)
        return list(_sentences(text, path, places))
    return []


def _code_text(block: Code) -> str:
    """Code without its fences or its indentation, without characters that no reader sees."""
    lines = block.content.split("\n")
    if block.fenced:
        lines = lines[1:-1] if block.closed else lines[1:]
    else:
        lines = [re.sub(r"^(?: {4}|\t)", "", line) for line in lines]
    return re.sub(r"[^\S\n\t ]|[\x00-\x08\x0e-\x1f\x7f-\x9f]", "", "\n".join(lines)).strip("\n")


def _leads_elsewhere(source: str) -> bool:
    """Whether a text is hardly more than links: navigation, a dump, a list of related pages."""
    linked = sum(len(match[1] or "") or 12 for match in _LINKED.finditer(source))
    if not linked:
        return False
    shown = len(re.sub(r"[\W_]+", "", plain(_LINKED.sub(lambda m: m[1] or "x" * 12, source))))
    return linked >= _MOSTLY * shown and not plain(source).rstrip().endswith((".", "!", "?"))


def _sentences(text: str, path: tuple[str, ...], places: count[int]) -> Iterator[Sentence]:
    text = _DATELINE.sub("", text)
    for n, sentence in enumerate(split_sentences(text)):
        yield Sentence(sentence, next(places), path, opens=n == 0)


def _take_intro(before: list[Passage]) -> str:
    """The sentence that ends in a colon right before a list or table, taken from the prose."""
    last = before[-1] if before else None
    if isinstance(last, Sentence) and last.text.endswith((":", "：")):
        before.pop()
        return last.text
    return ""


def _listing(block: List, intro: str, path: tuple[str, ...], places: count[int]) -> Listing:
    items = tuple(filter(None, map(_item_text, block.items)))
    return Listing(intro, items, next(places), path, block.ordered)


def _item_text(item: Item) -> str:
    """An item's words, with those of the items in it behind them."""
    own = item.text
    for nested in item.items:
        own = own.replace(nested.text, "", 1)
    own = own.strip().removeprefix(item.marker.strip()).strip()
    parts = [plain(own), *map(_item_text, item.items)]
    return " ".join(filter(None, parts))


def _grid(block: Table, intro: str, path: tuple[str, ...], places: count[int]) -> PassageTable:
    width = len(block.header.cells)
    rows = (tuple(map(plain, row.cells[:width])) for row in block.rows)
    padded = tuple(row + ("",) * (width - len(row)) for row in rows if any(row))
    return PassageTable(intro, tuple(map(plain, block.header.cells)), padded, next(places), path)
