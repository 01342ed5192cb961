"""CPU seconds and peak memory of parse, diff and a whole iteration, on growing documents.

    python bench/cost.py [--sizes 50000,1000000,5000000]

Documents are made here: sections with prose, tables, lists and code, from a seeded generator.
Each figure is a fresh process; imports are listed separately, so that a row is the work alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "attention layer model training inference cluster accelerator memory bandwidth latency token "
    "context expert router cache batch pipeline service endpoint cost capacity throughput weight "
    "gradient checkpoint failure recovery region instance network storage quantization decoding"
).split()


def make_document(size: int, seed: int) -> str:
    """A report-like document of about `size` characters."""
    rng = random.Random(seed)

    def sentence() -> str:
        words = [rng.choice(WORDS) for _ in range(rng.randint(8, 22))]
        if rng.random() < 0.4:
            words.insert(3, f"{rng.randint(2, 9000):,} {rng.choice(['GB', 'Gbps', '%', 'tokens'])}")
        return " ".join(words).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(rng.randint(3, 6)))

    def table() -> str:
        rows = [
            f"| {rng.choice(WORDS)} {i} | {rng.randint(1, 999)} GB | {sentence()} |"
            for i in range(6)
        ]
        return "\n".join(["| Element | Memory | Remark |", "|---|---|---|", *rows])

    parts, length, number = ["# A generated report\n"], 0, 0
    while length < size:
        number += 1
        level = "##" if number % 3 == 1 else "###"
        body = [f"{level} {sentence().rstrip('.')} {number}"]
        body += [paragraph() for _ in range(rng.randint(2, 4))]
        body.append(
            rng.choice(
                [
                    table(),
                    "\n".join(f"- {sentence()}" for _ in range(5)),
                    f"> {sentence()}",
                    f"```python\n{rng.choice(WORDS)} = {number}\n```",
                ]
            )
        )
        text = "\n\n".join(body) + "\n"
        parts.append(text)
        length += len(text) + 1
    return "\n".join(parts)


def change(text: str, seed: int) -> str:
    """A new version: one paragraph in ten edited, a few sections moved, added and removed."""
    rng = random.Random(seed)
    sections = text.split("\n## ")
    for _ in range(max(1, len(sections) // 20)):
        at = rng.randrange(1, len(sections))
        sections.insert(rng.randrange(1, len(sections)), sections.pop(at))
    del sections[rng.randrange(1, len(sections))]
    sections.insert(2, "A new finding\n\n" + make_document(800, seed).partition("\n\n")[2])
    blocks = "\n## ".join(sections).split("\n\n")
    for at in range(5, len(blocks), 10):
        blocks[at] = blocks[at].replace(" model ", " network ", 1).replace(" GB", " TB", 1)
    return "\n\n".join(blocks)


def measured(step: str, *arguments: str) -> dict[str, float]:
    """Run one step in a child of its own and read its report."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def run_step(step: str, paths: list[str]) -> None:
    import_started = time.process_time()
    if step == "parse":
        from git_report.markdown import parse

        text = Path(paths[0]).read_text(encoding="utf-8")
        started = time.process_time()
        parse(text)
    elif step == "diff":
        from git_report.differ import diff_texts, render_diff

        render_diff(diff_texts("# A\n\nOne.\n", "# A\n\nTwo.\n"), "1", "2")  # imports the rest
        texts = [Path(path).read_text(encoding="utf-8") for path in paths]
        started = time.process_time()
        render_diff(diff_texts(*texts), "report-01.md", "report-02.md")
    print(
        json.dumps(
            {
                "import": started - import_started,
                "cpu": time.process_time() - started,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def iteration(folder: Path, size: int) -> dict[str, float]:
    """A whole `git report-iterate` over a report of that size, its git processes included."""
    repository = folder / f"repository-{size}"
    repository.mkdir()
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
        "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
    }  # fmt: skip

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", *arguments], cwd=repository, env=environment, check=True, capture_output=True
        )

    git("init", "-q")
    git("config", "report.maxReportBytes", "64m")
    (repository / "a.md").write_text(make_document(20_000, 5), encoding="utf-8")
    (repository / "instructions.md").write_text(
        "# A generated report\n\n## References\n\n[x] [Before](a.md)\n\n[ ] [Next](a.md)\n",
        encoding="utf-8",
    )
    (repository / "report-01.md").write_text(make_document(size, 1), encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "base")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive", "-q"],
        cwd=repository,
        env=environment,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak": after.ru_maxrss / 1024,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--sizes", default="50000,1000000,5000000")
    options.add_argument("--step", choices=["parse", "diff"])
    options.add_argument("paths", nargs="*")
    given = options.parse_args()
    if given.step:
        run_step(given.step, given.paths)
        return
    print(f"{'step':<10} {'size':>10} {'CPU s':>8} {'s/MB':>7} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in map(int, given.sizes.split(",")):
            prior, new = folder / "prior.md", folder / "new.md"
            text = make_document(size, 1)
            prior.write_text(text, encoding="utf-8")
            new.write_text(change(text, 2), encoding="utf-8")
            both = (prior.stat().st_size + new.stat().st_size) / 1e6
            rows = [
                ("parse", prior.stat().st_size / 1e6, measured("parse", str(prior))),
                ("diff", both, measured("diff", str(prior), str(new))),
                ("iterate", prior.stat().st_size / 1e6, iteration(folder, size)),
            ]
            for step, megabytes, row in rows:
                print(
                    f"{step:<10} {size:>10,} {row['cpu']:>8.2f} {row['cpu'] / megabytes:>7.2f} "
                    f"{row['peak']:>8.0f}"
                )


if __name__ == "__main__":
    main()
