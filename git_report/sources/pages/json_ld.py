"""The JSON-LD of a page, in the vocabulary of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

_MOST_SCRIPTS, _MOST_QUESTIONS, _LONGEST = 20, 300, 20_000


def read_linked_data(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """The objects of the page's JSON-LD; invalid data is ignored."""
    found: list[dict[str, Any]] = []
    for node in tree.css("script[type='application/ld+json']")[:_MOST_SCRIPTS]:
        try:
            found.extend(_objects(json.loads(node.text() or "")))
        except (ValueError, RecursionError):
            continue
    return found


def read_questions(linked_data: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """The questions of FAQ pages, as plain text, each with its accepted answer as HTML."""
    found: list[tuple[str, str]] = []
    for item in linked_data:
        for asked in _list(item.get("mainEntity")) if _is(item, "FAQPage") else ():
            question = asked.get("name") if _is(asked, "Question") else None
            answers = [a.get("text") for a in _list(asked.get("acceptedAnswer"))]
            texts = [text for text in answers if isinstance(text, str) and text.strip()]
            if isinstance(question, str) and question.strip() and texts:
                found.append((" ".join(question.split())[:_LONGEST], texts[0][:_LONGEST]))
    return found[:_MOST_QUESTIONS]


def _is(item: dict[str, Any], kind: str) -> bool:
    named = item.get("@type")
    return kind in named if isinstance(named, list) else named == kind


def _list(data: object) -> list[dict[str, Any]]:
    return [each for each in (data if isinstance(data, list) else [data]) if isinstance(each, dict)]


def _objects(data: object) -> Iterator[dict[str, Any]]:
    for item in _list(data):
        yield item
        yield from _list(item.get("@graph"))
