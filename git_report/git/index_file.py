"""The index file."""

from __future__ import annotations

from pathlib import Path


def copy_index(index: Path, copy: Path) -> None:
    """Copy an index together with its modification time.

    A file written in the same second as the index may have changed since without any difference
    in its status ("racy git"). Git compares the content of such files, and recognises them by the
    time of the index: with a newer time, none would be compared.
    """
    from shutil import copy2  # it loads five compression modules, which no hook needs

    copy2(index, copy)
