"""What git leaves in a file that a merge could not bring together."""

from __future__ import annotations

from git_report.markdown import Code, Document

MARK = "<<<<<<< "
"""What the first line of a conflict begins with; a text without it has none."""
_MIDDLE, _END = "=======", ">>>>>>> "


def find_conflict(document: Document) -> int | None:
    """The line at which the first conflict begins, from 1; None where there is none.

    All three of its marks must be there, in order and outside of code: a text may speak of one.
    """
    if MARK not in document.source:
        return None
    code = {
        line
        for block in document.blocks()
        if isinstance(block, Code)
        for line in range(block.span.first, block.span.last + 1)
    }
    begun, awaited = 0, 0
    for number, line in enumerate(document.source.split("\n"), 1):
        if number in code:
            continue
        if line.startswith(MARK):
            begun, awaited = number, 1
        elif awaited == 1 and line.rstrip("\r") == _MIDDLE:
            awaited = 2
        elif awaited == 2 and line.startswith(_END):
            return begun
    return None
