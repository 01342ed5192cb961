"""Count the lines before many positions of a text."""

from __future__ import annotations

import re
from bisect import bisect_left

_LINE_END = re.compile("\n")


class LineCount:
    """The line endings of a text, listed once: to count them for each position is quadratic.

    They are listed at the first call, because most texts need none.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] | None = None

    def before(self, place: int) -> int:
        """The number of line endings before a position."""
        if self._ends is None:
            self._ends = [match.start() for match in _LINE_END.finditer(self._text)]
        return bisect_left(self._ends, place)
