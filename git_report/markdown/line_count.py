"""Lines before a place of a text, asked for many places."""

from __future__ import annotations

import re
from bisect import bisect_left

_LINE_END = re.compile("\n")


class LineCount:
    """How many line ends are before a place; counted again for each, a long text takes long.

    They are looked for when the first place is asked for: most texts are asked for none.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] | None = None

    def before(self, place: int) -> int:
        """The number of line ends before a place."""
        if self._ends is None:
            self._ends = [match.start() for match in _LINE_END.finditer(self._text)]
        return bisect_left(self._ends, place)
