"""Read the multiple, the unit and the denominators after a number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from git_report.differ.figures.units import (
    ADVERBS,
    COUNTED,
    LETTER_SCALES,
    SCALES,
    find_unit,
    is_measure,
)
from git_report.patterns import lazy

_BLANK = " \u00a0\u2007\u2009\u202f"
# Any space except line breaks and tabs. A character class that lists them takes ten times as long
# to compile, and nearly every pattern here has several.
_SPACE = r"[^\S\x00-\x1f\x85]"
# A line may be wrapped anywhere, and in a list the next line is indented.
_GAP = f"(?:{_SPACE}?\n{_SPACE}{{0,8}}|{_SPACE})"
_END = "(?!_?[A-Za-z0-9])"
_WIDE_UNIT = "小时|時間|分钟|毫秒|个月|ヶ月|参数|[％円元万萬亿億秒人台个個天周件分倍]"
_WORD = lazy(
    f"(?:\\\\?(?:-|[‑–]|{_GAP}))?"
    f"({_WIDE_UNIT}|[%‰€£$¥￥₹₩₽₺₪₦¢×]|°[CF]?|[℃℉]|[^\\W\\d_]{{1,20}}(?:[·.-]m(?:eter|etre)?)?)"
    f"(?:(\\^?[23]|[²³])(?![\\d.,]\\d))?{_END}(?!\\^\\{{?[-−]|⁻)"
)
# Units of several words: the spelling, and the unit.
_PHRASES: tuple[tuple[str, str], ...] = (
    ("per[ -]?cent", "%"), ("percentage[ -]points?", "percentage point"),
    ("(?:Prozentpunkte|points? de pourcentage)", "percentage point"),
    ("basis points?", "bp"), ("(?:wt|vol|mol)[ .-]?%", "%"),
    ("(?:metric|long) ton(?:ne)?s?", "t"), ("(?:US|short) tons?", "ton"),
    ("(?:light|Light)[ -]years?", "ly"), ("astronomical units?", "au"),
    ("fl\\.? ?oz", "fl oz"), ("fluid ounces?", "fl oz"), ("nautical miles?", "nmi"),
    ("(?:US|U\\.S\\.) dollars?", "$"), ("Australian dollars?", "A$"),
    ("Canadian dollars?", "C$"), ("(?:New Zealand) dollars?", "NZ$"),
    ("Swiss francs?", "CHF"), ("pounds? sterling", "£"), ("(?:British) pounds", "£"),
    ("(?:degrees?|Grad|degrés)[ -](?:C|Celsius)", "°C"), ("degrees?[ -](?:F|Fahrenheit)", "°F"),
    (f"°{_SPACE}(?:C)", "°C"), (f"°{_SPACE}(?:F)", "°F"),
    ("(?:square|sq\\.?)[ -](?:feet|foot|ft)", "sq ft"),
    ("(?:miles?|mi)[ -](?:per|an)[ -]hour", "mph"), ("miles? per gallon", "mpg"),
    ("frames? per second", "fps"), ("beats? per minute", "bpm"),
    ("revolutions? per minute", "rpm"), ("parts? per million", "ppm"),
    ("parts? per billion", "ppb"), ("international units?", "IU"), ("mm Hg", "mmHg"),
    ("(?:newton|Newton)[ -]met(?:er|re)s?", "Nm"), ("(?:kilo)?watt[ -]hours?", "Wh"),
    ("horse ?power", "hp"),
)  # fmt: skip
# The empty group that identifies the alternative is after its letters, so that the regex engine can
# skip most alternatives by their first letter.
_PHRASE = lazy(f"(?:-|{_GAP})?(?:{'|'.join(f'{spelling}()' for spelling, _ in _PHRASES)}){_END}")
_POWERED = lazy(
    f"(?:-|{_GAP})?(square|sq\\.?|cubic|cu\\.?|Quadrat|Kubik)[ -]?([A-Za-zµ]{{1,15}}){_END}"
)
# One word between a number and its measure: "40 working days", "2 million GPU hours".
_MODIFIED = lazy(f"(?:-|{_GAP})([A-Za-z][A-Za-z-]{{1,14}})[ -]([a-z]{{3,15}}){_END}")
_PER = lazy(f"{_GAP}(?:(?P<per>per|pro|par|je)|(?P<a>an?|each|every)){_GAP}|[ ]?(?P<slash>/)[ ]?")
# "9.81 m s^-2", "kg ha⁻¹", "µmol m^{-2} s^{-1}".
_INVERSE = lazy(
    f"[{_BLANK}·⋅]?([A-Za-zµμ%]{{1,8}})(?:\\^\\{{?[-−]([123])\\}}?|⁻([¹²³]))(?![\\d⁰-⁹])"
)
_DENOMINATOR = lazy(r"(square |sq\.? ?|cubic )?([A-Za-zµ€$%]{1,20})(\^?[23]|[²³])?(?![A-Za-z0-9_])")
_THING = lazy(r"([A-Za-z][A-Za-z'-]{1,20})[ -]([a-z]{3,12})(?![A-Za-z0-9_])")
_ADVERB = lazy(f"{_GAP}({'|'.join(ADVERBS)}|p\\.a\\.|per annum|pro Jahr|par an)(?![A-Za-z0-9_])")
# The counted things directly after a number: at most two words.
_NOUNS = lazy(f"(?:-|{_GAP})([A-Za-z][a-z-]{{1,20}})(?:{_GAP}([a-z][a-z-]{{2,20}}))?(?![\\w'-])")
# "180 kg of nitrogen per hectare", "145 tonnes of jet fuel a day".
_MATTER = lazy(
    f"{_GAP}of{_GAP}([A-Za-z][\\w-]{{0,20}})"
    f"(?:{_GAP}(?!(?:per|pro|par|each|every|{'|'.join(ADVERBS)})\\b)([a-z][a-z-]{{1,20}}))?(?![\\w'-])"
)
_AMPERES = frozenset("AKTNFCJB")
# The text that may follow a letter that is a unit: "0.26 A at 230 V", not "5 A views".
_AFTER_LETTER = lazy(
    r"[ \n]?(?:\Z|[.,;:)\]|/(]|[–—×±]|(?:and|or|at|in|of|to|for|with|on|from|per|by|is|was)\b)"
)
_INCH_END = lazy(
    r"\s*(?:\Z|[)\],;×/|]|[.](?:\s|\Z)|(?:x|by|wide|long|tall|high|thick|deep|screen|pipe|and|tin|carries|"
    # Prepositions and the like, which cannot follow the word "in".
    r"above|apart|behind|below|beneath|beyond|but|during|from|if|is|of|per|than|until|was|when|while)\b)"
)
# After feet, "in" means inches whatever follows: "fell by 2 ft 6 in overnight".
_FEET = lazy(r"\d[ -]?(?:ft|feet|foot|['′’])[ ,-]{0,2}\d[\d.]*[ -]?\Z")
_YEAR = lazy(r" \d{4}(?!\w)")
# Words that are not part of counted or measured things.
STOP_WORDS = frozenset(
    "a about above across after again against all along also although always among an and any are "
    "as at auf away back be because been before behind below between bis both but by came can "
    "could dans de des did do does down du during each either et every fell for from für gave get "
    "gets go goes got had has have he her here his how if im in inside into is it its je just la "
    "le les less like made many may might minus mit more most much must near needs nor not now "
    "oder of off on once one only onto or other ou our out over own par per plus pour pro put ran "
    "rose run runs said saw see shall she should since so some still such sur take takes than "
    "that the their them then there these they this those though through till times to too took "
    "und under until up upon us use used uses versus very via von was we well went were what when "
    "where whether which while who whom whose why will with within without would yes yet "
    "you your".split()
)
_LOOSE = frozenset(
    "additional calendar consecutive extra full further more other whole working".split()
)


# "3,2 millions d'euros", "12 millions de tonnes".
_OF = lazy(f"{_GAP}(?:d['’]|de(?={_GAP}))(?=\\s?(?:[€£$]|euro|dollar|tonne|m[eè]tre|litre))")


# The beginnings of all these patterns, checked first because most numbers have other text after.
_BEGINNING = lazy(f"\\\\?(?:[-‑–·⋅]|{_GAP})?(?:[^\\W\\d_]|[%％‰€£$¥￥₹₩₽₺₪₦¢×°℃℉/])")


class Unit(NamedTuple):
    """The text after a number: its end, the unit's common spelling, and the multiple."""

    end: int
    name: str
    scale: Decimal


def read_unit(text: str, at: int, currency: str = "") -> Unit:
    """The unit at `at`, directly after a number; with a currency only multiples and rates."""
    # "$100+ billion"
    start = at + 1 if text.startswith("+", at) else at
    if not _BEGINNING.match(text, start):
        return Unit(at, currency, Decimal(1))
    scale, end, word = _read_scale(text, start, money=bool(currency))
    if scale != 1 and (of := _OF.match(text, end)):
        end = of.end()
        word = _WORD.match(text, end)
    name = currency
    if not currency:
        name, end = _read_name(text, end, word, touching=end == at)
    name, end = _read_rates(text, end, name)
    if end == start:
        end = at
    return Unit(end, name, scale)


def find_currency(before: str) -> tuple[str, int]:
    """The currency at the end of a text and its length in characters; "" and 0 if there is none."""
    last = before[-1:]
    if (before[-2:-1] if last in _BLANK else last) not in _MONEY_ENDS:
        return "", 0
    match = _CURRENCY.search(before[-6:])
    if match is None:
        return "", 0
    return find_unit(match[0].strip(_BLANK)), len(match[0])


_CURRENCY = lazy(
    r"(?:(?<![A-Za-z])(?:US|AU|CA|A|C|HK|NZ|S|R)?[$＄]|[€£¥￥₹₩₽₺₪₦]|(?<![A-Za-z])(?:USD|EUR|GBP|JPY|"
    r"CNY|RMB|INR|CHF|SFr|AUD|CAD|NZD|SEK|NOK|DKK|PLN|KRW|BRL|ZAR|MXN|Rs))"
    rf"\.?[{_BLANK}]?\Z"
)
_MONEY_ENDS = frozenset("$＄€£¥￥₹₩₽₺₪₦DRPYNFBLKWrs.")


def _read_scale(text: str, at: int, *, money: bool) -> tuple[Decimal, int, re.Match[str] | None]:
    """The multiples after a number ("million", "k", "lakh crore"), their end, the word there."""
    scale, end = Decimal(1), at
    word = _WORD.match(text, end)
    for _ in range(2):
        if word is None or word[2]:
            break
        touching = word.start(1) == at
        factor = _find_scale(word[1], text, word.end(), touching=touching, money=money)
        if factor is None:
            break
        scale, end = scale * factor, word.end()
        if text.startswith(".", end) and word[1] in ("Mio", "Mrd"):
            end += 1
        word = _WORD.match(text, end)
    return scale, end, word


_PEOPLE = lazy(
    r" (?!across|less|plus|is|was|towards|as|has|this|its|versus|thus|always)"
    r"(?:people|[a-z]{3,14}s)\b"
)


def _find_scale(word: str, text: str, end: int, *, touching: bool, money: bool) -> Decimal | None:
    if touching and word in LETTER_SCALES:
        return LETTER_SCALES[word]
    if touching and word in ("b", "m") and (money or _PEOPLE.match(text, end)):
        return LETTER_SCALES[word.upper()]
    lower = word.lower()
    return SCALES.get(lower) or SCALES.get(lower.removesuffix("s"))


def _read_name(
    text: str, at: int, word: re.Match[str] | None, *, touching: bool
) -> tuple[str, int]:
    """The unit at a position, or after one more word, and its end.

    `word` is the word or sign at the position.
    """
    phrase = _PHRASE.match(text, at)
    if phrase is not None:
        return _PHRASES[(phrase.lastindex or 1) - 1][1], phrase.end()
    powered = _POWERED.match(text, at)
    if powered is not None:
        power = "2" if powered[1][0] in "sQ" else "3"
        length = find_unit(powered[2].lower())
        if length and is_measure(unit := find_unit(f"{length}{power}")):
            return unit, powered.end()
    if word is None:
        return "", at
    touching, end = touching and word.start(1) == at, word.end()
    power = (word[2] or "").translate(_POWERS).strip("^")
    name = _find_word(text, word, power, touching=touching)
    if not name and word[2] and word[2] != power:
        # The unit has no powers, so the sign is a footnote mark: "45 %^2".
        name, end = _find_word(text, word, "", touching=touching), word.end(1)
    if name and is_measure(name):
        return name, end
    modified = _MODIFIED.match(text, at)
    if modified is not None and modified[1].lower() not in STOP_WORDS - _LOOSE:
        measure = find_unit(modified[2])
        if measure and is_measure(measure) and modified[2] not in _NOT_AGAIN:
            return measure, modified.end()
    return (name, end) if name else ("", at)


# Measures that are also other nouns, and so not after a word: "3 garden feet".
_NOT_AGAIN = frozenset(
    "are bar century cup degree feet fois foot grad mal mon quarter real second stone won".split()
)


def _find_word(text: str, word: re.Match[str], power: str, *, touching: bool) -> str:
    spelling = word[1] + power
    if touching and spelling in ("C", "F"):  # "200C", but not "3C"
        return f"°{spelling}" if text[word.start(1) - 2 : word.start(1)].isdecimal() else ""
    if len(spelling) == 1 and text[word.end() : word.end() + 1] in ("'", "’"):
        return ""  # "d'euros"
    name = find_unit(spelling)
    if not name or touching:
        return "" if name == "in" and spelling == "in" and not touching else name
    if spelling in _AMPERES:
        if text[word.start(1) - 1] in "-‑–":
            return ""  # "Form 10-K"
        return name if _AFTER_LETTER.match(text, word.end()) else ""
    if spelling == "in":
        return "in" if _is_inch(text, word) else ""
    return "" if spelling in _TOUCHING else name


def _is_inch(text: str, word: re.Match[str]) -> bool:
    """Whether "in" is a unit, judged by the text after it or by feet before it."""
    if _INCH_END.match(text, word.end()):
        return True
    feet = _FEET.search(text, max(0, word.start(1) - 16), word.start(1))
    return feet is not None and not _YEAR.match(text, word.end())


_POWERS = str.maketrans("¹²³", "123")
# These are units only if they touch their number; otherwise they are other words.
_TOUCHING = frozenset(("x", "×", "us", "kr", "au", "real", "mal", "fois", "an", "are", "M", "mon"))


def _read_rates(text: str, at: int, name: str) -> tuple[str, int]:
    """The unit with its denominators ("/kg/day", "per user per month", "daily"), and its end."""
    counted = not name or name in COUNTED
    for place in _skip_nouns(text, at, name) if counted else _skip_matter(text, at):
        rated, after = _read_rate_row(text, place, name)
        if after > place:
            return rated, after
    return name, at


def _skip_matter(text: str, at: int) -> tuple[int, ...]:
    """The possible ends of the measured matter: here, after "of" and one word, or two words."""
    if not text[at : at + 12].lstrip().startswith("of"):
        return (at,)
    matter = _MATTER.match(text, at)
    if matter is None or not STOP_WORDS.isdisjoint((matter[1].lower(), matter[2])):
        return (at,)
    return (at, matter.end(1), matter.end())


def _skip_nouns(text: str, at: int, name: str) -> tuple[int, ...]:
    """The possible ends of the counted things: here, after one word, or after two words."""
    places = [at]
    nouns = _NOUNS.match(text, at)
    if nouns is not None and nouns[1].lower() not in STOP_WORDS and nouns[1] not in ADVERBS:
        places.append(nouns.end(1))
        if nouns[2] and nouns[2].endswith("s") and nouns[2] not in STOP_WORDS:
            places.append(nouns.end(2))
    if name:  # "14,000 page requests a day", not "10 teams shipped daily"
        return tuple(place for place in places[:2] if place == at or text[place - 1] == "s")
    return tuple(places)


def _read_rate_row(text: str, at: int, unit: str) -> tuple[str, int]:
    end = kept = at
    rated = unit
    for _ in range(3):
        found = _read_rate(text, end)
        if found is None:
            break
        below, end, thing = found
        if below:
            rated, kept = f"{rated}/{below}", end
            rated = find_unit(rated) or rated  # "Gb/s" is "Gbps"
        elif not thing:
            break
    adverb = _ADVERB.match(text, kept)
    if adverb is not None and not rated.endswith(_TIMES):
        return f"{rated}/{ADVERBS.get(adverb[1], 'year')}", adverb.end()
    return rated, kept


_TIMES = tuple(f"/{unit}" for unit in ("s", "min", *set(ADVERBS.values())))


def _read_rate(text: str, at: int) -> tuple[str, int, bool] | None:
    """One denominator of a unit: its unit, its end, and True for a thing without a unit."""
    near = text[at : at + 10]
    inverse = _INVERSE.match(text, at) if "^" in near or "⁻" in near else None
    if inverse is not None:
        power = (inverse[2] or inverse[3]).translate(_POWERS).replace("1", "")
        below = find_unit(inverse[1] + power)
        return (below, inverse.end(), False) if below and is_measure(below) else None
    per = _PER.match(text, at)
    if per is None:
        return None
    place = per.end()
    word = _DENOMINATOR.match(text, place)
    if word is None:
        return None
    name = _find_denominator(word)
    if name and is_measure(name):
        return name, word.end(), False
    if per["a"] is not None:
        return None
    thing = _THING.match(text, place)
    below = find_unit(thing[2]) if thing is not None and thing[2] not in _TOUCHING else ""
    if thing is not None and per["per"] and below and is_measure(below):
        return below, thing.end(), False
    if name:
        return name, word.end(), False
    if per["per"] and not word[1] and word[2].isalpha():
        return "", word.end(), True
    return None


def _find_denominator(word: re.Match[str]) -> str:
    power = (word[3] or "").translate(_POWERS).strip("^")
    if word[1]:
        power = "3" if word[1].startswith("c") else "2"
        length = find_unit(word[2].lower())
        name = find_unit(f"{length}{power}") if length else ""
        return "sq ft" if name == "ft2" else name
    return find_unit(word[2] + power)
