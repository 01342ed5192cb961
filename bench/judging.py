"""Folders for blind judges of two reports: the brief, the sources, A.md and B.md, in mixed order.

    python bench/judging.py INSTRUCTIONS SOURCES OURS RIVAL OUT [--judges 3] [--seed 0]

Each judge gets OUT/judge-N with the question (question.md). The brief is INSTRUCTIONS without its
checklist, and with the paragraphs about files left out; the records at the end of versions go, as
they give the maker away. OUT/key.json says which of the two is whose: no judge may see it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
from pathlib import Path

from git_report.report.instructions import parse_instructions

# Paragraphs of a brief that speak of the making: files, versions, ticks.
_MECHANICS = re.compile(
    r"\s*(?:first check|combine existing|important: note|when saving|think(?: hard\w*)?\.?\s*\Z)",
    re.IGNORECASE,
)
_RECORD = re.compile(r"<!-- git-report.*?-->\s*", re.DOTALL)
QUESTION = """\
You are a demanding editor, and you know the subject well. Two teams were given the same brief \
and the same sources, and each has handed in a report. Judge which one you would rather send to \
the reader whom the brief names. You know nothing of how either was made; do not try to find out.

Read brief.md, then A.md and B.md whole, then check claims against sources/: at least 15 figures \
or quotations in each report (all there are, if fewer), chosen at random; recompute what is \
computed.

Score each 1 to 10 and say why, with quotations: (1) answers the brief; (2) accuracy, and how \
clearly evidence, computation and general knowledge are distinguished; (3) argument; (4) exhibits; \
(5) readability, and a summary that can be read alone; (6) quotations; (7) usefulness; (8) craft. \
Then the winner (no tie), how sure you are (50 to 100 %), what the loser would need to win, and \
what both lack.
"""


def read_brief(text: str) -> str:
    """The brief without its checklist and without what it says about files."""
    brief = parse_instructions("instructions.md", text.encode("utf-8")).brief
    paragraphs = re.split(r"\n[ \t]*\n", brief)
    return "\n\n".join(p.strip() for p in paragraphs if not _MECHANICS.match(p)) + "\n"


def read_report(path: Path) -> str:
    """A report without the record at its end."""
    return _RECORD.sub("", path.read_text(encoding="utf-8")).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name in ("instructions", "sources", "ours", "rival", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--judges", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    brief = read_brief(options.instructions.read_text(encoding="utf-8"))
    texts = {"ours": read_report(options.ours), "rival": read_report(options.rival)}
    order = random.Random(options.seed)
    key: dict[str, dict[str, str]] = {}
    for number in range(1, options.judges + 1):
        folder = options.out / f"judge-{number}"
        folder.mkdir(parents=True)
        (folder / "brief.md").write_text(brief, encoding="utf-8")
        (folder / "question.md").write_text(QUESTION, encoding="utf-8")
        shutil.copytree(options.sources, folder / "sources")
        sides = list(texts)
        order.shuffle(sides)
        key[folder.name] = dict(zip("AB", sides, strict=True))
        for letter, side in key[folder.name].items():
            (folder / f"{letter}.md").write_text(texts[side], encoding="utf-8")
    (options.out / "key.json").write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
    print(f"{options.judges} folders in {options.out}")


if __name__ == "__main__":
    main()
