"""Activity: what a text runs or fetches from elsewhere where it is shown, for S007."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from git_report.patterns import lazy

SCRIPT = "a script or active content"
IMAGE = "a remote image"
ACTIVE_TAGS = frozenset(
    "script iframe frame frameset fencedframe portal object embed applet form meta link base"
    .split()
)  # fmt: skip

# No activity is without one of these in the source, and most versions have none: an image, a tag
# that acts, has attributes or continues in the next line, an address that runs. Nothing but white
# space, a backslash or an entity may part the letters of an address.
_SUSPECT_TAG = lazy(
    rf"<(?:(?:style|{'|'.join(sorted(ACTIVE_TAGS))})[\s/>]"
    r"|[a-z][^\s<>/]*+[ \t\f\v/]*+(?:[\r\n]|\Z|[^\s/>])"
    r"|(?:javascript|vbscript|data):)",
    re.IGNORECASE | re.ASCII,
)
_SUSPECT_ADDRESS = lazy(
    "|".join([r"[\x00-\x20\\]*".join(word) for word in ("script:", "data:")])
    + r"[\x00-\x20\\a-z]*/|&(?:#|(?:colon|tab|newline|sol);)",
    re.IGNORECASE | re.ASCII,
)


class Activity(NamedTuple):
    """What is run or fetched: its 1-based line, the text that says so, and what it is."""

    line: int
    text: str
    what: str

    @property
    def runs(self) -> bool:
        """Whether it is run, not only fetched."""
        return self.what == SCRIPT


def find_activity(source: str, first: int = 1) -> Iterator[Activity]:
    """What of a Markdown text a renderer may run, or fetch from another host.

    Code is text, and so is what is in the description of an image. Addresses are read as
    browsers read them: escapes, entities and white space hide nothing. `first` is the line on
    which the text begins.
    """
    if not _is_suspect(source):
        return
    # Here for the sake of hooks: most runs have no use for it.
    from git_report.checks.active_content import find_live

    for line, text, what in find_live(source):
        yield Activity(first + line - 1, text.casefold(), what)


def _is_suspect(source: str) -> bool:
    """Whether there may be activity in a text; most texts are passed over by this alone."""
    if "![" in source or _SUSPECT_TAG.search(source):
        return True
    return ("](" in source or "]:" in source) and _SUSPECT_ADDRESS.search(source) is not None
