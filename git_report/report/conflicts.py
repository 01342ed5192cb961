"""The conflict markers that git leaves in a file that it could not merge."""

from __future__ import annotations

from git_report.markdown import Code, Document

MARK = "<<<<<<< "
"""The beginning of the first line of a conflict; a text without it has no conflict."""
_MIDDLE, _END = "=======", ">>>>>>> "


def find_conflict(document: Document) -> int | None:
    """The line (1-based) at which the first conflict begins; None if there is none.

    All three markers must be there, in order and outside code, because a text may mention one.
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
