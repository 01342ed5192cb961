"""An answer that somebody brings: an agent, a person, any tool that took the request away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from git_report.checks.declared import list_computed
from git_report.edits.answers import AnswerError, read_answer
from git_report.edits.application import body_of
from git_report.edits.operations import Answer, Computed, Drop, Whole
from git_report.edits.wholes import as_operations, give_reasons
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.writers.prompt import Tell
from git_report.writers.request import request_id
from git_report.writers.writer import Request, silent

_DECLARATIONS = ("removed", "figure")
_WRAPPED = re.compile(r"\s*(?P<fence>`{3,})(?:markdown|md)\n(?P<report>.*\n)(?P=fence)\s*", re.S)


@dataclass(frozen=True, slots=True)
class Given:
    """A writer that has written already: `text` holds operations as JSON, or a whole report.

    `name` is who the record names; `request` the id of the request that was answered, empty where
    nobody says; `drops` what the person declares besides the answer.
    """

    name: str
    text: str
    request: str = ""
    drops: tuple[Drop, ...] = ()

    @property
    def notice(self) -> str:
        """None: it is no digest."""
        return ""

    def landed(self) -> None:
        """Nothing was kept."""

    def write(self, request: Request, tell: Tell = silent) -> Answer:  # noqa: ARG002
        """The answer, for this request and no other; ReportError where it was made for another."""
        answer = read_given(self.text, request)
        asked = self.request or answer.request
        if asked and asked != request_id(request):
            raise _stale(f"request {asked}")
        if answer.base and answer.base != request.base:
            raise _stale(f"version {answer.base[:12]}")
        drops = (*answer.drops, *self.drops)
        if request.document is None:
            return replace(answer, drops=drops)
        operations, left = give_reasons(request.document, answer.operations, drops)
        return replace(answer, operations=operations, drops=left)


def read_given(text: str, request: Request) -> Answer:
    """Operations, where the text is JSON; else a whole report, told as operations.

    The tail of a whole report is read for what it declares, where it is the next version's own and
    not that of a version that was copied. Raises AnswerError for JSON that is no answer.
    """
    document = parse(_unwrap(text.removeprefix("\ufeff")))
    if _is_json(text, document):
        return replace(_read_operations(text), raw="")
    drops: Sequence[Drop] = ()
    computed: Sequence[Computed] = ()
    if document.tail is not None and document.tail.record.version == request.number:
        values = [v for key in _DECLARATIONS for v in document.tail.record.values(key)]
        drops = [split_declaration(value) for value in values]
        computed = [Computed(*entry) for entry in list_computed(document)]
    body = body_of(document)
    prior = request.document
    operations = (Whole(body),) if prior is None else as_operations(prior, body)
    if not operations and not (drops or computed):
        raise ReportError(
            "the report is the one that there is already",
            hint="where the reference adds nothing, hand in why: "
            '{"reason": "WHY", "operations": []}',
        )
    return Answer(operations, drops=tuple(drops), computed=tuple(computed))


def _is_json(text: str, document: Document) -> bool:
    """Whether a text is JSON, or words without a title around it: then it is no report."""
    begins = text.lstrip("\ufeff \t\r\n").startswith(("{", "```json", "```\n{"))
    return begins or (not document.title and '"operations"' in text)


def _read_operations(text: str) -> Answer:
    try:
        return read_answer(text)
    except AnswerError as error:
        error.answer = ""  # it lies where it was handed in from
        error.hint = "nothing was changed; mend it, and hand it in again"
        raise


def split_declaration(value: str) -> Drop:
    """``Title: why`` as a declaration; without a reason where there is no colon."""
    what, colon, why = value.rpartition(": ")
    return Drop(what.strip(), why.strip()) if colon else Drop(value.strip(), "")


def _unwrap(text: str) -> str:
    """A report without the code fence that chat models put around it."""
    match = _WRAPPED.fullmatch(text)
    return match["report"] if match else text


def _stale(what: str) -> ReportError:
    return ReportError(
        f"the answer was made for {what}, which is not the next one any more",
        hint="ask again with 'git report prompt'",
    )
