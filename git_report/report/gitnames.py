"""Names that a file system takes for one, however they are spelled; above all ``.git``."""

from __future__ import annotations

from git_report.patterns import lazy

# Code points that HFS+ leaves out when it compares names, as git's utf8.c lists them.
_HFS_IGNORED = lazy("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


def fold_name(name: str) -> str:
    """What is left of a name where case, normalisation, trailing dots and the like do not count.

    Names that some file system takes for one have one such form. What follows a colon is a stream
    of NTFS.
    """
    plain = name.partition(":")[0].rstrip(". ")
    if plain.isascii():
        return plain.lower()
    from unicodedata import normalize  # a library of its own that most names do not need

    return normalize("NFD", normalize("NFD", _HFS_IGNORED.sub("", plain)).casefold()).rstrip(". ")


def is_git_name(name: str) -> bool:
    """Whether a file system may take a name for ``.git``.

    Case, trailing dots and spaces, the short name and streams of NTFS, and the code points that
    HFS+ ignores do not tell names apart there.
    """
    return fold_name(name) in {".git", "git~1"}
