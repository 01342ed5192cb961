"""Scripted edits of a report that lose nothing, or declare what they lose."""

# ruff: noqa: ARG001 - every edit is called in the same way

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from made_reports import Report
from report_edits import (
    cut_span,
    declare,
    edit_tables,
    find_figure,
    last_section,
    list_blocks,
    list_headers,
    list_rows,
    own_text,
    replace_span,
)
from report_losses import change_figure

from git_report.edits.operations import Drop, Operation, Remove, Replace
from git_report.edits.section_numbers import address
from git_report.markdown import Section, Table, parse


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
    return edit_tables(text, lambda rows: rng.sample(rows, len(rows)))


def add_column(text: str, rng: random.Random) -> str:
    text = text.replace("| Applies |", "| Applies | Owner |").replace(
        "|---:|---|---|", "|---:|---|---|---|"
    )
    return edit_tables(text, lambda rows: [f"{row} platform |" for row in rows])


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
    sections = [s for s in document.sections if s.level > 1 and len(list_blocks(s)) > 2]
    section = rng.choice(sections)
    block = list_blocks(section)[2]
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
    section = rng.choice([s for s in parse(text).sections if s.level == 3] or [last_section(text)])
    path = " › ".join(section.path)
    gone = declare(cut_span(text, section.span), f"removed: {path}: superseded by the newer study")
    return _declare_tables(gone, section)


def declare_title(text: str, rng: random.Random) -> str:
    section = rng.choice([s for s in parse(text).sections if s.level == 3] or [last_section(text)])
    gone = declare(
        cut_span(text, section.span), f"removed: {section.title}: merged: see the summary"
    )
    return _declare_tables(gone, section)


def declare_condensed(text: str, rng: random.Random) -> str:
    section = rng.choice(
        [s for s in parse(text).sections if s.level > 1 and len(own_text(s)) > 400]
    )
    assert section.heading is not None
    body = f"{section.heading.text.rstrip()}\n\nThe details did not bear on the decision.\n\n"
    gone = declare(replace_span(text, section.own, body), f"removed: {section.title}: condensed")
    return _declare_tables(gone, section, below=False)


def _declare_tables(text: str, section: Section, *, below: bool = True) -> str:
    """The version with an entry for each table of a section that is declared."""
    for head in dict.fromkeys(list_headers(section, below=below)):
        text = declare(text, f"removed: table '{head}': it goes with its section")
    return text


def declare_figure(text: str, rng: random.Random) -> str:
    figure = find_figure(text, rng)
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
    rows = list_rows(text)
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
        s for s in document.sections if s.level > 1 and not s.sections and len(own_text(s)) > 400
    ]
    for section in rng.sample(sections, 2):
        number = address(section)
        tables = tuple(Drop(head, "it goes with its section") for head in list_headers(section))
        yield "remove operation", Remove(number, "superseded by the newer study", tables)
        whole = Drop(section.title, "condensed for the reader: the details did not matter")
        yield (
            "replace, section dropped",
            Replace(number, "In short: it depends.\n", "shorter", (whole, *tables)),
        )
        block = list_blocks(section)[0]
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
