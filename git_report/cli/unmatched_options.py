"""Find values of ``--removed`` and ``--allow`` that match nothing: mistyped or not needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from git_report.checks.unmatched_declarations import list_like, names_nothing
from git_report.draft import Draft
from git_report.edits.operations import Drop
from git_report.markdown import Document
from git_report.writers.version_tail import drop_entry


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An option whose value matched nothing, the reason, and similar values."""

    option: str
    value: str
    why: str
    like: tuple[str, ...] = ()

    def describe(self) -> str:
        """The text of the warning."""
        like = " or ".join(f"'{each}'" for each in self.like)
        suggestion = f"; did you mean {like}?" if like else ""
        return f"{self.option} '{self.value}' {self.why}{suggestion}"

    def as_json(self) -> dict[str, Any]:
        """The warning as part of a JSON document."""
        return {"option": self.option, "value": self.value, "like": list(self.like)}


def find_unmatched_drops(
    prior: Document | None, version: str, drops: Iterable[Drop]
) -> tuple[Unmatched, ...]:
    """The declared removals that match nothing in the prior version; `version` is its file name."""
    return tuple(
        Unmatched(
            "--removed",
            drop.what,
            f"matches nothing in {version}"
            if prior is not None
            else "matches nothing: there is no version yet",
            tuple(list_like(prior, drop.what)),
        )
        for drop in drops
        if names_nothing(prior, *drop_entry(drop))
    )


def find_unmatched_codes(drafts: Sequence[Draft], allowed: Iterable[str]) -> tuple[Unmatched, ...]:
    """The allowed codes that none of the versions needed."""
    tails = [draft.document.tail for draft in drafts]
    needed = {
        value.partition(" ")[0]
        for tail in tails
        if tail is not None
        for value in tail.record.values("allowed")
    }
    return tuple(
        Unmatched("--allow", code, "was not needed: there was no error with that code")
        for code in dict.fromkeys(allowed)
        if drafts and code.upper() not in needed
    )
