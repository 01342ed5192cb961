"""Names that a file system may take for ``.git``, however they are spelled."""

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
