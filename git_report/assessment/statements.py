"""Statements: the sentences of a reference with their lines and, in a transcript, who says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from git_report.assessment.report_passages import cut_sentences
from git_report.assessment.speakers import (
    find_introduced,
    find_label,
    is_labelled,
    is_thanked,
    strip_label,
)
from git_report.checks.transcript_captions import list_spoken, strip_insertions
from git_report.markdown.invisible import strip_invisible
from git_report.patterns import lazy

_FENCE = lazy(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})")
_HEADING = lazy(r"[ \t]{0,3}#{1,6}[ \t]")
_ITEM = lazy(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?=\S)")
_TURN = lazy(r"[ \t]*(?:>>+|[-–—])[ \t]*(?=\S)")
_VOICE = lazy(r"<v(?:\.[\w.]+)?\s+([^<>\n]{1,60})>")
_ADDRESS = lazy(r"\s*<?https?://\S+>?\s*")
_RULER = lazy(r"[\s|:-]+")
_ENDS = (".", "!", "?", ":", "…", '"', "”", "»", "。", "！", "？")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or table row of a reference on one line, and the 1-based line that it begins on.

    `speaker` is taken from a label. If the text has no labels, `introduced` is the person who was
    introduced last, who need not be the speaker.
    """

    text: str
    line: int
    speaker: str = ""
    introduced: str = ""
    row: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: list[tuple[int, str]]
    speaker: str
    row: bool = False


def read_statements(source: str) -> tuple[Statement, ...]:
    """The statements of a reference, in order, without code, headings and URLs."""
    lines = list_spoken(strip_invisible(source))
    filled = [line for _, line in lines if line.strip()]
    labelled = is_labelled(filled, source.count("\n\n") + 1)
    introduced = ""
    found: list[Statement] = []
    for paragraph in _read_paragraphs(lines, labelled=labelled):
        if paragraph.row:
            line, words = paragraph.lines[0]
            found.append(Statement(" ".join(words.split()), line, row=True))
            continue
        for line, sentence in cut_sentences(paragraph.lines):
            known = "" if paragraph.speaker else introduced
            found.append(Statement(sentence, line, paragraph.speaker, known))
            if introduced and is_thanked(sentence, introduced):
                introduced = ""
            introduced = find_introduced(sentence) or introduced
    return tuple(found)


def _read_paragraphs(lines: list[tuple[int, str]], *, labelled: bool) -> Iterator[_Paragraph]:
    """Yield runs of lines that continue each other, with their speaker; rows are separate."""
    gathered: list[tuple[int, str]] = []
    speaker = fence = ""
    blank = False
    for number, line in lines:
        code = _FENCE.match(line)
        if fence or code:
            if code and (not fence or code["fence"].startswith(fence)):
                fence = "" if fence else code["fence"]
            continue
        name = _find_name(line, labelled=labelled)
        row = line.lstrip().startswith("|")
        if not line.strip():
            blank = True
            continue
        opens = name or row or _HEADING.match(line) or _ITEM.match(line) or _TURN.match(line)
        if gathered and (opens or (blank and not _continues_sentence(gathered[-1][1], line))):
            yield _Paragraph(gathered, speaker)
            gathered = []
        blank = False
        speaker = name or speaker
        if row:
            if not _RULER.fullmatch(line):
                yield _Paragraph([(number, line.strip().strip("|"))], "", row=True)
        elif not _HEADING.match(line) and not _ADDRESS.fullmatch(line):
            gathered.append((number, _strip_marks(line, label=bool(name))))
    if gathered:
        yield _Paragraph(gathered, speaker)


def _find_name(line: str, *, labelled: bool) -> str:
    voice = _VOICE.search(line)
    if voice is not None:
        return voice[1].strip()
    return find_label(line) if labelled else ""


def _strip_marks(line: str, *, label: bool) -> str:
    words = _VOICE.sub("", line)
    words = strip_label(words) if label else words
    mark = _ITEM.match(words) or _TURN.match(words)
    return strip_insertions(words[mark.end() :] if mark else words)


def _continues_sentence(last: str, line: str) -> bool:
    """Whether a sentence continues after blank lines, as in captions."""
    return line.lstrip()[:1].islower() and not last.rstrip().endswith(_ENDS)
