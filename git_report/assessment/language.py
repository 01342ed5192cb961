"""Find the language of a text, among those that an assessment knows, and its content words."""

from __future__ import annotations

from functools import lru_cache

from git_report.checks.quotations import list_words
from git_report.patterns import lazy

_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset(
        """a about after all also an and any are as at be because been before both but by can could
        did do does each for from had has have he her his how if in into is it its just many may
        more most much no not of on one or other our over she should so some such than that the
        their them then there these they this those through to under until up was we were what
        when where which while who will with would you your""".split()
    ),
    "de": frozenset(
        """aber alle als am an auch auf aus bei bis da das dass dem den der des die diese dieser
        durch ein eine einem einen einer eines er es für gegen hat haben ich ihr im in ist je kann
        kein keine man mehr mit nach nicht noch nur oder ohne sehr sein sich sie sind so über um
        und uns unter vom von vor war waren was wenn werden wie wir wird wo zu zum zur""".split()
    ),
    "fr": frozenset(
        """à au aussi autre aux avec ce ces cette chez comme dans de des du elle elles en entre est
        et été être il ils je la le les leur leurs lui mais même ne nos notre nous on ont ou où
        par pas plus pour qu que qui sa sans se ses si son sont sous sur un une vers vous
        y""".split()
    ),
    "es": frozenset(
        """a al como con cuando de del desde donde e el ella ellos en entre era es esta este esto
        estos fue ha han hay la las le lo los más me muy ni no nos o para pero por porque que se
        ser si sin sobre son su sus también tiene un una uno y ya""".split()
    ),
}
COMMON_WORDS = frozenset().union(*_COMMON.values())
_LETTERS = lazy(r"[^\W\d_]+")
# Characters that are read, so that the time does not grow with the report.
_MOST = 32_000
# The fewest words that are enough, and the share of them that are common in the language.
_FEWEST, _SHARE = 40, 0.15
# How many times as many common words the best language must have as any other.
_AHEAD = 1.5
_SHORTEST = 3


# Several lists of an assessment ask for the language of the same report.
@lru_cache(maxsize=8)
def find_language(text: str) -> str:
    """``en``, ``de``, ``fr`` or ``es``; empty for another language, a short or a mixed text."""
    words = _LETTERS.findall(text[:_MOST].casefold())
    if len(words) < _FEWEST:
        return ""
    counts = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    best, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    known = counts[best] >= _SHARE * len(words) and counts[best] >= _AHEAD * counts[second]
    return best if known else ""


@lru_cache(maxsize=1 << 14)
def list_content(text: str) -> frozenset[str]:
    """The content words of a text, without plural endings and numbers."""
    return frozenset(
        _stem(word)
        for word in list_words(text)
        if len(word) >= _SHORTEST and word not in COMMON_WORDS and not word[0].isdigit()
    )


def _stem(word: str) -> str:
    """A word without the usual endings of a plural or a genitive."""
    word = word.removesuffix("'s")
    if len(word) > _SHORTEST + 1 and word.endswith("s") and word[-2:] not in ("ss", "us", "is"):
        return word[:-1]
    return word
