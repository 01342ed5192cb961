"""Join words that were hyphenated at a line's end, without removing a word's own hyphen.

Often the same word occurs elsewhere in the text, with or without the hyphen, and this decides.
Otherwise the parts of the word decide: `x-ray`, `COVID-19` and `state-of-the-art` keep their
hyphens, `num-ber` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CUT = re.compile(r"(?:(?<=\s)|^)\S*[^\W_]([-\u00ad\u2010\u2011])$")
_LAST = re.compile(r"[\w\u00ad\u2010\u2011-]+$")
_FIRST = re.compile(r"[\w\u2010\u2011-]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_HYPHENS = re.compile("[\u2010\u2011]")
_SMALL = frozenset("a an and as at by de for in of off on or out over per the to under up".split())
_SUSPENDED = frozenset("and or to und oder bis et ou y o e".split())
_HEADS = frozenset(
    "cross four half high long low non self short single three two user well zero".split()
)
_TAILS = frozenset(
    "aware based born bound built called centred centered driven first free friendly funded made "
    "grained grown headed known level like off only oriented owned party rate ready related rich "
    "safe scale sided sized specific style term time to wide world year".split()
)
# Endings that form one word with a head: `low-ering`, `short-age`, `self-ish` lose the hyphen.
_ENDINGS = re.compile(r"(?:er|est|ing|ed|en|age|ish|ness|ly|ance|ant|ow|ular|ian|it)\w*|\w{1,2}")


class KnownWords:
    """The words of a text, from which the form of a hyphenated word is known."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._known: set[str] = set()
        for line in lines:
            # A cut word is not evidence, and neither is the rest of one at the beginning of a line.
            inner = _WORD.findall(_HYPHENS.sub("-", _CUT.sub("", line)))
            self._known.update(word.casefold() for word in inner[1:])

    def join(self, line: str, following: str) -> str | None:
        """Join two lines if a word continues in the second; None if no hyphen ends the first."""
        cut = _CUT.search(line)
        if cut is None or not following[:1].isalnum():
            return None
        before, hyphen = line[: cut.start(1)], cut[1]
        last, first = _LAST.search(before), _FIRST.match(following)
        if last is None or first is None:
            return None
        if hyphen == "\u00ad":
            return before + following
        if first[0].casefold() in _SUSPENDED and following[first.end() :][:1] in {" ", ""}:
            return f"{before}- {following}"  # "pre- and post-war"
        kept = self._is_own(_HYPHENS.sub("-", last[0]), _HYPHENS.sub("-", first[0]))
        return f"{before}-{following}" if kept else before + following

    def _is_own(self, left: str, right: str) -> bool:
        """Whether a hyphen between two parts belongs to the word."""
        # "COVID-" and "19", "Anglo-" and "American".
        if not (left[-1].isalpha() and right[0].islower()):
            return True
        part = left.rpartition("-")[2]
        tail = right.partition("-")[0]
        if f"{part}-{tail}".casefold() in self._known:
            return True
        if f"{part}{tail}".casefold() in self._known:
            return False
        head = part.casefold()
        # "x-" and "ray", "DNA-" and "based", "B2B-" and "sales".
        if len(part) == 1 or sum(map(str.isupper, part)) > 1 or any(map(str.isdigit, part)):
            return True
        # "state-of-" and "the-art".
        if "-" in left and (head in _SMALL or head in self._known):
            return True
        # "state-" and "of-the-art".
        if "-" in right and tail in _SMALL:
            return True
        if head in _HEADS:
            return _ENDINGS.fullmatch(tail) is None
        return tail in _TAILS and len(part) > 2
