"""What the pages beside this file say, and how much of it a text of them has kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent / "pages"
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *$")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_RULE = re.compile(r"\|?[ :]*-[-| :]*")


@dataclass(slots=True)
class Kept:
    """What was asked of a text, and what of it was missing or should not be there."""

    asked: dict[str, int] = field(default_factory=dict)
    missed: dict[str, list[str]] = field(default_factory=dict)

    def ask(self, kind: str, what: str, *, ok: bool) -> None:
        """Count one thing that was asked for."""
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.missed.setdefault(kind, [])
        if not ok:
            self.missed[kind].append(what)


def names() -> list[str]:
    """The names of the pages."""
    return sorted(path.stem for path in PAGES.glob("*.html"))


def load(name: str) -> tuple[bytes, dict[str, Any]]:
    """A page, and what it says."""
    expected: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return (PAGES / f"{name}.html").read_bytes(), expected


def compare(text: str, expected: dict[str, Any]) -> Kept:
    """How much of what a page says is in a text of it, under its heading or in its column."""
    kept = Kept()
    sections = {_plain(title): body for title, body in _sections(text)}
    whole = _plain(text)
    for question, answers in expected.get("questions", {}).items():
        body = sections.get(_plain(question))
        kept.ask("question", question, ok=body is not None)
        for answer in answers:
            kept.ask("answer", f"{question}: {answer}", ok=_plain(answer) in _plain(body or ""))
    tables = list(_tables(text))
    for table in expected.get("tables", []):
        head = [_plain(cell) for cell in table["head"]]
        found: list[list[str]] = next(
            (t for t in tables if [_plain(c) for c in t[0]] == head), [[]]
        )
        for index, row in enumerate(table["rows"]):
            got = found[index + 1] if index + 1 < len(found) else []
            for column, cell in enumerate(row):
                ok = column < len(got) and _plain(got[column]) == _plain(cell)
                kept.ask("cell", f"{head[column]}: {cell}", ok=ok)
    for sentence in expected.get("absent", []):
        kept.ask("boilerplate", sentence, ok=_plain(sentence) not in whole)
    return kept


def _plain(text: str) -> str:
    """A text without marks and white space, so that every way to write it counts."""
    text = re.sub(r"!?\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[\s*_`\\]+|<br ?/?>", "", text)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Each heading with what is below it, deeper headings too."""
    lines = text.split("\n")
    heads: list[tuple[int, int, str]] = []
    fence = ""
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
        found = None if fence else _HEADING.match(line)
        if found:
            heads.append((index, len(found[1]), found[2]))
    for n, (index, level, title) in enumerate(heads):
        end = next((i for i, deep, _ in heads[n + 1 :] if deep <= level), len(lines))
        yield title, "\n".join(lines[index + 1 : end])


def _tables(text: str) -> Iterator[list[list[str]]]:
    lines = [line.strip() for line in text.split("\n")]
    for index, line in enumerate(lines):
        if "|" in line and index and _RULE.fullmatch(line):
            rows = [lines[index - 1]]
            for below in lines[index + 1 :]:
                if not below.startswith("|"):
                    break
                rows.append(below)
            yield [[c.strip() for c in re.split(r"(?<!\\)\|", r.strip()[1:-1])] for r in rows]
