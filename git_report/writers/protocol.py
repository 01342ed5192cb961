"""The writer protocol: a request in, section operations out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from git_report.edits.application import free_number
from git_report.edits.operations import Answer
from git_report.markdown import Document, parse
from git_report.report.checklist import Reference
from git_report.sources.source import Source
from git_report.text import Tell, silent
from git_report.writers.affected_sections import ReferenceChange
from git_report.writers.channel import Turn
from git_report.writers.facts import Facts


@dataclass(frozen=True, slots=True)
class EarlierReference:
    """A reference that the report has read before: its mark, its title and its text."""

    label: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that a writer is given for one iteration.

    `number` is that of the version to be made, which is also the label of its footnote; `brief` is
    the instructions without the checklist; `document` the current version (None before the first),
    `base` its blob id; `steer` the person's words for this run alone; `words` the target length (0
    if none is set). `refused` are earlier answers to this request that the gate sent back, with
    the findings in words. `effort` is one of `EFFORTS` or empty; `rewrite` asks for a whole
    document; `reread` is the version that a digest made from the same reference, 0 for none;
    `change` is what changed in a reference that was read before. `free` lets the writer rewrite the
    whole report; `facts` are the notes on the reference, if there are any; `earlier` are the
    references read before, for reviews; `recall` loads them for checks, which seldom need them.
    `ask` is what a person wants revised, if a model is to do that without a new reference.
    """

    number: int
    brief: str
    reference: Reference
    source: Source
    document: Document | None
    base: str = ""
    steer: str = ""
    words: int = 0
    refused: tuple[Turn, ...] = ()
    effort: str = ""
    rewrite: bool = False
    reread: int = 0
    change: ReferenceChange | None = None
    free: bool = False
    facts: Facts | None = None
    earlier: tuple[EarlierReference, ...] = ()
    ask: str = ""
    recall: Callable[[], Iterable[EarlierReference]] = field(default=tuple, compare=False)

    @property
    def by_hand(self) -> bool:
        """Whether a person made the change; then its figures need no source."""
        return self.source.is_edit and not self.ask

    @property
    def freed(self) -> Document | None:
        """The current version, without a footnote of its own that has the new one's number."""
        document = self.document
        if document is None or self.source.is_edit:  # a correction gets no footnote
            return document
        text = free_number(document.source, self.number)
        return document if text == document.source else parse(text)


class WriterKind(StrEnum):
    """The kind of writer of a version: a digest never continues what a model wrote."""

    MODEL = "model"
    DIGEST = "digest"
    PERSON = "person"

    @classmethod
    def of_name(cls, name: str) -> WriterKind:
        """The kind for a name in a record; an unknown name counts as a model."""
        word = name.split(" ", maxsplit=1)[0]
        return {"extractive": cls.DIGEST, "person": cls.PERSON}.get(word, cls.MODEL)


class Writer(Protocol):
    """Combines a source with the current version."""

    @property
    def kind(self) -> WriterKind:
        """Whether it rewrites and rereads (a model), only adds (a digest), or is a person."""
        ...

    @property
    def name(self) -> str:
        """The name in the record: ``extractive``, ``anthropic claude-opus-5-5``, …."""
        ...

    @property
    def notice(self) -> str:
        """A line for the tail of every version by this writer; empty for none.

        It is shown in emphasis, with its own asterisks or the tail's.
        """
        ...

    def write(self, request: Request, tell: Tell = silent) -> Answer:
        """Answer a request and report progress; raises ReportError if that is not possible."""
        ...

    def landed(self) -> None:
        """Called when the version is committed: delete what was stored for it."""
        ...
