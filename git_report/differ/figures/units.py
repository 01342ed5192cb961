"""The units of figures: their spellings, and the conversions between them.

A unit is a measure, such as `GB` or `mg/kg/day`, or a counted thing, such as `GPU`. Only exact
multiples are converted: five miles are not eight kilometres.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from functools import lru_cache

# Without traps, because a text may contain ten to the power of 999.
ARITHMETIC = Context(prec=60, traps=[])

_PREFIXES: dict[str, tuple[int, str]] = {
    "f": (-15, "femto"), "p": (-12, "pico"), "n": (-9, "nano"), "µ": (-6, "micro"),
    "m": (-3, "milli"), "c": (-2, "centi"), "d": (-1, "deci"), "h": (2, "hecto"),
    "k": (3, "kilo"), "M": (6, "mega"), "G": (9, "giga"), "T": (12, "tera"), "P": (15, "peta"),
    "E": (18, "exa"),
}  # fmt: skip
# Units that take prefixes: the prefixes, and the names.
_PREFIXED: dict[str, tuple[str, str]] = {
    "m": ("fpnµmcdk", "metre meter mètre"),
    "g": ("pnµmk", "gram gramme"),
    "s": ("fpnµm", "second sec seconde sekunde sekunden"),
    "L": ("nµmcdh", "litre liter"),
    "A": ("nµmk", "ampere amp"),
    "K": ("nµm", "kelvin"),
    "mol": ("pnµmk", "mole"),
    "Hz": ("mkMGT", "hertz"),
    "N": ("µmkM", "newton"),
    "Pa": ("mhkMG", "pascal"),
    "J": ("µmkMGTPE", "joule"),
    "W": ("nµmkMGT", "watt"),
    "Wh": ("mkMGTP", "watt-hour watthour"),
    "V": ("nµmkM", "volt"),
    "F": ("pnµm", "farad"),
    "Ω": ("µmkM", "ohm"),
    "T": ("nµm", "tesla"),
    "lm": ("mk", "lumen"),
    "lx": ("mk", "lux"),
    "Bq": ("kMGT", "becquerel"),
    "Gy": ("µmk", "gray"),
    "Sv": ("nµm", "sievert"),
    "eV": ("mkMGT", "electronvolt"),
    "bar": ("µm", "bar"),
    "cal": ("k", "calorie"),
    "VA": ("kMG", "voltampere"),
    "B": ("kMGTPE", "byte octet"),
    "bit": ("kMGT", "bit"),
    "bps": ("kMGTP", "bit/s b/s"),
    "FLOPS": ("kMGTPE", "flop/s flops"),
    "FLOP": ("kMGTPE", "flop"),
    "m2": ("", "sqm"),
    "m3": ("", "cbm"),
    "M": ("pnµm", ""),
}
# Other units: spellings, names in the singular.
_OTHERS: dict[str, str] = {
    "%": "% ％ percent pct prozent procent pourcent",
    "percentage point": "pp ppt ppts",
    "bp": "bp",
    "‰": "‰ permille promille",
    "ppm": "ppm", "ppb": "ppb",
    "$": "$ ＄ US$ USD dollar", "€": "€ EUR euro", "£": "£ GBP sterling",
    "¥": "¥ ￥ JPY yen 円", "元": "元 CNY RMB yuan renminbi", "₹": "₹ INR Rs rupee",
    "₩": "₩ KRW won", "CHF": "CHF SFr franken", "A$": "A$ AU$ AUD", "C$": "C$ CA$ CAD",
    "NZ$": "NZ$ NZD", "HK$": "HK$ HKD", "S$": "S$ SGD", "R$": "R$ BRL real", "kr": "kr",
    "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "PLN": "PLN zł zloty", "₽": "₽ RUB rouble ruble",
    "₺": "₺ TRY lira", "₪": "₪ ILS shekel", "₦": "₦ NGN naira", "MXN": "MXN peso",
    "ZAR": "ZAR rand", "cent": "cent ¢",
    "x": "x × fold time mal fois 倍",
    "min": "min mins minute minuten 分 分钟", "h": "h hr hrs hour stunde stunden heure 小时 時間",
    "day": "d day tag tage tagen jour 天", "week": "week wk wks woche wochen semaine 周",
    "month": "month mo mos monat monate monaten mois 个月 ヶ月",
    "year": "year yr yrs jahr jahre jahren ans année",
    "decade": "decade", "century": "century", "quarter": "quarter", "night": "night",
    "s": "秒", "ms": "毫秒", "µs": "us",
    "°C": "°C ℃ celsius", "°F": "°F ℉ fahrenheit", "°": "° degree grad",
    "t": "t tonne tonnen", "ton": "ton", "lb": "lb lbs pound", "oz": "oz ounce", "stone": "stone",
    "carat": "ct carat", "in": "inch inche inches", "ft": "ft foot feet", "yd": "yd yard",
    "mi": "mi mile", "nmi": "nmi", "ly": "ly lightyear light-year", "au": "au AU", "pc": "parsec",
    "ha": "ha hectare hektar", "acre": "acre", "are": "are",
    "gal": "gal gallon", "qt": "qt quart", "pt": "pint", "cup": "cup", "tbsp": "tbsp tablespoon",
    "tsp": "tsp teaspoon", "bushel": "bushel", "bbl": "bbl barrel", "fl oz": "",
    "mph": "mph MPH", "km/h": "kph kmh", "knot": "kn knot", "mpg": "mpg",
    "rpm": "rpm RPM", "bpm": "bpm BPM", "fps": "fps", "QPS": "QPS", "RPS": "RPS", "TPS": "TPS",
    "IOPS": "IOPS", "TOPS": "TOPS",
    "atm": "atm atmosphere", "mmHg": "mmHg", "psi": "psi", "hp": "hp horsepower",
    "dB": "dB decibel", "BTU": "BTU Btu", "Ah": "Ah", "mAh": "mAh",
    "sq ft": "sqft", "g/m2": "gsm GSM", "µg": "mcg", "cm3": "cc ccm", "IU": "IU", "px": "px pixel",
    "megapixel": "megapixel MP", "dpi": "dpi",
    "KiB": "KiB kibibyte", "MiB": "MiB mebibyte", "GiB": "GiB gibibyte", "TiB": "TiB tebibyte",
    "PiB": "PiB pebibyte", "Kbps": "Kb/s", "Nm": "Nm N·m newton-metre newton-meter",
    "kg": "kilo", "km": "klick",
}  # fmt: skip
# Counted things in the singular, first those with several spellings.
_COUNTED: dict[str, str] = {
    "parameter": "param 参数", "token": "tok", "person": "people 人", "GPU": "GPUs",
    "CPU": "CPUs", "vCPU": "vCPUs", "TPU": "TPUs", "piece": "个 個 件", "台": "台",
    "child": "children", "woman": "women", "man": "men", "page": "pages pp",
    **dict.fromkeys(
        (
            "core thread chip node server instance cluster rack accelerator machine host model "
            "layer head expert dimension epoch step batch shard block query request call response "
            "user customer client company organization country region zone site city employee "
            "developer team partner seat license account word character line row column "
            "cell file image video document sample example case task test benchmark question "
            "answer message service feature product item unit category section element option "
            "member share patient student vehicle car passenger household worker participant "
            "respondent resident visitor subscriber trip train bus ship flight frame beat "
            "event transaction order parcel transistor star point room bed school hospital farm "
            "house home building animal cow tree gene birth death vote voter"
        ).split(),
        "",
    ),
}  # fmt: skip
_TEN = Decimal(10)
# Exact conversions of a unit to another.
_MULTIPLES: dict[str, tuple[str, Decimal]] = {
    "min": ("s", Decimal(60)), "h": ("s", Decimal(3600)), "day": ("s", Decimal(86400)),
    "week": ("s", Decimal(604800)), "year": ("month", Decimal(12)),
    "quarter": ("month", Decimal(3)), "decade": ("month", Decimal(120)),
    "century": ("month", Decimal(1200)),
    "‰": ("%", Decimal("0.1")), "bp": ("percentage point", Decimal("0.01")),
    "cent": ("$", Decimal("0.01")),
    "KiB": ("B", Decimal(2) ** 10), "MiB": ("B", Decimal(2) ** 20),
    "GiB": ("B", Decimal(2) ** 30), "TiB": ("B", Decimal(2) ** 40),
    "PiB": ("B", Decimal(2) ** 50),
    "t": ("g", _TEN**6), "bar": ("Pa", _TEN**5), "Wh": ("J", Decimal(3600)),
    "L": ("m3", Decimal("0.001")), "are": ("m2", Decimal(100)), "ha": ("m2", _TEN**4),
    "oz": ("lb", Decimal(1) / 16), "in": ("ft", Decimal(1) / 12), "yd": ("ft", Decimal(3)),
    "mi": ("ft", Decimal(5280)), "tbsp": ("tsp", Decimal(3)), "qt": ("gal", Decimal("0.25")),
    "mph": ("ft/s", ARITHMETIC.divide(Decimal(5280), Decimal(3600))),
    "mpg": ("ft/gal", Decimal(5280)), "fps": ("/s", Decimal(1)),
    "bpm": ("/s", ARITHMETIC.divide(Decimal(1), Decimal(60))), "bps": ("bit/s", Decimal(1)),
    "QPS": ("/s", Decimal(1)), "RPS": ("/s", Decimal(1)), "TPS": ("/s", Decimal(1)),
    "M": ("mol/m3", Decimal(1000)), "dm3": ("m3", Decimal("0.001")), "hL": ("m3", Decimal("0.1")),
    "FLOPS": ("FLOP/s", Decimal(1)), "N/mm2": ("Pa", _TEN**6), "sq ft": ("ft2", Decimal(1)),
}  # fmt: skip
# Units that have squares and cubes.
_LENGTHS = ("nm", "µm", "mm", "cm", "dm", "m", "km", "in", "ft", "yd", "mi", "s")

CURRENCIES = frozenset(
    "$ € £ ¥ 元 ₹ ₩ CHF A$ C$ NZ$ HK$ S$ R$ kr SEK NOK DKK PLN ₽ ₺ ₪ ₦ MXN ZAR".split()
)
COUNTED = frozenset(_COUNTED)
# Adverbs of frequency, with their unit of time: "$20 monthly".
ADVERBS = {
    "hourly": "h", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "annually": "year", "yearly": "year", "täglich": "day",
    "jährlich": "year",
}  # fmt: skip
# Words that multiply; a letter must touch its number.
SCALES: dict[str, Decimal] = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000), "tausend": Decimal(1000), "mille": Decimal(1000),
    **dict.fromkeys(("million", "millionen", "mn", "mio", "mln"), _TEN**6),
    **dict.fromkeys(("billion", "bn", "bln", "mrd"), _TEN**9),
    **dict.fromkeys(("milliarde", "milliarden", "milliard"), _TEN**9),
    **dict.fromkeys(("trillion", "tn", "trn"), _TEN**12),
    "lakh": _TEN**5, "lac": _TEN**5, "crore": _TEN**7, "dozen": Decimal(12),
    "万": _TEN**4, "萬": _TEN**4, "亿": _TEN**8, "億": _TEN**8,
}  # fmt: skip
LETTER_SCALES: dict[str, Decimal] = {
    "k": _TEN**3, "K": _TEN**3, "M": _TEN**6, "B": _TEN**9, "T": _TEN**12,
}  # fmt: skip


def _list_prefixed() -> Iterator[tuple[str, str, str, Decimal]]:
    """The symbol, names, base unit and factor of every unit with a prefix."""
    for unit, (prefixes, names) in _PREFIXED.items():
        for prefix in prefixes:
            power, word = _PREFIXES[prefix]
            symbol = ("K" if prefix == "k" and unit == "B" else prefix) + unit
            if unit == "bps" and prefix == "k":
                symbol = "Kbps"
            spelt = [f"{word}{name}" for name in names.split() if "/" not in name]
            spelt += [prefix + name for name in names.split() if "/" in name]
            if prefix == "µ":
                spelt += [f"μ{unit}"]
            if prefix == "k":
                spelt += [f"k{unit}", f"K{unit}"]
            yield symbol, " ".join(spelt), unit, _TEN**power


def _collect() -> tuple[dict[str, str], dict[str, str], dict[str, tuple[str, Decimal]]]:
    """The case-sensitive spellings, the names in lower case, and the multiples of units."""
    symbols: dict[str, str] = {}
    names: dict[str, str] = {}
    multiples = dict(_MULTIPLES)
    spelt = [(unit, (unit, *name.split())) for unit, (_, name) in _PREFIXED.items() if unit != "M"]
    for symbol, words, unit, factor in _list_prefixed():
        spelt.append((symbol, (symbol, *words.split())))
        multiples.setdefault(symbol, (unit, factor))
    for unit, text in (*_OTHERS.items(), *_COUNTED.items()):
        spelt.append((unit, (unit, *text.split())))
    for unit, spellings in spelt:
        for spelling in spellings:
            if len(spelling) > 3 and spelling.islower() and spelling.isascii():
                names.setdefault(spelling, unit)
            else:
                symbols.setdefault(spelling, unit)
    for rate in ("bps", "Kbps", "Mbps", "Gbps", "Tbps"):
        prefix = rate.removesuffix("bps")
        symbols |= {f"{prefix}bit/s": rate, f"{prefix}b/s": rate}
    for prefix in "KMGT":
        symbols |= {f"{prefix}b": f"{prefix.replace('K', 'k')}bit"}
    symbols |= {"l": "L", "ml": "mL", "cl": "cL", "dl": "dL", "hl": "hL", "µl": "µL", "μl": "µL"}
    for length in _LENGTHS:
        base, factor = multiples.get(length, (length, Decimal(1)))
        for power, signs in (("2", ("²", "^2")), ("3", ("³", "^3"))):
            if base != length:
                multiples[f"{length}{power}"] = (f"{base}{power}", factor ** int(power))
            symbols |= {f"{length}{sign}": f"{length}{power}" for sign in (power, *signs)}
    return symbols, names, multiples


_SYMBOLS, _NAMES, _UNIT_MULTIPLES = _collect()


def find_unit(word: str) -> str:
    """The unit for a spelling, including plurals of names; empty if the word is not a unit.

    A symbol has no plural: "uses" in "Gemma 3 uses" does not mean microseconds.
    """
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    # A name is written like a word: "Gram", not "GRAM".
    if word.islower() or (word[:1].isupper() and word[1:].islower()) or "-" in word:
        for singular in _list_singulars(word.lower()):
            if singular in _NAMES:
                return _NAMES[singular]
            if len(singular) == 3 and singular != word and singular in _SYMBOLS:
                return _SYMBOLS[singular] if singular in _SHORT_NAMES else ""
    return ""


# Names of three letters, which have a plural although they look like symbols.
_SHORT_NAMES = frozenset(
    ("day", "ton", "cup", "car", "row", "bus", "bar", "won", "bed", "cow", "bit", "gal")
)


def _list_singulars(word: str) -> tuple[str, ...]:
    if not word.endswith("s") or len(word) < 4:
        return (word,)
    if word.endswith("ies"):
        return word, f"{word[:-3]}y", word[:-1]
    return word, word[:-1], word[:-2] if word.endswith("es") else word


# The rules ask it of each figure several times, and a report has few units.
@lru_cache(maxsize=1024)
def is_noun(unit: str) -> bool:
    """Whether a unit is the name of a counted thing, not a measure."""
    first, *rest = unit.split("/")
    return bool(first) and not is_measure(first) and not any(map(is_measure, rest))


def is_measure(unit: str) -> bool:
    """Whether a unit without denominators is one of length, time, money and the like."""
    return unit in _MEASURES


@lru_cache(maxsize=1024)
def strip_things(unit: str) -> str:
    """A unit without the things that it counts or is divided by: ``GB/GPU`` becomes ``GB``.

    ``patient/day`` becomes ``/day``: counts per day are compared without the counted thing.
    """
    first, *rest = unit.split("/")
    kept = [part for part in rest if is_measure(part)]
    if first and not is_measure(first) and kept:
        first = ""
    return "/".join((first, *kept))


def convert(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Convert a number and its unit to the common base of all multiples of the unit."""
    if unit in _UNIT_MULTIPLES:
        base, factor = _UNIT_MULTIPLES[unit]
        number = ARITHMETIC.multiply(number, factor)
        return convert(number, base) if base in _UNIT_MULTIPLES else (number, base)
    if "/" not in unit:
        return number, unit
    first, *rest = unit.split("/")
    if first and not is_measure(first) and any(map(is_measure, rest)):
        first = ""  # counts per day are compared without the counted thing
    number, first = convert(number, first)
    bases: list[str] = []
    for part in rest:
        factor, base = convert(Decimal(1), part)
        number = ARITHMETIC.divide(number, factor)
        bases.append(base)
    return number, "/".join((first, *bases))


_MEASURES = frozenset(
    unit for unit in (*_SYMBOLS.values(), *_NAMES.values()) if unit not in COUNTED
)
