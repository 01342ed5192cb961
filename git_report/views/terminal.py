"""Text of documents on a terminal: shown, never obeyed."""

from __future__ import annotations

import re

from git_report.markdown.invisible import show_invisible

# What moves the cursor or starts a sequence, and halves of characters.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """A text without what could steer a terminal; what is invisible is shown as a code point."""
    return show_invisible(_STEERING.sub("", text))
