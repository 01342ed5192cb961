"""A transcript that stands in the properties above a page: records with a text, a name and a time.

Enough of YAML is read for that: a list of mappings whose values are scalars. What is a text, what a
name and what a time is told by the values, since each site calls them as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from git_report.digest.wording import length_of

_FIELD = re.compile(
    r"(?P<indent> *)(?P<dash>- +)?(?P<key>[A-Za-z][\w-]{0,40}):(?: +(?P<value>.*))?$"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?$")
_BLOCK = re.compile(r"[|>][+-]?\d?$")
# A list of fewer records, or of fewer words a record, is no transcript.
_FEWEST, _WORDS, _NAME_WORDS = 5, 4, 4
Record = Mapping[str, str]


def find_transcript(matter: str) -> str:
    """The longest list of records in front matter as a labelled transcript; empty for none.

    The text is what most words are below, a name is short and recurs, a time is a clock's.
    """
    best = max(_list_records(matter), key=_count_words, default=[])
    keys = dict.fromkeys(key for record in best for key in record)
    told = {key: [record[key] for record in best if key in record] for key in keys}
    if not told:
        return ""
    prose = max(told, key=lambda key: sum(map(length_of, told[key])))
    spoken = [record for record in best if prose in record]
    if len(spoken) < _FEWEST or sum(map(length_of, told[prose])) < _WORDS * len(spoken):
        return ""
    names = [key for key, values in told.items() if key != prose and _are_names(values, spoken)]
    times = [key for key, values in told.items() if all(map(_CLOCK.match, values))]
    lines = (_say(record, prose, names[:1], times[:1]) for record in best)
    return "\n\n".join(filter(None, lines))


def _say(record: Record, prose: str, names: Sequence[str], times: Sequence[str]) -> str:
    if prose not in record:  # between the turns, the title of what follows
        return "".join(f"## {value}" for value in [*record.values()][:1])
    time = "".join(f"[{record[key]}] " for key in times if key in record)
    name = "".join(f"{record[key]}: " for key in names if record.get(key))
    return f"{time}{name}{record[prose]}"


def _are_names(values: Sequence[str], spoken: Sequence[Record]) -> bool:
    """Whether nearly each text has such a value, few words of which few are different."""
    often = 2 * len(values) > len(spoken) and 2 * len(set(values)) <= len(values)
    return often and all(
        len(value.split()) <= _NAME_WORDS and any(map(str.isalpha, value)) for value in values
    )


def _count_words(records: Sequence[Record]) -> int:
    return sum(length_of(value) for record in records for value in record.values())


def _list_records(matter: str) -> Iterator[list[Record]]:
    """The lists of mappings in front matter, each as its mappings."""
    records: list[dict[str, list[str]]] = []
    indent, within, key = -1, 0, ""
    for line in filter(str.strip, (*matter.split("\n"), "...")):
        field = _FIELD.match(line)
        depth = len(line) - len(line.lstrip(" "))
        begins = field is not None and bool(field["dash"]) and (not records or depth == indent)
        if records and depth <= indent and not begins:
            yield _clean(records)
            records = []
        if field and begins:
            indent, within = depth, depth + len(field["dash"])
            records.append({})
        if field and records and (begins or depth == within):
            key = field["key"]
            records[-1][key] = [field["value"] or ""]
        elif records:
            records[-1][key].append(line)


def _clean(records: Iterable[Mapping[str, Sequence[str]]]) -> list[Record]:
    """Records without the quotation marks and block signs of YAML, and without empty values."""
    cleaned = ({key: unquote(" ".join(v)) for key, v in record.items()} for record in records)
    return [{key: value for key, value in record.items() if value} for record in cleaned]


def unquote(value: str) -> str:
    """A scalar of YAML without its quotation marks or the sign of a block."""
    value = " ".join(value.split())
    first, _, rest = value.partition(" ")
    if _BLOCK.match(first):
        return rest
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        inner = value[1:-1]
        return inner.replace("''", "'") if value[0] == "'" else inner.replace('\\"', '"')
    return value
