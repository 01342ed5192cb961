"""Where references meet: terms that two or more speak of, and figures that disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from math import log

from git_report.digest.disagreements import Disagreement, find_disagreements
from git_report.digest.figure_rows import find_rows
from git_report.digest.passages import Sentence
from git_report.digest.phrases import key_of, list_phrases
from git_report.digest.standing import FRONTS, Standing
from git_report.digest.wording import escape, escape_inline, plain
from git_report.markdown import Document, Section
from git_report.markdown.anchors import name_anchors

_MOST, _MOST_LINKS = 10, 5


def render_meeting(standing: Standing) -> str:
    """The text of the section; empty for nothing that references share."""
    assert standing.document is not None, "a report is there before its references meet"
    document = standing.document
    anchors = {id(section): anchor for anchor, section in name_anchors(document).items()}
    terms = [
        f"- **{escape_inline(term)}**: " + "; ".join(_link(s, document, anchors) for s in sections)
        for term, sections in find_shared(standing.sentences)
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


def find_shared(
    sentences: Mapping[str, Sequence[tuple[Sentence, Section]]],
) -> list[tuple[str, list[Section]]]:
    """The terms of two references or more, the most telling first, and a section for each.

    A term weighs by how many references have it, how rare it is, and by its words; one that is
    part of another that was taken says nothing new.
    """
    total = sum(len(pairs) for pairs in sentences.values())
    counts: dict[str, dict[str, Counter[int]]] = {}
    written: dict[str, Counter[str]] = {}
    by_index: dict[int, Section] = {}
    for label, pairs in sentences.items():
        for sentence, section in pairs:
            in_front = plain(section.title) in FRONTS
            by_index[section.index] = section
            for phrase in set(list_phrases(sentence.text)):
                if key := key_of(phrase):
                    places = counts.setdefault(key, {}).setdefault(label, Counter())
                    places[-1 if in_front else section.index] += 1
                    written.setdefault(key, Counter())[phrase] += 1
    weights = {}
    for key, by_label in counts.items():
        in_chapters = [places for places in by_label.values() if set(places) - {-1}]
        if len(in_chapters) < 2:  # noqa: PLR2004
            continue
        held = sum(places.total() for places in by_label.values())
        rare = log(1 + total / held)
        weights[key] = len(in_chapters) * rare * (1 + 0.5 * (" " in key)) * (1 + log(held))
    found: list[tuple[str, list[Section]]] = []
    taken: set[str] = set()
    for key in sorted(weights, key=lambda k: (-weights[k], k)):
        if not taken.isdisjoint(key.split()) or len(found) == _MOST:
            continue
        taken.update(key.split())
        sections = []
        for places in counts[key].values():
            inside = [(index, n) for index, n in places.items() if index >= 0]
            if inside:
                sections.append(by_index[max(inside, key=lambda pair: (pair[1], -pair[0]))[0]])
        found.append((written[key].most_common(1)[0][0], sections[:_MOST_LINKS]))
    return found
