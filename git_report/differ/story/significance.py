"""How much a change matters."""

from __future__ import annotations

from enum import IntEnum


class Significance(IntEnum):
    """How much a change matters to a reader who is short of time.

    What is only new comes after what was there and is not the same any more, since nobody could
    rely on it: an addition (a claim where it is long), an edit, news of several sentences, a
    removed claim, a figure that is new or gone, one that has another value, other words in what is
    a duty (or a new one, or a denial that is gone), and a word of obligation or denial that is gone
    or another one.
    """

    WHITE_SPACE = 0
    ADDITION = 1
    CLAIM = 2
    WORDS = 3
    NEWS = 4
    REMOVAL = 5
    FIGURE = 6
    CHANGED_FIGURE = 7
    DUTY = 8
    OBLIGATION = 9
