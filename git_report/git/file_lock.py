"""File locks: one process at a time, released by the system when that process ends."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def try_hold(file: IO[bytes]) -> bool:
        """Lock an open file until it is closed; False if another process has locked it."""
        try:
            file.seek(_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    # Beyond the content, because a locked byte cannot be read by others.
    _BYTE = 1 << 20
else:
    import fcntl

    def try_hold(file: IO[bytes]) -> bool:
        """Lock an open file until it is closed; False if another process has locked it."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
