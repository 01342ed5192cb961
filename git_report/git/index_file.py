"""The index as a file."""

from __future__ import annotations

from pathlib import Path


def copy_index(index: Path, copy: Path) -> None:
    """Copy an index with its time, which tells git the entries that it cannot trust.

    A file that was written in the second in which the index was may have changed since and look
    the same ("racy git"); git reads those again, but to a newer index none of them is one.
    """
    from shutil import copy2  # with five modules of compression, which no hook needs

    copy2(index, copy)
