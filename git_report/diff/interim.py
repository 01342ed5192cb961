"""A plain stand-in for renumbering, until the real one is in its place."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Z]\.)\s+")


def strip_number(title: str) -> str:
    """The title without a leading number."""
    return _NUMBER.sub("", title)
