"""Find text of a version that programs and models read, but people do not; S011 and S012."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.checks.findings import Fault
from git_report.markdown import Document
from git_report.markdown.hidden import ASIDES, HiddenRange, How, find_hidden
from git_report.markdown.line_count import LineCount
from git_report.markdown.tail import read_tail
from git_report.patterns import lazy
from git_report.text import shorten

# The markup in hidden text.
_HIDDEN_MARKS = lazy(r"<!--+|--+!?>|</?[A-Za-z][^<>]*>|^ {0,3}\[[^\]]*\]:", re.MULTILINE)
# Only real tags: what looks like one in a comment is text.
_ASIDE_MARKS = lazy(r"<!--+|--+!?>|^ {0,3}\[[^\]]*\]:", re.MULTILINE)
# Comments for programs ("toc", "prettier-ignore") and unused definitions are too short to matter.
_LEAST_SAID = 4
# The rules in "markdownlint-disable-next-line MD013 MD033".
_MOST_PARTS = 7
_ADDRESS = lazy(r"[\w.]/[\w.]|://|www\.|@")
_WORD_PART = lazy(r"[^\W_]+")
# Letters of scripts without spaces between words.
_UNSPACED = lazy("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def find_hidden_text(document: Document) -> Iterator[Fault]:
    """S011 and S012: sentences that no reader sees, or only after a click."""
    lines = LineCount(document.source)
    for hidden in _join(document.source, find_hidden(document)):
        text = document.source[hidden.start : hidden.end]
        unseen = hidden.how in ASIDES
        words = (_ASIDE_MARKS if unseen else _HIDDEN_MARKS).sub(" ", text).split()
        line = lines.before(hidden.start) + 1
        subject = f"{hidden.how} {' '.join(words)}"
        if hidden.how is How.FOLDED:
            if words:
                yield Fault(
                    "S012", line, subject, f"collapsed text: '{shorten(' '.join(words))}'",
                    "expand it, or remove it: collapsed text does not count as kept",
                )  # fmt: skip
        elif hidden.how is How.COVER:
            yield Fault(
                "S011", line, f"{hidden.how} {text}",
                f"a style may hide the text around it: '{shorten(text)}'",
                "remove it: readers may not see what programs and models read",
            )  # fmt: skip
        elif _says_something(words) if unseen else words:
            yield Fault("S011", line, subject, *_describe_hidden(document, hidden.how, text, words))


def _join(source: str, found: list[HiddenRange]) -> Iterator[HiddenRange]:
    """Join hidden ranges: consecutive comments are one, and so are consecutive definitions.

    A sentence can be hidden in several of them.
    """
    last: HiddenRange | None = None
    for hidden in found:
        if last is not None and hidden.how == last.how and hidden.how in ASIDES:
            between = source[last.end : hidden.start]
            if not between.strip():
                last = last._replace(end=max(last.end, hidden.end))
                continue
        if last is not None:
            yield last
        last = hidden
    if last is not None:
        yield last


def _says_something(words: list[str]) -> bool:
    """Whether a comment or a definition has as many words as a sentence, in any division.

    Hyphens, comments and false tags divided a hidden sentence. Words of addresses do not count.
    """
    plain = [word for word in words if not _ADDRESS.search(word)]
    if len(plain) >= _LEAST_SAID:
        return True
    text = " ".join(plain)
    return len(_WORD_PART.findall(text)) + len(_UNSPACED.findall(text)) // 2 >= _MOST_PARTS


def _describe_hidden(document: Document, how: How, text: str, words: list[str]) -> tuple[str, str]:
    """The message and the hint for hidden text."""
    # Text was added below the record. If the version has a tail, this is a copy of a record.
    if document.tail is None and read_tail(text) is not None:
        return (
            f"text follows the record (the comment '{' '.join(words[:2])}')",
            "move the text above the footnotes: the record must come last in the version",
        )
    mend = (
        "move the text out of the comment, or remove the comment"
        if how is How.COMMENT
        else "make the text visible, or remove it"
    )
    return (
        f"{how} hides '{shorten(' '.join(words))}'",
        f"{mend}: readers do not see it, but programs and models do",
    )
