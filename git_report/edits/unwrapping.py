"""Extract the report from a model's output.

Reasoning, wrapper tags, chat template tokens, a code fence and chat phrases around the report are
removed; so are a second copy and a copy of the prior version. The same markup inside the report
stays, and the checks reject it (S006, S013).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from git_report.checks.answer_markup import CALLS, REASONING, TEMPLATE_MARKS, WRAPPERS
from git_report.checks.chat_leftovers import CHAT_CLOSING, CHAT_OPENING, find_edits
from git_report.edits.application import body_of, find_open_block
from git_report.markdown import Block, Document, Kind, Section, parse

_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
# Removed only at the start of a text: inside a report it may be an example.
_REASONED = re.compile(
    rf"\s*<(?P<tag>{REASONING}|{CALLS}|analysis|planning|plan|commentary|critique)"
    r"(?:\s[^<>\n]*)?>.*?"
    r"</(?P=tag)\s*>|\s*\[THINK\].*?\[/THINK\]|\s*\u25c1think\u25b7.*?\u25c1/think\u25b7",
    _FLAGS,
)
# Some chat templates open the reasoning tag themselves, so the output only closes it.
_ENDED_REASONING = re.compile(
    rf"\A(?:(?!<(?:{REASONING})\b).)*?(?:</(?:{REASONING})\s*>|\[/THINK\]|\u25c1/think\u25b7)\s*"
    r"(?=\#[ ]|`{3}|~{3}|<|===[ ])",
    _FLAGS,
)
_SPEAKER = (
    r"<\|channel\|>\s*final\b[^\n]{0,40}?<\|message\|>|<\|im_start\|>\s*assistant\b"
    r"|<\|start_header_id\|>\s*assistant\s*<\|end_header_id\|>|<start_of_turn>\s*model\b"
    r"|<[|\uff5c]assistant[|\uff5c]>|\[/INST\]"
)
_SPOKEN = re.compile(rf"\A\s*(?=(?:<s>\s*)?(?:{TEMPLATE_MARKS})).*?(?:{_SPEAKER})\s*", _FLAGS)
# The channels of the Harmony format after a program dropped the tokens between them.
_BARE_CHANNELS = re.compile(r"\A\s*(?:analysis|commentary).*?assistantfinal\s*", _FLAGS)
# Anchored at a line start: a leading `\s*` would scan all further blank lines from each one.
_REASONED_AFTER = re.compile(
    rf"(?<=\n)[^\S\n]*<(?P<tag>{REASONING})(?:\s[^<>\n]*)?>"
    r"(?:(?!<(?P=tag)\b).)*</(?P=tag)>\s*\Z",
    _FLAGS,
)
_FIRST_TOKENS = re.compile(rf"\A\s*(?:(?:{TEMPLATE_MARKS}|<s>)\s*)+", _FLAGS)
_LAST_TOKEN = re.compile(rf"(?:{TEMPLATE_MARKS}|</s>|</(?:{WRAPPERS})>)\Z", re.IGNORECASE)
_LONGEST_TOKEN = 80  # characters: chat templates have shorter ones
# Lines without a heading, which a model writes before a report.
_ASIDE = r"(?:(?!\#{1,6}[ ])[^\n]*\n){0,12}?"
_FENCED = re.compile(
    rf"\A{_ASIDE}(?P<fence>`{{3,}}|~{{3,}})[ ]*(?:markdown|md|mdx|text|txt)?[ ]*\n", _FLAGS
)
_FENCE_LINE = r"^{fence}[ \t]*$"
_WRAPPED = re.compile(
    rf"\A{_ASIDE}[ \t]*<(?P<tag>{WRAPPERS})(?:\s[^<>\n]*)?>"
    r"(?P<report>\s*(?:\#|`{3}|<|===[ ]).*)</(?P=tag)>"
    r"(?P<after>[^\#]{0,600})\Z",
    _FLAGS,
)
_HEADING = re.compile(r"^#{1,6}[ \t]", re.MULTILINE)
_OPENED_REPORT = re.compile(r"^(`{3,}|~{3,})[ ]*(?:markdown|md)?[ ]*\n\s*# ", re.MULTILINE)
_SAID = re.compile(
    r"\s*[*_(\[>]*\s*(?:i(?:'|\u2019)?(?:ve|m)?\s+(?:have\s+|also\s+)*(?:kept|integrated|added|"
    r"updated|left|made|merged|incorporated|preserved|revised|changed|removed|included|folded)\b|"
    r"hope\s+this\b|(?:please\s+)?let\s+me\s+know\b|is\s+there\s+anything\b|the\s+report\s+above\b|"
    r"this\s+(?:updated\s+|revised\s+)?(?:report|version|document)\s+(?:now\s+)?(?:integrates|"
    r"incorporates|includes|keeps|reflects)\b)",
    re.IGNORECASE,
)
# A report in the first person may end in "I added a pump in May"; a chat mentions the report.
_ABOUT = re.compile(
    r"\b(?:report|references?|sections?|everything|else|rest|versions?|document|know|helps?)\b",
    re.I,
)
_LONGEST_ASIDE = 600  # characters; a longer text may be part of the report


class TwoReportsError(Exception):
    """A text contains several different reports."""


def strip_reasoning(text: str) -> str:
    """A text without tagged reasoning at its start."""
    while match := _REASONED.match(text):
        text = text[match.end() :]
    return text


def unwrap_answer(text: str) -> str:
    """An answer without tags, template tokens and a code fence around it."""
    return _unwrap(text.replace("\r\n", "\n"))


def unwrap_report(text: str, prior: Document | None) -> str:
    """The report that a text contains; the text itself if nothing is around it.

    Raises TwoReportsError if it contains different reports.
    """
    lines = text.replace("\r\n", "\n")
    inner = _unwrap(lines)
    report = _without_asides(text if inner == lines else inner, prior)
    return _choose(report, prior)


def _unwrap(text: str) -> str:
    """Remove the layers around a text, outermost first, until none is left."""
    while True:
        inner = _unwrap_once(text)
        if inner == text:
            return text
        text = inner


def _unwrap_once(text: str) -> str:
    text = strip_reasoning(text)
    for pattern in (_SPOKEN, _BARE_CHANNELS, _ENDED_REASONING, _FIRST_TOKENS):
        match = pattern.match(text)
        if match:
            text = text[match.end() :]
    wrapped = _WRAPPED.match(text)
    if wrapped:
        return wrapped["report"].strip("\n") + "\n"
    for find_end in (_find_trailing_reasoning, _find_trailing_tokens):
        end = find_end(text)
        if end is not None and not find_open_block(text[:end]):
            text = text[:end] + "\n"
    return _unwrap_fence(text)


def _find_trailing_reasoning(text: str) -> int | None:
    """The end of the last line before trailing reasoning, or None."""
    last = _REASONED_AFTER.search(text)
    if last is None:
        return None
    return text.index("\n", len(text[: last.start()].rstrip()))


def _find_trailing_tokens(text: str) -> int | None:
    """The end of the text before trailing template tokens, or None; searched backwards."""
    whole = end = len(text.rstrip())
    while last := _LAST_TOKEN.search(text, max(0, end - _LONGEST_TOKEN), end):
        end = last.start()
        while end and text[end - 1].isspace():
            end -= 1
    return end if end < whole else None


def _unwrap_fence(text: str) -> str:
    """The report within a code fence, which the report's own code blocks may seem to close."""
    match = _FENCED.match(text)
    if match is None or not re.match(r"\s*(?:#{1,2} |---\n|<|=== )", text[match.end() :]):
        return text
    if _OPENED_REPORT.findall(text)[1:]:
        raise TwoReportsError
    closings = re.finditer(_FENCE_LINE.format(fence=match["fence"]), text[match.end() :], re.M)
    for closing in reversed(list(closings)):
        start = match.end() + closing.start()
        after = text[match.end() + closing.end() :]
        report = text[match.end() : start]
        if _is_aside(after) and not find_open_block(report):
            return report
    return text


def _is_aside(text: str) -> bool:
    """Whether the text after a fence does not belong to the report in it."""
    if len(text) <= _LONGEST_ASIDE and not _HEADING.search(text):
        return True
    blocks = [block for block in parse(f"# _\n\n{text}").blocks() if block.kind is not Kind.BLANK]
    edits = find_edits(blocks)
    # Nothing but the heading in front, the label and its lists.
    return edits is not None and edits.sure and len(blocks) == 2 + edits.lists


def _without_asides(text: str, prior: Document | None) -> str:
    """A report without chat phrases before its title and after its end."""
    document = parse(text)
    if not document.sections[1:]:
        return text
    known = {_flat(block) for block in prior.blocks()} if prior else set()
    start = _find_start(document, known, prior)
    end = None if document.tail is not None else _find_end(document, known)
    return "\n".join([*text.split("\n")[start:end], *([] if end is None else [""])])


def _find_start(document: Document, known: set[str], prior: Document | None) -> int:
    """The number of lines before the report: paragraphs and rules that `prior` does not have."""
    before = [block for block in document.root.blocks if block.kind is not Kind.BLANK]
    if not before or any(block.kind not in (Kind.PARAGRAPH, Kind.RULE) for block in before):
        return 0
    text = "".join(block.text for block in before)
    paragraphs = [block for block in before if block.kind is Kind.PARAGRAPH]
    if (
        len(text) > _LONGEST_ASIDE
        or "](" in text
        or any(_flat(block) in known for block in paragraphs)
    ):
        return 0
    first = document.sections[1]
    if prior is not None and [first.level] != [s.level for s in prior.sections[1:2]]:
        return 0  # the title may be in those lines, so they stay
    last = before[-1]
    announced = last.kind is Kind.RULE or last.content.rstrip(" \n*_").endswith((":", "\uff1a"))
    chat = CHAT_OPENING.match(text) or announced
    bare = prior is not None and all(b.kind is Kind.BLANK for b in prior.root.blocks)
    return first.line - 1 if chat or bare else 0


def _find_end(document: Document, known: set[str]) -> int | None:
    """The 0-based line where a chat's closing phrases begin, or None."""
    blocks = [block for block in document.blocks() if block.kind is not Kind.BLANK]
    end: int | None = None
    while blocks:
        last = blocks.pop()
        words = last.content
        closes = CHAT_CLOSING.match(words) or (_SAID.match(words) and _ABOUT.search(words))
        edits = find_edits([*blocks, last])
        if last.kind is Kind.PARAGRAPH and closes and _flat(last) not in known:
            end = last.span.first - 1
        elif edits is not None and edits.sure:
            listed = [*blocks, last][-1 - edits.lists :]
            if any(_flat(block) in known for block in listed):
                break
            end = edits.label.span.first - 1
            blocks = blocks[: len(blocks) - edits.lists]
        elif last.kind is Kind.RULE and end is not None:
            return last.span.first - 1
        else:
            break
    return end


def _flat(block: Block) -> str:
    return " ".join(block.content.split())


def _choose(text: str, prior: Document | None) -> str:
    """The report in a text that contains it twice, or together with the prior version."""
    document = parse(text)
    parts = list(_split(document, prior))
    if not parts[1:]:
        return text
    old = _read(body_of(prior)) if prior is not None else None
    different = {_read(part): part for part in parts}
    new = [part for read, part in different.items() if read != old]
    if new[1:]:
        raise TwoReportsError
    return (new or list(different.values()))[0]


def _split(document: Document, prior: Document | None) -> Iterator[str]:
    """Split a document at each top heading that repeats the title or begins a new version."""
    tops = [section for section in document.sections[1:] if section.level == 1]
    title = tops[0].title if tops else ""
    same = [section for section in tops if section.title == title]
    if same[1:] and prior is not None:
        before = [s for s in prior.sections[1:] if s.level == 1 and s.title == title]
        same = [] if before[1:] else same  # the prior version repeats its title too
    if not same[1:] and prior is not None:
        same = _find_renamed(document, prior, tops)
    lines = document.source.split("\n")
    starts = [0, *(section.line - 1 for section in same[1:]), len(lines)]
    for start, end in pairwise(starts):
        yield "\n".join(lines[start:end])


def _find_renamed(document: Document, prior: Document, tops: list[Section]) -> list[Section]:
    """The title sections of the prior version and of a retitled one after it, else none."""
    if not tops[1:] or tops[2:]:
        return []
    first = "\n".join(document.source.split("\n")[: tops[1].line - 1])
    titles = {s.title for s in prior.sections[1:] if s.level > 1}
    again = {s.title for s in tops[1].sections}
    return tops if _read(first) == _read(body_of(prior)) and titles & again else []


def _read(text: str) -> str:
    """A report's text for comparison, without its tail, blank lines and trailing spaces."""
    body = body_of(parse(text.strip() + "\n"))
    return "\n".join(line.rstrip() for line in body.split("\n") if line.strip())
