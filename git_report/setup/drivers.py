"""The part of ``git report setup`` that makes git show and merge reports by their sections."""

from __future__ import annotations

from git_report.cli.output import result, say
from git_report.cli.place import shown
from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.setup.driver_settings import (
    DRIVERS,
    Driver,
    attributes_path,
    install_attributes,
    install_driver,
    list_attributes,
    uninstall_attributes,
    uninstall_driver,
)


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
        result(f"{'installed' if changed else 'already installed'}: {_name(driver)}")
    lines = list_attributes(installed)
    if lines:
        changed = install_attributes(repository, lines)
        where = shown(attributes_path(repository))
        result(f"{'installed' if changed else 'already installed'}: {where}")
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
        result(f"removed: {name}")
    return bool(removed)


def _name(driver: Driver) -> str:
    kind = driver.section.partition(".")[0]
    return f"the {kind} driver (git configuration section {driver.section})"
