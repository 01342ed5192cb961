"""Where references meet: terms that two or more speak of, and figures that disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from math import log

from git_report.digest.disagreements import Disagreement, find_disagreements
from git_report.digest.figure_rows import find_rows
from git_report.digest.phrases import key_of, list_phrases
from git_report.digest.standing import FRONTS, Standing
from git_report.digest.wording import escape, escape_inline, plain
from git_report.markdown import Document, Section
from git_report.markdown.anchors import name_anchors

_MOST, _MOST_LINKS = 10, 5
_FEW, _COMMON = 8, 0.15


def render_meeting(standing: Standing) -> str:
    """The text of the section; empty for nothing that references share."""
    assert standing.document is not None, "a report is there before its references meet"
    document = standing.document
    anchors = {id(section): anchor for anchor, section in name_anchors(document).items()}
    terms = [
        f"- **{escape_inline(term)}**: " + "; ".join(_link(s, document, anchors) for s in sections)
        for term, sections in find_shared(standing)
    ]
    rows = {
        label: find_rows([sentence for sentence, _ in pairs])
        for label, pairs in standing.sentences.items()
    }
    disagree = [_tell(found) for found in find_disagreements(rows)]
    blocks = []
    if terms:
        blocks.append("\n".join(terms))
    if disagree:
        blocks.append("\n".join(["Figures that disagree:", "", *dict.fromkeys(disagree)]))
    return "\n\n".join(blocks)


def _link(section: Section, document: Document, anchors: Mapping[int, str]) -> str:
    """A section of a chapter, with the chapter's name where that is another."""
    base = 1 if len(document.root.sections) == 1 else 0
    chapter = plain(section.path[base]) if len(section.path) > base else plain(section.title)
    title = plain(section.title)
    shown = f"[{escape_inline(title)}](#{anchors[id(section)]})"
    return shown if title == chapter else f"{shown} in {escape_inline(chapter)}"


def _tell(found: Disagreement) -> str:
    """Two figures side by side, behind the words that both sentences have."""
    about = _find_common(found.first.measure, found.second.measure)
    first = f"{escape_inline(found.first_value)}[^{found.first_label}]"
    second = f"{escape_inline(found.second_value)}[^{found.second_label}]"
    return f"- {escape(about)} …: {first} against {second}"


def _find_common(one: str, other: str) -> str:
    """The longest run of words that two texts share."""
    ours, theirs = one.split(), other.split()
    found = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return " ".join(ours[found.a : found.a + found.size]).strip(" ,;:.")


def find_shared(standing: Standing) -> list[tuple[str, list[Section]]]:
    """The terms of two references or more, the most telling first, and a section for each.

    A term weighs by how many references have it, how rare it is, and by its words; one that is
    part of another that was taken says nothing new.
    """
    total = sum(map(len, standing.sentences.values()))
    counts: dict[str, dict[str, Counter[int]]] = {}
    written: dict[str, Counter[str]] = {}
    for label, pairs in standing.sentences.items():
        for sentence, section in pairs:
            for phrase in set(list_phrases(sentence.text)):
                if key := key_of(phrase):
                    counts.setdefault(key, {}).setdefault(label, Counter())[section.index] += 1
                    written.setdefault(key, Counter())[phrase] += 1
    weights = {}
    for key, by_label in counts.items():
        held = sum(places.total() for places in by_label.values())
        if len(by_label) > 1 and held <= max(_FEW, _COMMON * total):  # else all speak of it
            weights[key] = len(by_label) * log(1 + total / held) * (1 + 0.5 * (" " in key))
    found: list[tuple[str, list[Section]]] = []
    taken: set[str] = set()
    for key in sorted(weights, key=lambda k: (-weights[k], k)):
        if taken.isdisjoint(key.split()) and len(found) < _MOST:
            taken.update(key.split())
            sections = [_where(standing, label, places) for label, places in counts[key].items()]
            shown = list({id(s): s for s in sections if s is not None}.values())
            found.append((written[key].most_common(1)[0][0], shown[:_MOST_LINKS]))
    return [(term, sections) for term, sections in found if len(sections) > 1]


def _where(standing: Standing, label: str, places: Counter[int]) -> Section | None:
    """The section of a chapter that has a term most often, or the chapter if only a front has it."""
    fronts = {id(each) for each in map(standing.front, FRONTS) if each is not None}
    inside = {s.index: s for s in standing.sections if id(s) not in fronts and s.index in places}
    if inside:
        return inside[max(inside, key=lambda index: (places[index], -index))]
    chapters = standing.chapters_of(frozenset({label}))
    return chapters[0] if chapters else None
