"""Words that oblige, and words that deny: where one of them changed, a text says another thing.

In the languages whose words for it are few and have no other common sense; a text of another
language has none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from git_report.patterns import lazy

_DUTIES = (
    # English, as RFC 2119 and contracts have it
    "must|shall|should|required|mandatory|prohibited|forbidden|recommended|optional|"
    # German
    "muss|müssen|musste|darf|dürfen|soll|sollen|sollte|verpflichtet|erforderlich|verboten|"
    # French
    "doit|doivent|devra|devront|devrait|obligatoire|interdit|interdite|"
    # Spanish, Portuguese, Italian
    "debe|deben|deberá|deberán|obligatorio|prohibido|deve|devem|deverá|deverão|obrigatório|"
    "devono|dovrà|dovranno|obbligatorio|vietato|"
    # Dutch
    "moet|moeten|verplicht|verboden|"
    # Russian
    "должен|должна|должно|должны|обязан|обязана|обязаны|запрещено|запрещается"
)
_DENIALS = (
    "not|no|never|none|nobody|nothing|neither|nor|without|cannot|"
    "nicht|kein|keine|keinen|keinem|keiner|nie|niemals|ohne|"
    "ne|pas|jamais|aucun|aucune|sans|"
    "nunca|ningún|ninguna|ninguno|sin|não|nenhum|nenhuma|sem|non|mai|nessun|nessuna|senza|"
    "niet|geen|nooit|zonder|"
    "не|нет|никогда|без"
)
# Where words have no spaces between them, and Japanese verbs, which end in their denial.
_WIDE_DUTIES = "必须|必須|应当|應當|不得|禁止|なければならない|べき|해야|금지"
_WIDE_DENIALS = "不|没|沒|無|无|ません|ない|않|없"
_WORD = lazy(
    rf"\b(?P<duty>{_DUTIES})\b|\b(?P<denial>{_DENIALS})\b|(?P<contracted>(?<=[a-z])n['’]t\b)|"
    rf"(?P<wide>{_WIDE_DUTIES})|(?P<wide_denial>{_WIDE_DENIALS})",
    re.IGNORECASE,
)


# A pattern of so many words is slow where there is none of them: most texts are passed by these.
_RUN = lazy(r"\w+")
_KNOWN = frozenset(f"{_DUTIES}|{_DENIALS}".split("|"))
# To a pattern that ignores case the two letters are an "i", which they are not to `casefold`.
_UNCOMMON = lazy(f"[ıİ]|{_WIDE_DUTIES}|{_WIDE_DENIALS}")


class Obligation(NamedTuple):
    """A word that obliges, forbids or denies, and the character at which it begins."""

    start: int
    word: str
    duty: bool


def find_obligations(text: str) -> list[Obligation]:
    """The words of a text that oblige, forbid or deny, in order."""
    if not may_oblige(text):
        return []
    return [
        Obligation(
            found.start(),
            "not" if found["contracted"] else found[0].casefold(),
            duty=bool(found["duty"] or found["wide"]),
        )
        for found in _WORD.finditer(text)
    ]


def may_oblige(text: str) -> bool:
    """Whether a text may have such a word: quickly told, and seldom wrongly."""
    folded = text.casefold()
    return (
        not _KNOWN.isdisjoint(_RUN.findall(folded))
        or "n't" in folded
        or "n’t" in folded
        or (not text.isascii() and _UNCOMMON.search(text) is not None)
    )


def obliges_otherwise(prior: str, new: str, *, denials: bool = True) -> bool:
    """Whether two texts do not oblige, or with `denials` deny, with the same words."""
    return _sort_words(prior, denials=denials) != _sort_words(new, denials=denials)


def _sort_words(text: str, *, denials: bool) -> list[str]:
    return sorted(each.word for each in find_obligations(text) if each.duty or denials)
