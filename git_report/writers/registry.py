"""Choose the writer of the next version, and explain the choice.

A writer is a factory under a name, `(options, context) -> Writer`: the options have the model and
the effort that were asked for, and the context has the configuration. `BUILT_IN` has those of this
package; installed packages add theirs as entry points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.report.effort import EFFORTS, find_effort, miss_effort
from git_report.report.pasting import quote
from git_report.report.sizes import MOST_BYTES
from git_report.writers.channel import AnswerStore, Channel
from git_report.writers.channels.credentials import NoCredentialsError, find_credentials
from git_report.writers.model_writer import ModelWriter
from git_report.writers.protocol import Writer, WriterKind
from git_report.writers.settings import read_above_zero
from git_report.writers.token_limit import Budget

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Packages name their writers in this group of entry points: `name = "package.module:factory"`.
GROUP = "git_report.writers"
# The members that the protocol requires.
_MEMBERS = ("kind", "name", "notice", "write", "landed")
# Agents that read a prompt on stdin and answer on stdout, with the arguments for that.
_AGENTS = {"claude": "claude -p", "codex": "codex exec -", "llm": "llm"}

Config = Callable[[str], str | None]


MODEL_HINT = "set ANTHROPIC_API_KEY, or configure 'report.command'"
_MODEL_HINTS = (
    MODEL_HINT,
    "to use another writer, get the request for it with 'git report prompt'",
)
_WITHOUT_MODEL = (
    "to quote the reference without a model, run 'git report-iterate --writer extractive'"
)
_WRITER_HINTS = (*_MODEL_HINTS, _WITHOUT_MODEL)


class NoModelError(ReportError):
    """A model wrote the report, and none is available."""


@dataclass(frozen=True, slots=True)
class WriterOptions:
    """What the person asked for on the command line; empty if nothing.

    `needs_model` is set by options that only a model supports: no other writer is suggested then.
    """

    writer: str = ""
    model: str = ""
    effort: str = ""
    fresh: bool = False
    needs_model: bool = False


class Author(NamedTuple):
    """The writer of a version: the name in its record, and its kind."""

    name: str
    kind: WriterKind


@dataclass(frozen=True, slots=True)
class WriterContext:
    """What a choice depends on besides the options.

    `config` reads git's configuration, and refuses commands and hosts from tracked files;
    `environ` is the process's environment; `which` returns the path of a program or None;
    `written_by` lists the writers of the report's versions, newest first; `report_bytes` limits
    the size of an answer.
    """

    config: Config
    environ: Mapping[str, str]
    which: Callable[[str], str | None]
    brief: str
    written_by: Iterable[Author]
    store: AnswerStore
    secret: Callable[[], bytes]
    report_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Choice:
    """A writer, why it was chosen, its effort, and what could be configured instead."""

    writer: Writer
    why: str
    effort: str = ""
    offer: str = ""


Factory = Callable[[WriterOptions, WriterContext], Writer]


def choose(options: WriterOptions, context: WriterContext) -> Choice:
    """The writer that was asked for, else the configured one, else the first that is available.

    Raises ReportError for an unknown name and a model without credentials, and NoModelError for a
    report that a model wrote if no model is available: a digest never continues it by itself.
    """
    effort = find_effort_asked(options, context)
    configured = context.config("report.writer")
    for name, why in ((options.writer, "--writer"), (configured, "report.writer")):
        if name:
            return _make(name, why, effort, options, context)
    if options.model:
        return _make("anthropic", "--model", effort, options, context)
    if context.config("report.command"):
        return _make("command", "report.command", effort, options, context)
    found = find_credentials(context.environ, context.config("report.provider") or "anthropic")
    if found is not None:
        return _make("anthropic", found.source, effort, options, context)
    offer = _offer(context)
    models = (each.name for each in context.written_by if each.kind is WriterKind.MODEL)
    model = next(models, None)
    if model is not None:
        raise NoModelError(
            f"'{model}' wrote this report, and no model is available to continue it",
            hint=offer or (_MODEL_HINTS if options.needs_model else _WRITER_HINTS),
        )
    if context.config("report.model") or context.config("report.provider"):
        hint = "set ANTHROPIC_API_KEY, or the credentials of 'report.provider'"
        return Choice(_make_digest(options, context), "no credentials for the model", effort, hint)
    return Choice(_make_digest(options, context), "no model is configured", effort, offer)


def find_effort_asked(options: WriterOptions, context: WriterContext) -> str:
    """The writer's effort: from the option, else the configuration, else the brief."""
    asked = options.effort or context.config("report.effort") or ""
    if asked and asked not in EFFORTS:
        raise miss_effort(asked, is_set=not options.effort)
    return asked or find_effort(context.brief)


def list_authors(texts: Iterable[str]) -> Iterator[Author]:
    """The writers of versions according to their records; a version without a record has none.

    No package is loaded for this: the text of a report must not choose the code that runs.
    """
    for text in texts:
        # Of each version only the record is parsed.
        tail = parse(text[text.rfind("<!-- git-report ") :]).tail
        if tail is None:
            continue
        said = next((k for k in WriterKind if k in tail.record.values("kind")), None)
        for name in tail.record.values("writer"):
            yield Author(name, said or WriterKind.of_name(name))


def _make(
    name: str, why: str, effort: str, options: WriterOptions, context: WriterContext
) -> Choice:
    options = replace(options, effort=effort)
    factory = BUILT_IN.get(name)
    writer = factory(options, context) if factory else _make_installed(name, why, options, context)
    return Choice(writer, why, effort)


def _make_installed(name: str, why: str, options: WriterOptions, context: WriterContext) -> Writer:
    """The writer that an installed package has under a name; raises ReportError if none works."""
    found = _find_entry(name)
    if found is None:
        known = ", ".join([*BUILT_IN, *_list_installed()])
        choose = "" if why.startswith("-") else f"; choose one with 'git config {why} NAME'"
        raise ReportError(
            f"'{name}' is not a writer ({why})", hint=f"the writers are: {known}{choose}"
        )
    hint = f"repair or uninstall the package that provides '{found.value}'"
    try:
        writer: Writer = found.load()(options, context)
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(
            f"the writer '{name}' cannot be loaded: {type(error).__name__}: {error}", hint=hint
        ) from error
    missing = [each for each in _MEMBERS if not hasattr(writer, each)]
    if missing or writer.kind not in list(WriterKind):
        fault = f"it has no '{missing[0]}'" if missing else f"its kind is '{writer.kind}'"
        raise ReportError(f"the writer '{name}' does not follow the protocol: {fault}", hint=hint)
    return writer


def _find_entry(name: str) -> EntryPoint | None:
    # Only for a name that is not built in: this reads the metadata of every package.
    from importlib.metadata import entry_points

    return next(iter(entry_points(group=GROUP, name=name)), None)


def _list_installed() -> list[str]:
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP).names - BUILT_IN.keys())


def _make_digest(_options: WriterOptions, _context: WriterContext) -> Writer:
    # The slice is named, not imported: the spine imports no slice.
    writer: Writer = import_module("git_report.digest.writer").Extractive()
    return writer


def _make_anthropic(options: WriterOptions, context: WriterContext) -> Writer:
    from git_report.writers.channels.anthropic import anthropic_channel

    try:
        channel = anthropic_channel(context.config, options.model, options.effort, context.environ)
    except NoCredentialsError as error:
        if not options.needs_model:
            error.hints += (_WITHOUT_MODEL,)
        raise
    return _make_model_writer(channel, options, context)


def _make_command(options: WriterOptions, context: WriterContext) -> Writer:
    from git_report.writers.channels.command import command_channel

    if options.model:
        raise ReportError(
            "a command chooses its model itself",
            hint="put the model into 'report.command', or pass --writer anthropic",
        )
    channel = command_channel(context.config("report.command"), context.config, context.environ)
    return _make_model_writer(channel, options, context)


def _make_model_writer(channel: Channel, options: WriterOptions, context: WriterContext) -> Writer:
    cap = read_above_zero(context.config, "report.maxTokensPerRun", 0)
    return ModelWriter(
        channel,
        context.store,
        context.secret,
        fresh=options.fresh,
        most=context.report_bytes,
        budget=Budget(cap),
    )


# An installed package cannot use one of these names.
BUILT_IN: Mapping[str, Factory] = {
    "anthropic": _make_anthropic,
    "command": _make_command,
    "extractive": _make_digest,
}


def _offer(context: WriterContext) -> str:
    """The configuration line for an agent on the PATH; empty if there is none."""
    for program, line in _AGENTS.items():
        if context.which(program):
            return f"to have '{program}' write, run 'git config report.command {quote(line)}'"
    return ""
