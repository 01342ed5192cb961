"""The options that all commands that make a version share, and the choice of the writer."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace

import click

from git_report.checks.findings import RULES
from git_report.cli.completion import CodeName
from git_report.draft import Mode
from git_report.errors import ReportError, UsageError
from git_report.git.config_origins import read_own
from git_report.git.repository import Repository
from git_report.report.effort import EFFORTS
from git_report.report.folder import Folder
from git_report.report.snapshot import Snapshot
from git_report.sources import Reach, read_source_bytes
from git_report.sources.archive import EvidenceArchive
from git_report.sources.web import DEADLINE, MAX_BYTES, GuardedWeb, Rules
from git_report.writers.gate import REPAIRS, Gate
from git_report.writers.kept_answers import Answers, read_secret
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import (
    MODEL_HINT,
    Author,
    Choice,
    WriterContext,
    WriterOptions,
    choose,
    list_authors,
)

ALLOW = click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="CODE",
    type=CodeName(),
    help="Accept findings with this code, and record that you did. Can be repeated.",
)
STEER = click.option(
    "--steer",
    default="",
    metavar="TEXT",
    help="Extra instructions for the writer; they are recorded in the commit.",
)
DRY_RUN = click.option(
    "-n", "--dry-run", is_flag=True, help="Show what would be committed; change nothing."
)
DRAFT = click.option(
    "-n",
    "--dry-run",
    is_flag=True,
    help="Check the version and save it as a draft; commit nothing.",
)
STAGE = click.option("--stage", is_flag=True, help="Write and stage the files, but do not commit.")
NO_VERIFY = click.option(
    "--no-verify", is_flag=True, help="Skip the pre-commit and commit-msg hooks."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Print only errors.")
FRESH = click.option(
    "--fresh", is_flag=True, help="Ask the model again, even if its answer is cached."
)
OFFLINE = click.option(
    "--offline",
    is_flag=True,
    help="Do not use the network; read web pages from the text stored in the repository.",
)
SECRETS = click.option(
    "--allow-secrets", is_flag=True, help="Continue even if a text seems to contain a credential."
)
ANYWAY = click.option(
    "--anyway",
    is_flag=True,
    help="Read a page even if it seems to be a login, paywall or error page.",
)
ADD_REFERENCES = click.option(
    "--add-references",
    is_flag=True,
    help="Also commit the file that was read, if it is not committed yet.",
)
EFFORT = click.option(
    "--effort", type=click.Choice(EFFORTS), help="How much effort the model spends."
)

_REVIEWED = ("last", "each", "never")
# Settings that choose a host or a program must never come from a tracked file.
_UNTRACKED = frozenset({"report.baseUrl", "report.command", "report.provider"})


def choose_writer(
    repository: Repository, snapshot: Snapshot, folder: Folder, asked: WriterOptions
) -> Choice:
    """Choose the writer of a folder's next version; the result has the reason too."""

    def config(name: str) -> str | None:
        return read_own(repository, name) if name in _UNTRACKED else repository.config(name)

    context = WriterContext(
        config=config,
        environ=os.environ,
        which=shutil.which,
        brief=folder.instructions.brief,
        written_by=_written_by(snapshot, folder),
        store=Answers(repository),
        secret=lambda: read_secret(repository),
        report_bytes=repository.report_bytes,
    )
    return choose(asked, context)


def expect_model(chosen: Choice, option: str) -> None:
    """Raise UsageError for an option that needs a model if another writer was chosen."""
    if chosen.writer.kind is not WriterKind.MODEL:
        named = chosen.why in ("--writer", "report.writer")  # a key would not change the choice
        raise UsageError(
            f"{option} needs a model, and the writer is '{chosen.writer.name}' ({chosen.why})",
            hint="pass --writer anthropic or --writer command"
            if named
            else chosen.offer or MODEL_HINT,
        )


def read_review_policy(repository: Repository) -> str:
    """Which versions of a run are reviewed: ``last`` (the default), ``each`` or ``never``."""
    policy = repository.config("report.review") or "last"
    if policy not in _REVIEWED:
        raise ReportError(
            f"the value of 'report.review' is not a review policy: '{policy}'",
            hint="set one with 'git config report.review last'; the policies are: "
            + ", ".join(_REVIEWED),
        )
    return policy


def _read_gate(repository: Repository, allowed: tuple[str, ...]) -> Gate:
    """The configured gate, with the codes that the person allows."""
    codes = frozenset(code.upper() for code in allowed)
    unknown = sorted(codes - set(RULES))
    if unknown:
        raise UsageError(
            f"'{unknown[0]}' is not a finding code", hint=f"the codes are: {', '.join(RULES)}"
        )
    repairs = repository.config_number("report.repairs", default=REPAIRS)
    strict = repository.config_flag("report.strict")
    return Gate(max(0, repairs), codes, strict, repository.report_bytes)


def configure(repository: Repository, mode: Mode) -> Mode:
    """The options of a run, completed from git's configuration."""
    return replace(
        mode,
        max_source_bytes=read_source_bytes(repository),
        words=repository.config_number("report.words", default=0),
        reach=read_reach(repository, offline=mode.offline, anyway=mode.anyway),
        add_references=mode.add_references or repository.config_flag("report.addReferences"),
        gate=_admit(_read_gate(repository, mode.allowed), secrets=mode.allow_secrets),
    )


def _admit(gate: Gate, *, secrets: bool) -> Gate:
    """A gate that, with `secrets`, accepts a version with a credential and records that."""
    return replace(gate, allowed=gate.allowed | {"V010"}) if secrets else gate


def read_reach(repository: Repository, *, offline: bool = False, anyway: bool = False) -> Reach:
    """The limits for reading references, from configuration outside the work tree."""
    rules = Rules(
        opened=read_opened(repository),
        proxy=read_own(repository, "report.proxy") or "",
        max_bytes=MAX_BYTES + read_source_bytes(repository),
        deadline=repository.config_number("report.fetchTimeout", default=int(DEADLINE)),
    )
    head = repository.head()
    return Reach(
        web=None if offline else GuardedWeb(rules),
        archive=EvidenceArchive(repository),
        committed=repository.commit_snapshot(head) if head else None,
        anyway=anyway,
    )


def read_opened(repository: Repository) -> frozenset[str]:
    """The hosts that may have private addresses, from configuration outside the work tree."""
    hosts = read_own(repository, "report.allowPrivateHosts") or ""
    return frozenset(hosts.replace(",", " ").lower().split())


def _written_by(snapshot: Snapshot, folder: Folder) -> Iterator[Author]:
    """The authors of the versions, newest first."""
    numbers = range(folder.newest, 0, -1)
    paths = (folder.version_path(number) for number in numbers)
    texts = (snapshot.read(path).decode("utf-8", "replace") for path in paths)
    yield from list_authors(texts)
