"""Speaker transcripts and captions: lines back to turns of running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from git_report.desk.speakers import find_label, is_labelled, strip_label
from git_report.digest.captions import is_captioned, unroll
from git_report.digest.wording import plain

_CHANGE = re.compile(r"^\s*>>(?!>)\s*")  # three are a Python prompt
_CHANGE_INSIDE = re.compile(r"(?<=[.?!…,)\]\"”–—-])[ \t]+>>(?!>)[ \t]*")
_CHANGES = 3
# How people talk; written prose in hard lines has little of it.
_TALK = re.compile(
    r"\b(?:u[mh]+|you know|kind of|sort of|okay|yeah|gonna|i'm|i'll|we're|we'll|let's|that's|"
    r"right\?|so,|well,|thank you|thanks)",
    re.IGNORECASE,
)
_TALK_EVERY = 500  # characters
_LABELLED = 4
_STAGE = re.compile(
    r"\[[^\]\n]{1,60}\](?!\()|\((?:applause|laughter|laughs|music|inaudible|crosstalk|pause|cheering)"
    r"[^)\n]{0,40}\)|♪[^♪\n]*♪?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\w$])\(?\b\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\)?(?:\s*-->\s*[\d:.,]+)?"
)
_TIME_LINE = re.compile(rf"^\s*(?:{_TIME.pattern}\s*)+$")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
# What stands behind the last word: the text's own sources.
_APPARATUS = re.compile(
    r"^\s*(?:sources?|references|bibliography|further reading) ?:", re.IGNORECASE
)
_URL_LINE = re.compile(r"^\s*<?https?://\S+>?\s*$")


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """What one speaker says without a break; `speaker` is empty where nobody says who it is."""

    text: str
    speaker: str = ""
    path: tuple[str, ...] = ()


def is_transcript(text: str) -> bool:
    """Whether a text is spoken: labelled turns, ``>>`` changes, or captions in short hard lines."""
    if is_captioned(text):
        return True
    lines = [line for line in text.split("\n") if line.strip()]
    if is_labelled(lines, max(1, text.count("\n\n") + 1)):
        return True
    changes = sum(_CHANGE.match(line) is not None for line in lines)
    return changes >= max(_CHANGES, 0.05 * len(lines)) or _is_captions(lines, text)


def _is_captions(lines: list[str], text: str) -> bool:
    if len(lines) < 30 or any(_HEADING.match(line) for line in lines):
        return False
    lengths = [len(line.strip()) for line in lines]
    open_ends = sum(line.rstrip()[-1] not in ".!?:;" for line in lines)
    paragraphs = len([part for part in text.split("\n\n") if part.strip()])
    return (
        20 <= median(lengths) <= 130
        and open_ends >= 0.6 * len(lines)
        and len(lines) >= 6 * paragraphs
        and len(_TALK.findall(text)) * _TALK_EVERY >= len(text)
    )


def read_turns(text: str) -> list[SpeakerTurn]:
    """The turns of a transcript: labels, time codes, stage directions and chapter lines taken off.

    A chapter line is a heading, or a line of captions that is far too short to be wrapped.
    """
    text = unroll(text)
    turns: list[SpeakerTurn] = []
    speaker = ""
    path: tuple[str, ...] = ()
    gathered: list[str] = []

    def settle() -> None:
        words = plain(" ".join(gathered))
        gathered.clear()
        if words:
            turns.append(SpeakerTurn(words, speaker, path))

    if sum(_CHANGE.match(line) is not None for line in text.split("\n")) >= _CHANGES:
        text = _CHANGE_INSIDE.sub(r"\n>> ", text)
    labelled = sum(bool(find_label(line)) for line in text.split("\n")) >= _LABELLED
    for line in _spoken_lines(text):
        if _APPARATUS.match(line.text):
            settle()
            break
        chapter = _HEADING.match(line.text)
        title = chapter[1] if chapter else line.text.strip() if line.chapter else ""
        name = "" if title else find_label(line.text)
        changes = _CHANGE.match(line.text) is not None
        if chapter or name or changes or not line.text.strip():
            settle()
        if title:  # a chapter line in captions may cut a sentence: only a heading starts a part
            path = (plain(title),) if chapter else path
            continue
        if name or changes:
            speaker = name
            labelled = False
        if labelled:  # what stands before the first speaker is about the transcript
            continue
        rest = strip_label(line.text) if name else _CHANGE.sub("", line.text)
        gathered.append(_STAGE.sub(" ", _TIME.sub(" ", rest)))
    settle()
    return turns


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    chapter: bool


def _spoken_lines(text: str) -> Iterator[_Line]:
    """The lines that are speech or structure: addresses and bare time codes are neither."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    captions = _is_captions(filled, text)
    usual = median(len(line.strip()) for line in filled) if filled else 0
    for line in lines:
        if _URL_LINE.match(line) or (line.strip() and _TIME_LINE.match(line)):
            continue
        bare = line.strip()
        short = captions and len(bare) < 0.45 * usual and len(bare.split()) <= 4
        yield _Line(line, bool(bare) and short and bare[-1] not in '.!?,;:…"”)]')
