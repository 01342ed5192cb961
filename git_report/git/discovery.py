"""Find the repository that git would use for a directory, without running git there.

A clone can contain a folder with HEAD, objects/, refs/ and a config. Git uses it as a bare
repository, trusts its config, and runs the programs that are named there.
`safe.bareRepository=explicit` prevents this since git 2.38. Older versions ignore the key, and the
error should not depend on the wording of git's messages.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from git_report.errors import ReportError

# For the command line: git ignores the key in a repository's config, and the user's may allow all.
EXPLICIT = ("-c", "safe.bareRepository=explicit")


def protect(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git uses a bare repository only if it is named explicitly.

    Every git process that is started with it inherits this, also through other programs. The
    setting is appended to the caller's GIT_CONFIG_COUNT; a count that is not a number is left for
    git to refuse.
    """
    key, value = EXPLICIT[1].split("=")
    given = environ.get("GIT_CONFIG_COUNT") or "0"
    if not (given.isascii() and given.isdigit()):
        return dict(environ)
    count = int(given)
    last = [environ.get(f"GIT_CONFIG_{part}_{count - 1}") for part in ("KEY", "VALUE")]
    # Set by our process that started this one, as for a hook: the list must not grow with each.
    if last == [key, value]:
        return dict(environ)
    return {
        **environ,
        f"GIT_CONFIG_KEY_{count}": key,
        f"GIT_CONFIG_VALUE_{count}": value,
        "GIT_CONFIG_COUNT": str(count + 1),
    }


def is_git_directory(place: Path) -> bool:
    """Whether git might use a directory as a git directory; true if in doubt.

    objects/ is not required, because GIT_OBJECT_DIRECTORY can name another place.
    """
    # In the git directory of a linked worktree, `commondir` names the one that has refs/.
    return os.path.lexists(place / "HEAD") and (
        (place / "refs").is_dir() or os.path.lexists(place / "commondir")
    )


def find_bare(start: Path) -> Path | None:
    """The bare repository or git directory that git would find around a directory.

    None if it finds a work tree first, or nothing.
    """
    if _has_git_link(start):  # the usual case, and the cheapest
        return None
    real = start.resolve()
    for place in (real, *real.parents):
        if _has_git_link(place):
            return None
        if is_git_directory(place):
            return place
    return None


def refuse_bare_repository(root: Path, folder: str) -> None:
    """Raise ReportError if a folder of a work tree, or a folder above it, is a bare repository.

    A folder that has a `.git` is accepted: git would use that `.git`, not the folder itself.
    """
    place = root
    for name in folder.split("/") if folder else ():
        place = place / name
        if is_git_directory(place) and not _has_git_link(place):
            raise embedded(place)


def work_tree_around(bare: Path) -> Path | None:
    """The work tree around a bare repository; None in a `.git`, which no clone can contain."""
    if ".git" in bare.parts:
        return None
    return next((place for place in bare.parents if _has_git_link(place)), None)


def _has_git_link(place: Path) -> bool:
    """Whether a directory has a `.git` that git would use: a git directory, or a file."""
    # It is a file in submodules and linked worktrees, and names the git directory.
    link = place / ".git"
    return link.is_file() or is_git_directory(link)


def embedded(bare: Path, *, usable: bool = False) -> ReportError:
    """The error for a bare repository that may have come with a clone.

    With `usable`, the command can work in a bare repository if the user names it explicitly;
    other commands need a work tree.
    """
    import shlex  # only for this error; hooks do not need it

    inside = work_tree_around(bare) is not None
    what = f"'{bare}' is a bare git repository, and git report needs a work tree"
    if inside or usable:
        where = "is in a work tree" if inside else "is not in a work tree"
        what = (
            f"'{bare}' {where} and looks like a bare git repository, "
            "whose configuration could run programs"
        )
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
        what,
        hint=(trusted, otherwise) if usable else otherwise,
    )
