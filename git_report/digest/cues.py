"""What makes a sentence one to keep: whole, pointing at nothing, no chatter, fit for a quotation.

English cues; a text in another language is judged by its form alone.
"""

from __future__ import annotations

import re

from git_report.digest.numbers import find_values
from git_report.digest.passages import Listing
from git_report.digest.wording import WORD, closes_quotations, content_words

_FEWEST, _MOST = 6, 55
_FEWEST_CONTENT, _LONGEST = 4, 700
_SUMMARY_WORDS = 34

_OPENERS = frozenset(
    """this that these those it its it's they them their he she his her him there here such then
    so and but or nor yet also again however therefore thus hence moreover furthermore besides
    additionally similarly likewise instead otherwise meanwhile first second third firstly secondly
    finally next lastly another one both either neither now well okay ok yeah yes no right oh um
    uh like because which who whom whose if's sure great alright let let's hi hello hey thanks
    thank please below above earlier later actually basically essentially maybe again today
    following former latter some none others all what how why when's where's that's there's
    they're we'll i'll i'm i've you'll you'd""".split()
)
_POINTERS = frozenset({"this", "that", "these", "those"})
# Words in quotation marks, and who said them: what they point at was before the speaker's eyes.
_ATTRIBUTED = re.compile(
    r"[\"“][^\"“”]{30,300},[\"”] (?:said|says|told|adds|added|explains|explained|wrote|writes) "
    r"(?:[a-z]+ ){0,3}[A-Z]"
)
# Nothing but somebody's words: who said them stands in the sentence before, or nowhere.
_ALL_QUOTED = re.compile(r"[\"“„«「][^\"“”„«»「」]+[\"“”»」][.。]?")
_LEAD_INS = re.compile(
    r"(?:for (?:example|instance)|in (?:fact|addition|that case|this case|general|other words|turn|"
    r"contrast|particular|short|summary|conclusion)|on the other hand|as (?:a result|well|such)|"
    r"at the end of the day|of course|by the way|to (?:repeat|recap|summarize|sum up|be clear)|"
    r"very quickly|after that|based on (?:this|that|the information)|because of (?:this|that)|"
    r"if (?:so|not|it|they|you do|you can't|that)|as far as|sounds|going back|switching|"
    r"make sure|anything|something|someone)\b",
    re.IGNORECASE,
)
_SPOKEN_LEAD_INS = frozenset({"for example", "for instance", "in general", "in fact"})
# A pronoun so early that it can only point back.
_POINTS_BACK = re.compile(
    r"^(?![Aa]t this (?:scale|size|level)\b)(?:(?:\W*\w+\W+){0,3}"
    r"(?:it|they|them|he|she|this|these|those|such)|(?:\W*\w+\W+)?(?:its|their))\b"
)
# The same behind an opening phrase, which names nothing that they could stand for.
_POINTS_AFTER = re.compile(
    r"^(?:Compared|Unlike|At|In|On|By|Since|During|After|Before|From|Under|Until|Over)\b[^,;:]{1,80},"
    r" (?:they|he|she|these|those)\b"
)
_COMPANY = re.compile(r"\b(?:we|we're|we've|we'd|us|our|ours)\b", re.IGNORECASE)
# In a summary a pronoun needs what it stands for before it, in another clause.
_POINTS = re.compile(
    r"^[^,;:]*\b(?:(?:for|to|of|with|from|by|on|in|at) (?:them|it)|that (?:cost|case|point|one))\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|my|me)\b")
# Connectives: in writing they need the sentence before, in speech they are habit.
CONNECTIVES = frozenset(
    """so and but now then also similarly likewise however therefore thus instead moreover
    furthermore additionally again finally first second next essentially basically
    actually""".split()
)
_FILLER = re.compile(
    # Before these "um" is a German word.
    r"\b(?:u[mh]+(?! (?:\d|d(?:ie|er|as|en|em|es)\b|eine?[nmrs]?\b|zu\b))|"
    r"hmm+|erm|i mean|you know|gonna|wanna|okay|ok|all right|alright|"
    r"and stuff|stuff like that|or whatever|blah|yeah)\b|\b(\w+(?: \w+)?),? \1\b|, like,|"
    r"\b(?:is|are|be|was) (?:is|like)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:kind|sort) of\b|\bmaybe\b|\ba little bit\b|\bhere\b|"
    r"\bthe (?:same|above|former|latter|other)\b|\b(?:this|that) (?:case|point|range|query|way)\b",
    re.IGNORECASE,
)
DEFINITION = re.compile(r"^(?:[\w'’(),-]+ ){1,6}(?:is|are) (?:an?|the|[a-z]+s) ")
_OPINION = re.compile(
    r"\bI (?:\w+ )?(?:think|believe|expect|would|love|hope|see|recommend)\b|\bI'd\b"
)
HEDGES = re.compile(
    r"\b(?:kind of|sort of|sorta|kinda|things like that|a little bit|a lot of times|"
    r"really|just|like|maybe|actually|basically)\b",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"^(?:sources?|references|bibliography|further reading|see also)(?= ?:)",
            r"thank you|thanks|welcome|my name is|good (?:morning|afternoon|evening)|let me|let's",
            r"we(?:'ll| will) (?:talk|discuss|explore|see|walk|go|look|cover|dive|share|describe)",
            r"we'll (?:assume|use|start|begin)|we(?:'re| are) going to|i(?:'m| am) going to|i'?ll",
            r"(?:first|next|last|final|another) question (?:comes?|is|will come) (?:from|with|to)|"
            r"turn it over|hand (?:it|this|over|back)|(?:over|back) to you",
            r"next slide|this slide|the slides|my screen|on stage",
            r"(?:check out|visit|click|sign up|subscribe|download|learn more|follow us|contact us) "
            r"(?:the|our|here|us|for|more|to|about|now)",
            r"(?:see|read) (?:our|here|more|also|about|the (?:docs|documentation"
            r"|guide|full|article|post|blog|paper|section|figure|table|appendix|following|diagram|image|next|previous)\b)",
            r"in this (?:post|article|section|blog|guide|page|video|talk|session|appendix|chapter"
            r"|tutorial|documentation)",
            r"(?:figure|diagram|table|image|example|section|code|list)s? (?:below|above)",
            r"the (?:table|figure|diagram|chart) (?:explains?|shows?|lists?|compares?)",
            r"as (?:shown|mentioned|discussed|described|noted)",
            r"(?:shown|mentioned|discussed|described|noted) (?:above|below|earlier)|below, we",
            r"appendix [0-9a-z]\b|chapter \d|section \d|(?:next|previous|following|last) section",
            r"for more (?:information|details)|(?:is|are) as follows|"
            r"(?:the following|following is) (?:\w+ ){1,4}(?:is|are|grants?|shows?|lists?)",
            r"(?:is|are) invented (?:for|here)|an? invented|(?:a )?transcript of|edited for",
            r"(?:exists?|estimated|made) (?:in|for) this example",
            r"^(?:an? )?(?:comparison|overview|guide|introduction|list|collection) (?:for|of|to)",
            r"remainder of this|happy to take your questions|written by|photo by|image by",
            r"cookies?|all rights reserved|terms of (?:service|use)|privacy policy|copyright",
            r"log ?in|sign in|share this|min read|table of contents|skip to",
            r"^(?:present|attend(?:ees|ing)|excused|absent|apologies|next meeting|agenda)(?= ?:)",
            r"brought to you by|sponsor(?:s|ed)? (?:of|by)|use (?:the )?code|"
            r"(?:promo|discount|coupon) code",
            r"(?:media|press) (?:contact|enquiries|inquiries)",
            r"^about (?:the )?(?!(?:half|an?|one|two|three)\b)\w+(?: \w+){0,3}(?= ?:)",
        )
    )
    + r")\b|©",
    re.IGNORECASE,
)
CUES = re.compile(
    r"\b(?:must|should|need to|never|always|only|best|key|important|critical|essential|crucial|"
    r"recommend\w*|require\w*|allow\w*|enable\w*|reduc\w*|increas\w*|improv\w*|sav(?:e|es|ing)|"
    r"support\w*|provid\w*|achiev\w*|outperform\w*|compared|faster|cheaper|lower|higher|larger|"
    r"smaller|more than|less than|up to|at least|means|is an?|are|defined|consists?|because|"
    r"designed|trained|works?|fails?|mistake|limit\w*|trade-?offs?|when|instead of|rather than)\b",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"\b(?:not|never|always|don't|doesn't|can't|won't|no|best|only|most|just|really|should|must|"
    r"every|everyone|nothing|great|hard|simple|key|why|need|better|future|first|love|believe)\b",
    re.IGNORECASE,
)
# What a reader can act on, and what only a specialist cares for.
_ADVICE = re.compile(
    r"\b(?:should|must|needs? to|decid\w*|first choice|choose|depends?|instead of|rather than|"
    r"because|not the|not by|belongs?|only|never|cheap\w*|costs?|limits?|therefore|matters?|"
    r"the only thing)\b",
    re.IGNORECASE,
)
_NARROW = re.compile(
    r"\b(?:proposed in|was published|the authors|et al|its authors|computes exact|called)\b"
)
_CONTRAST = re.compile(
    r"\b(?:not|never|nothing|nobody|no)\b.*\b(?:but|only|until|unless|the)\b|\bthe only\b|"
    r"\b(?:more|less|rather|better|cheaper) than\b|\bif you\b|\bevery\b|\bof course\b",
    re.IGNORECASE,
)
PRONOUNS = re.compile(r"\b(?:I|me|my|I'm|I've|we|our|us|you|your)\b")
_TERMINAL = re.compile(r"[.!。！][\"'”’»)\]」』）]*$")
_ADDRESS = re.compile(r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w|[{}]|\\\\|\w\(\)")
NAMES = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+")


def stands_alone(text: str, *, spoken: bool = False) -> bool:
    """Whether a sentence can be read by itself: whole, not pointing back, no chatter.

    A `spoken` one may begin with a connective.
    """
    if len(text) > _LONGEST:
        return False
    words = WORD.findall(text)
    cjk = not text.isascii() and len(words) < _FEWEST and len(content_words(text)) >= _FEWEST
    if not cjk and not _FEWEST <= len(words) <= _MOST:
        return False
    if not _TERMINAL.search(text) or not (text[0].isupper() or text[0].isdigit() or _quoted(text)):
        return cjk and bool(_TERMINAL.search(text))
    if leans(text, spoken=spoken):
        return False
    if not cjk and len(set(content_words(text))) < _FEWEST_CONTENT:
        return False
    if any(text.count(a) != text.count(b) for a, b in ("()", "[]")) or not closes_quotations(text):
        return False
    return not (_FILLER.search(text) or _CHATTER.search(text) or _ADDRESS.search(text))


def leans(text: str, *, spoken: bool = True) -> bool:
    """Whether a sentence leans on the one before."""
    if _ALL_QUOTED.fullmatch(text):
        return True
    rest = text
    while (first := WORD.search(rest)) is not None:
        word = first[0].casefold().replace("’", "'")
        if spoken and word in CONNECTIVES:
            rest = rest[first.end() :]
            continue
        if word in _OPENERS:
            return not (word in _POINTERS and _ATTRIBUTED.match(text))
        lead_in = _LEAD_INS.match(rest, first.start())
        if lead_in is None or not (spoken and lead_in[0].casefold() in _SPOKEN_LEAD_INS):
            body = rest[first.start() :]
            return bool(lead_in or _POINTS_BACK.match(body) or _POINTS_AFTER.match(body))
        rest = rest[lead_in.end() :]
    return True


def clause_of(text: str, start: int, end: int) -> str:
    """The piece of a sentence around a place in it that has no filler in it.

    Connectives before it go as well: what is left is still verbatim.
    """
    first, last = 0, len(text)
    for match in _FILLER.finditer(text):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return without_connective(text[first:last].strip(" ,;:–—-"))


def without_connective(piece: str) -> str:
    """A piece of a sentence without the words that tie it to the one before."""
    while (word := WORD.search(piece)) is not None and word[0].casefold() in CONNECTIVES:
        piece = piece[word.end() :].lstrip(" ,;:–—-")
    return piece


def is_chatter(text: str) -> bool:
    """Whether a text speaks to its audience about itself."""
    return len(text) > _LONGEST or bool(_CHATTER.search(text) or _ADDRESS.search(text))


def is_personal(text: str) -> bool:
    """Whether the speaker speaks of himself: fit for a quotation, not for a digest."""
    return bool(_SPEAKS.search(text))


def is_corporate(text: str) -> bool:
    """Whether somebody speaks of himself and others: words that need a speaker."""
    return bool(_COMPANY.search(text))


def tells_something(text: str) -> bool:
    """The least that is asked of a sentence where a source has no better ones."""
    return (
        len(text) <= _LONGEST
        and length_of(text) >= 3
        and bool(_TERMINAL.search(text))
        and not _CHATTER.search(text)
    )


def is_quotable(text: str) -> bool:
    """Whether a spoken sentence is short and pointed enough to stand as a quotation."""
    pointed = 7 <= length_of(text) <= 32 and _POINTED.search(text) and not VAGUE.search(text)
    if is_personal(text) and not _OPINION.search(text):
        return False
    return bool(pointed) and stands_alone(text) and text[0] not in '"“'


def fits_summary(text: str) -> bool:
    """Whether a sentence is short and clear enough for a summary."""
    short = length_of(text) <= _SUMMARY_WORDS and not _POINTS.search(text)
    return short and text[0] not in '"“‘(' and stands_alone(text) and not is_vague(text)


def quotability(text: str) -> float:
    """How well a spoken sentence that is quotable stands as a quotation."""
    told = 0.5 * len(_CONTRAST.findall(text)) + 0.2 * min(3, len(_POINTED.findall(text)))
    figures = 0.3 * len(find_values(text))
    return told - figures - 0.02 * abs(16 - length_of(text)) - 0.3 * len(HEDGES.findall(text))


def counsel(text: str) -> float:
    """How much a sentence tells that a reader can act on, around 0 for nothing and 0.5 for much."""
    return 0.25 * min(2, len(_ADVICE.findall(text))) - 0.3 * bool(_NARROW.search(text))


def is_vague(text: str) -> bool:
    """Whether a sentence hedges or points about: not the words for a summary."""
    return bool(VAGUE.search(text))


def _quoted(text: str) -> bool:
    return text[0] in "\"“‘'«(`$€£¥" or not text[0].isascii()


def length_of(text: str) -> int:
    """A text's length in words; without spaces, two characters count as one."""
    spaced = len(text.split())
    return max(spaced, sum(not c.isascii() and c.isalpha() for c in text) // 2)


def worth_listing(listing: Listing) -> bool:
    """Whether a list tells something: no menu, no dump of names, no steps without end."""
    lengths = [len(item.split()) for item in listing.items]
    # Below a heading of its own a list needs no other words before it.
    introduced = listing.intro or len(listing.path) > 1
    if not 2 <= len(lengths) <= 12 or sum(lengths) > 260 or not introduced:
        return False
    if any(
        _CHATTER.search(item) or _ADDRESS.search(item) for item in (listing.intro, *listing.items)
    ):
        return False
    return sum(lengths) / len(lengths) >= 4
