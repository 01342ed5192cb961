"""Text of documents on a terminal: shown, never obeyed."""

from __future__ import annotations

import unicodedata

_KEPT_CONTROLS = frozenset("\n\t")


def clean(text: str) -> str:
    """A text without what could steer a terminal: controls, bidirectional marks, surrogates."""
    return "".join(c for c in text if c in _KEPT_CONTROLS or not _steers(c))


def _steers(character: str) -> bool:
    if character < "\x7f":
        return character < " "
    return (
        unicodedata.category(character) in {"Cc", "Cs"}
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    )
