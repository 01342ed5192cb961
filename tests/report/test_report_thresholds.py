"""Thresholds of reading credentials and items: for each a case on either side."""

from __future__ import annotations

import pytest

from git_report.report.credential_shapes import find_secret
from git_report.report.links import find_paths

PREFIX = "ghp" + "_"


@pytest.mark.parametrize(
    ("letters", "is_secret"),
    [
        ("aBdfaFbdBafdFBdabFadfBbDafbFdaBfdbAf", False),  # of four letters
        ("aKdfzFbkBafdFZdabFkdfBbDazbFdaBkdbAf", True),  # of seven
        ("qK3xvZ81pWm45678dRt7yLb2nHc9sGf6jTkV", True),  # five digits in a row
        ("qK3xvZ81pWm0123456789yLb2nHc9sGf6jTk", False),  # ten
    ],
)
def test_a_placeholder_has_few_letters_or_a_row_of_them(letters: str, is_secret: bool) -> None:
    assert (find_secret(f"token = {PREFIX}{letters}\n") is not None) is is_secret


@pytest.mark.parametrize(("words", "found"), [(20, True), (40, False)])
def test_an_item_has_so_many_words_that_may_be_paths(words: int, found: bool) -> None:
    text = "a/b " * (words - 1) + "notes/last.md"
    assert any(link.target == "notes/last.md" for link in find_paths(text)) is found
