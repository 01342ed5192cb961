"""The drivers that git calls for a report's files, and the attributes that select them.

A driver is a program in the repository's configuration, and lines in a marked block of
`info/attributes` in the git directory: no tracked file is changed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from git_report.cli.edit_output import print_done
from git_report.cli.output import say
from git_report.cli.report_folder import shown
from git_report.errors import ReportError
from git_report.git.configuration import parse_configuration
from git_report.git.durable import write_whole
from git_report.git.repository import Repository

# The value of each of our programs contains this, in this release and in others.
_OURS = "git-report "
_OPENING = b"# >>> git report setup:"
_BEGIN = _OPENING + b" remove with 'git report setup --uninstall'"
_END = b"# <<< git report setup"
_MODE = 0o644

# git stops if a driver fails, also because this package is missing: then show a plain diff.
_DIFF_COMMAND = (
    "f() { "
    "if command -v git-report >/dev/null 2>&1; then "
    'git-report diff-driver -- "$@" && return; fi; '
    'git --no-pager diff --no-ext-diff --no-index -- "$2" "$5"; :; '
    "}; f"
)

# Without this package, merge lines as git would. Git quotes the path; the others are its own files.
_MERGE_COMMAND = (
    "f() {{ "
    "if command -v git-report >/dev/null 2>&1; then "
    'git-report merge-driver {} -- "$@"; '
    'else git merge-file -L ours -L base -L theirs -- "$2" "$1" "$3"; fi; '
    "}}; f %O %A %B %P"
)


@dataclass(frozen=True, slots=True)
class Driver:
    """A section of git's configuration (``diff.report``) and the attributes that select it.

    The first of the `settings`, pairs of variable and value, is the program.
    """

    section: str
    settings: tuple[tuple[str, str], ...]
    attributes: tuple[str, ...]

    @property
    def program(self) -> str:
        """The configuration key of the program."""
        return f"{self.section}.{self.settings[0][0]}"


DRIVERS = (
    Driver(
        "diff.report",
        # If git runs no program, hunk headers show the section.
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
    """Configure a driver; return whether anything was changed.

    ReportError if the repository has another program configured there.
    """
    found = _read_settings(repository)
    configured = found.get(driver.program)
    if configured is not None and _OURS not in configured:
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
    """Remove a driver's configuration if it is ours; return whether there was any."""
    found = _read_settings(repository)
    if _OURS not in found.get(driver.program, ""):
        return False
    for variable, _ in driver.settings:
        key = f"{driver.section}.{variable}"
        if key in found:
            repository.git("config", "--local", "--unset-all", key)
    return True


def list_attributes(drivers: Sequence[Driver] = DRIVERS) -> tuple[str, ...]:
    """The attribute lines of all drivers, each once."""
    return tuple(dict.fromkeys(line for driver in drivers for line in driver.attributes))


def attributes_path(repository: Repository) -> Path:
    """The repository's own attributes file, which its worktrees share."""
    printed = repository.git("rev-parse", "--path-format=absolute", "--git-path", "info/attributes")
    return Path(os.fsdecode(printed).removesuffix("\n"))


def install_attributes(repository: Repository, lines: Sequence[str]) -> bool:
    """Write these lines into our block; return whether the file was changed.

    The block is at the top, so that lines that a user wrote below it take precedence.
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
    """Remove our block, and the file if it is empty then; return whether there was one."""
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
    # Only the repository's own: it takes precedence over the user's, and only it is changed here.
    return parse_configuration(repository.git("config", "--local", "--list", "-z"))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    # `write_whole` makes a new file, which only its owner may read.
    mode = path.stat().st_mode & 0o777 if path.exists() else _MODE
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    path.chmod(mode)


def _without_block(data: bytes) -> bytes:
    """An attributes file without our block; a block without an end is a user's, and is kept."""
    lines = data.splitlines(keepends=True)
    bare = [line.rstrip(b"\r\n") for line in lines]
    # An older release may have described the removal in other words.
    first = next((at for at, line in enumerate(bare) if line.startswith(_OPENING)), len(bare))
    if _END not in bare[first:]:
        return data
    last = bare.index(_END, first)
    return b"".join(lines[:first] + lines[last + 1 :])


def install_drivers(repository: Repository) -> list[ReportError]:
    """Install the drivers and print what was done; return an error for each that failed."""
    troubles: list[ReportError] = []
    installed = []
    for driver in DRIVERS:
        try:
            changed = install_driver(repository, driver)
        except ReportError as error:
            troubles.append(error)
            continue
        installed.append(driver)
        print_done("installed" if changed else "already installed", _name(driver))
    lines = list_attributes(installed)
    if lines:
        changed = install_attributes(repository, lines)
        where = shown(attributes_path(repository))
        print_done("installed" if changed else "already installed", where)
    if lines and changed:
        say(
            f"hint: to share the attributes in {where} with every clone, add these lines to "
            ".gitattributes (each clone still needs 'git report setup'):"
        )
        for line in lines:
            say(f"hint:   {line}")
    return troubles


def uninstall_drivers(repository: Repository) -> bool:
    """Remove the drivers and print what was done; return whether there was anything to remove."""
    removed = [_name(d) for d in DRIVERS if uninstall_driver(repository, d)]
    if uninstall_attributes(repository):
        removed.append(shown(attributes_path(repository)))
    for name in removed:
        print_done("removed", name)
    return bool(removed)


def _name(driver: Driver) -> str:
    kind = driver.section.partition(".")[0]
    return f"the {kind} driver (git configuration section {driver.section})"
