"""What a source says on when to use which of several things, for a table of choices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from git_report.digest.cues import is_chatter, is_personal, leans, length_of, stands_alone
from git_report.digest.passages import Listing, Sentence
from git_report.digest.wording import WORD, normalise

_THING = r"(?P<thing>(?:[^,;:.!?]|\.(?=\w)){2,64}?)"
_TOLD = re.compile(
    rf"(?:Choose|Use|Prefer|Pick|Take|Reach for|Consider)\s+{_THING}\s+"
    r"(?P<when>(?:only\s+)?(?:when|where|if|for|once|as soon as|unless|whenever)\s.+)"
)
_SUITS = re.compile(
    rf"{_THING}\s+(?P<when>(?:best\s+|also\s+|only\s+)?(?:suits?|fits?\s+(?:best\s+)?(?:when|where|for|if)|"
    r"(?:is|are)\s+(?:a\s+|an\s+|the\s+)?(?:first|right|better|best|natural|safer|cheaper|cheapest|sensible|"
    r"good)\s+(?:choice|option|tool|fit|answer)s?\s+(?:when|where|for|if|once)|"
    r"(?:should|must|can)\s+(?:only\s+)?be\s+(?:chosen|used|preferred|picked|taken|considered)\s+"
    r"(?:only\s+)?(?:when|where|for|if|once)|"
    r"(?:is|are)\s+(?:meant|made|built|best)\s+for|works?\s+best\s+(?:when|where|for|if)|"
    r"pays?\s+(?:off\s+|for\s+itself\s+)?(?:only\s+)?(?:when|where|if|once|as soon as)|"
    r"makes?\s+sense\s+(?:only\s+)?(?:when|where|for|if|once))\s.+)"
)
_NO_THING = frozenset(
    "it they this that these those one each both all none nothing we you he she".split()
)
_LONGEST, _MOST_WORDS = 44, 8


@dataclass(frozen=True, slots=True)
class Alternative:
    """One thing and when it is the choice, both verbatim; `place` is where the source says so."""

    thing: str
    when: str
    place: int


def read_alternative(text: str, place: int) -> Alternative | None:
    """A sentence that says when to use a named thing, taken apart; None for any other one."""
    bare = text.rstrip(" .。!")
    if length_of(bare) > _LONGEST or is_personal(text) or is_chatter(text) or leans(text):
        return None
    match = _TOLD.fullmatch(bare) or _SUITS.fullmatch(bare)
    if match is None:
        return None
    thing = match["thing"].strip()
    words = [word.casefold() for word in WORD.findall(thing)]
    if not words or len(words) > _MOST_WORDS or not _NO_THING.isdisjoint(words[:1]):
        return None
    return Alternative(thing, match["when"].strip(), place)


def choose_alternatives(
    sentences: Iterable[Sentence], listings: Sequence[Listing], *, spoken: bool
) -> tuple[tuple[Alternative, ...], frozenset[int], frozenset[int]]:
    """The alternatives of a source, with the places of the sentences and lists that they exhaust.

    A list counts where each of its items is one.
    """
    found: list[Alternative] = []
    used: set[int] = set()
    for sentence in sentences:
        one = read_alternative(sentence.text, sentence.place)
        if one is not None and stands_alone(sentence.text, spoken=spoken):
            found.append(one)
            used.add(sentence.place)
    lists: set[int] = set()
    for listing in listings:
        read = [read_alternative(item, listing.place) for item in listing.items]
        whole = [one for one in read if one is not None]
        if len(whole) == len(read) > 1:
            found += whole
            lists.add(listing.place)
    kept = list(_distinct(found))
    if len({normalise(one.thing) for one in kept}) < 2:  # one thing is no choice
        return (), frozenset(), frozenset()
    return tuple(sorted(kept, key=lambda one: one.place)), frozenset(used), frozenset(lists)


def _distinct(found: Iterable[Alternative]) -> Iterator[Alternative]:
    seen: set[str] = set()
    for one in found:
        key = normalise(f"{one.thing} {one.when}")
        if key not in seen:
            seen.add(key)
            yield one
