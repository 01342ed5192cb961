"""Candidates for quotation: sentences of a reference that are strong and complete in themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from git_report.assessment.language import list_content
from git_report.assessment.statements import Statement
from git_report.checks.quotations import find_quoted
from git_report.differ.figures import find_quantities
from git_report.patterns import lazy

_SHORTEST, _LONGEST = 8, 40
_MOST = 40  # candidates: nobody looks through more
# The first words of sentences that depend on the one before, or that address an audience.
_DEPENDENT = frozenset(
    """this that these those it its they them their he she his her such so and but or also again
    however therefore thus then there here now well okay ok yeah yes no oh um uh like because which
    who let let's thank thanks hi hello hey please another both either neither otherwise instead
    first second third next finally actually basically anyway alright right all you you'll one
    dies diese dieser dieses das der es sie er ihr so und aber oder auch dann da dort hier jetzt nun
    also deshalb deswegen daher trotzdem danke willkommen ja nein genau zudem außerdem dabei damit
    cela ça ce cet cette ces il elle ils elles et mais ou donc alors puis ici voilà oui non merci
    bonjour ainsi aussi ensuite enfin cependant pourtant or
    esto eso este esta estos estas él ella ellos ellas y pero o pues entonces aquí ahora sí gracias
    hola también además luego así sin""".split()
)
# A pronoun among the first words, which refers back.
_POINTS = lazy(
    r"^(?:\W*\w+\W+){1,3}?(?:it|they|them|this|these|those|he|she|dies|dieser|cela|ceci|esto|eso)\b",
    re.IGNORECASE,
)
_CHATTER = lazy(
    r"\b(?:um|uh|you know|i mean|kind of|sort of|gonna|wanna|okay|let me|let's|thank you|"
    r"as you can see|really|pretty sure|a ton|in fact|part of the reason|the first (?:is|was|one)|"
    r"here|earlier|on this slide|next slide|today we|stage|applause|session|sozusagen|ähm|"
    r"äh|n['’]est-ce pas|o sea)\b"
    r"|\b(\w{2,}) \1\b",
    re.IGNORECASE,
)
_STRONG = lazy(
    r"\b(?:never|nobody|nothing|must|the (?:only|single|key|best|worst|biggest|largest|fastest|"
    r"most \w+|first)|cannot|can't afford|no longer|fundamental\w*|essential|critical|breakthrough|"
    r"the (?:reason|problem|truth|lesson|point|secret) (?:is|was)|matters?|changes everything|"
    r"not \w+(?: \w+){0,3},? but|"
    r"nie|niemals|niemand|müssen|muss|entscheidend\w*|wichtigste\w*|größte\w*|einzige\w*|"
    r"unverzichtbar|"
    r"jamais|personne ne|doit|doivent|il faut|essentiel\w*|décisi\w+|le plus|la plus|"
    r"seul\w*|primordial\w*|"
    r"nunca|nadie|debe|deben|hay que|esencial\w*|decisiv\w+|el más|la más|único|única|"
    r"imprescindible)\b",
    re.IGNORECASE,
)
_SAID = lazy(
    r"\b(?:said|says|told|adds|added|explained|explains|argues|wrote|sagte|sagt|erklärte|schrieb|"
    r"betonte|dit|explique|déclare|déclaré|affirme|dijo|dice|afirmó|explicó|declaró)\b"
)
_PERSON = r"(?:Dr\.? |Prof\.? )?[A-Z][\w'’-]+ (?:(?:de|van|von|der) )?[A-Z][\w'’-]+"
_NAMED = lazy(
    rf"{_SAID.pattern}(?: [a-z]+){{0,2}} (?P<after>{_PERSON})"
    rf"|(?P<before>{_PERSON})(?:, [^,]{{2,60}},)? {_SAID.pattern}"
)
_APOSTROPHE = lazy("['’]")
_ENDS = (".", "!", ".”", '."', "!”", "…")


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence that may be quoted as it is, its line, and its speaker, as far as known.

    `score` counts strong words, a named speaker, a figure and the topics.
    """

    text: str
    line: int
    speaker: str
    introduced: str
    score: float


def list_quotable(statements: Sequence[Statement], topics: frozenset[str]) -> tuple[Quotable, ...]:
    """The best candidates for quotation, in the order of the reference.

    `topics` are the content words of brief and report; strong sentences about these are preferred.
    """
    ranked = sorted(
        _find(statements, topics), key=lambda quotable: (-quotable.score, quotable.line)
    )
    return tuple(sorted(ranked[:_MOST], key=lambda quotable: quotable.line))


def _find(statements: Sequence[Statement], topics: frozenset[str]) -> Iterator[Quotable]:
    seen: set[str] = set()
    for statement in statements:
        if statement.row:
            continue
        text, speaker = _read_quoted(statement)
        # A quotation within a sentence may end with the comma of that sentence.
        ended = text if text == statement.text or text.endswith(_ENDS) else f"{text}."
        if text in seen or not is_whole(ended):
            continue
        strong = _STRONG.search(text) is not None
        spoken = bool(speaker or statement.introduced)
        score = 2.0 * strong + bool(speaker) + 0.5 * bool(find_quantities(text))
        about = len(list_content(text) & topics)
        score += min(about, 4) * 0.5
        if (strong or spoken) and score >= 2 and (about or strong):
            seen.add(text)
            yield Quotable(text, statement.line, speaker, statement.introduced, score)


def _read_quoted(statement: Statement) -> tuple[str, str]:
    """The text and speaker of a statement or, if it quotes a named person, of the quotation."""
    named = _NAMED.search(statement.text)
    if named is not None:
        for passage, _ in find_quoted(statement.text):
            return " ".join(passage.split()).rstrip(","), named["after"] or named["before"]
    return statement.text, statement.speaker


def is_whole(text: str) -> bool:
    """Whether a sentence can be understood by itself and has the length of a quotation."""
    words = text.split()
    if not _SHORTEST <= len(words) <= _LONGEST or not text.endswith(_ENDS):
        return False
    opening = words[0].lstrip('"“„«([*_')
    first = _APOSTROPHE.split(opening.rstrip(",;:").lower())[0]
    depends = first in _DEPENDENT or _POINTS.match(text) is not None
    return opening[:1].isupper() and not depends and _CHATTER.search(text) is None
