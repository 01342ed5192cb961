"""Find declarations that name nothing of the previous version, and similar names."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from git_report.checks.amounts import find_amounts
from git_report.checks.citations import find_citations
from git_report.checks.declarations import Declared
from git_report.checks.lost_rows import find_rows, find_tables
from git_report.checks.quotations import find_quotations, list_words
from git_report.markdown import Document, Record
from git_report.markdown.anchors import plain_title

_LIKE = 3  # the most names that are offered; difflib's own default


def names_nothing(prior: Document | None, key: str, value: str) -> bool:
    """Whether an entry ``removed`` or ``figure`` names nothing of the previous version."""
    if prior is None:
        return True
    return not any(_list_named(prior, Declared(Record(0, ((key, value),)))))


def _list_named(prior: Document, declared: Declared) -> Iterator[bool]:
    """Yield, for each thing that a declaration may name, whether it does; the cheap ones first."""
    yield from (declared.section(section) for section in prior.sections[1:])
    yield from (declared.row(row.key, row.words, row.heads, row.label) for row in find_rows(prior))
    yield from (declared.table(*name) for name in set(find_tables(prior).values()))
    yield from (declared.figure(amount.figure, amount.context) for amount in find_amounts(prior))
    yield from (declared.citation(citation) for citation in find_citations(prior))
    yield from (declared.passage(list_words(each.text)) for each in find_quotations(prior))
    yield from (declared.passage(list_words(block.content)) for block in prior.blocks())


def list_like(prior: Document | None, what: str) -> list[str]:
    """The titles of sections and first cells of rows that are similar to a name."""
    if prior is None:
        return []
    names = [plain_title(section.title) for section in prior.sections[1:]]
    names += [row.text.strip(" |").partition("|")[0].strip() for row in find_rows(prior)]
    known = {name.casefold(): name for name in reversed(names) if name}
    sought = what.casefold().strip("\"'“”‘’ ")
    parts = [name for name in known if sought and (sought in name or name in sought)]
    found = dict.fromkeys([*get_close_matches(sought, known, _LIKE), *parts])
    return [known[name] for name in list(found)[:_LIKE]]
