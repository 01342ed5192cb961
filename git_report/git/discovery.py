"""What git would take for a repository around a directory, found without starting git there.

A clone can contain a folder with HEAD, objects/, refs/ and a config: git takes that for a bare
repository, believes its config, and runs what it names. `safe.bareRepository=explicit` keeps git
from it since 2.38; older ones do not know the key, and a refusal should not depend on git's words.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from git_report.errors import ReportError

# Of the command line, for git heeds it neither from a repository nor where it was asked for less.
EXPLICIT = ("-c", "safe.bareRepository=explicit")


def protect(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git uses no bare repository that it merely comes across.

    It holds for every git process below, also for those of other programs. The caller's own
    GIT_CONFIG_COUNT continues; one that is not a number is left for git to refuse.
    """
    key, value = EXPLICIT[1].split("=")
    told = environ.get("GIT_CONFIG_COUNT") or "0"
    if not (told.isascii() and told.isdigit()):
        return dict(environ)
    count = int(told)
    last = [environ.get(f"GIT_CONFIG_{part}_{count - 1}") for part in ("KEY", "VALUE")]
    if last == [key, value]:
        return dict(environ)
    return {
        **environ,
        f"GIT_CONFIG_KEY_{count}": key,
        f"GIT_CONFIG_VALUE_{count}": value,
        "GIT_CONFIG_COUNT": str(count + 1),
    }


def is_git_directory(place: Path) -> bool:
    """Whether git may take a directory for a git directory; rather too often than too seldom.

    Not asked for objects/, which GIT_OBJECT_DIRECTORY can put elsewhere.
    """
    return os.path.lexists(place / "HEAD") and (
        (place / "refs").is_dir() or os.path.lexists(place / "commondir")
    )


def find_bare(start: Path) -> Path | None:
    """The bare repository or git directory that git would find around a directory.

    None where it finds a work tree first, or nothing.
    """
    if _has_git_link(start):  # the usual case, at the root, costs least
        return None
    real = start.resolve()
    for place in (real, *real.parents):
        if _has_git_link(place):
            return None
        if is_git_directory(place):
            return place
    return None


def refuse_bare_repository(root: Path, folder: str) -> None:
    """ReportError where a folder of a work tree, or one on the way to it, is a bare repository.

    One with a `.git` of its own has been taken for the repository already, or is passed over.
    """
    place = root
    for name in folder.split("/") if folder else ():
        place = place / name
        if is_git_directory(place) and not _has_git_link(place):
            raise embedded(place)


def work_tree_around(bare: Path) -> Path | None:
    """The work tree around a bare repository; what is in a `.git` never comes with a clone."""
    if ".git" in bare.parts:
        return None
    return next((place for place in bare.parents if _has_git_link(place)), None)


def _has_git_link(place: Path) -> bool:
    """Whether a directory has a `.git` that git goes by: a directory, or a file that names one."""
    link = place / ".git"
    return link.is_file() or is_git_directory(link)


def embedded(bare: Path, *, usable: bool = False) -> ReportError:
    """The refusal to run git in a bare repository that may have come with a clone.

    A command to which a bare one is `usable` runs there if the person names it; others need a
    work tree.
    """
    import shlex  # for a refusal, not for each hook

    inside = work_tree_around(bare) is not None
    where = "is in a work tree" if inside else "is not in a work tree"
    trusted = (
        "if you trust this repository, name it in the command: "
        f"git --git-dir={shlex.quote(str(bare))} report …"
    )
    otherwise = (
        "if it should not be a repository, delete HEAD, refs and config in it"
        if inside
        else "use a clone with a work tree"
    )
    return ReportError(
        f"'{bare}' {where} and looks like a bare git repository, "
        "whose configuration could run programs",
        hint=(trusted, otherwise) if usable else otherwise,
    )
