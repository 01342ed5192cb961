"""The CPU of the difference beside that of other tools, as ratios, on the same large documents.

    python bench/peers.py [--limit 60] PAIR...

A PAIR is a directory with ``prior.md`` and ``new.md``. The largest pair is compared as it is, and
all the others joined into one. Peers that are on the PATH take part: xmldiff (over the rendered
XHTML), redlines, nbdime (a notebook of one Markdown cell per block), pandiff, cedit; the plain
``git diff --word-diff`` is the floor. What a peer needs made before it can compare is not counted.
CPU seconds are of the whole process and its children, user and system.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from pathlib import Path

REDLINES = """
import sys
from redlines import Redlines
prior, new = (open(path, encoding="utf-8", errors="replace").read() for path in sys.argv[1:])
print(Redlines(prior, new).output_markdown)
"""


def ours(prior: Path, new: Path, _: Path) -> list[str]:
    form = ["diff", "--no-index", "--format", "json"]
    return [sys.executable, "-m", "git_report.cli", *form, str(prior), str(new)]


def word_diff(prior: Path, new: Path, _: Path) -> list[str]:
    return ["git", "diff", "--no-index", "--word-diff", str(prior), str(new)]


def redlines(prior: Path, new: Path, place: Path) -> list[str]:
    script = place / "redlines_run.py"
    script.write_text(textwrap.dedent(REDLINES), encoding="utf-8")
    return [interpreter("redlines"), str(script), str(prior), str(new)]


def xmldiff(prior: Path, new: Path, place: Path) -> list[str]:
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
    paths = []
    for source in (prior, new):
        text = read(source).replace("\f", " ")
        path = place / f"{source.stem}.xml"
        path.write_text(f"<document>{renderer.render(text)}</document>", encoding="utf-8")
        paths.append(str(path))
    return ["xmldiff", *paths]


def nbdime(prior: Path, new: Path, place: Path) -> list[str]:
    paths = []
    for source in (prior, new):
        cells = [
            {"cell_type": "markdown", "id": f"cell-{at}", "metadata": {}, "source": block}
            for at, block in enumerate(read(source).split("\n\n"))
        ]
        book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path = place / f"{source.stem}.ipynb"
        path.write_text(json.dumps(book), encoding="utf-8")
        paths.append(str(path))
    return ["nbdiff", *paths]


def pandiff(prior: Path, new: Path, _: Path) -> list[str]:
    return ["pandiff", str(prior), str(new)]


def cedit(prior: Path, new: Path, place: Path) -> list[str]:
    document = place / "document.md"
    state = ["--state-dir", str(place / "state")]
    document.write_bytes(prior.read_bytes())
    subprocess.run(
        ["cedit", *state, "snapshot", str(document)], check=False, capture_output=True, cwd=place
    )
    document.write_bytes(new.read_bytes())
    return ["cedit", *state, "diff", str(document)]


PEERS: dict[str, tuple[str, Callable[[Path, Path, Path], list[str]]]] = {
    "git diff --word-diff": ("git", word_diff),
    "redlines": ("redlines", redlines),
    "xmldiff": ("xmldiff", xmldiff),
    "nbdime": ("nbdiff", nbdime),
    "pandiff": ("pandiff", pandiff),
    "cedit": ("cedit", cedit),
}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def interpreter(program: str) -> str:
    """The Python that a console script runs with."""
    first = Path(shutil.which(program) or sys.executable).read_bytes().split(b"\n", 1)[0]
    return os.fsdecode(first[2:].strip()) if first.startswith(b"#!") else sys.executable


def cpu(command: list[str], place: Path, limit: float) -> float | None:
    """CPU seconds of a command; None where it does not finish in time or fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, cwd=place, timeout=limit, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def join_pairs(pairs: list[Path], place: Path) -> tuple[Path, Path]:
    """All pairs after one another, as one pair of documents."""
    sides = []
    for name in ("prior.md", "new.md"):
        path = place / name
        path.write_bytes(b"\n\n".join((pair / name).read_bytes() for pair in pairs))
        sides.append(path)
    return sides[0], sides[1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--limit", type=float, default=60, help="seconds for one comparison")
    options.add_argument("--joined", type=int, default=1_000_000, help="bytes of the joined pair")
    options.add_argument("pairs", nargs="+", type=Path)
    given = options.parse_args()
    by_size = sorted(given.pairs, key=lambda pair: (pair / "new.md").stat().st_size)
    chosen: list[Path] = []
    for pair in by_size[:-2] or by_size:
        chosen.append(pair)
        if sum((p / "new.md").stat().st_size for p in chosen) >= given.joined:
            break
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        largest = (by_size[-1] / "prior.md", by_size[-1] / "new.md")
        for title, (prior, new) in {
            "largest pair": largest,
            f"{len(chosen)} pairs joined": join_pairs(chosen, place),
        }.items():
            size = (prior.stat().st_size + new.stat().st_size) / 1e6
            base = cpu(ours(prior, new, place), place, given.limit)
            assert base is not None, "our own comparison failed"
            print(f"{title}: {size:.2f} MB, ours {base:.2f} CPU s, {base / size:.2f} s/MB")
            for peer, (program, prepare) in PEERS.items():
                if shutil.which(program) is None:
                    print(f"  {peer:<22} not installed")
                    continue
                took = cpu(prepare(prior, new, place), place, given.limit)
                told = (
                    f"did not finish in {given.limit:.0f} s, or failed"
                    if took is None
                    else f"{took:8.2f} CPU s  {took / base:8.1f} times ours"
                )
                print(f"  {peer:<22} {told}")


if __name__ == "__main__":
    main()
