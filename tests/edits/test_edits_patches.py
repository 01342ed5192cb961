"""A unified diff against an older version, applied hunk by hunk to a newer one."""

from __future__ import annotations

import difflib
import quopri
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.edits.patches import apply_hunks, read_patch
from git_report.errors import ReportError

PRIOR = """# Halls

## Costs

The roof cost 3 million.
The doors cost 1 million.

- One hall is open.
- Two halls are being built.

## Outlook

Prices will rise for a year, and fall after it.
"""


def make_patch(old: str, new: str, name: str = "report-01.md", context: int = 3) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True),
        f"a/{name}", f"b/{name}", n=context,
    )  # fmt: skip
    return "".join(lines)


def apply(patch: str, text: str) -> tuple[str, list[str], list[str]]:
    (file,) = read_patch(patch.encode(), "p").files
    applied = apply_hunks(text, file.hunks)
    return (
        applied.text,
        [placed.how for placed in applied.placed],
        [refused.why for refused in applied.refused],
    )


EDIT = make_patch(PRIOR, PRIOR.replace("3 million", "4 million"))
REMOVE = make_patch(PRIOR, PRIOR.replace("- One hall is open.\n", ""))
END = make_patch(PRIOR, f"{PRIOR}\nAn end was added.\n")
ADD = make_patch(PRIOR, PRIOR.replace("- Two", "- Between.\n- Two"))


@pytest.mark.parametrize(
    ("patch", "now", "new", "how"),
    [
        (EDIT, PRIOR, ("3 million", "4 million"), ""),
        # Sections came before it: the place has other line numbers.
        (EDIT, f"# Foreword\n\nNew.\n\n{PRIOR}", ("3 million", "4 million"), ""),
        # The line below was edited meanwhile.
        (
            EDIT,
            PRIOR.replace("1 million", "2 million"),
            ("3 million", "4 million"),
            "3 lines of context ignored",
        ),
        # Line ends and indents that a formatter changed.
        (
            EDIT,
            PRIOR.replace("The doors", "The  doors"),
            ("3 million", "4 million"),
            "white space differs",
        ),
        # All of its surroundings are new.
        (
            EDIT,
            "# New\n\nThe roof cost 3 million.\n\nEnd.\n",
            ("3 million", "4 million"),
            "5 lines of context ignored",
        ),
        (
            ADD,
            PRIOR.replace("## Outlook", "## Prospects"),
            ("- Two", "- Between.\n- Two"),
            "1 line of context ignored",
        ),
    ],
)
def test_a_hunk_finds_its_place(patch: str, now: str, new: tuple[str, str], how: str) -> None:
    text, ways, refused = apply(patch, now)
    assert text == now.replace(*new)
    assert (ways, refused) == ([how], [])


def test_the_nearest_of_several_places_is_taken() -> None:
    part = "## Part\n\nSame.\n\nEnd.\n\n"
    text, new = part * 9, part * 6 + part.replace("Same", "Other") + part * 2
    patch = make_patch(text, new, context=2)
    assert apply(patch, f"Intro.\n\n{text}")[0] == f"Intro.\n\n{new}"


@pytest.mark.parametrize(
    ("patch", "now", "why"),
    [
        (
            EDIT,
            PRIOR.replace("3 million", "5 million"),
            "the text has no line 'The roof cost 3 million.'",
        ),
        (EDIT, PRIOR.replace("3 million", "4 million"), "it has already been applied"),
        (ADD, PRIOR.replace("- Two", "- Between.\n- Two"), "it has already been applied"),
        (REMOVE, PRIOR.replace("- One hall is open.\n", ""), "it has already been applied"),
        (END, f"{PRIOR}\nAn end was added.\n", "it has already been applied"),
        (ADD, "# Nothing\n", "the text has no line 'The doors cost 1 million.'"),
    ],
)
def test_a_hunk_without_a_place_says_why(patch: str, now: str, why: str) -> None:
    text, ways, refused = apply(patch, now)
    assert text == now
    assert (ways, refused) == ([], [why])


def test_a_short_line_that_is_in_two_places_is_not_guessed() -> None:
    patch = make_patch("a\n\nSame.\n\nb\n", "a\n\nOther.\n\nb\n")
    now = "x\n\nSame.\n\ny\n\nSame.\n\nz\n"
    assert apply(patch, now) == (now, [], ["its lines are in the text, but in other places"])


def test_the_other_hunks_are_applied_where_one_is_refused() -> None:
    new = PRIOR.replace("3 million", "4 million").replace("rise", "fall")
    patch = make_patch(PRIOR, new, context=1)
    now = PRIOR.replace("3 million", "5 million")
    assert apply(patch, now)[0] == now.replace("rise", "fall")


def test_a_hunk_for_the_tail_says_so() -> None:
    tail = "[^1]: [A](a.md)\n"
    patch = make_patch(PRIOR + tail, PRIOR + tail.replace("a.md", "b.md"), context=0)
    (file,) = read_patch(patch.encode(), "p").files
    (refused,) = apply_hunks(PRIOR, file.hunks, PRIOR + tail).refused
    assert "the footnotes and the record below the report" in refused.why


MAIL = f"""\
From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001
From: Ana <ana@example.org>
Date: Sun, 29 Nov 2026 10:00:00 +0000
Subject: [PATCH 1/2] Correct the cost
 of the roof
%s
---
 report-01.md | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

{EDIT}--\x20
2.39.5
"""


def test_a_mail_gives_its_subject() -> None:
    patch = read_patch((MAIL % "").encode(), "p")
    assert patch.subject == "Correct the cost of the roof"
    assert [each.path for each in patch.files] == ["report-01.md"]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_mail_may_be_encoded(ends: str) -> None:
    kind = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n"
    head, _, body = (MAIL % kind).partition("\n\n")
    text = quopri.encodestring(body.replace("roof cost", "Dächer =").encode())
    data = f"{head}\n\n".encode() + text
    patch = read_patch(data.replace(b"\n", ends.encode()), "p")
    assert "The Dächer = 3 million." in patch.files[0].hunks[0].old


def test_paths_are_those_of_the_repository() -> None:
    quoted = EDIT.replace("a/report-01.md", '"a/caf\\303\\251/report-01.md"').replace(
        "b/report-01.md", '"b/caf\\303\\251/report-01.md"'
    )
    assert read_patch(quoted.encode(), "p").files[0].path == "café/report-01.md"
    plain = EDIT.replace("a/report", "report").replace("b/report", "report")
    assert read_patch(plain.encode(), "p").files[0].path == "report-01.md"


BINARY = "diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n"
GIT_BINARY = "diff --git a/x b/x\nindex 1..2 100644\nGIT binary patch\nliteral 3\nKcmZ\n\n"
COMBINED = (
    "diff --cc report-01.md\nindex 1,2..3\n--- a/report-01.md\n+++ b/report-01.md\n"
    "@@@ -1,1 -1,1 +1,1 @@@\n- a\n -b\n++c\n"
)
CUT = EDIT[: len(EDIT) // 2].rpartition("\n")[0] + "\n"
LONG = f"--- a/r\n+++ b/r\n@@ -{'9' * 5000} +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ("", "contains no changes in unified format"),
        ("hello\n", "contains no changes in unified format"),
        ("\x00\x01", "contains no changes in unified format"),
        (BINARY, "changes only binary files"),
        (GIT_BINARY, "changes only binary files"),
        (COMBINED, "is the combined diff of a merge"),
        (CUT, "a hunk has fewer lines than its header says"),
        (EDIT.replace("@@ -2,", "@@ -2,1"), "a hunk has fewer lines"),
        (LONG, "a line number in it cannot be read"),
        (f"--- a/r\n+++ b/r\n@@ -1,{'9' * 40} +1 @@\n-a\n+b\n", "a hunk has fewer lines"),
        ("--- a/r\n+++ b/r\n@@ -1,2 +1,2 @@\n-a\nstray\n", "'stray' is not a valid hunk line"),
        ("--- a/r\n+++ b/r\n", "contains no changes in unified format"),
        ("@@ -1 +1 @@\n-a\n+b\n", "is damaged"),
    ],
)
def test_what_is_no_patch_is_refused_in_one_sentence(patch: str, told: str) -> None:
    with pytest.raises(ReportError) as refused:
        read_patch(patch.encode(), "p.diff")
    assert told in refused.value.message
    assert "'p.diff'" in refused.value.message
    assert refused.value.hint


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(ReportError):
        read_patch(EDIT.encode().replace(b"roof", b"r\xffof"), "p")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        read_patch(b"--- a/r\n+++ b/r\n@@ -1 +1 @@\n" + data, "p")
    except ReportError as error:
        assert error.message


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_a_patch_of_two_texts_makes_one_of_the_other(seed: int, context: int) -> None:
    chance = random.Random(seed)
    old = [f"line {chance.randrange(40)}\n" for _ in range(30)]
    new = [
        chance.choice([line, f"new {chance.randrange(9)}\n"]) if chance.random() < 0.3 else line
        for line in old
        if chance.random() > 0.1
    ]
    patch = make_patch("".join(old), "".join(new), context=context)
    if not patch:
        return
    assert apply(patch, "".join(old)) == ("".join(new), [""] * patch.count("\n@@ "), [])
