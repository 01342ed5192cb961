"""Lines before a place of a text, asked for many places."""

from __future__ import annotations

import re
from bisect import bisect_left

_LINE_END = re.compile("\n")


class LineCount:
    """How many line ends are before a place; counted again for each, a long text takes long."""

    def __init__(self, text: str) -> None:
        self._ends = [match.start() for match in _LINE_END.finditer(text)]

    def before(self, place: int) -> int:
        """The number of line ends before a place."""
        return bisect_left(self._ends, place)
