"""Scripted edits of reports: losses, each with its code, and legal ones."""

# ruff: noqa: ARG001 - every edit is called in the same way

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from made_reports import Report

from git_report.edits.application import apply
from git_report.edits.operations import Answer, Drop, Operation, Remove, Replace
from git_report.edits.section_numbers import address
from git_report.markdown import Block, Kind, Section, Span, Table, parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.protocol import Request, WriterKind
from git_report.writers.version_tail import finish

Edit = Callable[[str, random.Random], str | None]


# Losses: (name, code, edit); an edit gives None where the report has nothing to lose.
def drop_section(text: str, rng: random.Random) -> str | None:
    sections = [s for s in parse(text).sections if s.level > 1 and not s.sections]
    return _cut(text, rng.choice(sections).span) if sections else None


def empty_section(text: str, rng: random.Random) -> str | None:
    sections = [s for s in parse(text).sections if s.level > 1 and len(_own(s)) > 500]
    if not sections:
        return None
    section = rng.choice(sections)
    assert section.heading is not None
    return _replace(text, section.own, section.heading.text.rstrip() + "\n\nSee above.\n\n")


def swap_section(text: str, rng: random.Random) -> str | None:
    sections = [
        s for s in parse(text).sections if s.level > 1 and not s.sections and len(_own(s)) > 300
    ]
    if not sections:
        return None
    other = Report(rng.randrange(10**6))
    words = re.sub(r"\[\^\d+\]", "", " ".join(other.sentence() for _ in range(5)))
    return _replace(text, rng.choice(sections).span, f"## Something else altogether\n\n{words}\n\n")


def drop_figure(text: str, rng: random.Random) -> str | None:
    figure = _find_figure(text, rng)
    return text.replace(figure, "a good part", 1) if figure else None


def change_figure(text: str, rng: random.Random) -> str | None:
    figure = _find_figure(text, rng)
    if not figure:
        return None
    digits = re.match(r"[\d,.]+", figure)
    assert digits is not None
    value = int(digits[0].replace(",", "")) + 10_301
    return text.replace(figure, figure.replace(digits[0], f"{value:,}"), 1)


def change_unit(text: str, rng: random.Random) -> str | None:
    figure = _find_figure(text, rng)
    if not figure or figure.endswith(("GPUs", "models")):
        return None
    digits, _, unit = figure.partition(" ")
    return text.replace(figure, f"{digits} {'MHz' if unit != 'MHz' else 'kg'}", 1)


def change_repeated_figure(text: str, rng: random.Random) -> str | None:
    """One of two places of a figure; what precedes the NUL is the prior version."""
    figure = _find_figure(text, rng)
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
    rows = _rows(text)
    return text.replace(rng.choice(rows) + "\n", "", 1) if rows else None


def swap_row(text: str, rng: random.Random) -> str | None:
    rows = _rows(text)
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
        return _replace(text, section.span, f"{before}{own.rstrip()}\n\n{after}")

    return edit


def _hide_figure(before: str, after: str) -> Edit:
    def edit(text: str, rng: random.Random) -> str | None:
        figure = _find_figure(text, rng)
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
    sections = [s for s in document.sections if s.level > 1 and _heads(s)]
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
    sections = [s for s in parse(text).sections if s.level > 1 and len(_own(s)) > 100]
    quoted = re.findall(r"[\"“](We saw[^\n”\"]*)", text)
    whats = [rng.choice(sections).title if sections else "", _find_figure(text, rng)]
    whats += [rng.choice(quoted) if quoted else ""]
    whats += [rng.choice(_rows(text)).split("|")[1].strip() if _rows(text) else ""]
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


# Legal edits.
def reword(text: str, rng: random.Random) -> str:
    """Other words in every paragraph, with figures, quotations, marks and links kept."""
    table = {
        "when teams plan ahead": "provided that teams plan early",
        "reduces": "brings down",
        "raises": "pushes up",
        "limits": "puts a bound on",
        "in the measured period": "while it was measured",
        "before any migration": "ahead of every migration",
        "the monthly bill": "what is paid a month",
        "once the cache is warm": "with a warm cache",
    }
    pattern = re.compile("|".join(table))
    return "\n\n".join(
        block
        if block[0] in "#>|<[" or "“" in block
        else pattern.sub(lambda match: table[match[0]], block)
        for block in text.split("\n\n")
    )


def shuffle_sentences(text: str, rng: random.Random) -> str:
    blocks = text.split("\n\n")
    for place, block in enumerate(blocks):
        if block[0].isupper() and "“" not in block:
            sentences = re.split(r"(?<=\.) (?=[A-Z])", block)
            rng.shuffle(sentences)
            blocks[place] = " ".join(sentences)
    return "\n\n".join(blocks)


def reformat_figures(text: str, rng: random.Random) -> str:
    out = re.sub(r"(\d),(\d{3})(?= )", r"\1\2", text)
    return out.replace(" %", " percent").replace(" GB", "\u202fGB")


def rescale_figures(text: str, rng: random.Random) -> str:
    text = re.sub(r"\b(\d),(\d)00 (Gbps|GB)\b", lambda m: f"{m[1]}.{m[2]} T{m[3][1:]}", text)
    return re.sub(r"(?<=\d) hours", " h", text)


def reorder_rows(text: str, rng: random.Random) -> str:
    return _edit_tables(text, lambda rows: rng.sample(rows, len(rows)))


def add_column(text: str, rng: random.Random) -> str:
    text = text.replace("| Applies |", "| Applies | Owner |").replace(
        "|---:|---|---|", "|---:|---|---|---|"
    )
    return _edit_tables(text, lambda rows: [f"{row} platform |" for row in rows])


def swap_columns(text: str, rng: random.Random) -> str:
    def swap(line: str) -> str:
        cells = line.split("|")
        cells[2], cells[3] = cells[3], cells[2]
        return "|".join(cells)

    return "\n".join(swap(line) if line.count("|") == 5 else line for line in text.split("\n"))


def table_to_list(text: str, rng: random.Random) -> str:
    for block in list(parse(text).blocks()):
        if isinstance(block, Table):
            items = [f"- {row.cells[0]}: " + ", ".join(row.cells[1:]) for row in block.rows]
            return text.replace(block.content, "\n".join(items), 1)
    return text


def row_to_item(text: str, rng: random.Random) -> str:
    """A table as items in other words, with the figures; what is before the NUL has a mark too."""
    for block in list(parse(text).blocks()):
        if isinstance(block, Table) and "Measured" in block.content:
            rows = "\n".join(row.text.rstrip(" |\n") + " [^1] |" for row in block.rows)
            prior = "\n".join([*block.content.split("\n")[:2], rows])
            items = "\n".join(
                f"- With {row.cells[1]}, **{row.cells[0]}** stands for {row.cells[2]} "
                f"({' '.join(row.cells[3].split()[1:])}).[^1]"
                for row in block.rows
            )
            return (
                f"{text.replace(block.content, prior, 1)}\0{text.replace(block.content, items, 1)}"
            )
    return text


# A figure in a sentence, and the heading of a column with its cell.
COLUMNS = (
    ("{} %", "in %", "{}"), ("{} %", "Share (%, 2031)", "{}"), ("${} million", "USD m", "{}"),
    ("${} million", "Cost USD m", "{}"), ("€{} million", "Cost (M€)", "{}"),
    ("{} GB", "Memory (GB, per GPU)", "{}"), ("{} ms", "Latency, ms (p50)", "{}"),
    ("{} thousand", "in thousands", "{}"), ("{} kW", "Power, kW, 2031", "{}"),
)  # fmt: skip


def unit_to_any_head(text: str, rng: random.Random) -> str:
    """A figure that moves from a sentence into a column that has its unit in the head."""
    said, head, cell = rng.choice(COLUMNS)
    value = f"{rng.randint(71_000, 79_999):,}"
    prior = f"\n## A study\n\nIt came to {said.format(value)} in the end, as was foreseen.\n\n## "
    table = f"| What | {head} |\n|---|---:|\n| In the end, as was foreseen | {cell.format(value)} |"
    after = f"\n## A study\n\nIt came to this:\n\n{table}\n\n## "
    return f"{text.replace(chr(10) + '## ', prior, 1)}\0{text.replace(chr(10) + '## ', after, 1)}"


ATTRIBUTIONS = (
    "\n> — Ana Ruiz, head of platform at Acme", "\n>\n> — Ana Ruiz, head of platform – Acme",
    "\n> *— Ana Ruiz, head of platform at Acme*", "\n>\n> **Ana Ruiz, head of platform at Acme**",
    "\n>\n> Ana Ruiz, head of platform at Acme", "\n> (Ana Ruiz, head of platform at Acme)",
    "\n>\n> _Source: Ana Ruiz, head of platform, keynote_",
)  # fmt: skip


def rename_speaker(text: str, rng: random.Random) -> str:
    """The attribution of a quotation, in two forms; what is before the NUL is the prior version."""
    found = re.findall(r"> \"We saw[^\n]*?\"", text)
    if not found:
        return text
    said = rng.choice(found)
    line = re.search(rf"{re.escape(said)}[^\n]*", text)
    assert line is not None
    plain = said.replace('"', "")
    one, other = rng.sample(ATTRIBUTIONS, 2)
    return f"{text.replace(line[0], plain + one, 1)}\0{text.replace(line[0], plain + other, 1)}"


def unit_to_head(text: str, rng: random.Random) -> str:
    """The unit of a column said once, in its head."""
    for block in list(parse(text).blocks()):
        if isinstance(block, Table) and "Measured" in block.content:
            cells = [row.cells[1] for row in block.rows]
            new = block.content.replace("| Measured |", "| Measured (GB) |")
            prior = block.content
            for cell in cells:
                digits = cell.split()[0]
                prior = prior.replace(cell, f"{digits} GB")
                new = new.replace(cell, digits)
            return f"{text.replace(block.content, prior, 1)}\0{text.replace(block.content, new, 1)}"
    return text


def move_section(text: str, rng: random.Random) -> str:
    head, *sections = re.split(r"(?m)^(?=## )", text)
    body, tail = sections[:-1], sections[-1]
    moved = body.pop(rng.randrange(1, len(body)))
    body.insert(rng.randrange(1, len(body)), moved)
    return head + "".join(body) + tail


def rename_section(text: str, rng: random.Random) -> str:
    headings = re.findall(r"(?m)^#{2,3} .+$", text)[1:]
    for heading in rng.sample(headings, min(4, len(headings))):
        marks, _, title = heading.partition(" ")
        text = text.replace(
            heading, f"{marks} What the evidence says on {title.split()[0].lower()} now", 1
        )
    return text


def number_sections(text: str, rng: random.Random) -> str:
    count = iter(range(1, 1000))
    return re.sub(r"(?m)^## ", lambda _: f"## {next(count)}. ", text)


def split_section(text: str, rng: random.Random) -> str:
    document = parse(text)
    sections = [s for s in document.sections if s.level > 1 and len(_blocks(s)) > 2]
    section = rng.choice(sections)
    block = _blocks(section)[2]
    marks = "#" * section.level
    return text.replace(block.text, f"{marks} The second half of it\n\n{block.text}", 1)


def merge_sections(text: str, rng: random.Random) -> str:
    headings = re.findall(r"(?m)^### .+\n\n", text)
    return text.replace(rng.choice(headings), "", 1) if headings else text


def relevel(text: str, rng: random.Random) -> str:
    return re.sub(r"(?m)^### ", "## ", text)


def move_quotation(text: str, rng: random.Random) -> str:
    found = re.findall(r"(?m)^> [^\n]*\n\n", text)
    if not found:
        return text
    quote = rng.choice(found)
    return text.replace(quote, "", 1).replace(
        "## Executive summary\n\n", f"## Executive summary\n\n{quote}", 1
    )


def restyle_quotations(text: str, rng: random.Random) -> str:
    text = re.sub(r'> "([^"\n]+)" — ([^\n]+)', r"As \2 said: “\1”", text)
    return text.replace("and run", "*and* run")


def cut_quotation(text: str, rng: random.Random) -> str:
    """A shortened quotation that shows its cut."""
    return re.sub(r"(We saw that [^\n,]*?), and (run \d+ told us so)", r"\1 … \2", text, count=3)


def move_citation(text: str, rng: random.Random) -> str:
    """Marks gathered at the ends of their paragraphs."""
    blocks = text.split("\n\n")
    for place, block in enumerate(blocks):
        marks = re.findall(r"\[\^\d+\](?!:)", block)
        if marks and block[0].isupper() and not re.match(r"\[\^", block):
            blocks[place] = re.sub(r"\[\^\d+\](?!:)", "", block) + "".join(marks)
    return "\n\n".join(blocks)


def renumber_notes(text: str, rng: random.Random) -> str:
    return re.sub(r"\[\^(\d+)\]", lambda m: f"[^{int(m[1]) + 40}]", text)


def notes_to_links(text: str, rng: random.Random) -> str:
    label = rng.choice(sorted(set(re.findall(r"\[\^(\d+)\]:", text))) or ["0"])
    target = re.search(rf"\[\^{label}\]: \[[^\]]*\]\(([^)]*)\)", text)
    if target is None:
        return text
    return re.sub(rf"\[\^{label}\](?!:)", f" ([source]({target[1]}))", text)


def change_addresses(text: str, rng: random.Random) -> str:
    return text.replace("/study)", "/study/#part-2)")


def wrap_lines(text: str, rng: random.Random) -> str:
    blocks = text.split("\n\n")
    for place, block in enumerate(blocks):
        if block[0].isupper():
            blocks[place] = re.sub(r"(.{50,70}?) ", r"\1\n", block)
    return "\n\n".join(blocks)


def add_section(text: str, rng: random.Random) -> str:
    other = Report(rng.randrange(10**6))
    words = " ".join(re.sub(r"\[\^\d+\]", "", other.sentence()) for _ in range(6))
    return text.replace("\n## ", f"\n## A new reference adds this\n\n{words}\n\n## ", 1)


def declare_section(text: str, rng: random.Random) -> str:
    section = rng.choice([s for s in parse(text).sections if s.level == 3] or [_last(text)])
    path = " › ".join(section.path)
    gone = declare(_cut(text, section.span), f"removed: {path}: superseded by the newer study")
    return _declare_tables(gone, section)


def declare_title(text: str, rng: random.Random) -> str:
    section = rng.choice([s for s in parse(text).sections if s.level == 3] or [_last(text)])
    gone = declare(_cut(text, section.span), f"removed: {section.title}: merged: see the summary")
    return _declare_tables(gone, section)


def declare_condensed(text: str, rng: random.Random) -> str:
    section = rng.choice([s for s in parse(text).sections if s.level > 1 and len(_own(s)) > 400])
    assert section.heading is not None
    body = f"{section.heading.text.rstrip()}\n\nThe details did not bear on the decision.\n\n"
    gone = declare(_replace(text, section.own, body), f"removed: {section.title}: condensed")
    return _declare_tables(gone, section, below=False)


def _declare_tables(text: str, section: Section, *, below: bool = True) -> str:
    """The version with an entry for each table of a section that is declared."""
    for head in dict.fromkeys(_heads(section, below=below)):
        text = declare(text, f"removed: table '{head}': it goes with its section")
    return text


def _heads(section: Section, *, below: bool = True) -> list[str]:
    """The header of each table in a section, and below it."""
    return [
        " | ".join(block.header.cells)
        for each in (section.walk() if below else (section,))
        for block in each.blocks
        if isinstance(block, Table)
    ]


def declare_figure(text: str, rng: random.Random) -> str:
    figure = _find_figure(text, rng)
    new = (
        change_figure(text, random.Random(1))
        if not figure
        else text.replace(figure, "77,777 kg", 1)
    )
    return declare(new or text, f"figure: {figure} → 77,777 kg: corrected by the newer study")


def declare_quotation(text: str, rng: random.Random) -> str:
    found = re.findall(r"[^\n]*[\"“](We saw[^\n”\"]*)[^\n]*\n", text)
    if not found:
        return text
    said = rng.choice(found)
    line = re.search(rf"[^\n]*{re.escape(said)}[^\n]*\n", text)
    assert line is not None
    first = " ".join(said.split()[:8])
    return declare(text.replace(line[0], "", 1), f'removed: "{first} …": repeats the summary')


def declare_row(text: str, rng: random.Random) -> str:
    rows = _rows(text)
    if not rows:
        return text
    row = rng.choice(rows)
    key = row.split("|")[1].strip()
    return declare(text.replace(row + "\n", "", 1), f"removed: {key}: no longer offered")


def declare_citation(text: str, rng: random.Random) -> str:
    label = rng.choice(sorted(set(re.findall(r"\[\^(\d+)\](?!:)", text))) or ["0"])
    new = re.sub(rf"\[\^{label}\](?!:)", "", text)
    return declare(new, f"removed: [^{label}]: the claim is common knowledge")


def declare_link(text: str, rng: random.Random) -> str:
    links = re.findall(r" \(\[[^\]]+\]\((https?://[^)]+)\)\)", text)
    if not links:
        return text
    link = rng.choice(links)
    return declare(text.replace(f" ([study]({link}))", "", 1), f"removed: {link}: the page is gone")


LEGAL: tuple[Callable[[str, random.Random], str], ...] = (
    reword, shuffle_sentences, reformat_figures, rescale_figures, reorder_rows, add_column,
    swap_columns, table_to_list, row_to_item, unit_to_head, unit_to_any_head,
    rename_speaker, move_section, rename_section, number_sections,
    split_section, merge_sections, relevel, move_quotation, restyle_quotations, cut_quotation,
    move_citation, renumber_notes, notes_to_links, change_addresses, wrap_lines, add_section,
    declare_section, declare_title, declare_condensed, declare_figure, declare_quotation,
    declare_row, declare_citation, declare_link,
)  # fmt: skip


def list_operations(text: str, rng: random.Random) -> Iterator[tuple[str, Operation]]:
    """Condensations as a writer gives them, with their drops."""
    document = parse(text)
    sections = [
        s for s in document.sections if s.level > 1 and not s.sections and len(_own(s)) > 400
    ]
    for section in rng.sample(sections, 2):
        number = address(section)
        tables = tuple(Drop(head, "it goes with its section") for head in _heads(section))
        yield "remove operation", Remove(number, "superseded by the newer study", tables)
        whole = Drop(section.title, "condensed for the reader: the details did not matter")
        yield (
            "replace, section dropped",
            Replace(number, "In short: it depends.\n", "shorter", (whole, *tables)),
        )
        block = _blocks(section)[0]
        drops = tuple(
            Drop(what, "not needed for the decision")
            for what in (
                *re.findall(r"[\d,]+ (?:tokens per second|[A-Za-z%]+)", block.content),
                *re.findall(r"\[\^\d+\]", block.content),
                *re.findall(r"https?://[^)\s]+", block.content),
            )
        )
        rest = "".join(b.text for b in section.blocks if b is not block)
        yield "replace, parts dropped", Replace(number, rest or "See above.\n", "shorter", drops)


class Bench:
    """What `finish` asks of a writer."""

    name, notice, kind = "bench", "", WriterKind.MODEL


def apply_operation(text: str, operation: Operation) -> str:
    """The next version, as a run would make it."""
    prior = parse(text)
    item = Reference(1, 1, Box.OPEN, "Study", "Study", "study.md", "")
    # The next number: with another one the study would take the place of a reference.
    labels = [each.label for each in prior.tail.definitions] if prior.tail else []
    number = max((int(label) for label in labels if label.isdecimal()), default=0) + 1
    request = Request(number, "", item, Source("Study", "study.md", "x", b"x", "0" * 40), prior)
    answer = Answer((operation,))
    return finish(apply(prior, answer.operations), request, answer, Bench())  # type: ignore[arg-type]


def _own(section: Section) -> str:
    return "".join(block.text for block in section.blocks)


def _blocks(section: Section) -> list[Block]:
    return [block for block in section.blocks if block.kind is not Kind.BLANK]


def _last(text: str) -> Section:
    return parse(text).sections[-1]


def _replace(text: str, span: Span, new: str) -> str:
    data = text.encode()
    return (data[: span.start] + new.encode() + data[span.end :]).decode()


def _cut(text: str, span: Span) -> str:
    return _replace(text, span, "")


def _find_figure(text: str, rng: random.Random) -> str:
    """A figure that stands once, in a text or a table; empty where there is none."""
    body = text.partition("\n[^")[0]
    units = "Gbps|GB|%|ms|TB|tokens per second|GPUs|hours|TFLOPS|MW"
    found = re.findall(rf"(?<![\w.,])\d[\d,]* (?:{units})(?!\w)", body)
    once = [
        figure
        for figure in found
        if len(re.findall(rf"(?<![\d,]){figure.split()[0]}\b", body)) == 1
    ]
    return rng.choice(once) if once else ""


def _rows(text: str) -> list[str]:
    return [
        row.text.strip() for b in parse(text).blocks() if isinstance(b, Table) for row in b.rows
    ]


def _edit_tables(text: str, edit: Callable[[list[str]], list[str]]) -> str:
    for block in list(parse(text).blocks()):
        if isinstance(block, Table):
            head, rows = block.content.split("\n")[:2], block.content.split("\n")[2:]
            text = text.replace(block.content, "\n".join([*head, *edit(rows)]), 1)
    return text


def declare(text: str, entry: str) -> str:
    """The version with one more entry in its record."""
    at = text.rindex("-->")
    return f"{text[:at]}{entry}\n{text[at:]}"
