"""What pages that are made to cost much do cost: processor seconds, memory, and how both grow.

    python bench/page_bombs.py [--bytes N] [--limit SECONDS] [NAME…]

Each bomb is read at N bytes (120,000) and at twice as many, each time in a process of its own,
beside a page of paragraphs of the same size. Growth is the exponent that the two times give: 1.0
is linear. A page that is refused counts as read: its message is shown. `--limit` ends a reading.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_report.errors import ReportError
from git_report.sources.pages.web_page import read_html

QUICK = 0.05  # seconds, below which an exponent is but noise


def repeat(piece: str, size: int) -> str:
    """A piece as often as it fits."""
    return piece * max(1, size // len(piece))


def number(piece: str, size: int) -> str:
    """A piece with `N` counted up, as often as it fits."""
    count = max(1, size // (len(piece) + 4))
    return "".join(piece.replace("N", str(n)) for n in range(count))


def nest(opening: str, size: int, inside: str = "text") -> str:
    """Elements in each other, none of them closed."""
    return repeat(opening, size) + inside


def frame(first: str, rows: str) -> Callable[[int], str]:
    """A table whose first row is half of the page, and whose other rows are the rest."""
    return lambda n: f"<table><tr>{repeat(first, n // 2)}{repeat(rows, n // 2)}</table>"


def square(opening: str, cells: str, row: str) -> Callable[[int], str]:
    """As many rows as the first has cells, with `opening` before the first."""

    def make(size: int) -> str:
        count = size // (len(cells) + len(row))
        return f"<table>{opening}<tr>{cells * count}{row * count}</table>"

    return make


def linked(items: Callable[[int], object]) -> Callable[[int], str]:
    """A page with JSON-LD in it and nothing else."""

    def make(size: int) -> str:
        data = json.dumps(items(size))
        return f"<script type='application/ld+json'>{data}</script><p>text"

    return make


def ask(answer: str) -> Callable[[int], object]:
    """A FAQ whose answers are all the same."""

    def make(size: int) -> object:
        one = {"@type": "Question", "name": "Why N?", "acceptedAnswer": {"text": answer}}
        count = max(1, size // len(json.dumps(one)))
        asked = [{**one, "name": f"Why {n}?"} for n in range(count)]
        return {"@type": "FAQPage", "mainEntity": asked}

    return make


BOMBS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: repeat("<p>some words of a text, and <b>more</b> of them</p>", n),
    # Tables: rows by columns.
    "cells in a row, rows": square("", "<td>x", "<tr><td>y"),
    "head cells, rows": square("", "<th>x", "<tr><th>y"),
    "thead of rows": square("<thead>", "<th>x", "<tr><th>y"),
    "last cell spans rows": lambda n: (
        f"<table><tr>{repeat('<td>x', n // 2)}<td rowspan=65000>z{repeat('<tr><td>y', n // 2)}"
    ),
    "one cell spans all": frame("<td colspan=200 rowspan=65000>x", "<tr>"),
    "cells span rows": frame("<td rowspan=65000>x", "<tr><td>y"),
    "every cell spans": lambda n: "<table>" + repeat("<tr><td colspan=99 rowspan=99>x", n),
    "long cell spans": lambda n: (
        f"<table><tr><td colspan=200 rowspan=65000>{'w ' * (n // 4)}{repeat('<tr><td>', n // 2)}"
    ),
    "roles as a table": lambda n: (
        "<div role=table><div role=row>"
        + repeat("<i role=cell>x</i>", n // 2)
        + "</div>"
        + repeat("<div role=row><i role=cell>y</i></div>", n // 2)
    ),
    "many tables": lambda n: repeat("<table><tr><td>a<td>b<tr><td>c<td>d</table>", n),
    "tables in cells": lambda n: nest("<table><tr><td>", n),
    "tables in heads": lambda n: nest("<table><thead><tr><td>", n),
    "tables in second cells": lambda n: nest("<table><tr><td>a<td>", n),
    "tables in captions": lambda n: nest("<table><caption>", n),
    "lists in cells": lambda n: "<table>" + repeat("<tr><td><ul><li>a<li>b</ul><td>c", n),
    # Nesting.
    **{
        f"deep {tag}": (lambda n, t=tag: nest(f"<{t}>", n))  # type: ignore[misc]
        for tag in (
            "div",
            "b",
            "i",
            "a href=/x",
            "ul><li",
            "ol><li",
            "blockquote",
            "dl><dt",
            "dl><dd",
            "details",
            "details><summary>q?</summary",
            "section class=menu",
            "div role=button",
            "div aria-expanded=false",
            "form",
            "aside",
            "header",
            "footer",
            "nav",
            "code",
            "pre",
            "sup",
            "math",
            "msup",
            "button",
            "label for=a",
            "div id=a aria-controls=a",
            "h2",
            "div role=heading",
            "span class=question",
            "article",
            "main",
            "p class=share",
            "div hidden",
            "figure",
            "font",
            "ruby><rt",
            "div class='author box'",
            "p><strong",
            "div role=tablist><i role=tab",
            "svg",
            "select",
            "frameset",
            "noscript",
            "template",
            "object",
        )
    },
    # What the parser opens again, or closes in many steps.
    "formatting opened again": lambda n: number("<b id=N>", n // 2) + repeat("</p><p>x", n // 2),
    "fonts opened again": lambda n: number("<font a=N><p>", n),
    "formatting closed late": lambda n: number("<b id=N><p>", 3 * n // 4) + repeat("</b>", n // 4),
    "formatting in cells": lambda n: "<table>" + number("<tr><td><b id=N>x", n),
    "formatting behind quotes": lambda n: number('<i a="></i>" id=N>', n // 2) + "<p>x" * (n // 8),
    "formatting behind comments": lambda n: number("<i id=N><!--></i>", n // 2) + "<p>x" * (n // 8),
    "formatting in a script": lambda n: (
        number("<i id=N>", n // 2) + "<svg><style>" + "<p>x" * (n // 8)
    ),
    "formatting in objects": lambda n: number("<i id=N><object></i>", n // 2) + "<p>x" * (n // 8),
    "formatting before tables": lambda n: (
        f"<table>{number('<i id=N>', n // 2)}</table>" + "<p>x" * (n // 8)
    ),
    "formatting in deep blocks": lambda n: (
        number(f"<i id=N>{'<div>' * 9}</i>", n // 2) + "<p>x" * (n // 8)
    ),
    # Breadth.
    "one list": lambda n: "<ul>" + repeat("<li>a", n),
    "lists of 24": lambda n: repeat("<ul><li>" * 24 + "a\nb<p>c" + "</ul>" * 24, n),
    "lines in a deep list": lambda n: "<ul><li>" * 30 + "a<br>" * (n // 5),
    "lines in deep quotes": lambda n: "<blockquote>" * 24 + "a<br>" * (n // 5),
    "paragraphs in deep quotes": lambda n: "<blockquote>" * 24 + "<p>a" * (n // 4),
    "paragraphs in a deep list": lambda n: "<ol start=99999999><li>" * 24 + "<p>a" * (n // 4),
    "code in deep quotes": lambda n: "<blockquote>" * 22 + "<pre>" + "a\n" * (n // 2),
    "one line of marks": lambda n: "<p>" + repeat("<b>a</b>", n),
    "one link of marks": lambda n: "<p><a href=/x>" + repeat("<b>a</b>", n),
    "code that breaks": lambda n: "<p><code>" + repeat("a<p>b", n),
    "terms": lambda n: "<dl>" + repeat("<dt>a?<dd>b", n),
    "terms in divs": lambda n: "<dl>" + repeat("<div><dt>a?<dd>b</div>", n),
    "bold questions": lambda n: repeat("<p><b>Why?</b><p>So.", n),
    "headings": lambda n: repeat("<h2>a</h2>b", n),
    "long headings": lambda n: repeat(f"<h2>{'word ' * 190}</h2>b", n),
    "line breaks": lambda n: "<p>" + repeat("a<br>", n),
    "gaps": lambda n: "<p>a" + repeat(" <br> ", n),
    "texts without size": lambda n: nest("<div style=font-size:0>a", n),
    "coloured texts": lambda n: (
        f"<div style='x:{'y' * (n // 2)}'>" + repeat("<b style=color:#fff>a</b>", n // 2)
    ),
    "long styles": lambda n: (
        f"<p style='transform:scale({'0' * (n // 4)};left:{'0' * (n // 4)};clip-path:polygon("
        f"{'0' * (n // 4)};color:#{'f' * (n // 4)}'>a"
    ),
    "images": lambda n: number("<img src=N.png>", n),
    "formulas": lambda n: repeat("<math><msup><mi>x</mi><mn>2</mn></msup></math>", n),
    "one formula": lambda n: "<math>" + repeat("<msup><mi>x</mi><mn>2</mn></msup>", n),
    "sup in a line": lambda n: "<p>a" + repeat("<sup>1</sup>", n),
    "links in menus": lambda n: "<div class='related links'>" + repeat("<a href=/x>a</a>", n),
    "menus": lambda n: repeat("<div class='nav links'><a href=/x>a</a> b</div>", n),
    "asides": lambda n: repeat("<aside>a <a href=/x>b</a></aside>", n),
    "details": lambda n: repeat("<details><summary>q?</summary>a</details>", n),
    # Questions.
    "buttons of one panel": lambda n: (
        repeat("<button aria-controls=p>Why?</button>", n // 2) + f"<div id=p>{'w ' * (n // 4)}"
    ),
    "buttons of many panels": lambda n: number(
        "<button aria-controls=pN>Why N?</button><div id=pN hidden>So.</div>", n
    ),
    "panels in panels": lambda n: number("<div id=pN><button aria-controls=pN>Why?</button>", n),
    "questions in answers": lambda n: number(
        "<button aria-controls=pN>Why?</button><div id=pN>", n
    ),
    "tabs": lambda n: (
        f"<div><div role=tablist>{repeat('<b role=tab>a</b>', n // 2)}</div>"
        + repeat("<div role=tabpanel>b</div>", n // 2)
    ),
    "tabs of other tabs": lambda n: repeat(
        "<div><div role=tablist><b role=tab>a</b></div><div role=tabpanel>b</div></div>", n
    ),
    "labels of switches": lambda n: (
        "<div>" + number("<input type=checkbox id=cN><label for=cN>Why?</label><p>So.", n)
    ),
    "labels of one switch": lambda n: (
        "<div><input type=checkbox id=c>" + repeat("<label for=c>Why?</label><p>So.", n)
    ),
    "question classes": lambda n: repeat("<div class=question>Why?</div><p>So.", n),
    "class of many words": lambda n: repeat(f"<div class='{'a b ' * 90}'>Why?</div><p>So.", n),
    # Data, attributes, what is not an element.
    "linked data": linked(ask("<p>So.")),
    "linked data of tags": linked(ask("<b>" * 1_000)),
    "linked data in a graph": linked(lambda n: {"@graph": [{"@type": "X"}] * (n // 15)}),
    "linked data deep": lambda n: f"<script type='application/ld+json'>{'[' * n}</script><p>text",
    "many scripts of data": lambda n: (
        repeat("<script type='application/ld+json'>{}</script>", n) + "<p>text"
    ),
    "meta": lambda n: repeat("<meta name=a content=b>", n),
    "attributes": lambda n: "<p " + number("aN=b ", n) + ">text",
    "one class": lambda n: f"<p class='{'a ' * (n // 2)}'>text",
    "one address": lambda n: f"<p><a href='/?{'a=b&amp;' * (n // 8)}'>text</a>",
    "addresses": lambda n: repeat(f"<a href='/?{'a=b&' * 400}'>x</a>", n),
    "comments": lambda n: repeat("<!-- a -->", n) + "<p>text",
    "backticks": lambda n: "<p>" + "`" * n + "<code>a",
    "code of backticks": lambda n: "<p><code>" + "` `` " * (n // 5),
    "brackets": lambda n: "<p>" + "[" * n,
    "stars": lambda n: "<p>" + "*a " * (n // 3),
    "bars in cells": lambda n: "<table><tr><td>a<td>" + "\\|" * (n // 2),
    "numbers at line starts": lambda n: "<p>" + "1.<br>" * (n // 6),
    "spaces": lambda n: "<p>a" + " " * n + "b",
    "entities": lambda n: "<p>" + "&amp;#" * (n // 6),
    "unclosed tags": lambda n: "<p>" + "<a" * (n // 2),
    "meta without an end": lambda n: "<meta" * (n // 5),
    "nul": lambda n: "<p>" + "\0" * n + "text",
}


def read(name: str, size: int) -> None:
    """Read one bomb, and print what it took."""
    body = BOMBS[name](size).encode("utf-8")
    read_html(b"<p>warm", "utf-8")
    start = time.process_time()
    told, length = "", 0
    try:
        length = len(read_html(body, "utf-8").text)
    except ReportError as error:
        told = error.message
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps([len(body), length, seconds, peak * unit, told]))


def run(name: str, size: int, limit: float) -> tuple[int, int, float, int, str] | None:
    command = [sys.executable, __file__, "--bytes", str(size), "--read", name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return 0, 0, 0.0, 0, "FAILED: " + (lines or ["no word why"])[-1][:80]
    length, made, seconds, peak, told = json.loads(done.stdout)
    return length, made, seconds, peak, told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*")
    parser.add_argument("--bytes", type=int, default=120_000, metavar="N")
    parser.add_argument("--limit", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--read", metavar="NAME", help="read one in this process")
    arguments = parser.parse_args()
    if arguments.read:
        read(arguments.read, arguments.bytes)
        return
    print("| Page | Bytes | Characters made | s | s at twice | Growth | Peak MB |\n"
          "|---|---|---|---|---|---|---|")  # fmt: skip
    for name in arguments.names or BOMBS:
        first = run(name, arguments.bytes, arguments.limit)
        second = run(name, 2 * arguments.bytes, arguments.limit)
        if first is None or second is None:
            print(f"| {name} | {arguments.bytes:,} | longer than {arguments.limit:.0f} s |")
            continue
        (size, made, once, _, told), (_, _, twice, peak, _) = first, second
        growth = f"{math.log2(twice / once):.2f}" if once > 0 and twice > QUICK else "-"
        print(f"| {name} | {size:,} | {made:,} | {once:.2f} | {twice:.2f} | {growth} "
              f"| {peak / 1e6:.0f} | {told}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
