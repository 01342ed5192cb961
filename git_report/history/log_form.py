"""What a version added, as text that can be kept: one JSON list."""

from __future__ import annotations

import json

from git_report.differ import ENGINE
from git_report.history.log import Brought

KIND = f"log-1.{ENGINE}"


def encode_brought(brought: Brought) -> str:
    """What `find_brought` found, as text."""
    return json.dumps(
        [brought.sections, brought.added, brought.removed, brought.figures, brought.titles]
    )


def decode_brought(text: str) -> Brought:
    """What a text tells; ValueError where it says nothing of the kind."""
    match json.loads(text):
        case [dict(sections), int(added), int(removed), list(figures), list(titles)]:
            counts = {str(kind): int(count) for kind, count in sections.items()}
            lines = tuple(map(str, figures)), tuple(map(str, titles))
            return Brought(counts, added, removed, *lines)
    raise ValueError("nothing that a version brought")
