"""Accept an answer that somebody else wrote: an agent, a person, any tool that read the request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from git_report.checks.declarations import list_computed
from git_report.edits.answers import (
    SEVERAL_REPORTS,
    AnswerError,
    find_markdown,
    read_answer,
    unwrap_documents,
)
from git_report.edits.application import body_of, free_number
from git_report.edits.footnotes import list_notes
from git_report.edits.json_text import name_bare_value, show
from git_report.edits.model_declines import find_refusal
from git_report.edits.operations import Answer, Computed, Drop, Whole, split_declaration
from git_report.edits.section_numbers import settle_addresses
from git_report.edits.unwrapping import TwoReportsError, strip_reasoning, unwrap_report
from git_report.edits.whole_reports import as_operations, give_reasons
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.text import Tell, silent
from git_report.writers.prompt_words import request_id
from git_report.writers.protocol import Request, WriterKind

_DECLARATIONS = ("removed", "figure")
SUBMIT_AGAIN = "nothing was changed; correct the answer and submit it again"
_JSON = re.compile(r"(?:(?:`{3,}|~{3,})(?:json[c5]?)?\s*)?(?:\{|\[\s*\{|\"\s*[{\[])")
_OPERATIONS = re.compile(r"[\"'\u201c\u201d](?:operations|op)\\?[\"'\u201c\u201d]\s*:")


class NeitherError(ReportError):
    """A text is neither an answer nor a report."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A writer whose answer exists already: `text` is operations as JSON, or a whole report.

    `name` is the writer's in the record; `request` the id of the request that was answered, empty
    if unknown; `drops` what the person declares besides the answer; `notice` that of the digest
    that the text mostly still is, empty for none.
    """

    name: str
    text: str
    request: str = ""
    drops: tuple[Drop, ...] = ()
    notice: str = ""
    kind: WriterKind = WriterKind.MODEL

    def landed(self) -> None:
        """Do nothing: no answer was stored."""

    def write(self, request: Request, tell: Tell = silent) -> Answer:  # noqa: ARG002
        """The answer to this request; raises ReportError if it was made for another."""
        answer = read_given(self.text, request)
        asked = self.request or answer.request
        if asked and asked != request_id(request):
            raise _stale(f"'{asked}' is not the id of the current request")
        if answer.base and answer.base != request.base:
            raise _stale(
                f"the base id of the answer is '{answer.base[:12]}', which is not that of the "
                "newest version"
            )
        drops = (*answer.drops, *self.drops)
        if request.document is None:
            return replace(answer, drops=drops)
        settled = settle_addresses(request.document, answer.operations)
        operations, left = give_reasons(request.document, settled, drops)
        return replace(answer, operations=operations, drops=left)


def read_given(text: str, request: Request) -> Answer:
    """The operations in a text; those that lead to the whole report in it, if it has none.

    Header lines of an answer may follow the report. The tail of a whole report is read for its
    declarations if it is the next version's own, and not copied from an older version. Raises
    AnswerError for operations that cannot be read.
    """
    # A byte order mark, which some editors write at the beginning of a file.
    plain = text.removeprefix("\ufeff")
    given = Answer(())
    if is_json(plain) or find_markdown(plain):
        given = unwrap_documents(replace(_read_operations(plain), raw=""), request.document)
        whole = next(iter(given.operations), None)
        if is_json(plain) or not isinstance(whole, Whole):
            return given
        plain = whole.text
        given = replace(given, operations=(), drops=(*whole.drops, *given.drops))
    document = parse(_unwrap(plain, request.document))
    drops: Sequence[Drop] = ()
    computed: Sequence[Computed] = ()
    if document.tail is not None and document.tail.record.version == request.number:
        values = [v for key in _DECLARATIONS for v in document.tail.record.values(key)]
        drops = [split_declaration(value) for value in values]
        computed = [Computed(*entry) for entry in list_computed(document)]
    drops, computed = (*drops, *given.drops), (*computed, *given.computed)
    body, prior = body_of(document), request.freed
    if prior is not None and request.document is not None and prior is not request.document:
        # A text that was edited from the version as it is still has that version's own footnote.
        kept = list_notes(body) & list_notes(request.document.source)
        if any(label == str(request.number) for label, _ in kept):
            body = free_number(body, request.number)
    operations = (Whole(body),) if prior is None else as_operations(prior, body)
    if not operations and not (drops or computed or given.reason):
        raise ReportError(
            "the report is the same as the newest version",
            hint="if the reference adds nothing, submit this answer instead: "
            """echo '{"reason": "WHY", "operations": []}' | git report accept -""",
        )
    return replace(given, operations=operations, drops=drops, computed=computed)


def is_json(text: str) -> bool:
    """Whether a text is JSON, alone or among words without a heading: then it is not a report."""
    bare = strip_reasoning(text).lstrip()
    if _JSON.match(bare) is not None or name_bare_value(bare):
        return True
    return _OPERATIONS.search(bare) is not None and not parse(bare).title


def _read_operations(text: str) -> Answer:
    try:
        return read_answer(text)
    except AnswerError as error:
        error.answer = ""  # the file that was handed in has it
        error.hints = (SUBMIT_AGAIN,)
        raise


def _unwrap(text: str, prior: Document | None) -> str:
    """The report in a text; raises AnswerError if there is none, or several."""
    try:
        report = unwrap_report(text, prior)
    except TwoReportsError:
        raise _refuse(SEVERAL_REPORTS) from None
    if not report.strip():
        raise _refuse("it is reasoning without an answer")
    refusal = find_refusal(report) if not parse(report).title else ""
    if refusal:
        raise _refuse(f"it is a refusal: {show(refusal)}")
    if not parse(report).title.strip() and (prior is None or prior.title.strip()):
        raise NeitherError(
            "the answer contains neither section operations nor a whole report: it has no '# ' "
            "title",
            hint="nothing was changed; begin a report with '# Title', or each operation with a "
            "line such as '=== replace 2.1'",
        )
    return report


def _refuse(problem: str) -> AnswerError:
    error = AnswerError([problem])
    error.hints = (SUBMIT_AGAIN,)
    return error


def _stale(message: str) -> ReportError:
    return ReportError(
        message,
        hint="print the current request with 'git report prompt', then submit an answer to it",
    )
