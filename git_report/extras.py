"""Packages that only some commands need: the extras of this package."""

from __future__ import annotations

import shlex
import shutil
import sys
from importlib import metadata, util
from pathlib import Path

from git_report.errors import ReportError

PACKAGE = "git-report-iterate"


def expect_extra(extra: str, module: str, purpose: str) -> None:
    """Raise ReportError, with the command that installs it, if the module of an extra is missing.

    `purpose` begins the message: what the package is needed for.
    """
    try:
        missing = util.find_spec(module) is None
    except ModuleNotFoundError:  # the parent package is missing
        missing = True
    if missing:
        raise ReportError(
            f"{purpose} needs the package '{module}', which is not installed",
            hint=f"install it with: {install_command(read_requirement(extra))}",
        )


def read_requirement(extra: str) -> str:
    """The requirement of an extra, from this package's metadata: ``anthropic>=2.12``."""
    for line in metadata.requires(PACKAGE) or ():
        requirement, _, marker = line.partition(";")
        if marker.replace('"', "'").strip() == f"extra == '{extra}'":
            return requirement.strip()
    raise LookupError(extra)


def install_command(*requirements: str) -> str:
    """The command that installs packages into the current environment, to be pasted."""
    place = Path(sys.prefix)
    wanted = shlex.join(requirements)
    if (place / "pipx_metadata.json").is_file():
        return f"pipx inject {PACKAGE} {wanted}"  # it survives an upgrade
    python = shlex.quote(sys.executable)
    if shutil.which("uv") and ((place / "uv-receipt.toml").is_file() or not _has_pip()):
        return f"uv pip install --python {python} {wanted}"
    return f"{python} -m pip install {wanted}"


def _has_pip() -> bool:
    return util.find_spec("pip") is not None
