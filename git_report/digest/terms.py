"""Terms: the names and the runs of telling words in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from git_report.differ.figures.units import find_unit
from git_report.digest.wording import STOP_WORDS, stem

Key = tuple[str, ...]
_LONGEST = 4
_TOKEN = re.compile(r"[^\W_](?:[\w’'.+/-]*[^\W_])?")
_PARTS = re.compile(r"[-/]")
_NO_NOUN = ("ing", "ive", "ic", "ous", "ful", "able", "ible", "less")
_OPENING = re.compile(r"(?:\A|[.!?:;>•\n][\"”’)]*\s*)\Z")


def list_terms(text: str) -> Iterator[tuple[Key, str, bool]]:
    """Runs of up to four telling words: their stems, how they are written, if a sentence opens.

    A number belongs to the name before it: "Llama 3".
    """
    run: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        word = match[0].casefold()
        if run and text[run[-1].end() : match.start()] != " ":
            run = []
        numbered = bool(run) and word.isdigit() and len(word) < 3 and run[-1][0][0].isupper()
        if not (numbered or _is_telling(word)):
            run = []
            continue
        run = [*run[1 - _LONGEST :], match]
        for first in range(len(run)):
            words = [part for one in run[first:] for part in _PARTS.split(one[0].casefold())]
            start = run[first].start()
            if not _ends_badly(words) and not find_unit(run[first][0]):
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
