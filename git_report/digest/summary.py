"""The executive summary, chosen anew in every run from what the whole report is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from git_report.digest.cues import counsel, length_of
from git_report.digest.standing import Lead
from git_report.digest.wording import content_words

_FEWEST, _MOST, _PER_SOURCE = 3, 7, 2
_STAYS, _AGAIN = 0.12, 0.35
_REPEATS, _RIVALS = 0.7, 30


def choose_leads(
    standing: Sequence[Lead],
    fresh: Sequence[Lead],
    rivals: Sequence[Lead],
    texts: Sequence[Sequence[str]],
    sources: int,
) -> tuple[list[Lead], list[Lead]]:
    """The leads of the next version, and those that make room for them and go to the text.

    `rivals` are sentences of the text that may come to the summary. `texts` are the content words
    of each section of the report; a lead that many of them speak of is central. Everything stays
    where it is unless something else is clearly better.
    """
    spread = Counter(word for words in texts for word in set(words))
    peak = log(1 + max(spread.values(), default=1))
    most = min(_MOST, _FEWEST + sources // 2)

    def score(lead: Lead) -> float:
        words = set(content_words(lead.text))
        central = sum(log(1 + spread[w]) for w in words) / max(1, len(words)) / peak
        return (
            central
            + counsel(lead.text)
            - 0.015 * abs(18 - length_of(lead.text))
            + _STAYS * (lead in settled)
            - _STAYS * (lead in waiting)
        )

    settled, waiting = frozenset(standing), frozenset(rivals)
    pool = [*standing, *fresh]
    pool += sorted((lead for lead in rivals if lead not in pool), key=score)[-_RIVALS:]
    scores = {lead: score(lead) for lead in pool}
    chosen: list[Lead] = []
    bags = {lead: set(content_words(lead.text)) for lead in pool}
    while len(chosen) < most:
        per = Counter(lead.label for lead in chosen)
        left = [x for x in pool if x not in chosen and per[x.label] < _PER_SOURCE]
        if not left:
            break
        chosen.append(
            max(
                left,
                key=lambda x: (
                    scores[x] - _REPEATS * _nearest(bags, x, chosen) - _AGAIN * per[x.label]
                ),
            )
        )
    kept = [lead for lead in pool if lead in chosen]
    return kept, [lead for lead in (*standing, *fresh) if lead not in chosen]


def _nearest(bags: dict[Lead, set[str]], lead: Lead, chosen: Sequence[Lead]) -> float:
    own = bags[lead]
    shares = (len(own & bags[x]) / max(1, min(len(own), len(bags[x]))) for x in chosen)
    return max(shares, default=0.0)
