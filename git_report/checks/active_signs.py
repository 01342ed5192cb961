"""Signs of active content: a text without them has none, which spares hooks the full search."""

from __future__ import annotations

import re

from git_report.patterns import lazy

ACTIVE_TAGS = frozenset(
    "script iframe frame frameset fencedframe portal object embed applet form meta link base"
    .split()
)  # fmt: skip

# All active content has one of these in its source, and most versions have none: an image, a tag
# that acts, has attributes or continues on the next line, an address that is executed. Only white
# space, a backslash or an entity can be between the letters of such an address.
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


def may_be_active(source: str) -> bool:
    """Whether a text may run or fetch anything; for most texts, this alone says no."""
    if "![" in source or _SUSPECT_TAG.search(source):
        return True
    return ("](" in source or "]:" in source) and _SUSPECT_ADDRESS.search(source) is not None
