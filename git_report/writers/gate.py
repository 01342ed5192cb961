"""Check what a writer answered: nothing is removed undeclared, invented or malformed.

A rejected answer goes back to the writer with the findings; if the last one is rejected, no version
is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from git_report.checks.findings import Finding, Severity
from git_report.checks.grounding import check_grounding, list_open
from git_report.checks.needless_declarations import Needless, follow_numbers
from git_report.checks.new_credentials import check_credentials
from git_report.checks.retention import check_retention
from git_report.checks.structure import check_structure
from git_report.differ import diff
from git_report.edits.answers import AnswerError
from git_report.edits.application import apply, list_dropped_notes
from git_report.edits.exhibits import number_exhibits
from git_report.edits.operations import Answer, Drop, Usage, list_drops
from git_report.edits.section_links import link_sections
from git_report.edits.section_numbers import OperationError, settle_addresses
from git_report.errors import ReportError
from git_report.markdown import Document, parse
from git_report.report.sizes import MOST_BYTES, expect_size
from git_report.text import Tell, silent
from git_report.writers.facts import Facts
from git_report.writers.protocol import Request, Writer, WriterKind
from git_report.writers.refused_answers import GateError, list_problems, send_back
from git_report.writers.version_tail import drop_entry, finish

REPAIRS = 2
# Codes of warnings that are sent back once: the writer can name a figure's source, which no later
# reader of the report can.
_SENT_BACK_ONCE = frozenset({"G001"})
_MAY_STAY = (
    "a figure that has no source may stay only if the report needs it: the record then lists it as "
    "ungrounded until a reference has it"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """How strict the gate is: the repairs that a writer may try, the codes that a person allows.

    A version of more than `report_bytes` (0: no limit) is rejected unread, and cannot be allowed.
    """

    repairs: int = REPAIRS
    allowed: frozenset[str] = frozenset()
    strict: bool = False
    report_bytes: int = MOST_BYTES

    def blocks(self, finding: Finding) -> bool:
        """Whether a finding rejects a version, or would if no person had allowed it."""
        if finding.code in _SENT_BACK_ONCE:
            return self.strict or finding.code in self.allowed
        return finding.family in "KG" or finding.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class Written:
    """A version that passed: its text, the answer that made it, and its warnings.

    `facts` are the notes on the reference that were made for it, if any.
    """

    text: str
    document: Document
    answer: Answer
    warnings: tuple[Finding, ...] = ()
    facts: Facts | None = None


def write_version(
    writer: Writer, request: Request, gate: Gate, path: str, tell: Tell = silent
) -> Written:
    """A version from the writer that passes the gate, after at most as many repairs as it allows.

    `path` is the version's, for the findings. A version with figures that have no source is sent
    back once; if the next one does not pass, the first is used all the same. Raises GateError if
    the last repair does not pass, and the writer's errors.
    """
    attempts = _Attempts(writer, gate, path, tell)
    written, request = attempts.pass_gate(request)
    doubtful = [finding for finding in written.warnings if finding.code in _SENT_BACK_ONCE]
    raw = written.answer.raw
    # Only a writer that can be asked again has a raw answer.
    if not doubtful or not raw or attempts.made > gate.repairs:
        return written
    problems = list_problems(GateError(doubtful, written.text))
    tell(f"sending back {_count(problems)} ({attempts.made} of {gate.repairs})")
    try:
        written, _ = attempts.pass_gate(send_back(request, raw, [*problems, _MAY_STAY]))
    except ReportError as error:
        tell(f"keeping the previous answer: {error.message}")
    return replace(written, answer=replace(written.answer, usage=attempts.usage))


@dataclass(slots=True)
class _Attempts:
    """The answers that a writer gives for one version: their number and their cost."""

    writer: Writer
    gate: Gate
    path: str
    tell: Tell
    made: int = 0
    usage: Usage = Usage()  # noqa: RUF009 - frozen

    def pass_gate(self, request: Request) -> tuple[Written, Request]:
        """The first version that passes, and the request that it answers."""
        while True:
            self.made += 1
            last = self.made > self.gate.repairs
            count = f"({self.made} of {self.gate.repairs})"
            try:
                answer = self.writer.write(request, self.tell)
            except AnswerError as error:
                self.usage += error.usage
                if last:
                    raise
                request = send_back(request, error.answer, [error.message])
                self.tell(f"the answer cannot be read: asking again {count}")
                continue
            self.usage += answer.usage
            answer = replace(_settle(answer, request), usage=self.usage)
            try:
                version = accept_answer(self.writer, request, answer, self.gate, self.path)
            except (OperationError, GateError) as error:
                if last or not answer.raw:
                    if isinstance(error, OperationError):
                        error.answer = answer.raw
                    raise
                problems = list_problems(error)
                request = send_back(request, answer.raw, problems)
                self.tell(f"sending back {_count(problems)} {count}")
            else:
                return version, request


def _count(problems: Sequence[str]) -> str:
    return f"{len(problems)} finding{'' if len(problems) == 1 else 's'}"


def _settle(answer: Answer, request: Request) -> Answer:
    """An answer with current section numbers, and notices about what the version leaves out."""
    freed = request.freed
    operations = settle_addresses(freed, answer.operations)
    dropped = list_dropped_notes(freed, operations, request.number)
    notices = tuple(
        f"removed the writer's own footnote '{n}': this number belongs to a reference"
        for n in dropped
    )
    if freed is not request.document:
        renamed = f"renamed the report's own footnote [^{request.number}]"
        notices = (f"{renamed}: the number is that of the reference", *notices)
    return replace(answer, operations=operations, notices=notices)


def accept_answer(
    writer: Writer, request: Request, answer: Answer, gate: Gate, path: str
) -> Written:
    """The version that an answer makes; raises OperationError or GateError if it is rejected."""
    prior = request.freed
    body = apply(prior, answer.operations, request.number)
    if writer.kind is not WriterKind.DIGEST:  # a digest refers to no exhibit
        body = link_sections(number_exhibits(body, prior), prior)
    text = finish(body, request, answer, writer)
    expect_size(path, len(text.encode("utf-8", "surrogatepass")), gate.report_bytes)
    document = parse(text)
    findings = find_faults(request, document, path)
    blocking = [finding for finding in findings if gate.blocks(finding)]
    stopping = [finding for finding in blocking if finding.code not in gate.allowed]
    if stopping:
        raise GateError(stopping, text)
    let_pass = [*blocking, *_find_steered(request, document, findings, path)]
    allowed = [f"{finding.code} {finding.message}" for finding in let_pass]
    ungrounded = _list_ungrounded(request, document, findings, blocking)
    if allowed or ungrounded:
        text = finish(body, request, answer, writer, allowed, ungrounded)
        document = parse(text)
    warnings = tuple(finding for finding in findings if finding not in blocking)
    return Written(text, document, answer, warnings)


def _list_ungrounded(
    request: Request, document: Document, findings: list[Finding], blocking: list[Finding]
) -> list[str]:
    """The figures for the record that no source supports and no person allowed."""
    if request.by_hand:
        return list_open(request.document, document)
    unsupported = [each.named for each in findings if each.code == "G001" and each not in blocking]
    return list(dict.fromkeys(unsupported))


def check_text(
    request: Request, document: Document, text: str, gate: Gate, path: str
) -> tuple[Finding, ...]:
    """The warnings about a finished version; raises GateError if it is rejected."""
    findings = find_faults(request, document, path)
    stopping = [f for f in findings if gate.blocks(f) and f.code not in gate.allowed]
    if stopping:
        raise GateError(stopping, text)
    return tuple(finding for finding in findings if not gate.blocks(finding))


def find_needless_drops(prior: Document | None, new: Document, answer: Answer) -> tuple[Drop, ...]:
    """The drops of an answer that name what the new version still has (K007).

    If something was restored after the answer was given, they can be removed from it.
    """
    if prior is None:
        return ()
    drops = list_drops(answer)
    if not drops:
        return ()
    followed = follow_numbers(prior, diff(prior, new))
    needless = set(Needless(prior, new, followed).find(map(drop_entry, drops)))
    return tuple(drop for drop in drops if drop_entry(drop) in needless)


def find_faults(request: Request, document: Document, path: str) -> list[Finding]:
    """All findings about a version before it is made, sorted."""
    prior = request.document
    found = [*check_credentials(path, document, prior), *check_structure(path, document, prior)]
    if prior is not None:
        found += check_retention(path, prior, document)
    brief = f"{request.brief}\n\n{request.steer}"
    if not request.by_hand:
        found += check_grounding(
            path, prior, document, request.source.text, brief, earlier=_recalling(request)
        )
    return sorted(set(found))


def _find_steered(
    request: Request, document: Document, findings: list[Finding], path: str
) -> list[Finding]:
    """What only the run's `--steer` text supports, which no later check can know."""
    if not request.steer or request.by_hand:
        return []
    found = check_grounding(
        path,
        request.document,
        document,
        request.source.text,
        request.brief,
        earlier=_recalling(request),
    )
    return sorted(set(found) - set(findings))


def _recalling(request: Request) -> Callable[[], Iterable[str]]:
    return lambda: [each.text for each in request.recall()]
