"""Which writer makes the next version, and why: the table of writers, and the choice.

A writer is a factory under a name: `(wish, place) -> Writer`, where the wish has the model and the
effort that were asked for and the place the configuration. Those in `BUILT_IN` come with this
package; installed packages add theirs as entry points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from git_report.edits.answers import SCHEMA
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.report.effort import EFFORTS, find_effort
from git_report.report.sizes import MOST_BYTES
from git_report.writers.channels.credentials import find_credentials
from git_report.writers.dialogue import Dialogue
from git_report.writers.prompt import Channel, Shelf
from git_report.writers.protocol import Writer, WriterKind

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# Packages name their writers in this group of entry points: `name = "package.module:factory"`.
GROUP = "git_report.writers"
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


Factory = Callable[[Wish, Place], Writer]


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
    model = next((name for name in place.written_by if find_kind(name) is WriterKind.MODEL), None)
    if model is not None:
        raise ReportError(
            f"'{model}' wrote this report, and no model is available to continue it",
            hint=offer
            or "set ANTHROPIC_API_KEY, configure 'report.command', hand the job over with "
            "'git report prompt', or pass --writer extractive to continue with a digest",
        )
    if place.config("report.model") or place.config("report.provider"):
        hint = "set ANTHROPIC_API_KEY, or the credentials of 'report.provider'"
        return Choice(_make_digest(wish, place), "no credentials for the model", effort, hint)
    return Choice(_make_digest(wish, place), "no model is configured", effort, offer)


def find_effort_asked(wish: Wish, place: Place) -> str:
    """How hard the writer is to work: the option's, the configuration's, or the brief's word."""
    asked = wish.effort or place.config("report.effort") or ""
    if asked and asked not in EFFORTS:
        raise ReportError(
            f"'{asked}' is not an effort", hint=f"the efforts are: {', '.join(EFFORTS)}"
        )
    return asked or find_effort(place.brief)


def find_kind(name: str) -> WriterKind:
    """What kind the writer of a record is, by its first word.

    An installed writer's factory says it as its `kind`; anybody unknown counts as a model, so that
    a digest does not go on with what it may have written.
    """
    word = name.split(" ", maxsplit=1)[0]
    if word in BUILT_IN:
        return WriterKind.DIGEST if word == "extractive" else WriterKind.MODEL
    if word == "person":
        return WriterKind.PERSON
    found = _find_entry(word)
    if found is None:
        return WriterKind.MODEL
    try:
        return WriterKind(found.load().kind)
    except Exception:  # noqa: BLE001 - a package that cannot be loaded says nothing of its past
        return WriterKind.MODEL


def name_writers(texts: Iterable[str]) -> Iterable[str]:
    """The writers that versions name in their records; a version without a record has none."""
    for text in texts:
        tail = parse(text[text.rfind("<!-- git-report ") :]).tail
        if tail is not None:
            yield from tail.record.values("writer")


def _make(name: str, why: str, effort: str, wish: Wish, place: Place) -> Choice:
    factory = BUILT_IN.get(name) or _load_installed(name, why)
    return Choice(factory(replace(wish, effort=effort), place), why, effort)


def _load_installed(name: str, why: str) -> Factory:
    """The factory that an installed package has for a name; ReportError where none works."""
    found = _find_entry(name)
    if found is None:
        known = ", ".join([*BUILT_IN, *_list_installed()])
        raise ReportError(f"'{name}' is not a writer ({why})", hint=f"the writers are: {known}")
    try:
        factory: Factory = found.load()
    except Exception as error:
        raise ReportError(
            f"the writer '{name}' cannot be loaded: {type(error).__name__}: {error}",
            hint=f"repair or uninstall the package that has '{found.value}'",
        ) from error
    return factory


def _find_entry(name: str) -> EntryPoint | None:
    # Looked for only where a name is not built in: it reads the metadata of every package.
    from importlib.metadata import entry_points

    return next(iter(entry_points(group=GROUP, name=name)), None)


def _list_installed() -> list[str]:
    from importlib.metadata import entry_points

    return sorted(entry_points(group=GROUP).names - BUILT_IN.keys())


def _make_digest(_wish: Wish, _place: Place) -> Writer:
    # A slice is named, not imported: the writers' protocol knows none of those that follow it.
    writer: Writer = import_module("git_report.digest.writer").Extractive()
    return writer


def _make_anthropic(wish: Wish, place: Place) -> Writer:
    return _make_dialogue("anthropic", wish, place)


def _make_command(wish: Wish, place: Place) -> Writer:
    return _make_dialogue("command", wish, place)


def _make_dialogue(name: str, wish: Wish, place: Place) -> Writer:
    channel = _channel(name, wish.effort, wish, place)
    return Dialogue(channel, place.shelf, place.secret, fresh=wish.fresh, most=place.report_bytes)


# An installed package cannot take one of these names.
BUILT_IN: Mapping[str, Factory] = {
    "anthropic": _make_anthropic,
    "command": _make_command,
    "extractive": _make_digest,
}


def _channel(name: str, effort: str, wish: Wish, place: Place) -> Channel:
    if name == "anthropic":
        from git_report.writers.channels.anthropic import anthropic_channel

        return anthropic_channel(place.config, wish.model, effort, place.environ, schema=SCHEMA)
    from git_report.writers.channels.command import command_channel

    if wish.model:
        raise ReportError(
            "a command chooses its model itself",
            hint="put the model into 'report.command', or pass --writer anthropic",
        )
    return command_channel(place.config("report.command"), place.config, place.environ)


def _offer(place: Place) -> str:
    """The configuration line for an agent that is on the PATH; empty where none is."""
    for program, line in _AGENTS.items():
        if place.which(program):
            return f"to have '{program}' write: git config report.command '{line}'"
    return ""
