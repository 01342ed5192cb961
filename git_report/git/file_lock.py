"""Holds on files: one process at a time, and the system lets go when that process ends."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def try_hold(file: IO[bytes]) -> bool:
        """Hold an open file until it is closed; False where another process holds it."""
        try:
            file.seek(_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    # Beyond what is written: there a held byte cannot be read.
    _BYTE = 1 << 20
else:
    import fcntl

    def try_hold(file: IO[bytes]) -> bool:
        """Hold an open file until it is closed; False where another process holds it."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
