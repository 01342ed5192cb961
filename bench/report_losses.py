"""Scripted losses of a report, each with the code of its finding.

An edit gives None where the report has nothing to lose.
"""

# ruff: noqa: ARG001 - every edit is called in the same way

from __future__ import annotations

import random
import re

from made_reports import Report
from report_edits import (
    Edit,
    apply_operation,
    cut_span,
    declare,
    find_figure,
    list_headers,
    list_rows,
    own_text,
    replace_span,
)

from git_report.edits.operations import Remove
from git_report.edits.section_numbers import address
from git_report.markdown import Table, parse


def drop_section(text: str, rng: random.Random) -> str | None:
    sections = [s for s in parse(text).sections if s.level > 1 and not s.sections]
    return cut_span(text, rng.choice(sections).span) if sections else None


def empty_section(text: str, rng: random.Random) -> str | None:
    sections = [s for s in parse(text).sections if s.level > 1 and len(own_text(s)) > 500]
    if not sections:
        return None
    section = rng.choice(sections)
    assert section.heading is not None
    return replace_span(text, section.own, section.heading.text.rstrip() + "\n\nSee above.\n\n")


def swap_section(text: str, rng: random.Random) -> str | None:
    sections = [
        s for s in parse(text).sections if s.level > 1 and not s.sections and len(own_text(s)) > 300
    ]
    if not sections:
        return None
    other = Report(rng.randrange(10**6))
    words = re.sub(r"\[\^\d+\]", "", " ".join(other.sentence() for _ in range(5)))
    return replace_span(
        text, rng.choice(sections).span, f"## Something else altogether\n\n{words}\n\n"
    )


def drop_figure(text: str, rng: random.Random) -> str | None:
    figure = find_figure(text, rng)
    return text.replace(figure, "a good part", 1) if figure else None


def change_figure(text: str, rng: random.Random) -> str | None:
    figure = find_figure(text, rng)
    if not figure:
        return None
    digits = re.match(r"[\d,.]+", figure)
    assert digits is not None
    value = int(digits[0].replace(",", "")) + 10_301
    return text.replace(figure, figure.replace(digits[0], f"{value:,}"), 1)


def change_unit(text: str, rng: random.Random) -> str | None:
    figure = find_figure(text, rng)
    if not figure or figure.endswith(("GPUs", "models")):
        return None
    digits, _, unit = figure.partition(" ")
    return text.replace(figure, f"{digits} {'MHz' if unit != 'MHz' else 'kg'}", 1)


def change_repeated_figure(text: str, rng: random.Random) -> str | None:
    """One of two places of a figure; what precedes the NUL is the prior version."""
    figure = find_figure(text, rng)
    if not figure or f", by {figure} in" not in text:
        return None
    again = f"## Outlook\n\nIt all comes back to {figure} in the end.\n\n## "
    prior = text.replace("## ", again, 2).replace(again, "## ", 1)
    return f"{prior}\0{prior.replace(f', by {figure} in', ', by 77,777 kg in', 1)}"


def drop_quotation(text: str, rng: random.Random) -> str | None:
    found = re.findall(r"[^\n]*[\"“]We saw[^\n]*\n", text)
    return text.replace(rng.choice(found), "", 1) if found else None


def change_quotation(text: str, rng: random.Random) -> str | None:
    found = re.findall(r"We saw that [^\n]*told us so", text)
    if not found:
        return None
    said = rng.choice(found)
    return text.replace(said, said.replace("told us so", "proved it to us"), 1)


def paraphrase_quotation(text: str, rng: random.Random) -> str | None:
    found = re.findall(r"[\"“](We saw that [^\n]*told us so)", text)
    if not found:
        return None
    said = rng.choice(found)
    words = said.split()
    return text.replace(said, " ".join([*words[: len(words) // 2], "and that is all"]), 1)


def drop_row(text: str, rng: random.Random) -> str | None:
    rows = list_rows(text)
    return text.replace(rng.choice(rows) + "\n", "", 1) if rows else None


def swap_row(text: str, rng: random.Random) -> str | None:
    rows = list_rows(text)
    if not rows:
        return None
    row = rng.choice(rows)
    width = row.count("|") - 1
    return text.replace(
        row, "| " + " | ".join(["Another thing", *["unknown"] * (width - 1)]) + " |", 1
    )


def merge_rows(text: str, rng: random.Random) -> str | None:
    tables = [b for b in parse(text).blocks() if isinstance(b, Table) and len(b.rows) > 3]
    if not tables:
        return None
    gone = [row.text for row in rng.choice(tables).rows[1:4]]
    for row in gone[1:]:
        text = text.replace(row, "", 1)
    return text


def drop_mark(text: str, rng: random.Random) -> str | None:
    labels = sorted(set(re.findall(r"\[\^(\d+)\](?!:)", text)))
    if not labels:
        return None
    label = rng.choice(labels)
    return re.sub(rf"\[\^{label}\](?!:)", "", text)


def drop_link(text: str, rng: random.Random) -> str | None:
    links = re.findall(r" \(\[[^\]]+\]\(https?://[^)]+\)\)", text)
    return text.replace(rng.choice(links), "", 1) if links else None


def change_link(text: str, rng: random.Random) -> str | None:
    links = re.findall(r"https?://[^)\s]+/study", text)
    return text.replace(rng.choice(links), "https://example.com/home", 1) if links else None


def drop_one_mark(text: str, rng: random.Random) -> str | None:
    """A claim that goes without its mark, which another claim has still."""
    marks = list(re.finditer(r"(?<=\w)\[\^\d+\](?!:)", text))
    if not marks:
        return None
    mark = rng.choice(marks)
    cut = text[: mark.start()] + text[mark.end() :]
    return re.sub(r"(## Executive summary\n\n[^.]*)\.", rf"\1{mark[0]}.", cut, count=1)


def _hide_section(before: str, after: str) -> Edit:
    def edit(text: str, rng: random.Random) -> str | None:
        sections = [s for s in parse(text).sections if s.level > 1 and not s.sections]
        if not sections:
            return None
        section = rng.choice(sections)
        own = text.encode()[section.span.start : section.span.end].decode()
        return replace_span(text, section.span, f"{before}{own.rstrip()}\n\n{after}")

    return edit


def _hide_figure(before: str, after: str) -> Edit:
    def edit(text: str, rng: random.Random) -> str | None:
        figure = find_figure(text, rng)
        return text.replace(figure, f"{before}{figure}{after}", 1) if figure else None

    return edit


def name_edit(name: str, edit: Edit) -> Edit:
    """An edit by the name that a table shows."""
    edit.__name__ = name
    return edit


HIDING: tuple[tuple[str, Edit], ...] = (
    *(
        ("K001", name_edit(f"section in {name}", _hide_section(before, after)))
        for name, before, after in (
            ("hidden div", "<div hidden>\n\n", "</div>\n\n"),
            ("display:none", "<div style='display:none'>\n\n", "</div>\n\n"),
            ("comment", "<!--\n", "-->\n\n"),
            ("details", "<details><summary>More</summary>\n\n", "</details>\n\n"),
            ("template", "<template>\n\n", "</template>\n\n"),
            ("del", "<del>\n\n", "</del>\n\n"),
        )
    ),
    *(
        ("K002", name_edit(f"figure in {name}", _hide_figure(before, after)))
        for name, before, after in (
            ("hidden span", "<span hidden>", "</span>"),
            ("comment", "<!-- ", " -->"),
            ("tildes", "~~", "~~"),
            ("title", '<span title="', '">much</span>'),
            ("alternative text", "![", "](chart.png)"),
        )
    ),
)


def remove_with_table(text: str, rng: random.Random) -> str | None:
    """A section with a table, removed by an operation with its reason and no drops."""
    document = parse(text)
    sections = [s for s in document.sections if s.level > 1 and list_headers(s)]
    if not sections:
        return None
    number = address(rng.choice(sections))
    return apply_operation(text, Remove(number, "superseded by the newer study"))


def remove_summary(text: str, rng: random.Random) -> str | None:
    document = parse(text)
    summary = next((s for s in document.sections if s.title == "Executive summary"), None)
    if summary is None:
        return None
    number = address(summary)
    return apply_operation(text, Remove(number, "the report is clear without it"))


def declare_what_stays(text: str, rng: random.Random) -> str | None:
    """A declared loss of something that is still there."""
    sections = [s for s in parse(text).sections if s.level > 1 and len(own_text(s)) > 100]
    quoted = re.findall(r"[\"“](We saw[^\n”\"]*)", text)
    whats = [rng.choice(sections).title if sections else "", find_figure(text, rng)]
    whats += [rng.choice(quoted) if quoted else ""]
    whats += [rng.choice(list_rows(text)).split("|")[1].strip() if list_rows(text) else ""]
    whats = [what for what in whats if what]
    if not whats:
        return None
    return declare(text, f"removed: {rng.choice(whats)}: not needed for the decision")


LOSSES: tuple[tuple[str, Edit], ...] = (
    ("K001", drop_section), ("K001", empty_section), ("K001", swap_section),
    ("K002", drop_figure), ("K002", change_figure), ("K002", change_unit),
    ("K002", change_repeated_figure),
    ("K003", drop_quotation), ("K003", change_quotation), ("K003", paraphrase_quotation),
    ("K004", drop_row), ("K004", swap_row), ("K004", merge_rows),
    ("K004", remove_with_table), ("K006", remove_summary), ("K007", declare_what_stays),
    ("K005", drop_mark), ("K005", drop_link), ("K005", change_link), ("K005", drop_one_mark),
    *HIDING,
)  # fmt: skip
