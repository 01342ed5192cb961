"""The facts that a reading of a reference noted, in the reference's words, each verified."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace

from git_report.checks.quotations import Wording
from git_report.checks.transcript_captions import read_captions
from git_report.edits.json_text import JsonObject, NotFoundError, find_object, mend, read_line
from git_report.edits.operations import Usage
from git_report.edits.unwrapping import strip_reasoning
from git_report.errors import ReportError

SCHEMA_NAME = "git-report/facts/1"
# The most facts for one piece: with more, the notes would be a copy of it.
MOST = 80


@dataclass(frozen=True, slots=True)
class Fact:
    """Words of a reference, verbatim, and the reader's note about them."""

    words: str
    figure: str = ""
    baseline: str = ""
    who: str = ""
    status: str = ""
    garbled: bool = False
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one reference in order of importance, and what it adds, in a few sentences.

    `pieces` is the number of pieces it was read in; `dropped` counts facts whose words are not in
    it.
    """

    facts: tuple[Fact, ...]
    summary: str = ""
    pieces: int = 1
    dropped: int = 0
    usage: Usage = Usage()  # noqa: RUF009 - frozen

    def __add__(self, other: Facts) -> Facts:
        """The facts of two pieces of one reference."""
        summary = " ".join(each for each in (self.summary, other.summary) if each)
        return Facts(
            (*self.facts, *other.facts),
            summary,
            self.pieces + other.pieces,
            self.dropped + other.dropped,
            self.usage + other.usage,
        )


def read_facts(text: str, source: str, usage: Usage = Usage()) -> Facts:  # noqa: B008 - frozen
    """The facts of an answer whose words are in the source; raises ReportError if it has none."""
    try:
        found = find_object(strip_reasoning(mend(text)), "facts")
    except NotFoundError as error:
        raise ReportError(
            f"the notes on the reference cannot be read: {error}",
            hint="to ask again, pass --fresh",
        ) from None
    entries = found.get("facts")
    noted = [_read_fact(e) for e in (entries if isinstance(entries, list) else [])]
    wording = Wording(read_captions(source))
    kept = [fact for fact in noted if fact is not None and wording.holds(fact.words)]
    overview = read_line(found.get("summary"))
    return Facts(tuple(kept[:MOST]), overview, 1, len(noted) - len(kept), usage)


def cut_text(text: str, most: int) -> list[str]:
    """Divide a text between paragraphs or lines into pieces of at most so many bytes (0: no limit).

    The pieces joined are the text.
    """
    if not most or len(text.encode("utf-8", "surrogatepass")) <= most:
        return [text]
    pieces: list[str] = []
    piece: list[str] = []
    size = 0
    for line in _lines(text, most):
        length = len(line.encode("utf-8", "surrogatepass"))
        if piece and size + length > most:
            at = _find_cut(piece)
            pieces.append("".join(piece[:at]))
            piece = piece[at:]
            size = sum(len(each.encode("utf-8", "surrogatepass")) for each in piece)
        piece.append(line)
        size += length
    return [*pieces, "".join(piece)]


def _find_cut(lines: list[str]) -> int:
    """The index after the last blank line of the second half, else after the last line."""
    for at in range(len(lines) - 1, len(lines) // 2, -1):
        if not lines[at].strip():
            return at + 1
    return len(lines)


def _lines(text: str, most: int) -> Iterator[str]:
    """The lines of a text with their endings; long ones in pieces of a quarter of `most`."""
    width = max(1, most // (4 * 4))  # a quarter, because a character has at most four bytes
    for line in text.splitlines(keepends=True):
        yield from (line[at : at + width] for at in range(0, len(line), width))


def _read_fact(entry: object) -> Fact | None:
    if not isinstance(entry, JsonObject):
        return None
    values = {field.name: read_line(entry.get(field.name)) for field in fields(Fact)}
    garbled = entry.get("garbled") is True
    words = values.pop("words")
    values.pop("garbled")
    return Fact(words, garbled=garbled, **values) if words else None


def render_facts(facts: Facts) -> str:
    """The facts as a list for a request."""
    return "\n".join(_render(facts.facts))


def _render(facts: Iterable[Fact]) -> Iterator[str]:
    for fact in facts:
        about = [
            f"{name}: {value}"
            for name, value in (
                ("figure", fact.figure),
                ("baseline", fact.baseline),
                ("who", fact.who),
                ("status", fact.status),
                ("serves", fact.serves),
            )
            if value
        ]
        if fact.garbled:
            about.append("garbled")
        yield f"- {fact.words}" + (f" ({'; '.join(about)})" if about else "")


def pack_facts(facts: Facts) -> bytes:
    """Facts as they are stored beside the text."""
    values = {
        "schema": SCHEMA_NAME,
        "summary": facts.summary,
        "pieces": facts.pieces,
        "facts": [{k: v for k, v in asdict(fact).items() if v} for fact in facts.facts],
    }
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def unpack_facts(data: bytes, source: str) -> Facts | None:
    """Stored facts, verified again; None if the data are not facts."""
    try:
        facts = read_facts(data.decode("utf-8", "replace"), source)
    except ReportError:
        return None
    return replace(facts, dropped=0) if facts.facts else None
