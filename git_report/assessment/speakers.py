"""Speakers: the labels of a transcript's turns, and who is introduced where it has none."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.patterns import lazy

_NAME = r"[A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|de|van|von|der|of)){0,3}"
# What somebody is, behind the name: "-- Chief Executive", "(fire department)".
_OFFICE = r"(?:\*\*|__)?\s+(?:--|[–—])\s+[*_]{0,3}[A-Z][^:.?!\n]{1,60}?[*_]{0,3}"
# Degrees behind a name: ", Ph.D.", ", MD, MPH".
_DEGREES = r"(?:,\s+(?:[A-Z][A-Za-z]{0,4}\.?){1,4})"
_LABEL = lazy(
    rf"^\s*(?:>>+\s*)?(?:\*\*|__)?(?P<name>{_NAME}){_DEGREES}{{0,3}}(?:\s*[(\[][^)\]\n]{{1,40}}[)\]]|{_OFFICE})?"
    r"(?::(?:\*\*|__)|(?:\*\*|__)?:)(?:\s+|$)"
)
# Calls of companies are written down so: name and office on a line, below it what they say.
_CREDIT = lazy(rf"^\s*(?:\*\*|__)?(?P<name>{_NAME}){_OFFICE}\s*$")
# Turns with a label that make a text a talk, and the part of all paragraphs that they are: where
# few people speak in turn, and where many do. Fewer labels are those of an example in a page.
_LABELLED, _MANY, _ALL = 4, 0.4, 0.8
# Words of a line that says more than a field of a reference: "Type: string", "Default value: 5 s".
_FIELD = 4
_NO_NAMES = frozenset(
    """note notes example examples tip tips warning warnings question answer q a source sources
    title date author summary definition caution references reference important result results step
    conclusion output input usage http https figure table chapter part section abstract keywords
    contents update price cost""".split()
)
# The fields of a reference: a label that has one of these words names nobody.
_FIELDS = frozenset(
    """type required pattern default valid syntax returns parameters parameter name description
    value values format status code error errors length range minimum maximum constraints""".split()
)
_CAPITAL = r"[A-Z][\w'’-]+"
_PERSON = (
    rf"(?P<name>(?:(?:Dr|Prof)\.? )?{_CAPITAL}(?: (?:de|van|von|der) | ){_CAPITAL}"
    rf"(?: {_CAPITAL})?)"
)
# A name, and applause or nothing but the end of the sentence behind it.
_INTRODUCED = lazy(
    rf"\b(?:[Ww]elcome|[Ii]ntroduce|[Ii]nvite|[Bb]egrüßen|[Aa]ccueill\w+|[Rr]ecib\w+)\b"
    rf"[^.!?]{{0,160}}?(?<=[,: ]){_PERSON}[.!]"
)
_PRESENTED = lazy(rf"\b(?:I'm|I am|[Mm]y name is|[Ii]ch bin|[Jj]e suis|[Ss]oy) {_PERSON}[.,]")

_THANKS = lazy(r"\b(?:[Tt]hanks|[Tt]hank you|[Dd]anke|[Mm]erci|[Gg]racias)\b")


def find_label(line: str) -> str:
    """The speaker whom a line of a transcript begins with; empty where it names none."""
    match = _LABEL.match(line) or _CREDIT.match(line)
    called = match["name"].casefold() if match is not None else ""
    if match is None or called in _NO_NAMES or not _FIELDS.isdisjoint(called.split()):
        return ""
    name = " ".join(match["name"].split())
    return name.title() if name.isupper() and len(name) > 3 else name


def strip_label(line: str) -> str:
    """What is said on a line, without the speaker's label."""
    return "" if _CREDIT.match(line) else _LABEL.sub("", line)


def is_labelled(lines: Sequence[str], paragraphs: int) -> bool:
    """Whether the filled lines of a text in so many paragraphs are turns with labels."""
    # Who speaks says more than a word or two; the fields of a reference do not.
    labels = [name for line in lines if (name := find_label(line)) and _says_enough(line)]
    many = len(labels) >= _LABELLED
    repeated = many and len(set(labels)) <= max(2, len(labels) // 2)
    if repeated and len(labels) >= _MANY * min(paragraphs, len(lines)):
        return True
    # Many people speak, but nothing else is there.
    return (
        many
        and len(set(labels)) < len(labels)
        and (len(labels) >= _ALL * min(paragraphs, len(lines)))
    )


def find_introduced(sentence: str) -> str:
    """Whom a sentence asks to the stage, or who says in it who is speaking; empty for nobody."""
    match = _INTRODUCED.search(sentence) or _PRESENTED.search(sentence)
    return match["name"] if match is not None else ""


def is_thanked(sentence: str, name: str) -> bool:
    """Whether a sentence thanks somebody by name, as a host does who speaks again."""
    thanks = _THANKS.search(sentence)
    return thanks is not None and any(
        part in sentence[thanks.end() :].split(".", maxsplit=1)[0]
        for part in name.split()
        if part[0].isupper()
    )


def _says_enough(line: str) -> bool:
    """Whether a label stands alone on its line, or before more than a field's value."""
    return not strip_label(line).strip() or len(line.split()) > _FIELD
