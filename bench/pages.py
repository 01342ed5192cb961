"""How much of a web page its text keeps, beside other readers of pages where they are installed.

    python bench/pages.py [--peers PYTHON]

The pages are those of tests/sources/pages, written after the shapes of real ones, each with what
it says: every question as a heading, its answer whole below it, every cell of a table in its
column, and sentences of bars, notices and links that should be gone. `--peers` is the Python of
an environment with trafilatura, markdownify, markitdown or html-to-markdown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_report.sources.pages.web_page import read_html
from tests.sources.expected import PAGES, compare, load, names

KINDS = ("question", "answer", "cell", "boilerplate")
# Each peer reads as its manual says for Markdown with tables and links.
PEERS = {
    "trafilatura": "import trafilatura\n"
    "read = lambda s: trafilatura.extract(s, output_format='markdown', include_tables=True,"
    " include_links=True, include_formatting=True, favor_recall=True) or ''",
    "markdownify": "import markdownify as m\n"
    "read = lambda s: m.markdownify(s, heading_style='ATX')",
    "markitdown": "import io, markitdown\nm = markitdown.MarkItDown()\n"
    "read = lambda s: m.convert_stream(io.BytesIO(s.encode()), file_extension='.html').markdown",
    "html-to-markdown": "import html_to_markdown as h\nread = lambda s: h.convert(s).content or ''",
}
RUN = """
import json, sys, time
pages = json.load(sys.stdin)
read(pages[0])
start = time.perf_counter()
texts = [read(page) for page in pages]
print(json.dumps([texts, time.perf_counter() - start]))
"""


def score(texts: list[str], seconds: float, name: str) -> str:
    asked: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for page, text in zip(names(), texts, strict=True):
        kept = compare(text, load(page)[1])
        asked.update(kept.asked)
        missed.update({kind: len(found) for kind, found in kept.missed.items()})
    cells = [f"{asked[kind] - missed[kind]} of {asked[kind]}" for kind in KINDS[:3]]
    cells.append(f"{missed['boilerplate']} of {asked['boilerplate']}")
    return f"| {name} | {' | '.join(cells)} | {1000 * seconds / len(texts):.1f} |"


def read_ours(bodies: list[bytes]) -> tuple[list[str], float]:
    read_html(bodies[0], "utf-8")
    start = time.perf_counter()
    texts = [read_html(body, "utf-8").text for body in bodies]
    return texts, time.perf_counter() - start


def read_theirs(python: str, name: str, pages: list[str]) -> tuple[list[str], float] | str:
    run = subprocess.run(
        [python, "-W", "ignore", "-c", f"{PEERS[name]}\n{RUN}"],
        input=json.dumps(pages), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        return (run.stderr.strip().splitlines() or ["no word why"])[-1]
    texts, seconds = json.loads(run.stdout.splitlines()[-1])
    return texts, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    arguments = parser.parse_args()
    bodies = [load(name)[0] for name in names()]
    print(f"{len(bodies)} pages of {PAGES.name}, {sum(map(len, bodies)):,} bytes\n")
    print("| Reader | Questions as headings | Answers whole | Cells in column "
          "| Boilerplate left | ms a page |\n|---|---|---|---|---|---|")  # fmt: skip
    texts, seconds = read_ours(bodies)
    print(score(texts, seconds, "git-report"))
    for name in PEERS:
        read = read_theirs(arguments.peers, name, [body.decode("utf-8") for body in bodies])
        print(f"| {name} | not run: {read} |" if isinstance(read, str) else score(*read, name))


if __name__ == "__main__":
    main()
