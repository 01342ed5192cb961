"""Names that a file system treats as equal, especially spellings of ``.git``."""

from __future__ import annotations

from git_report.patterns import lazy

# Code points that HFS+ ignores when it compares names, as listed in git's utf8.c.
_HFS_IGNORED = lazy("[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]")


def fold_name(name: str) -> str:
    """A name without case, normalisation, trailing dots and the like, which may be ignored.

    Names that some file system treats as equal have the same form. Text after a colon names a
    stream of NTFS.
    """
    plain = name.partition(":")[0].rstrip(". ")
    if plain.isascii():
        return plain.lower()
    from unicodedata import normalize  # a separate library, which most names do not need

    return normalize("NFD", normalize("NFD", _HFS_IGNORED.sub("", plain)).casefold()).rstrip(". ")


def is_git_name(name: str) -> bool:
    """Whether a file system may treat a name as ``.git``.

    It may ignore case, trailing dots and spaces, streams of NTFS and the code points that HFS+
    ignores, and use the short name of NTFS.
    """
    return fold_name(name) in {".git", "git~1"}
