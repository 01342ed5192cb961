"""The Delta as JSON, schema ``git-report/delta/1`` (see ``delta.schema.json`` beside this)."""

from __future__ import annotations

from typing import Any

from git_report.differ.delta import (
    BlockChange,
    Change,
    Delta,
    FigureChange,
    Hidden,
    SectionChange,
    SectionSide,
    Side,
)
from git_report.differ.patch import list_operations

SCHEMA = "git-report/delta/1"


def to_json(
    delta: Delta, prior_name: str, new_name: str, *, prior_blob: str = "", new_blob: str = ""
) -> dict[str, Any]:
    """The delta as one JSON document; a blob id that is not known is left out."""
    figures = delta.figures
    return {
        "schema": SCHEMA,
        "prior": _version(prior_name, prior_blob),
        "new": _version(new_name, new_blob),
        "sections": [_section(section) for section in delta.sections],
        "figures": {
            "added": [_figure(figure) for figure in figures.added],
            "changed": [_figure(figure) for figure in figures.changed],
            "lost": [_figure(figure) for figure in figures.lost],
        },
        "renumbered": [list(pair) for pair in delta.renumbered],
        "unchanged": delta.unchanged,
        "matches": [list(pair) for pair in delta.matches],
        "patch": list_operations(
            delta.splices, len(delta.prior.source.encode("utf-8", "surrogateescape"))
        ),
    }


def _version(name: str, blob: str) -> dict[str, str]:
    return {"path": name, "blob": blob} if blob else {"path": name}


def _section(section: SectionChange) -> dict[str, Any]:
    out: dict[str, Any] = {
        "change": [str(change) for change in section.change],
        "prior": _section_side(section.prior),
        "new": _section_side(section.new),
        "words": {"added": section.words.added, "removed": section.words.removed},
        "blocks": [_block(block) for block in section.blocks],
    }
    if section.into:
        out["into"] = [list(path) for path in section.into]
    if section.sources:
        out["from"] = [list(path) for path in section.sources]
    if section.below:
        out["below"] = section.below
    if section.figures:
        out["figures"] = [_figure(figure) for figure in section.figures]
    return out


def _section_side(side: SectionSide | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"path": list(side.path), "lines": list(side.lines), "number": list(side.number)}


def _block(block: BlockChange) -> dict[str, Any]:
    out: dict[str, Any] = {
        "change": str(block.change),
        "kind": str(block.kind),
        "prior": _side(block.prior),
        "new": _side(block.new),
        "words": {"added": block.words.added, "removed": block.words.removed},
    }
    if block.place or (block.change is Change.MOVED and None in (block.prior, block.new)):
        out["place"] = list(block.place)
    if block.hidden:
        out["hidden"] = [_hidden(each) for each in block.hidden]
    for name in ("reordered", "nested", "titled", "elsewhere", "spaced"):
        if value := getattr(block, name):
            out[name] = value
    if block.fenced is not None:
        out["fenced"] = block.fenced
    if block.markup:
        out["markup"] = [{"count": number, "unit": unit} for number, unit in block.markup]
    if block.pieces:
        out["pieces"] = list(block.pieces)
    if block.prior_kind:
        out["prior_kind"] = str(block.prior_kind)
    return out


def _hidden(hidden: Hidden) -> dict[str, Any]:
    counted = {"count": hidden.number, "unit": hidden.unit}
    return {**counted, "change": str(hidden.change)} if hidden.change else counted


def _side(side: Side | None) -> dict[str, Any] | None:
    return None if side is None else {"lines": list(side.lines), "text": side.text}


def _figure(figure: FigureChange) -> dict[str, str]:
    return {"prior": figure.prior, "new": figure.new, "context": figure.context}
