"""The drivers that git calls for the files of a report, and the attributes that choose them.

A driver is a program in the repository's own configuration, and lines of attributes in a marked
block of `info/attributes` in the git directory: nothing that is tracked is touched.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from git_report.cli.edit_output import tell_done
from git_report.cli.output import say
from git_report.cli.report_folder import shown
from git_report.errors import ReportError
from git_report.git.configuration import parse_configuration
from git_report.git.durable import write_whole
from git_report.git.repository import Repository

# What is in the value of each program of ours, in this release and in others.
_OURS = "git-report "
_OPENING = b"# >>> git report setup:"
_BEGIN = _OPENING + b" remove with 'git report setup --uninstall'"
_END = b"# <<< git report setup"
_MODE = 0o644

# git dies of a driver that fails, and would for want of this package: then a plain difference.
_DIFF_COMMAND = (
    "f() { "
    "if command -v git-report >/dev/null 2>&1; then "
    'git-report diff-driver -- "$@" && return; fi; '
    'git --no-pager diff --no-ext-diff --no-index -- "$2" "$5"; :; '
    "}; f"
)

# Without this package lines are merged, as git would. Git quotes the path; the rest are its files.
_MERGE_COMMAND = (
    "f() {{ "
    "if command -v git-report >/dev/null 2>&1; then "
    'git-report merge-driver {} -- "$@"; '
    'else git merge-file -L ours -L base -L theirs -- "$2" "$1" "$3"; fi; '
    "}}; f %O %A %B %P"
)


@dataclass(frozen=True, slots=True)
class Driver:
    """A section of git's configuration (``diff.report``) and the attributes that lead to it.

    The first of the `settings`, variables with their values, is the program.
    """

    section: str
    settings: tuple[tuple[str, str], ...]
    attributes: tuple[str, ...]

    @property
    def program(self) -> str:
        """The key of the program."""
        return f"{self.section}.{self.settings[0][0]}"


DRIVERS = (
    Driver(
        "diff.report",
        # Where git asks no program, hunks are named by the section that they are in.
        (("command", _DIFF_COMMAND), ("xfuncname", "^ {0,3}#{1,6}[ \t].*")),
        ("report-*.md diff=report", "diff.md linguist-generated"),
    ),
    Driver(
        "merge.report-diff",
        (("driver", _MERGE_COMMAND.format("diff")), ("name", "diff.md of the newest version")),
        ("diff.md merge=report-diff",),
    ),
    Driver(
        "merge.report-checklist",
        (("driver", _MERGE_COMMAND.format("checklist")), ("name", "a checklist, item by item")),
        ("instructions.md merge=report-checklist",),
    ),
)


def install_driver(repository: Repository, driver: Driver) -> bool:
    """Configure a driver; whether anything had to change.

    ReportError where the repository has another program in its place.
    """
    found = _read_settings(repository)
    standing = found.get(driver.program)
    if standing is not None and _OURS not in standing:
        raise ReportError(
            f"'{driver.program}' is already set",
            hint=f"see it with 'git config {driver.program}', unset it, then try again",
        )
    missing = [
        (f"{driver.section}.{variable}", value)
        for variable, value in driver.settings
        if found.get(f"{driver.section}.{variable}") != value
    ]
    for key, value in missing:
        repository.git("config", "--local", "--replace-all", key, value)
    return bool(missing)


def uninstall_driver(repository: Repository, driver: Driver) -> bool:
    """Take a driver's configuration back, if it is ours; whether there was any."""
    found = _read_settings(repository)
    if _OURS not in found.get(driver.program, ""):
        return False
    for variable, _ in driver.settings:
        key = f"{driver.section}.{variable}"
        if key in found:
            repository.git("config", "--local", "--unset-all", key)
    return True


def list_attributes(drivers: Sequence[Driver] = DRIVERS) -> tuple[str, ...]:
    """The lines of attributes of all drivers, each once."""
    return tuple(dict.fromkeys(line for driver in drivers for line in driver.attributes))


def attributes_path(repository: Repository) -> Path:
    """The file of attributes that is the repository's own, shared by its worktrees."""
    told = repository.git("rev-parse", "--path-format=absolute", "--git-path", "info/attributes")
    return Path(os.fsdecode(told).removesuffix("\n"))


def install_attributes(repository: Repository, lines: Sequence[str]) -> bool:
    """Have the block hold these lines; whether the file had to change.

    The block is at the top: what a person wrote below it goes before it.
    """
    path = attributes_path(repository)
    before = _read(path)
    block = [_BEGIN, *(line.encode() for line in lines), _END]
    after = b"".join(line + b"\n" for line in block) + _without_block(before or b"")
    if after == before:
        return False
    _write(path, after)
    return True


def uninstall_attributes(repository: Repository) -> bool:
    """Take the block out, and the file where nothing else is in it; whether there was one."""
    path = attributes_path(repository)
    before = _read(path)
    if before is None:
        return False
    after = _without_block(before)
    if after == before:
        return False
    if after:
        _write(path, after)
    else:
        path.unlink()
    return True


def _read_settings(repository: Repository) -> dict[str, str]:
    return parse_configuration(repository.git("config", "--local", "--list", "-z"))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else _MODE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    path.chmod(mode)


def _without_block(data: bytes) -> bytes:
    """A file of attributes without our block; one that does not end is a person's, and stays."""
    lines = data.splitlines(keepends=True)
    bare = [line.rstrip(b"\r\n") for line in lines]
    # An older block of ours may say in other words how it is removed.
    first = next((at for at, line in enumerate(bare) if line.startswith(_OPENING)), len(bare))
    if _END not in bare[first:]:
        return data
    last = bare.index(_END, first)
    return b"".join(lines[:first] + lines[last + 1 :])


def install_drivers(repository: Repository) -> list[ReportError]:
    """Install what can be, tell it, and return why the rest could not."""
    troubles: list[ReportError] = []
    installed = []
    for driver in DRIVERS:
        try:
            changed = install_driver(repository, driver)
        except ReportError as error:
            troubles.append(error)
            continue
        installed.append(driver)
        tell_done("installed" if changed else "already installed", _name(driver))
    lines = list_attributes(installed)
    if lines:
        changed = install_attributes(repository, lines)
        where = shown(attributes_path(repository))
        tell_done("installed" if changed else "already installed", where)
    if lines and changed:
        say(
            "hint: to share these attributes with every clone, add these lines to .gitattributes "
            "(each clone still needs 'git report setup'):"
        )
        for line in lines:
            say(f"hint:   {line}")
    return troubles


def uninstall_drivers(repository: Repository) -> bool:
    """Undo what was installed and tell it; whether there was anything."""
    removed = [_name(d) for d in DRIVERS if uninstall_driver(repository, d)]
    if uninstall_attributes(repository):
        removed.append(shown(attributes_path(repository)))
    for name in removed:
        tell_done("removed", name)
    return bool(removed)


def _name(driver: Driver) -> str:
    kind = driver.section.partition(".")[0]
    return f"the {kind} driver (git configuration section {driver.section})"
