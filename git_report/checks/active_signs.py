"""Signs of active content, without which no text has any: hooks look for more only behind them."""

from __future__ import annotations

import re

from git_report.patterns import lazy

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


def may_be_active(source: str) -> bool:
    """Whether a text may run or fetch anything; most texts are passed over by this alone."""
    if "![" in source or _SUSPECT_TAG.search(source):
        return True
    return ("](" in source or "]:" in source) and _SUSPECT_ADDRESS.search(source) is not None
