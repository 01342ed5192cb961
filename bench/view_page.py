"""The page of a report: its size, and how long a browser takes until every control works.

    python bench/view_page.py [--versions 10,100,1000] [--runs 5] [--chromium PATH]

Versions of 50 KB: those of `hooks.py`, each a revision of the one before, and ten that have
nothing in common, which is the worst case. Milliseconds are the browser's own, from the start of
loading the file to the end of the page's script, and then for the comparison of the first version
with the last; the median of several runs, each in a context of its own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from hooks import git, make_repository, ours

COMPARE = """() => {
  const began = performance.now(), prior = document.getElementById("prior");
  prior.value = "0";
  prior.dispatchEvent(new Event("change"));
  document.getElementById("text").getBoundingClientRect();
  return performance.now() - began;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", default="10,100,1000")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    counts = [int(count) for count in options.versions.split(",")]
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox"]
        )
        print("| Report | page, bytes | interactive, ms | first and last compared, ms |")
        print("|---|---|---|---|")
        for count in counts:
            repository = make_repository(Path(place) / str(count), count)
            git(repository, "commit", "-q", "--no-verify", "-m", "Newest")
            tell(f"{count:,} versions", make_page(repository), browser, options.runs)
        repository = make_repository(Path(place) / "unlike", 10)
        write_unlike(repository / "report")
        tell("10 versions, nothing in common", make_page(repository), browser, options.runs)
        browser.close()


def make_page(repository: Path) -> Path:
    """The page of the report in a repository."""
    command = [*ours()[:-1], "view", "report", "-o", "page.html"]
    subprocess.run(command, cwd=repository, check=True, capture_output=True)
    return repository / "page.html"


def write_unlike(folder: Path) -> None:
    """Versions of 50 KB of words by chance."""
    chance = random.Random(5)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(5000)]
    for number in range(1, 11):
        parts = [f"# Report {number}\n"]
        size = 0
        while size < 50_000:
            text = " ".join(chance.choices(words, k=80))
            parts.append(f"## {' '.join(chance.choices(words, k=4))}\n\n{text}.\n")
            size += len(parts[-1])
        (folder / f"report-{number:02d}.md").write_text("\n".join(parts), encoding="utf-8")


def tell(name: str, page: Path, browser: Browser, runs: int) -> None:
    """One row of the table."""
    ready, compared = [], []
    for _ in range(runs):
        context = browser.new_context()
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.wait_for_selector("html[data-ready]", state="attached")
        ready.append(float(tab.get_attribute("html", "data-ready") or 0))
        compared.append(float(tab.evaluate(COMPARE)))
        context.close()
    size = page.stat().st_size
    median = statistics.median
    print(f"| {name} | {size:,} | {median(ready):.0f} | {median(compared):.0f} |", flush=True)


if __name__ == "__main__":
    main()
