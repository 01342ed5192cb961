"""Thresholds of reading Markdown: for each a case on either side."""

from __future__ import annotations

import pytest

from git_report.markdown import parse
from git_report.markdown.captions import find_captions
from git_report.markdown.hidden import find_hidden
from git_report.markdown.inlines import Link, fold_label, scan_inlines
from git_report.markdown.invisible import find_invisible


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("font-size:4px", True), ("font-size:2px", False),
        ("overflow:auto;height:80px", True), ("overflow:auto;height:40px", False),
        ("text-indent:-80px", True), ("text-indent:-150px", False),
        ("margin-left:0", True), ("margin-left:-1px", False),
        ("line-height:8px", True), ("line-height:4px", False),
        ("margin-left:1200px", True), ("margin-left:2000px", False),
        ("opacity:0.2", True), ("opacity:0.1", False),
        ("color:#d0d0d0", True), ("color:#e0e0e0", False),
        ("color:rgba(0,0,0,0.2)", True), ("color:rgba(0,0,0,0.1)", False),
    ],
)  # fmt: skip
def test_a_style_that_hides(style: str, seen: bool) -> None:
    assert (find_hidden(parse(f"# T\n\n<b style='{style}'>text</b>\n")) == []) is seen


@pytest.mark.parametrize(("away", "needed"), [(12, True), (24, False)])
def test_a_direction_mark_is_near_a_letter_that_needs_it(away: int, needed: bool) -> None:
    text = f"(\u200f{'-' * away}שלום"
    assert (not list(find_invisible(text))) is needed


@pytest.mark.parametrize(("length", "caption"), [(150, True), (300, False)])
def test_a_caption_without_emphasis_is_short(length: int, caption: bool) -> None:
    line = f"Exhibit 3: {'ab ' * (length // 3)}c"
    report = parse(f"# T\n\n{line}\n\n| a | b |\n|---|---|\n| c | d |\n")
    assert bool(list(find_captions(report))) is caption


def _has_link(text: str) -> bool:
    return any(isinstance(each, Link) for each in scan_inlines(text, {}))


@pytest.mark.parametrize(("depth", "link"), [(24, True), (50, False)])
def test_parentheses_in_a_target_are_nested_so_deep(depth: int, link: bool) -> None:
    assert _has_link(f"[a]({'(' * depth}x{')' * depth})") is link


@pytest.mark.parametrize(("length", "link"), [(750, True), (1500, False)])
def test_a_label_is_no_text(length: int, link: bool) -> None:
    label = ("ab " * (length // 3)).strip()
    found = scan_inlines(f"[{label}]", {fold_label(label): "a.md"})
    assert any(isinstance(each, Link) for each in found) is link


@pytest.mark.parametrize(("count", "code"), [(60, True), (120, False)])
def test_a_run_of_backticks_is_code(count: int, code: bool) -> None:
    """What is in code is no link; a longer run is text."""
    marks = "`" * count
    assert _has_link(f"{marks} [a](b.md) {marks}") is not code
