"""Find speakers: by the labels of a transcript's turns, or by introductions if it has none."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.patterns import lazy

_NAME = r"[A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|der|of)){0,3}"
# A person's office, after the name: "-- Chief Executive", "(fire department)".
_OFFICE = r"(?:\*\*|__)?\s+(?:--|[–—])\s+[*_]{0,3}[A-Z][^:.?!\n]{1,60}?[*_]{0,3}"
# Degrees after a name: ", Ph.D.", ", MD, MPH".
_DEGREES = r"(?:,\s+(?:[A-Z][A-Za-z]{0,4}\.?){1,4})"
_LABEL = lazy(
    rf"^\s*(?:>>+\s*)?(?:\*\*|__)?(?P<name>{_NAME}){_DEGREES}{{0,3}}(?:\s*[(\[][^)\]\n]{{1,40}}[)\]]|{_OFFICE})?"
    r"(?::(?:\*\*|__)|(?:\*\*|__)?:)(?:\s+|$)"
)
# Transcripts of company calls have name and office on one line, and the words below it.
_CREDIT = lazy(rf"^\s*(?:\*\*|__)?(?P<name>{_NAME}){_OFFICE}\s*$")
# How many labelled turns make a text a talk, and their share of all paragraphs: if few people speak
# in turn, and if many do. Fewer labels are those of an example in a page.
_LABELLED, _MANY, _ALL = 4, 0.4, 0.8
# A line with no more words may be a field of documentation: "Type: string", "Default value: 5 s".
_FIELD = 4
_NO_NAMES = frozenset(
    """note notes example examples tip tips warning warnings question answer q a source sources
    title date author summary definition caution references reference important result results step
    conclusion output input usage http https figure table chapter part section abstract keywords
    contents update price cost poll vote motion resolution resolved decision action agenda
    consensus""".split()
)
# Words for fields of documentation: a label with one of these is not a name.
_FIELDS = frozenset(
    """type required pattern default valid syntax returns parameters parameter name description
    value values format status code error errors length range minimum maximum constraints""".split()
)
_CAPITAL = r"[A-Z][\w'’-]+"
_PERSON = (
    rf"(?P<name>(?:(?:Dr|Prof)\.? )?{_CAPITAL}(?: (?:de|van|von|der) | ){_CAPITAL}"
    rf"(?: {_CAPITAL})?)"
)
# A name at the end of a sentence that introduces somebody.
_INTRODUCED = lazy(
    rf"\b(?:[Ww]elcome|[Ii]ntroduce|[Ii]nvite|[Bb]egrüßen|[Aa]ccueill\w+|[Rr]ecib\w+)\b"
    rf"[^.!?]{{0,160}}?(?<=[,: ]){_PERSON}[.!]"
)
_PRESENTED = lazy(rf"\b(?:I'm|I am|[Mm]y name is|[Ii]ch bin|[Jj]e suis|[Ss]oy) {_PERSON}[.,]")

_THANKS = lazy(r"\b(?:[Tt]hanks|[Tt]hank you|[Dd]anke|[Mm]erci|[Gg]racias)\b")


def find_label(line: str) -> str:
    """The speaker's name at the beginning of a transcript's line; empty if there is none."""
    match = _LABEL.match(line) or _CREDIT.match(line)
    called = match["name"].casefold() if match is not None else ""
    if match is None or called in _NO_NAMES or not _FIELDS.isdisjoint(called.split()):
        return ""
    name = " ".join(match["name"].split())
    # "ANNA SMITH" in a transcript is "Anna Smith"; a short one may be initials.
    return name.title() if name.isupper() and len(name) > 3 else name


def strip_label(line: str) -> str:
    """A line without the speaker's label."""
    return "" if _CREDIT.match(line) else _LABEL.sub("", line)


def is_labelled(lines: Sequence[str], paragraphs: int) -> bool:
    """Whether the non-empty lines of a text, with its number of paragraphs, are labelled turns."""
    # A speaker says more than a word or two; fields of documentation do not.
    labels = [name for line in lines if (name := find_label(line)) and _says_enough(line)]
    many = len(labels) >= _LABELLED
    repeated = many and len(set(labels)) <= max(2, len(labels) // 2)
    if repeated and len(labels) >= _MANY * min(paragraphs, len(lines)):
        return True
    # Many people speak, but there is hardly anything else.
    return (
        many
        and len(set(labels)) < len(labels)
        and (len(labels) >= _ALL * min(paragraphs, len(lines)))
    )


def find_introduced(sentence: str) -> str:
    """The person whom a sentence introduces, or who introduces themselves; else empty."""
    match = _INTRODUCED.search(sentence) or _PRESENTED.search(sentence)
    return match["name"] if match is not None else ""


def is_thanked(sentence: str, name: str) -> bool:
    """Whether a sentence thanks somebody by name, as a host does who takes over again."""
    thanks = _THANKS.search(sentence)
    return thanks is not None and any(
        part in sentence[thanks.end() :].split(".", maxsplit=1)[0]
        for part in name.split()
        if part[0].isupper()
    )


def _says_enough(line: str) -> bool:
    """Whether a label is alone on its line, or before more text than the value of a field."""
    return not strip_label(line).strip() or len(line.split()) > _FIELD
