"""What goes with a reference that does not say it any more, and what stays."""

from __future__ import annotations

import pytest

from git_report.digest.pruning import find_emptied, prune
from git_report.markdown import parse

HOLDS = "kept"


def pruned(body: str) -> str:
    """A section's text without what rests on footnotes 1 and 4 alone and is not "kept"."""
    document = parse(f"# T\n\n{body}\n\n## Next\n\nOther.[^2]\n")
    after = prune(document, frozenset({"1", "4"}), lambda words: HOLDS in words)
    assert [s.title for s in after.sections] == [s.title for s in document.sections]
    return after.source.removeprefix("# T\n").partition("## Next")[0].strip("\n")


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("One goes.[^1] Two is kept.[^1] Three.[^4]", "Two is kept.[^1]"),
        (
            "One has another.[^1][^2] Two has none. Three.[^1]",
            "One has another.[^1][^2] Two has none.",
        ),
        ("All goes.[^1]", ""),
        ("- One goes.[^1]\n- Two is kept.[^1]\n- Three.[^2]", "- Two is kept.[^1]\n- Three.[^2]"),
        ("* One goes.[^1]\n  More of it.\n* Two.[^2]", "* Two.[^2]"),
        (
            "| V | What | S |\n|---|---|---|\n| 1 | gone | [^1] |\n| 2 | it is kept | [^1] |\n"
            "| 3 ≠ 4 | both | [^1], disagrees with [^2] |",
            "| V | What | S |\n|---|---|---|\n| 2 | it is kept | [^1] |\n"
            "| 3 ≠ 4 | both | [^1], disagrees with [^2] |",
        ),
        ("| V | S |\n|---|---|\n| 1 | [^1] |", ""),
        ("> “Gone.” — somebody kept, [^1]", ""),
        ("> “This is kept.” — A, [^1]", "> “This is kept.” — A, [^1]"),
        ("```text\ncode [^1]\n```", "```text\ncode [^1]\n```"),
    ],
)
def test_what_goes_and_what_stays(body: str, left: str) -> None:
    assert pruned(body) == left


def test_the_uppermost_of_the_emptied_sections_are_found() -> None:
    text = "# T\n\n## A\n\nX.\n\n### B\n\nY.\n\n## C\n\n### D\n\nX.\n\n### E\n\nZ.\n"
    before = parse(text)
    after = parse(text.replace("X.\n\n", "").replace("Y.\n\n", ""))
    assert [section.title for section in find_emptied(before, after)] == ["A", "D"]
