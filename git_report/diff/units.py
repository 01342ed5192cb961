"""The units that a figure may carry, and what their spellings have in common."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import NamedTuple

# Spellings that mean the same; nouns are listed in the singular.
_SPELLINGS: dict[str, str] = {
    "%": "% ％ percent pct prozent procent",
    "percentage point": "pp",
    "‰": "‰ permille",
    "$": "$ ＄ USD US$ dollar",
    "€": "€ EUR euro",
    "£": "£ GBP",
    "¥": "¥ ￥ JPY yen 円",
    "元": "元 CNY RMB yuan",
    "₹": "₹ INR rupee",
    "₩": "₩ KRW won",
    "x": "x X × fold time 倍",
    "s": "s sec second 秒",
    "min": "min mins minute 分 分钟",
    "h": "h hr hrs hour 小时 時間",
    "day": "d day 天",
    "week": "week wk 周",
    "month": "month mo 个月 ヶ月",
    "year": "year yr yrs",
    "ms": "ms millisecond 毫秒",
    "µs": "µs μs us microsecond",
    "ns": "ns nanosecond",
    "bps": "bps bit/s",
    "Kbps": "Kbps kbps Kb/s kb/s Kbit/s kbit/s",
    "Mbps": "Mbps Mb/s Mbit/s",
    "Gbps": "Gbps Gb/s Gbit/s",
    "Tbps": "Tbps Tb/s Tbit/s",
    "KB": "KB kB kilobyte",
    "MB": "MB megabyte",
    "GB": "GB gigabyte",
    "TB": "TB terabyte",
    "PB": "PB petabyte",
    "EB": "EB exabyte",
    "parameter": "parameter param 参数",
    "token": "token tok",
    "GPU": "GPU GPUs",
    "person": "person people 人",
    "piece": "个 個 件",
    "台": "台",
    "°C": "°C ℃",
    "°F": "°F ℉",
}
# Units that are spelt in one way only.
_PLAIN = (
    "KiB MiB GiB TiB PiB B/s KB/s MB/s GB/s TB/s MiB/s GiB/s Kb Mb Gb Tb bit byte "
    "Hz kHz KHz MHz GHz THz W kW MW GW TW Wh kWh MWh GWh TWh V kV A mA J kJ MJ "
    "nm µm mm cm m km ft mi kg g mg t lb L mL K rpm dB "
    "FLOP FLOPS MFLOPS GFLOPS TFLOPS PFLOPS EFLOPS TOPS IOPS QPS RPS TPS fps "
    "vCPU CPU TPU core thread chip node server instance cluster rack accelerator machine host "
    "model layer head expert dimension epoch step batch shard block query request call response "
    "user customer client company organization country region zone site city employee developer "
    "team partner seat license account point basis bp page word character line row column cell "
    "file image video document sample example case task test benchmark question answer message "
    "service feature product item unit minute category section element option member share "
    "patient student vehicle car mile meter metre foot inch acre ton tonne barrel gallon liter "
    "litre kilometer kilometre kilogram calorie degree watt volt cent"
)
# Words that multiply; the short ones must touch their number.
SCALES: dict[str, Decimal] = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "million": Decimal(10) ** 6,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "mn": Decimal(10) ** 6,
    "bn": Decimal(10) ** 9,
    "tn": Decimal(10) ** 12,
    "万": Decimal(10) ** 4,
    "萬": Decimal(10) ** 4,
    "亿": Decimal(10) ** 8,
    "億": Decimal(10) ** 8,
}
LETTER_SCALES: dict[str, Decimal] = {
    "k": Decimal(1000),
    "K": Decimal(1000),
    "M": Decimal(10) ** 6,
    "B": Decimal(10) ** 9,
    "T": Decimal(10) ** 12,
}
CURRENCIES = frozenset("$€£¥元₹₩")
_MONEY_ENDS = frozenset("$＄€£¥￥₹₩DRPYN \u00a0\u2007\u2009\u202f")

UNITS: dict[str, str] = {
    **{unit: unit for unit in _PLAIN.split()},
    **{spelling: unit for unit, words in _SPELLINGS.items() for spelling in words.split()},
}


_ARITHMETIC = Context(prec=60, traps=[])
_BLANK = " \u00a0\u2007\u2009\u202f"
# A line may end anywhere, and in a list the next one is indented.
_GAP = f"(?:[{_BLANK}]?\n[{_BLANK}]{{0,8}}|[{_BLANK}])"
_WIDE_UNIT = "小时|時間|分钟|毫秒|个月|ヶ月|参数|[％円元万萬亿億秒人台个個天周件分倍]"
_WORD = re.compile(
    f"(?:\\\\?(?:[-‑]|{_GAP}))?({_WIDE_UNIT}|[%‰€£$¥￥₹₩×]|°[CF]|[℃℉]|[^\\W\\d_]{{1,20}})"
    "(?![A-Za-z0-9_])"
)
_TWO_WORDS = re.compile(f"(?:-|{_GAP})?(per[ -]cent|percentage points?)(?![A-Za-z0-9_])")
_PER = re.compile(f"(?:{_GAP}(?:per|an?){_GAP}|/)([A-Za-z]{{1,20}})(?![A-Za-z0-9_])")
_CURRENCY = re.compile(
    f"(?:(?<![A-Za-z])(?:US|A|C|HK|NZ|S)?[$＄]|[€£¥￥₹₩]|(?<![A-Za-z])(?:USD|EUR|GBP|JPY|CNY|INR))"
    f"[{_BLANK}]?\\Z"
)
# A single letter is a unit only where it touches its number: "Table 5 A view".
_TOUCHING = frozenset("AKLJXtxm×")


class Unit(NamedTuple):
    """What follows a number: where it ends, the unit's common spelling, and what multiplies."""

    end: int
    name: str
    scale: Decimal


def read_unit(text: str, at: int, currency: str = "") -> Unit:
    """The unit that begins at `at`, right behind a number; with a currency only multiples count."""
    scale, name, end = Decimal(1), currency, at
    for _ in range(3):
        two = _TWO_WORDS.match(text, end)
        word = two or _WORD.match(text, end)
        if word is None:
            break
        touching = word.start(1) == at
        factor = _find_scale(word[1], touching=touching, money=bool(currency))
        if factor is not None and scale == 1:
            scale, end = factor, word.end()
            continue
        found = _find_two(word[1]) if two else find_unit(word[1])
        if found and not currency and (touching or word[1] not in _TOUCHING):
            name, end = found, word.end()
        break
    if name:
        per = _PER.match(text, end)
        below = find_unit(per[1]) if per else ""
        if per and below:
            return Unit(per.end(), UNITS.get(f"{name}/{below}", f"{name}/{below}"), scale)
    return Unit(end, name, scale)


def find_unit(word: str) -> str:
    """The unit that a word is a spelling of, singular or plural; empty where it is none."""
    for spelling in (word, word.lower() if len(word) > 3 else word):
        for singular in _list_singulars(spelling):
            if singular in UNITS:
                return UNITS[singular]
    return ""


def find_currency(before: str) -> tuple[str, int]:
    """The currency that a text ends in and how many characters it takes; empty and 0 without."""
    if not before or before[-1] not in _MONEY_ENDS:
        return "", 0
    match = _CURRENCY.search(before[-6:])
    if match is None:
        return "", 0
    mark = match[0].strip(_BLANK)
    return UNITS.get(mark, mark), len(match[0])


def _find_scale(word: str, *, touching: bool, money: bool) -> Decimal | None:
    if touching and word in LETTER_SCALES:
        return LETTER_SCALES[word]
    if touching and money and word == "m":
        return SCALES["mn"]
    return SCALES.get(word) or SCALES.get(word.lower().removesuffix("s"))


def _find_two(words: str) -> str:
    return "percentage point" if words.startswith("percentage") else "%"


def _list_singulars(word: str) -> tuple[str, ...]:
    if len(word) < 4 or not word.endswith("s"):
        return (word,)
    if word.endswith("ies"):
        return word, f"{word[:-3]}y"
    return word, word[:-1], word[:-2] if word.endswith("es") else word
