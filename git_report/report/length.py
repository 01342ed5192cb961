"""The length of the report that a brief asks for, in its front matter or its sentences.

A brief mentions the lengths of other things too: of quotations, of a summary, of the sources. A
report would be cut because of a length that was misread, so a sentence counts only if it sets a
limit and mentions neither a part of the report nor anything written by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.markdown import Document, Kind, parse
from git_report.patterns import lazy

# Words per page of a report: A4 in 11 points, with headings and a table.
PAGE = 500
_FEWEST, _MOST = 100, 200_000

_FRONT = re.compile(r"(?m)^words:[ \t]*[\"']?(\d{2,6})[\"']?[ \t]*(?:#.*)?\r?$")
_ONES = {
    1: "one|a single|einer?|einem|une?|una|uno|uma?|één|een",
    2: "two|zwei|deux|dos|due|dois|duas|twee",
    3: "three|drei|trois|tres|tre|três|drie",
    4: "four|vier|quatre|cuatro|quattro|quatro",
    5: "five|fünf|cinq|cinco|cinque|vijf",
    6: "six|sechs|seis|sei|zes",
    8: "eight|acht|huit|ocho|otto|oito",
    10: "ten|zehn|dix|diez|dieci|dez|tien",
}
_NAMED = "|".join(_ONES.values())
_NUMBER = (
    rf"(?<![\d.,])(?:\d{{1,3}}(?:[.,'’\u00a0\u202f ]\d{{3}})+|\d{{1,6}})(?![\d%])|\b(?:{_NAMED})"
)
_WORDS = r"words?|wörtern?|worte|mots|palabras|parole|palavras|woorden"
_PAGES = r"pages?|seiten?|páginas?|pagin[ae]|pagina['’]s"
_LENGTH = lazy(
    rf"(?:(?P<low>{_NUMBER})(?:\s*[-–—]\s*|\s+(?:to|and|bis|und|à|et|a|y|e|tot|en)\s+))?"
    rf"(?P<number>{_NUMBER})(?:\s+|-)(?:(?P<words>{_WORDS})|(?P<pages>(?:A4\s+)?(?:{_PAGES})))\b",
    re.I,
)
_LIMIT = lazy(
    r"(?:\b(?:at most|no(?:t)? more than|no longer than|maximum(?: of)?|max\.?|up to|under|below|"
    r"(?<!\bno )(?<!\bnot )(?:fewer|less) than|within|about|around|roughly|approximately|approx\.?|"
    r"circa|ca\.?|exceed|limited? to|cut to|keep (?:it )?(?:to|under|below)|"
    r"fits? (?:on|in(?:to)?)|length(?: is|:)?|target:?|between|"
    r"höchstens|maximal|nicht (?:mehr|länger) als|bis zu|unter|(?<!\bnicht )weniger als|etwa|rund|"
    r"ungefähr|umfang:?|länge:?|zwischen|"
    r"au plus|pas plus de|(?<!\bpas )moins de|environ|jusqu['’]à|longueur\s?:?|entre|"
    r"como máximo|no más de|hasta|(?<!\bno )menos de|unas|unos|aproximadamente|"
    r"al massimo|non più di|fino a|(?<!\bnon )meno di|"
    r"no máximo|até|não mais de|cerca de|"
    r"hoogstens|maximaal|niet meer dan|tot|(?<!\bniet )minder dan|ongeveer|tussen)|[~≤<≈])\s*\Z",
    re.I,
)
# "A memo of two pages", "Write 900 words", "a report in 3,000 words".
_REPORT = (
    r"report|memo|memorandum|brief|briefing|paper|note|document|text|essay|overview|article|survey|"
    r"comparison|bericht|text|vermerk|übersicht|vergleich|dokument|rapport|mémo|synthèse|texte|"
    r"informe|documento|texto|relazione|rapporto|testo|relatório|verslag|notitie"
)
_OF = lazy(
    rf"\b(?:{_REPORT})\s+(?:(?:is|has|has to be|should be|must be|stays?|of|in|on|with|hat|von|mit|"
    r"auf|de|en|sur|di|in|em|van)\s+)+\Z|\bwrite\s+(?:in\s+)?\Z",
    re.I,
)
_NOT = lazy(r"\b(?:no|not|kein\w*|nicht|pas|non|não|niet|geen)\b", re.I)
_BEHIND = lazy(
    r"\s*(?:\(?(?:maximum|max\.?|at (?:the )?most|or (?:less|fewer)|long|"
    r"höchstens|maximal|oder weniger|lang|au (?:plus|maximum)|como máximo|al massimo|no máximo|"
    rf"maximaal|hoogstens)\b|[- ](?:{_REPORT})\b)",
    re.I,
)
# Words for things that have a length of their own.
_PARTS = lazy(
    r"\b(?:each|every|per|quot\w*|citations?|excerpts?|summar\w*|abstracts?|sections?|chapters?|paragraphs?|"
    r"titles?|head(?:ing|line)s?|bullets?|points?|sentences?|cells?|captions?|items?|rows?|entr(?:y|ies)|"
    r"introduction|conclusion|appendi\w*|annex\w*|glossary|footnotes?|notes|exhibits?|tables?|slides?|"
    r"sources?|references?|transcripts?|originals?|interviews?|books?|articles|papers|documents|"
    r"reports|"
    r"je|jede\w*|pro|zitat\w*|zusammenfassung\w*|überblick|abschnitt\w*|kapitel\w*|absätz\w*|absatz\w*|"
    r"titel|überschrift\w*|punkte?n?|sätze|satz|tabelle\w*|anhang|quelle\w*|einleitung|"
    r"chaque|par|citations?|résumés?|paragraphes?|titres?|phrases?|annexes?|tableaux?|"
    r"cada|por|citas?|resumen\w*|resumo\w*|secci\w+|seções|párrafos?|títulos?|frases?|tablas?|fuentes?|fontes?|"
    r"ogni|per|citazion\w*|sintesi|sommario|sezion\w*|paragraf\w*|titol\w*|fras\w*|tabell\w*|font\w*|"
    r"elk\w*|citaat|citaten|samenvatting\w*|alinea\w*|zinnen|bron\w*)\b",
    re.I,
)
# A line ending within a paragraph or an item.
_WRAP = lazy(r"\n(?!\s*(?:[-*+]|\d+[.)])\s|\s*\n)[ \t]*")
# "12 pages of the source".
_WHOSE = lazy(r"\s+(?:of|from|von|der|des|aus|de|du|di|van)\b", re.I)
_ENDS = lazy(r"[.!?。]['\"”’)*_]*\s|[;\n]")
_CLAUSE = lazy(r"[,;:.!?()\n](?!\d)")


def find_words(brief: str) -> int:
    """The target length of a report in words; 0 if there is none.

    ``words: 3000`` in the front matter sets it, else the first sentence that limits the report:
    "at most 900 words", "a two-page memo" (a page is 500 words). For a range, the upper limit is
    used; if one paragraph or list has words and pages, the words are used.
    """
    document = parse(brief)
    front = document.front_matter
    match = _FRONT.search(front.text) if front is not None else None
    if match:
        return int(match[1])
    return next(_find_lengths(document), 0)


def _find_lengths(document: Document) -> Iterator[int]:
    """Yield the lengths that the blocks of a brief set, in order; in a block, words before pages.

    "The memo fits on two pages (at most 900 words)": pages are only an estimate.
    """
    for section in document.sections:
        if _PARTS.search(section.title) and section.level > 1:
            continue
        led = ""  # the line that introduces the block: "For quotations:"
        for block in section.blocks:
            if block.kind not in (Kind.PARAGRAPH, Kind.LIST):
                continue
            lead, text = led, block.text.rstrip()
            led = text.rpartition("\n")[2] if text.endswith((":", "：")) else ""
            if not _PARTS.search(lead):
                limits = sorted(_find_limits(block.text), key=lambda match: match["words"] is None)
                yield from map(_read, limits)


def _find_limits(text: str) -> Iterator[re.Match[str]]:
    """Yield the lengths in a block that limit the report."""
    for sentence in _ENDS.split(_WRAP.sub(" ", text)):
        for match in _LENGTH.finditer(sentence):
            if _FEWEST <= _read(match) <= _MOST and _limits_report(sentence, match):
                yield match


def _limits_report(sentence: str, match: re.Match[str]) -> bool:
    """Whether a length in a sentence is the maximum or the approximate length of the report."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    clause = _CLAUSE.split(after, maxsplit=1)[0]
    if _PARTS.search(before):
        return False
    limits = _LIMIT.search(before) is not None
    if _BEHIND.match(after):
        return limits or _NOT.search(before) is None
    if _WHOSE.match(after) or _PARTS.search(clause):
        return False
    return limits or (_OF.search(before) is not None and _NOT.search(before) is None)


def _read(match: re.Match[str]) -> int:
    written = match["number"].casefold()
    digits = re.sub(r"\D", "", written)
    number = int(digits) if digits else _spell(written)
    return number * PAGE if match["pages"] else number


def _spell(written: str) -> int:
    return next(number for number, words in _ONES.items() if re.fullmatch(words, written))
