"""The form of a report: words by section, exhibits, and headings that are labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from git_report.assessment.language import COMMON_WORDS, find_language
from git_report.differ.sections.numbering import find_references, list_range, strip_number
from git_report.markdown import Block, Code, Document, Kind, Section, Table
from git_report.markdown.anchors import plain_title
from git_report.markdown.captions import caption_section, find_captions
from git_report.patterns import lazy

# Languages of code blocks that draw figures.
_DRAWN = frozenset("mermaid dot graphviz plantuml puml vega vega-lite d2 ditaa svgbob".split())
_LONGEST = 200  # characters of a caption: a longer paragraph in bold is text
_SEVERAL = 3  # exhibits: one or two need no numbers

# Conventional titles, which say what a part is for.
_CONVENTIONAL = lazy(
    r"(?:(?:the |an? )?(?:executive |management )?summary|abstract|introduction|contents|"
    r"table of contents|glossary|appendi(?:x|ces)\b.*|annex\b.*|references|sources|bibliography|"
    r"notes?|further reading|acknowledge?ments|about\b.*|methods?|methodology|conclusions?|"
    r"next steps|overview|changelog|"
    r"(?:management[- ]?)?zusammenfassung|einleitung|inhalt(?:sverzeichnis)?|glossar|anhang\b.*|"
    r"anlagen?|quellen(?:verzeichnis)?|literatur(?:verzeichnis)?|methodik|methode|fazit|"
    r"nächste schritte|überblick|"
    r"résumé.*|synthèse|introduction|sommaire|glossaire|annexes?\b.*|références|bibliographie|"
    r"méthode|méthodologie|prochaines étapes|"
    r"resumen.*|introducción|índice|glosario|anexos?\b.*|apéndices?\b.*|referencias|fuentes|"
    r"bibliografía|metodología|método|conclusi[oó]n(?:es)?|próximos pasos)",
    re.IGNORECASE,
)
_MOST_WORDS = 6  # a longer heading has a verb that is not listed, or is a sentence
# Verbs in titles that state a finding. A doubtful word is included: then nothing is reported.
_VERBS = frozenset(
    """is are was were be been am has have had do does did can could will would may might must
    should shall cannot let lets make makes made take takes give gives get gets keep keeps hold
    holds set sets put puts run runs cut cuts cost costs pay pays save saves buy buys sell sells
    win wins lose loses grow grows fall falls rise rises drop drops drive drives lead leads mean
    means need needs want wants work works fail fails help helps hurt hurts move moves stop stops
    start starts stay stays turn turns use uses show shows say says see sees know knows think
    choose chooses pick picks compare avoid avoids reduce reduces increase increases improve
    improves limit limits change changes matter matters depend depends decide decides define
    defines follow follows cause causes add adds build builds scale scales serve serves train
    trains test tests measure measures plan plans raise raises lower lowers match matches fit fits
    beat beats break breaks bring brings bear bears begin begins belong belongs buys carry carries
    close closes come comes cover covers create creates deliver delivers double doubles earn earns
    end ends enter exceeds expect expects explain explains face faces find finds go goes halve
    halves happen happens hide hides hit hits keeps lack lacks land lands last lasts lean lie lies
    like likes live lives look looks meet meets miss misses offer offers open opens outperform
    outweigh outweighs own owns plateau point points prevent prevents prove proves pull push
    reach reaches read reads remain remains replace replaces require requires return returns reward
    risk risks saves scale search share shares shift shifts shrink shrinks slow slows solve solves
    spend spends split stand stands store stores support supports survive survives tell tells
    treat trust turn vary varies wait waits write writes ask asks answer answers balance benchmark
    budget charge claim claims control controls demand demands design estimate exit expose focus
    forecast guard guards influence invest invests judge learn lock map maps mix name order
    outpace outpaces pool prefer prepare price process protect protects quote ready recover repair
    report reports result results review secure size skip start staff state step supply switch
    target time touch track trade trades update value wear weigh weighs start watch why how what
    when where who which whether if not""".split()
)
# Those among them that are nouns at the end of a title or before "and".
_NOUNS = frozenset(
    """answers changes claims controls costs demands designs limits measures needs plans points
    prices processes reports results risks sources steps stores targets tests trends""".split()
)
_JOINING = frozenset(("and", "or"))
_PREPOSITIONS = {
    "en": frozenset("of and for in on to the a an with or by from at per vs versus".split()),
    "de": frozenset(
        """und der die das des dem den von vom für im in mit zu zur zum am an auf aus bei oder über
        nach ein eine einer eines einem gegen durch unter ohne""".split()
    ),
    "fr": frozenset("de du des d la le les l et à au aux en pour par sur ou un une".split()),
    "es": frozenset("de del la el los las y e en para por con o a al un una sobre".split()),
}
# Endings of French and Spanish infinitives, which make a title an instruction.
_ORDERS = {"fr": ("er", "ir", "re", "oir", "ez"), "es": ("ar", "er", "ir", "arse")}
_WORD = lazy(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class SectionLength:
    """A section's number of words and its share of the report in percent; subsections included."""

    title: str
    line: int
    words: int
    share: int


@dataclass(frozen=True, slots=True)
class ExhibitFault:
    """A table or drawing, and what it lacks: a number, a title, a mention in the text."""

    name: str
    line: int
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelHeading:
    """A heading that names a topic but states nothing about it."""

    title: str
    line: int


@dataclass(frozen=True, slots=True)
class _Exhibit:
    block: Block
    label: str
    word: str
    number: str
    title: str
    # Whether the heading right above says what it is.
    headed: bool

    @property
    def name(self) -> str:
        return (
            f"{self.label} {self.number}" if self.number else self.title or _first_words(self.block)
        )


def list_lengths(document: Document) -> tuple[SectionLength, ...]:
    """The number of words of each section below the title, with headings, and its share of all."""
    top = document.root.sections
    sections = top[0].sections if len(top) == 1 and top[0].sections else top
    whole = count_all(document)
    counts = [(section, _count_with_headings(section)) for section in sections]
    return tuple(
        SectionLength(plain_title(section.title), section.line, words, round(100 * words / whole))
        for section, words in counts
        if _count_words(section)
    )


def count_all(document: Document) -> int:
    """The number of words that a reader would count: title, headings, text and tables."""
    return sum(map(_count_with_headings, document.root.sections)) + _count_own(document.root)


def _count_with_headings(section: Section) -> int:
    headings = sum(len(plain_title(each.title).split()) for each in section.walk())
    return headings + _count_words(section)


def list_exhibit_faults(document: Document) -> tuple[ExhibitFault, ...]:
    """The exhibits without number, title or mention.

    A report with one or two exhibits and no numbers needs none, and neither does a table that is
    the only exhibit of its section; an exhibit without a number needs no mention.
    """
    exhibits = [each for section in document.sections for each in _find_exhibits(section)]
    numbered = any(each.number for each in exhibits) or len(exhibits) >= _SEVERAL
    mentioned = _find_mentions(document)
    found: list[ExhibitFault] = []
    for each in exhibits:
        lacks = []
        if numbered and not each.number and not each.headed:
            lacks.append("number")
        if not each.title and not each.headed:
            lacks.append("title")
        if each.number and f"{each.word} {each.number.lower()}" not in mentioned:
            lacks.append("mention")
        if lacks:
            found.append(ExhibitFault(each.name, each.block.span.first, tuple(lacks)))
    return tuple(found)


def list_label_headings(document: Document) -> tuple[LabelHeading, ...]:
    """The headings below the title that have no verb, as far as that can be recognised.

    Conventional headings, such as those of a summary or a glossary, are omitted, together with all
    headings below them.
    """
    language = find_language(document.source)
    if not language:
        return ()
    top = document.root.sections
    start = top[0].sections if len(top) == 1 else top
    return tuple(
        LabelHeading(plain_title(section.title), section.line)
        for first in start
        for section in _walk_findings(first)
        if is_label(plain_title(section.title), language)
    )


def is_label(title: str, language: str) -> bool:
    """Whether a heading is certainly a noun phrase, not a statement or an instruction."""
    bare = strip_number(title)[1] or title
    bare = bare.strip(" .*_")
    if not bare or bare[-1] in "?!:" or "," in bare or ":" in bare or _CONVENTIONAL.fullmatch(bare):
        return False
    words = _WORD.findall(bare)
    if not words or len(words) > _MOST_WORDS:
        return False
    small = _PREPOSITIONS[language]
    if language == "de":
        # Nouns are capitalised, and verbs are not except at the start.
        return "Sie" not in words and all(w[0].isupper() or w in small for w in words)
    if language == "en":
        return _is_english_label([word.lower() for word in words], small)
    folded = [word.lower() for word in re.split(r"[\s'’]+", bare)]
    return _is_romance_label(folded, small, _ORDERS[language])


def _is_english_label(words: list[str], small: frozenset[str]) -> bool:
    last = len(words) - 1
    for place, word in enumerate(words):
        if word in small:
            continue
        following = words[place + 1] if place < last else ""
        noun = word in _NOUNS and (place == last or following in _JOINING)
        if word in _VERBS and not noun:
            return False
        # A word in -s may be a verb in the middle, and one in -ed almost anywhere.
        if word.endswith("s") and 0 < place < last and following not in small:
            return False
        if word.endswith("s") and place == 0 and last and following not in small:
            return False
        if word.endswith("ed") or (place and word in COMMON_WORDS):
            return False
    return True


def _is_romance_label(words: list[str], small: frozenset[str], orders: tuple[str, ...]) -> bool:
    """Whether a heading consists of nouns with only prepositions and articles between them."""
    noun = False
    for word in words:
        if word in small:
            noun = False
        elif noun or word.endswith(orders):
            return False
        else:
            noun = True
    return noun


def _walk_findings(section: Section) -> Iterator[Section]:
    if _CONVENTIONAL.fullmatch(strip_number(plain_title(section.title))[1] or ""):
        return
    if _CONVENTIONAL.fullmatch(plain_title(section.title)):
        return
    yield section
    for below in section.sections:
        yield from _walk_findings(below)


def _find_exhibits(section: Section) -> Iterator[_Exhibit]:
    blocks = [block for block in section.blocks if block.kind is not Kind.BLANK]
    shown = [place for place, block in enumerate(blocks) if _is_exhibit(block)]
    captions = [caption for caption in caption_section(section) if not caption.repeats]
    named = {id(caption.shown): caption for caption in captions if caption.shown is not None}
    head = next((caption for caption in captions if caption.shown is None), None)
    for place in shown:
        block = blocks[place]
        caption = named.get(id(block))
        if (
            caption is None and head is not None
        ):  # a caption in the heading belongs to the first exhibit
            caption, head = head, None
        if caption is not None:
            name = caption.label or "Exhibit"
            yield _Exhibit(block, name, caption.word, caption.number, caption.title, headed=False)
        else:
            alone = len(shown) == 1 and section.heading is not None
            above = blocks[place - 1] if place else section.heading
            yield _Exhibit(block, "", "", "", _read_bold(above), headed=alone)


def _is_exhibit(block: Block) -> bool:
    if isinstance(block, Code):
        return block.fenced and block.info.split(" ")[0].strip("{}.").lower() in _DRAWN
    return isinstance(block, Table)


def _read_bold(block: Block | None) -> str:
    """A caption without a number: a paragraph that is entirely emphasised."""
    if block is None or block.kind is not Kind.PARAGRAPH:
        return ""
    text = block.content.strip()
    emphasised = text[:1] in "*_" and text.rstrip("†‡. ")[-1:] in "*_"
    return text.strip("*_ ") if emphasised and len(text) <= _LONGEST else ""


def _find_mentions(document: Document) -> frozenset[str]:
    """The exhibits that the text mentions outside their captions: ``exhibit 3``."""
    captions = {id(caption.block): caption.end for caption in find_captions(document)}
    found: set[str] = set()
    for block in document.blocks():
        if isinstance(block, Code):
            continue
        first = ""
        for each in find_references(block.text[captions.get(id(block), 0) :]):
            found.add(each.name)
            if each.closes:
                found.update(list_range(first, each.name))
            first = each.name
    return frozenset(found)


def _first_words(block: Block) -> str:
    if isinstance(block, Table):
        return " | ".join(block.header.cells)
    return f"{block.info} drawing" if isinstance(block, Code) else block.content


def _count_words(section: Section) -> int:
    return sum(map(_count_own, section.walk()))


def _count_own(section: Section) -> int:
    """The number of words in a section's own text, without code."""
    return sum(
        sum(any(c.isalnum() for c in word) for word in block.text.split())
        for block in section.blocks
        if not isinstance(block, Code)
    )
