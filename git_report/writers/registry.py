"""Which writer makes the next version, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module

from git_report.edits.answers import SCHEMA
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.report.effort import EFFORTS, find_effort
from git_report.report.sizes import MOST_BYTES
from git_report.writers.channels.credentials import find_credentials
from git_report.writers.dialogue import Dialogue
from git_report.writers.prompt import Channel, Shelf
from git_report.writers.protocol import Writer

WRITERS = ("anthropic", "command", "extractive")
# Agents that take a prompt on stdin and answer on stdout, with the arguments that make them do so.
_AGENTS = {"claude": "claude -p", "codex": "codex exec -", "llm": "llm"}

Config = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for on the command line; empty where nothing."""

    writer: str = ""
    model: str = ""
    effort: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What a choice depends on besides the wish.

    `config` gives git's configuration, and refuses a tracked file's word on commands and hosts;
    `environ` is the process's environment, `which` gives the path of a program or None,
    `written_by` the writers that the report's versions name, the newest first, `report_bytes` how
    large an answer may be.
    """

    config: Config
    environ: Mapping[str, str]
    which: Callable[[str], str | None]
    brief: str
    written_by: Iterable[str]
    shelf: Shelf
    secret: Callable[[], bytes]
    report_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True)
class Choice:
    """A writer, why it is this one, how hard it works, and what could be configured instead."""

    writer: Writer
    why: str
    effort: str = ""
    offer: str = ""


def choose(wish: Wish, place: Place) -> Choice:
    """The writer that is asked for, configured, or possible, in this order.

    Raises ReportError for an unknown name, a model without credentials, and for a report that a
    model wrote where no model is at hand: a digest never continues it by itself.
    """
    effort = find_effort_asked(wish, place)
    configured = place.config("report.writer")
    for name, why in ((wish.writer, "--writer"), (configured, "report.writer")):
        if name:
            return _make(name, why, effort, wish, place)
    if wish.model:
        return _make("anthropic", "--model", effort, wish, place)
    if place.config("report.command"):
        return _make("command", "report.command", effort, wish, place)
    found = find_credentials(place.environ, place.config("report.provider") or "anthropic")
    if found is not None:
        return _make("anthropic", found.source, effort, wish, place)
    offer = _offer(place)
    model = next((name for name in place.written_by if is_model(name)), None)
    if model is not None:
        raise ReportError(
            f"'{model}' wrote this report, and no model is at hand to continue it",
            hint=offer
            or "set ANTHROPIC_API_KEY, configure 'report.command', hand the job on with "
            "'git report prompt', or say '--writer extractive' to go on with a digest",
        )
    if place.config("report.model") or place.config("report.provider"):
        hint = "set ANTHROPIC_API_KEY, or what the cloud of 'report.provider' takes"
        return Choice(_load_digest(), "no credentials for the model", effort, hint)
    return Choice(_load_digest(), "no model is configured", effort, offer)


def find_effort_asked(wish: Wish, place: Place) -> str:
    """How hard the writer is to work: the option's, the configuration's, or the brief's word."""
    asked = wish.effort or place.config("report.effort") or ""
    if asked and asked not in EFFORTS:
        raise ReportError(f"'{asked}' is no effort", hint=f"the efforts are: {', '.join(EFFORTS)}")
    return asked or find_effort(place.brief)


def is_model(name: str) -> bool:
    """Whether a record's writer is a model's: neither the digest nor a person."""
    return name.split(" ", maxsplit=1)[0] not in {"extractive", "person"}


def name_writers(texts: Iterable[str]) -> Iterable[str]:
    """The writers that versions name in their records; a version without a record has none."""
    for text in texts:
        tail = parse(text[text.rfind("<!-- git-report ") :]).tail
        if tail is not None:
            yield from tail.record.values("writer")


def _make(name: str, why: str, effort: str, wish: Wish, place: Place) -> Choice:
    if name == "extractive":
        return Choice(_load_digest(), why, effort)
    if name not in WRITERS:
        raise ReportError(
            f"no writer is called '{name}' ({why})", hint=f"the writers are: {', '.join(WRITERS)}"
        )
    channel = _channel(name, effort, wish, place)
    writer = Dialogue(channel, place.shelf, place.secret, fresh=wish.fresh, most=place.report_bytes)
    return Choice(writer, why, effort)


def _load_digest() -> Writer:
    # A slice is named, not imported: the writers' protocol knows none of those that follow it.
    writer: Writer = import_module("git_report.digest.writer").Extractive()
    return writer


def _channel(name: str, effort: str, wish: Wish, place: Place) -> Channel:
    if name == "anthropic":
        from git_report.writers.channels.anthropic import anthropic_channel

        return anthropic_channel(place.config, wish.model, effort, place.environ, schema=SCHEMA)
    from git_report.writers.channels.command import command_channel

    if wish.model:
        raise ReportError(
            "a command chooses its model itself",
            hint="put the model into 'report.command', or say '--writer anthropic'",
        )
    return command_channel(place.config("report.command"), place.config, place.environ)


def _offer(place: Place) -> str:
    """The configuration line for an agent that is on the PATH; empty where none is."""
    for program, line in _AGENTS.items():
        if place.which(program):
            return f"to have '{program}' write: git config report.command '{line}'"
    return ""
