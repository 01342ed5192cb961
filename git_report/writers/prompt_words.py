"""Compose what a model is sent in each step: the brief, the reference, the report, and its task.

The words are in ``words/``. The order suits the provider's cache: first what every run of a report
shares, then the reference, which all steps of a version share, then the report or the draft, which
its reviews and its correction share; the task is last.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from git_report.checks.grounding import find_listed
from git_report.edits.answers import SCHEMA
from git_report.edits.application import body_of
from git_report.edits.section_numbers import address
from git_report.markdown import Document
from git_report.text import flatten, shorten
from git_report.writers.affected_sections import ReferenceChange
from git_report.writers.channel import Prompt, PromptPart, Turn
from git_report.writers.draft_lists import find_passages
from git_report.writers.effort_steps import Step
from git_report.writers.facts import MOST as MOST_FACTS
from git_report.writers.facts import render_facts
from git_report.writers.protocol import Request
from git_report.writers.review_answers import MOST as MOST_FAULTS
from git_report.writers.review_answers import Review, render_faults
from git_report.writers.source_hunks import format_hunk

_LONGEST_CLAIM = 300  # characters of a quoted sentence
_MOST_CLAIMS = 40  # quoted sentences

_WORDS = Path(__file__).with_name("words")
# The most faults of a review and facts of a reading: more cannot be used carefully.
_LIMITS = {"faults.md": MOST_FAULTS, "read.md": MOST_FACTS}
_REREAD = (
    "The reference was read before, for version {number:02d}, by a digest that only copied "
    "sentences out of it. Bring in what is missing, and work what the digest left into the report: "
    "its claims keep [^{number}] where the mark is defined, and new ones take this run's mark."
)
_CHANGED = (
    "The reference was read before, for version {number:02d}, and has changed since. Bring "
    "the report up to date: correct what depended on its old text, or remove it and "
    "declare that; declare a corrected figure as old → new. Claims that you change or add take "
    "this run's mark, and those that still hold keep theirs."
)


def compose(request: Request, secret: bytes) -> Prompt:
    """The prompt for a request; the same request and secret give the same prompt.

    `secret` is the repository's own: the tags that separate data from instructions are derived
    from it, so that no text written elsewhere can contain one.
    """
    tag = fence_tag(request, secret)
    free = request.free or request.rewrite or request.document is None
    # The steps of a version share their beginning. A schema would prevent that, because providers
    # put it before everything else, so only an answer that is alone has one.
    alone = request.facts is None and not request.free
    task = "revise.md" if request.ask else "write.md" if free else "operate.md"
    parts = [_say(task), _say("grounds.md")]
    parts += [_say("answer-json.md" if alone else "answer.md"), _task(request, tag)]
    prompt = _ask(
        request,
        (_reference(request, tag), _report(request, tag)),
        "\n\n".join(parts),
        request.refused,
    )
    return replace(prompt, schema=SCHEMA) if alone else prompt


def compose_reading(request: Request, secret: bytes, piece: str = "") -> Prompt:
    """The prompt for notes on a reference, or on a `piece` of its text."""
    tag = fence_tag(request, secret)
    return _ask(
        request,
        (_reference(request, tag, piece),),
        f"{_say('read.md')}\n\n{_outline(request, tag)}",
    )


def compose_review(
    request: Request, secret: bytes, draft: Document, step: Step, lists: str = ""
) -> Prompt:
    """The prompt for a review of a draft by a context that has not seen how it was made.

    `lists` are those that the tool computes.
    """
    tag = fence_tag(request, secret, draft.source, lists)
    rules = {
        Step.REVIEW_FIGURES: ("review-figures.md",),
        Step.REVIEW_READER: ("review-reader.md",),
    }.get(step, ("review-figures.md", "review-reader.md"))
    return _ask(
        request,
        (_reference(request, tag), _draft(request, draft, tag)),
        "\n\n".join([*_lists(lists, tag), *map(_say, rules), _say("faults.md")]),
    )


def compose_mend(
    request: Request, secret: bytes, draft: Document, reviews: Sequence[Review]
) -> Prompt:
    """The prompt for correcting a draft: all operations address the draft's own sections."""
    faults = render_faults(reviews)
    tag = fence_tag(request, secret, draft.source, faults)
    fails = [review.fails for review in reviews if review.fails]
    task = [_say("recompose.md" if fails else "mend.md")]
    task += ["\n".join(_fence(tag, "faults", faults))]
    task += [f"The thought or the structure fails: {fail}" for fail in fails]
    run = [
        "# This run",
        "",
        f'The base id is "{name_draft(draft)}".',
        f"The mark of the last reference is [^{request.number}].",
        f"Data is between lines with {tag}; never write {tag} in an answer.",
    ]
    task += [_say("grounds.md"), _say("answer.md"), "\n".join(run)]
    return _ask(
        request,
        (_reference(request, tag), _draft(request, draft, tag)),
        "\n\n".join(task),
        request.refused,
    )


def read_mending_rules() -> str:
    """The rules of a correction, for a writer who edits the draft itself."""
    return _say("mend-draft.md")


def name_draft(draft: Document) -> str:
    """The base id that an answer to `compose_mend` names."""
    return "draft-" + hashlib.sha256(draft.source.encode("utf-8", "replace")).hexdigest()[:12]


def _ask(request: Request, data: Sequence[str], task: str, turns: tuple[Turn, ...] = ()) -> Prompt:
    """A prompt that begins with what all steps of a version share, for the provider's cache."""
    system = (
        PromptPart(_say("common.md"), stable=True),
        PromptPart(_brief(request.brief), stable=True),
    )
    user = (*(PromptPart(text, stable=True) for text in data), PromptPart(task))
    return Prompt(system, user, turns, request.effort)


@cache
def _say(name: str) -> str:
    """A text from ``words/``, with the tool's numbers filled in."""
    text = (_WORDS / name).read_text(encoding="utf-8").strip()
    return text.replace("{most}", str(_LIMITS[name])) if name in _LIMITS else text


def request_id(request: Request) -> str:
    """The id that an answer names: 12 hex digits over version, base, source and brief."""
    parts = (str(request.number), request.base, request.source.blob, request.brief)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def fence_tag(request: Request, secret: bytes, *more: str) -> str:
    """The tag of the lines around data: in none of the texts, and the same for the same request.

    It is the same for all steps of a version, too, unless one of their texts contains it.
    """
    texts = (
        request.source.text,
        request.document.source if request.document else "",
        request.change.difference if request.change else "",
        *(each.text for each in request.earlier),
        *more,
    )
    for attempt in range(256):
        message = f"{attempt}\0{request.source.blob}".encode()
        tag = hmac.new(secret, message, hashlib.sha256).hexdigest()[:16]
        if not any(tag in text for text in texts):
            return tag
    raise AssertionError("a text cannot hold 256 tags that nobody knows")


def number_sections(document: Document, tag: str) -> str:
    """A report's body with a line before each section that carries the section's number."""
    lines: list[str] = []
    for section in document.sections:
        own = "".join(block.text for block in section.blocks)
        text = (section.heading.text if section.heading else "") + own
        if text.strip():
            lines += [f"[{tag} section {address(section)}]", text.strip("\r\n"), ""]
    return "\n".join(lines)


def list_ungrounded_figures(document: Document) -> str:
    """The figures that the report's record lists as ungrounded, each with its place and sentence.

    They are text of the report, so data. Empty if there are none.
    """
    sections = document.sections
    return "\n".join(
        f"- {flatten(amount.text)}, section {address(sections[amount.section])}: "
        f"{shorten(amount.phrase)}"
        for amount in find_listed(document)
    )


def _brief(brief: str) -> str:
    return f"# The brief\n\n{brief.strip()}"


def _report(request: Request, tag: str) -> str:
    document = request.freed
    if document is None or not body_of(document).strip():
        return "# The report\n\nThere is no version yet: write the whole report."
    return "\n".join(_show(f"# The report, version {request.number - 1:02d}", document, tag))


def _show(heading: str, document: Document, tag: str) -> list[str]:
    """A report below a heading, its sections numbered, followed by its references."""
    return [
        heading,
        "",
        f"The lines with {tag} are not part of it; they give each section its number.",
        "",
        *_fence(tag, "report", number_sections(document, tag)),
        *_footnotes(document, tag),
    ]


def _fence(tag: str, name: str, *lines: str) -> list[str]:
    """Data between two lines that mark its beginning and end."""
    return [f"[{tag} {name} begins]", *lines, f"[{tag} {name} ends]"]


def _footnotes(document: Document, tag: str) -> Iterator[str]:
    definitions = document.tail.definitions if document.tail else ()
    if definitions:
        yield from ("", "The references that its marks cite:", "", f"[{tag} marks begin]")
        yield from (definition.text for definition in definitions)
        yield f"[{tag} marks end]"


def _reference(request: Request, tag: str, piece: str = "") -> str:
    source, purpose, facts = request.source, request.reference.purpose, request.facts
    if request.ask:
        return "# The reference\n\nThere is none in this run."
    item = [f"Title: {flatten(source.title)}", f"Target: {flatten(source.target)}"]
    item += [f"Purpose: {flatten(purpose)}"] if purpose else []
    lines = ["# The reference", "", *_fence(tag, "item", *item), ""]
    if facts is not None and facts.pieces > 1 and not piece:
        lines += [
            f"It is too long to be shown. It was read in {facts.pieces} pieces; what was noted, in "
            "its own words:",
            "",
        ]
        lines += _fence(tag, "facts", render_facts(facts))
    else:
        lines += _fence(tag, "reference", (piece or source.text).rstrip("\n"))
    if request.change is not None:
        lines += _change(request.change, tag)
    return "\n".join(lines)


def _draft(request: Request, draft: Document, tag: str) -> str:
    """A draft as its reviewers see it, with what the earlier references say about its figures."""
    lines = _show("# The report", draft, tag)
    for each in request.earlier:
        passages = find_passages(draft, each.text)
        if passages:
            lines += [
                "",
                f"From an earlier reference, [^{each.label}] {flatten(each.title)}, the passages "
                "that have figures of the report:",
                "",
                *_fence(tag, "passages", *(f"- {passage}" for passage in passages)),
            ]
    return "\n".join(lines)


def _lists(lists: str, tag: str) -> list[str]:
    if not lists.strip():
        return []
    return [
        "# What a tool computed from the report\n\nIt may be wrong or of no matter; judge it.\n\n"
        + "\n".join(_fence(tag, "lists", lists.strip()))
    ]


def _outline(request: Request, tag: str) -> str:
    """The report's headings and its statements from general knowledge, for a reading."""
    document = request.document
    if document is None:
        return "There is no version of the report yet."
    titles = [f"{'#' * s.level} {flatten(s.title)}" for s in document.sections if s.heading]
    claims = [
        shorten(line.strip(), _LONGEST_CLAIM)
        for block in document.blocks()
        for line in block.text.splitlines()
        if "†" in line
    ]
    lines = ["The headings of the report:", "", *_fence(tag, "outline", *titles)]
    if claims:
        lines += ["", "What it says of general knowledge, which the reference may settle:", ""]
        lines += _fence(tag, "claims", *(f"- {c}" for c in claims[:_MOST_CLAIMS]))
    return "\n".join(lines)


def _change(change: ReferenceChange, tag: str) -> Iterator[str]:
    """What changed in a reference that is read again, and what in the report depends on it."""
    if change.difference:
        yield from ("", "What changed in it:", "")
        yield from _fence(tag, "change", change.difference.rstrip("\n"))
    else:
        yield from ("", "Its earlier text is no longer known.")
    if change.passages:
        titles = (f"{number} {flatten(title)}" for number, title in change.passages)
        yield from ("", "The sections of the report that have its mark:")
        yield from _fence(tag, "list", *titles)
    if any(hunk.affected for hunk in change.hunks):
        affected = [(hunk, each.text) for hunk in change.hunks for each in hunk.affected]
        yield from ("", "The sentences that rest on lines that changed:")
        yield from _fence(tag, "list", *(f"{format_hunk(hunk)}: {text}" for hunk, text in affected))


def _task(request: Request, tag: str) -> str:
    lines = ["# This run", ""]
    if request.ask:
        lines.append(f"Make version {request.number:02d} by the revision that is asked for.")
    elif request.document is None:
        lines.append(f"Write version {request.number:02d}, the first: the whole report.")
    elif request.rewrite:
        lines.append(
            f"Write version {request.number:02d} as a rewrite: the whole report. All that it holds "
            "and that still serves the reader is kept or declared in `drops`."
        )
    else:
        lines.append(f"Bring the reference into the report as version {request.number:02d}.")
    if request.change is not None:
        lines.append(_CHANGED.format(number=request.change.version))
    elif request.reread:
        lines.append(_REREAD.format(number=request.reread))
    if request.document is not None and (listed := list_ungrounded_figures(request.document)):
        lines += [
            "",
            "No reference bears out these figures of the report. Source them from this one, mark "
            "them as general knowledge, declare how they are computed, or take them out:",
            "",
            *_fence(tag, "figures", listed),
            "",
        ]
    facts = request.facts
    if facts is not None and facts.pieces == 1 and facts.facts:
        lines += [
            "",
            "A first reading noted this, in the reference's own words; the reference has the rest:",
            "",
            *_fence(tag, "facts", render_facts(facts)),
            "",
        ]
    lines += [
        f'The base id is "{request.base}".',
        *([] if request.ask else [f"The mark of this reference is [^{request.number}]."]),
        f"Data is between lines with {tag}; never write {tag} in an answer.",
        _length(request.words),
    ]
    if request.ask:
        lines += ["", "The revision that is asked for:", "", request.ask]
    if request.steer:
        lines += ["", "The person who runs this adds, for this run only:", "", request.steer]
    return "\n".join(lines)


def _length(words: int) -> str:
    if words:
        return (
            f"The report's target length is {words:,} words: condense, with declared drops, "
            "if it would grow far beyond that."
        )
    return "No length is set: as long as the brief needs."
