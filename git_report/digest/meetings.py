"""Terms that two or more references speak of, and the section of each that says most of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p

from git_report.differ.figures.units import find_unit
from git_report.digest.wording import STOP_WORDS, stem

MOST_TERMS = 12
# What is no name of several words is said so often in each of two references, and in all.
_FEWEST_OWN, _FEWEST = 2, 3
# A longer word in capitals is of a text in capitals, and no name by that.
_ACRONYM = 5
_MUCH = 6
# What more than this part of the references has is their general subject, or their form.
_COMMON, _FEW_REFERENCES = 0.67, 3
_MOSTLY = 0.6
# What a term of several words, a name, and another term count for.
_PHRASE, _NAME, _WORD = 2.0, 1.2, 0.5
_IN_HEADING = 3
_NEIGHBOUR = 0.3
Sections = Sequence[tuple[str, str]]
Key = tuple[str, ...]
_LONGEST = 4  # words of a term
_TOKEN = re.compile(r"[^\W_](?:[\w’'.+/-]*[^\W_])?")
_PARTS = re.compile(r"[-/]")
_NO_NOUN = ("ing", "ive", "ic", "ous", "ful", "able", "ible", "less")
_OPENING = re.compile(r"(?:\A|[.!?:;>•\n][\"”’)]*\s*)\Z")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A term as the references write it; `sections` has a number for each label that uses it."""

    term: str
    sections: Mapping[str, int]


def find_meetings(references: Mapping[str, Sections], most: int = MOST_TERMS) -> list[Meeting]:
    """The terms that two or more references share, the most telling first.

    `references` has the sections of each, heading and text, behind its footnote label. A term of
    several words goes before a name and that before another word; one that is in all sections says
    what all is about and comes late (TF-IDF).
    """
    usages = _count(references)
    total = sum(map(len, references.values()))
    shared = [usage for usage in usages.values() if usage.is_shared()]
    parts = _list_parts(shared)
    common = max(_FEW_REFERENCES, _COMMON * len(references))
    ranked = sorted(
        (usage for usage in shared if usage.key not in parts and len(usage.counts) <= common),
        key=lambda usage: (-usage.score(total) * _cohesion(usage, usages), usage.key),
    )
    chosen: list[_Usage] = []
    for usage in ranked:
        if len(chosen) == most:
            break
        if not any(_overlap(usage, other) for other in chosen):
            chosen.append(usage)
    return [
        Meeting(
            usage.shown(),
            {label: _best(usage.counts[label]) for label in references if label in usage.counts},
        )
        for usage in chosen
    ]


class _Usage:
    """How often a term is in each section of each reference, and how it is written."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.counts: dict[str, Counter[int]] = defaultdict(Counter)
        self.forms = Counter[str]()
        self.opening = Counter[str]()

    @property
    def said(self) -> int:
        """How often it is said."""
        return self.forms.total() + self.opening.total()

    @property
    def is_name(self) -> bool:
        """Whether it has a capital where neither its place nor a text in capitals is why."""
        shouted = all(form.isupper() and len(form) > _ACRONYM for form in self.forms)
        return not shouted and all(any(map(str.isupper, form)) for form in self.forms)

    def is_shared(self) -> bool:
        """Whether two references use it: a name, or several words."""
        one = len(self.key) == 1
        # A plain word means another thing in another reference: the committee of each, behaviour.
        if one and not self.is_name:
            return False
        whole = self.is_name and not one
        often = self.said >= _FEWEST or whole
        least = 1 if whole else _FEWEST_OWN
        return often and sum(counts.total() >= least for counts in self.counts.values()) > 1

    def score(self, total: int) -> float:
        """How telling it is: said much in few sections (TF-IDF), a phrase more than a word."""
        spread = sum(map(len, self.counts.values()))
        said = sum(log1p(min(_MUCH, max(counts.values()))) for counts in self.counts.values())
        shown = self.shown()
        # "fine-tuning" is a term, while "low-rank" describes one.
        telling = self.is_name or (len(self.key) > 1 and shown.endswith("ing"))
        worth = _PHRASE if " " in shown else _NAME if telling else _WORD
        return worth * said * log(1 + total / spread)

    def shown(self) -> str:
        """As it is written most often inside sentences."""
        forms = self.forms or self.opening
        return min(forms, key=lambda form: (-forms[form], len(form), form))


def _list_parts(shared: Sequence[_Usage]) -> frozenset[Key]:
    """The terms that mostly begin or end longer ones: "Elastic Block" of "… Block Store"."""
    opening, ending = Counter[Key](), Counter[Key]()
    for usage in shared:
        opening[usage.key[:-1]] += usage.said
        ending[usage.key[1:]] += usage.said
    return frozenset(
        usage.key
        for usage in shared
        if len(usage.key) > 1 and max(opening[usage.key], ending[usage.key]) >= _MOSTLY * usage.said
    )


def _cohesion(usage: _Usage, usages: Mapping[Key, _Usage]) -> float:
    """How much the words of a term belong together: 1 where one of them is never without."""
    alone = [usages[(word,)].said for word in usage.key if (word,) in usages]
    return usage.said / max(usage.said, min(alone, default=0))


def _overlap(one: _Usage, other: _Usage) -> bool:
    """Whether one of two terms holds the other, or they are of one word, or run on."""
    ours, theirs = one.key, other.key
    held = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    return held or ours[-1] in (theirs[0], theirs[-1]) or ours[0] == theirs[-1]


def _count(references: Mapping[str, Sections]) -> dict[Key, _Usage]:
    """The terms that more than one reference has; few of all that one has are."""
    known: set[int] = set()
    shared: set[int] = set()
    for sections in references.values():
        own = {
            hash(key) for section in sections for text in section for key, *_ in _list_terms(text)
        }
        shared |= known & own
        known |= own
    usages: dict[Key, _Usage] = {}
    for label, sections in references.items():
        for number, (heading, text) in enumerate(sections):
            for piece, weight in ((heading, _IN_HEADING), (text, 1)):
                for key, form, opens in _list_terms(piece):
                    if hash(key) in shared:
                        usage = usages.setdefault(key, _Usage(key))
                        usage.counts[label][number] += weight
                        (usage.opening if opens else usage.forms)[form] += 1
    return usages


def _best(counts: Counter[int]) -> int:
    """The section that says most of a term, its neighbours counted in."""
    return max(counts, key=lambda n: (counts[n] + _NEIGHBOUR * (counts[n - 1] + counts[n + 1]), -n))


def _list_terms(text: str) -> Iterator[tuple[Key, str, bool]]:
    """Runs of up to four telling words: their stems, how they are written, if a sentence opens.

    A number belongs to the name before it: "Llama 3".
    """
    run: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].casefold()
        if run and text[run[-1].end() : match.start()] != " ":
            run = []
        numbered = bool(run) and word.isdigit() and len(word) < 3 and run[-1][0][0].isupper()
        # "York" of "New York" is another place.
        if not (numbered or _is_telling(word) or match[0] == "New"):
            run = []
            continue
        run = [*run[1 - _LONGEST :], match]
        for first in range(len(run)):
            words = [part for one in run[first:] for part in _PARTS.split(one[0].casefold())]
            start = run[first].start()
            if words != ["new"] and not _ends_badly(words) and not find_unit(run[first][0]):
                opens = _OPENING.search(text, max(0, start - 4), start) is not None
                yield tuple(map(_key, words)), text[start : match.end()], opens


def _key(word: str) -> str:
    return stem(word.removesuffix("'s").removesuffix("’s"))


def _is_telling(word: str) -> bool:
    return len(word) > 1 and word[0].isalpha() and word not in _FILLER


def _ends_badly(words: Sequence[str]) -> bool:
    """Whether words are cut from a sentence and no term: "grows quickly", "weights loaded"."""
    if words[0].endswith("ly") or words[-1].endswith(("ly", "ed")) or words[0].isdigit():
        return True
    return len(words) == 1 and words[0].endswith(_NO_NOUN)


# Words that are in every text, whatever it is about.
_FILLER = STOP_WORDS | frozenset(
    """
    january february march april june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday januar februar märz mai juni juli oktober
    dezember montag dienstag mittwoch donnerstag freitag samstag sonntag janvier février avril juin
    juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi
    dimanche enero febrero abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo u.s u.k u.n e.u
    aber able access accomplish according across actually add added additional al algo alle
    allow allowed allows already als although always among amount another answer anything around
    ask au auch auf aus author authors aux available avec back based because become becomes
    begin bei beim benefit best better big billion bis bit bring build built call called came
    case cases ce ces cette change changes clear come comes comme common como company compared
    complete complex con consider course create creates creating cuando current currently dans
    das dass day days de decide default del dem den depuis der des desde deux die dies diese
    difference different difficult donde dos du durch easy effect ein eine einem einen einer
    eines el ella elle elles ellos en end enough entire entre environment era es especially est
    esta estas este esto están et even ever everything exactly example examples fact far fast
    feel few figure find first fit fits five follow following follows four fue fueron full
    further für general gets getting give given gives good great group ha haben half han hand
    happen hard hat hay help helps high higher however hundred idea ihr ihre il ils im important
    improve include including increasing information instead ist item kann keep kind know known
    können la large larger las last later le learn least leave les less let leur leurs level
    likely line list little lo long longer look los lot low lower main mais makes man matter
    maybe mean means mehr method million mit moment month months muy más même nach name ne need
    needed needs never new next nicht no noch nothing nous number nur o oder often okay old on
    ones ont open order others ou ourselves output où par para part parts pas people per
    performance perhaps pero place plan plus point points por porque possible pour pretty
    problem process provide provides put qu que question questions qui quite read real really
    reason reduce report required result results right run running runs sa said sans say says se
    second see seem según sehr sein seine ser ses set several short show shows si sich sie
    similar simple simply sin sind single small smaller sobre something son sont sort source
    sources specific start state step steps still stop su support supports sur sure sus table
    take takes talk también team tell test thank think thought thousand three tiene time times
    today together told took total tous tout trillion true try très turn two type um un una und
    understand une unit uno unter using usually value various via von vor vous want wants war
    waren wenn werden whole wide wie wird within word words work working works world worth write
    wrote wurde wurden y ya year years yes yet zu zum zur était été être über
    """.split()
)
