"""Repository paths: which are one, and which lead into the git directory in some spelling."""

from __future__ import annotations

import re

# Code points that HFS+ leaves out when it compares names, as git's utf8.c lists them.
_HFS_IGNORED = re.compile("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


def is_git_name(name: str) -> bool:
    """Whether a file system may take a name for ``.git``.

    Case, trailing dots and spaces, the short name and streams of NTFS, and the code points that
    HFS+ ignores do not tell names apart there.
    """
    plain = _HFS_IGNORED.sub("", name).partition(":")[0].rstrip(". ").casefold()
    return plain in {".git", "git~1"}


def is_repository_path(path: str) -> bool:
    """Whether a path is one that git would take into a tree; the root (``""``) is not."""
    names = path.split("/")
    # On some systems a backslash parts names, too: `a\\.git\\config` stays out.
    parts = [part for name in names for part in name.split("\\")]
    return (
        "\0" not in path
        and not any(name in {"", ".", ".."} for name in names)
        and not any(is_git_name(part) for part in parts)
    )


def parents(path: str) -> list[str]:
    """The folders above a path, from the top down, without the root."""
    names = path.split("/")[:-1]
    return ["/".join(names[:count]) for count in range(1, len(names) + 1)]
