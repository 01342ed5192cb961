"""What an answer is made of, for laws about answers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from git_report.edits.operations import Answer, Drop, Insert

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30).map(
    lambda text: " ".join(text.split())
)
BODY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=60).map(
    lambda text: "".join(
        c for c in text if c in "\n\t" or not ("\x00" <= c < " " or "\x7f" <= c < "\xa0")
    )
)
TITLE = LINE.filter(lambda text: not text.startswith("#"))
ADDRESS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda n: ".".join(map(str, n)))
DROPS = st.lists(st.builds(Drop, LINE.filter(bool), LINE), max_size=3).map(tuple)
PARENT = ADDRESS | st.just("")
AFTER = PARENT | st.just("first")


def repeats(answer: Answer) -> bool:
    """Whether an answer inserts one section twice."""
    inserts = [replace(op, reason="") for op in answer.operations if isinstance(op, Insert)]
    return len(set(inserts)) < len(inserts)
