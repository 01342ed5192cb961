"""What diff.md takes from the tail: the reference, changed definitions, the declared reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from git_report.differ.delta import Change, SectionChange
from git_report.differ.story.markup import SEPARATOR
from git_report.markdown import Definition, Document
from git_report.text import flatten


def newest_reference(prior: Document | None, new: Document) -> str:
    """The newest definition without its label; empty where the prior version has it as well."""
    definitions = _definitions(new)
    if not definitions:
        return ""
    newest = max(definitions.values(), key=_number)
    before = _definitions(prior).get(newest.label) if prior else None
    return "" if before and before.text == newest.text else flatten(_without_label(newest))


def changed_definitions(prior: Document, new: Document) -> Iterator[tuple[Definition, Definition]]:
    """The definitions that say another thing under the same label."""
    after = _definitions(new)
    for label, before in _definitions(prior).items():
        if label in after and after[label].text != before.text:
            yield before, after[label]


def reasons(section: SectionChange, new: Document) -> list[str]:
    """Why a section changed, as the new version's record declares it: itself, figures, removals."""
    record = new.tail.record if new.tail else None
    if record is None:
        return []
    paths = [_titles(side.path) for side in (section.new, section.prior) if side is not None]
    own = [SEPARATOR.join(titles) for titles in paths]
    out = [_reason(value, own) for value in record.values("why")]
    subjects = [f"{figure.prior} → {figure.new}" for figure in section.figures]
    out += [_reason(value, subjects) for value in record.values("figure")]
    if section.prior is not None and Change.EDITED not in section.change:
        titles = _titles(section.prior.path)
        names = [SEPARATOR.join(titles[k:]) for k in range(len(titles))]
        out += [_reason(value, names) for value in record.values("removed")]
    return [reason for reason in dict.fromkeys(out) if reason]


def _titles(path: tuple[str, ...]) -> list[str]:
    return [flatten(title) for title in path]


def _reason(value: str, subjects: list[str]) -> str:
    """What follows the subject and a colon; empty where the entry is about another subject."""
    flat = flatten(value)
    for subject in subjects:
        if subject and flat.startswith(subject + ":"):
            return flat[len(subject) + 1 :].strip()
    return ""


def _definitions(document: Document | None) -> Mapping[str, Definition]:
    if document is None or document.tail is None:
        return {}
    return {definition.label: definition for definition in document.tail.definitions}


def _number(definition: Definition) -> tuple[int, int]:
    """Numbered labels by number, others by place and before them."""
    label = definition.label
    return (int(label), 0) if label.isascii() and label.isdigit() else (-1, definition.line)


def _without_label(definition: Definition) -> str:
    """`[Title](target)` out of `[^7]: [Title](target)`."""
    start = f"[^{definition.label}]:"
    return definition.text.removeprefix(start).strip()
