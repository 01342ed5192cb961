"""CPU seconds of the checks as hooks run them, at 10 and at 1,000 versions, beside other hooks.

    python bench/hooks.py [--runs 11] [--versions 1000] [--contents 50] [--peers DIR]

The repositories are made here: reports of 50 KB with tables, lists, quotes, code and figures from a
seeded generator, each version a revision of the one before, and staged in the end what
`git report-iterate --stage` leaves: a version, diff.md, a tick. Where `report.strict` is set, the
version is held against its reference, 50 KB of text as Markdown, a page or a PDF. CPU seconds are
of the whole process with its git processes, user and system; the runs of all commands alternate,
and a figure is a median. Peers are found on the PATH and in the directory given: `check-yaml` (on
YAML of the same size), `markdownlint-cli2`, `pymarkdown` and `rumdl`. Exits with 1 where a bar is
missed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from cost import WORDS

from git_report.differ import derive
from git_report.markdown import Definition, Record, parse, render_tail
from git_report.report.versions import version_name, version_stem

SIZE = 50_000
SECTIONS = 20
# CPU seconds of a commit's check, its ratio at many versions, CPU seconds of a whole folder.
BARS = {"staged": 0.25, "ratio": 1.2, "all": 60.0}
# The families that look at every version by itself; K and G compare it with what it was made from.
STRUCTURE = ("--all", "--select", "V,S,R,D")
# What a hook has no use for: models, the web, HTML, PDF, tables on a terminal, GitPython.
UNWANTED = (
    "anthropic", "httpx", "httpx2", "httpcore", "requests", "urllib3", "http.client", "ssl",
    "selectolax", "html_to_markdown", "nh3", "lxml", "bs4", "pypdf", "jinja2", "rich", "asyncio",
    "pydantic", "git", "tempfile", "hashlib",
)  # fmt: skip
# Without what would keep Python from its bytecode, which an installed package has.
ENVIRONMENT = {
    **{name: os.environ[name] for name in os.environ if not name.startswith(("GIT_", "PYTHON"))},
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
}  # fmt: skip


class Report:
    """A report that is revised: sections of blocks, about 50 KB in all."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sections = [self.section() for _ in range(SECTIONS)]

    def sentence(self) -> str:
        """Words, some with a figure, a few with punctuation that is not ASCII."""
        words = [self.random.choice(WORDS) for _ in range(self.random.randint(8, 22))]
        if self.random.random() < 0.4:
            words.insert(3, self.figure())
        if self.random.random() < 0.1:
            words[-2] += " – as “measured” –"
        return " ".join(words).capitalize() + "."

    def figure(self) -> str:
        """A number and its unit."""
        unit = self.random.choice(["GB", "Gbps", "%", "tokens", "minutes"])
        return f"{self.random.randint(2, 9000):,} {unit}"

    def block(self) -> str:
        """A paragraph, a list, a table, a quote or code."""
        kind = self.random.random()
        if kind < 0.6:
            return " ".join(self.sentence() for _ in range(self.random.randint(3, 6)))
        if kind < 0.75:
            return "\n".join(f"- {self.sentence()}" for _ in range(5))
        if kind < 0.87:
            rows = [
                f"| {self.random.choice(WORDS)} {row} | {self.figure()} | {self.sentence()} |"
                for row in range(6)
            ]
            return "\n".join(["| Element | Measure | Remark |", "|---|---:|---|", *rows])
        if kind < 0.95:
            return f"> {self.sentence()}\n> {self.sentence()}"
        return f"```text\n{self.random.choice(WORDS)} = {self.figure()}\n```"

    def section(self) -> list[str]:
        """The blocks of a section, its heading first; half of them have a subsection."""
        blocks = [self.block() for _ in range(4)]
        if self.random.random() < 0.5:
            blocks.insert(2, f"### {self.title()}")
        return [f"## {self.title()}", *blocks]

    def title(self) -> str:
        """A heading's words."""
        return self.sentence().rstrip(".")[:60]

    def revise(self) -> None:
        """One block in ten edited, a section rewritten, one moved: what a reference changes."""
        places = [(s, b) for s, section in enumerate(self.sections) for b in range(1, len(section))]
        for section, block in self.random.sample(places, len(places) // 10):
            old = self.sections[section][block]
            if old.startswith("#"):
                continue
            new = old.replace(" model ", " network ", 1).replace(" GB", " TB", 1)
            self.sections[section][block] = new if new != old else self.block()
        self.sections[self.random.randrange(SECTIONS)] = self.section()
        moved = self.sections.pop(self.random.randrange(SECTIONS))
        self.sections.insert(self.random.randrange(SECTIONS), moved)

    def text(self, number: int) -> str:
        """The report as the version of that number, with its tail."""
        body = "\n\n".join(block for section in self.sections for block in section)
        tail = render_tail(
            [
                Definition(str(n), f"[^{n}]: [Reference {n}](references/{n}.md)", 0)
                for n in range(max(1, number - 20), number + 1)
            ],
            "",
            Record(number, (("writer", "bench"), ("read", f"references/{number}.md"))),
        )
        return f"# A generated report\n\n{body}\n\n{tail}"


def make_versions(count: int) -> Iterator[str]:
    """So many versions of one report, each a revision of the one before."""
    report = Report(seed=1)
    for number in range(1, count + 1):
        yield report.text(number)
        report.revise()


def instructions(read: int, open_items: int) -> str:
    items = [
        f"[x] [Reference {n}](references/{n}.md) <!-- {version_stem(n)} {blob_id(reference(n))} -->"
        for n in range(1, read + 1)
    ]
    items += [
        f"[ ] [Reference {n}](references/{n}.md)" for n in range(read + 1, read + open_items + 1)
    ]
    return "# A generated report\n\nWrite it.\n\n## References\n\n" + "\n\n".join(items) + "\n"


def reference(number: int) -> str:
    return f"# Reference {number}\n\nIt says {number}.\n"


def blob_id(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()[:12]


def git(place: Path, *arguments: str, stdin: bytes | None = None) -> None:
    subprocess.run(
        ["git", *arguments],
        cwd=place, env=ENVIRONMENT, input=stdin, check=True, capture_output=True,
    )  # fmt: skip


def make_repository(place: Path, count: int) -> Path:
    """A repository whose folder `report` has so many versions, the newest of them staged."""
    place.mkdir()
    texts = list(make_versions(count))
    read = {version_name(n): text for n, text in enumerate(texts[:-1], start=1)}
    committed = {
        **{f"references/{n}.md": reference(n) for n in range(1, count + 4)},
        **read,
        "diff.md": difference(texts[:-1]),
        "instructions.md": instructions(count - 1, 4),
    }
    stream = [b"commit refs/heads/main\ncommitter bench <bench@example.org> 0 +0000\ndata 0\n"]
    for name, text in committed.items():
        data = text.encode()
        stream.append(
            b"M 100644 inline report/%s\ndata %d\n%s\n" % (name.encode(), len(data), data)
        )
    git(place, "init", "-q", "-b", "main")
    git(place, "fast-import", "--quiet", stdin=b"".join(stream))
    git(place, "reset", "-q", "--hard")
    folder = place / "report"
    (folder / version_name(count)).write_text(texts[-1], encoding="utf-8", newline="")
    (folder / "diff.md").write_text(difference(texts), encoding="utf-8", newline="")
    (folder / "instructions.md").write_text(instructions(count, 3), encoding="utf-8", newline="")
    git(place, "add", "--all")
    return place


def make_pages(paragraphs: Sequence[str]) -> bytes:
    """A PDF with a page for each paragraph."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(paragraphs), b" ".join(b"%d 0 R" % (2 * n + 4) for n in range(len(paragraphs)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
    ]
    for paragraph in paragraphs:
        lines = textwrap.wrap(paragraph.translate({ord(c): "\\" + c for c in "()\\"}), 80)
        shown = "".join(f"({line}) '\n" for line in lines).encode("cp1252", "replace")
        stream = zlib.compress(b"BT /F 10 Tf 12 TL 40 800 Td\n%sET" % shown)
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>" % (len(bodies) + 2)
        )
        head = b"<< /Filter /FlateDecode /Length %d >>" % len(stream)
        bodies.append(b"%s\nstream\n%s\nendstream" % (head, stream))
    written, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    return written + table + end


def make_sources() -> dict[str, bytes]:
    """A reference of 50 KB of text as Markdown, a page, and a PDF, by its file's suffix."""
    report, paragraphs, size = Report(seed=3), [], 0
    while size < SIZE:
        paragraphs.append(" ".join(report.sentence() for _ in range(16)))
        size += len(paragraphs[-1])
    marked = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    return {
        "md": ("# A reference\n\n" + "\n\n".join(paragraphs) + "\n").encode(),
        "html": f"<html><body><main><h1>A reference</h1>{marked}</main></body></html>".encode(),
        "pdf": make_pages(paragraphs),
    }


def make_strict(place: Path, suffix: str, data: bytes) -> Path:
    """A repository where contents can block, with a newest version that read a reference."""
    make_repository(place, 10)
    name = f"references/read.{suffix}"
    (place / "report" / name).write_bytes(data)
    checklist = (place / "report/instructions.md").read_text(encoding="utf-8")
    old = f"(references/10.md) <!-- {version_stem(10)} {blob_id(reference(10))} -->"
    new = f"({name}) <!-- {version_stem(10)} {blob_id(data)} -->"
    (place / "report/instructions.md").write_text(checklist.replace(old, new), encoding="utf-8")
    git(place, "add", "--all")
    git(place, "config", "report.strict", "true")
    return place


def difference(texts: Sequence[str]) -> str:
    """What diff.md says of the two newest."""
    names = (version_name(len(texts) - 1), version_name(len(texts)))
    return derive(parse(texts[-2]), parse(texts[-1]), *names)


def ours(*arguments: str) -> list[str]:
    """The console script beside this interpreter, else the module."""
    script = Path(sys.executable).with_name("git-report")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "git_report.cli"]
    return [*start, "check", *arguments]


@dataclass(frozen=True, slots=True)
class Row:
    """A command to measure, in a directory, so many times."""

    title: str
    command: list[str]
    place: Path
    runs: int
    findings: bool = False


def cpu(row: Row) -> float:
    """CPU seconds of one run; an error where the command does not end as it should."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        row.command, cwd=row.place, env=ENVIRONMENT, check=False, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in ((0, 1) if row.findings else (0,)) or b"Traceback" in done.stderr:
        sys.exit(f"{row.title}: exit {done.returncode}\n{(done.stdout + done.stderr).decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(rows: Sequence[Row]) -> dict[str, float]:
    """The median of each command; they take turns, after one run that is not counted."""
    took: dict[str, list[float]] = {row.title: [] for row in rows}
    for row in rows:
        if row.runs > 1:
            cpu(row)
    for turn in range(max(row.runs for row in rows)):
        for row in rows:
            if turn < row.runs:
                took[row.title].append(cpu(row))
    return {title: statistics.median(seconds) for title, seconds in took.items()}


def find_peers(place: Path, folder: Path | None, runs: int) -> tuple[list[Row], list[str]]:
    """The peers that are installed, and the names of those that are not."""
    path = os.pathsep.join([*([str(folder)] if folder else []), os.environ.get("PATH", "")])
    rows, missing = [], []
    for name, arguments in {
        "check-yaml": ["prose.yaml"],
        "markdownlint-cli2": ["prose.md"],
        "pymarkdown": ["scan", "prose.md"],
        "rumdl": ["check", "--no-cache", "prose.md"],
    }.items():
        program = shutil.which(name, path=path)
        if program is None:
            missing.append(name)
        else:
            rows.append(Row(name, [program, *arguments], place, min(runs, 5), findings=True))
    return rows, missing


def make_prose(place: Path) -> Path:
    """A version as a file of its own, and YAML of the same size, for the peers."""
    place.mkdir()
    (text,) = make_versions(1)
    (place / "prose.md").write_text(text, encoding="utf-8")
    report, lines, size = Report(seed=2), ["sections:"], 0
    while size < SIZE:
        entry = f"  - title: {json.dumps(report.sentence())}\n    text: {report.sentence()}"
        lines.append(entry)
        size += len(entry) + 1
    (place / "prose.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def unwanted_imports(place: Path) -> list[str]:
    """The modules of the list above that `check --staged` imports."""
    start = "from git_report.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", start, "check", "--staged"],
        cwd=place, env=ENVIRONMENT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    imported = re.findall(r"^import time:[^|]*\|[^|]*\| +(\S+)", done.stderr, re.MULTILINE)
    assert "git_report.checks.run_checks" in imported
    return [m for m in UNWANTED if any(name == m or name.startswith(f"{m}.") for name in imported)]


def count_processes(place: Path) -> int:
    """How many git processes `check --staged` starts."""
    with tempfile.NamedTemporaryFile(suffix=".json") as trace:
        subprocess.run(
            ours("--staged"),
            cwd=place, env={**ENVIRONMENT, "GIT_TRACE2_EVENT": trace.name}, check=True,
            capture_output=True,
        )  # fmt: skip
        events = [json.loads(line)["event"] for line in Path(trace.name).read_bytes().splitlines()]
    return events.count("start")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=11, help="of each command (default 11)")
    options.add_argument("--versions", type=int, default=1000, help="of the long report")
    options.add_argument(
        "--contents", type=int, default=50, help="versions whose contents to check"
    )
    options.add_argument("--peers", type=Path, help="a directory with more programs")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ENVIRONMENT["PYTHONPYCACHEPREFIX"] = str(Path(name, "bytecode"))
        short = make_repository(Path(name, "short"), 10)
        long = make_repository(Path(name, "long"), given.versions)
        short_title, long_title = "check --staged, 10", f"check --staged, {given.versions:,}"
        all_title = f"check --all (V, S, R, D), {given.versions:,}"
        contents_title = f"check --all, {given.contents:,}"
        some = make_repository(Path(name, "some"), given.contents)
        strict = [
            Row(
                f"check --staged, strict, {suffix}", ours("--staged"),
                make_strict(Path(name, suffix), suffix, data), given.runs, findings=True,
            )
            for suffix, data in make_sources().items()
        ]  # fmt: skip
        peers, missing = find_peers(make_prose(Path(name, "prose")), given.peers, given.runs)
        took = measure(
            [
                Row(short_title, ours("--staged"), short, given.runs),
                Row(long_title, ours("--staged"), long, given.runs),
                Row(all_title, ours(*STRUCTURE), long, 1),
                Row(contents_title, ours("--all"), some, 1, findings=True),
                *strict,
                *peers,
            ]
        )
        processes = count_processes(short), count_processes(long)
        imports = unwanted_imports(short)
    base = took[short_title]
    print(f"{'command, versions':<34} {'CPU s':>8} {'ratio':>8}")
    for title, seconds in took.items():
        print(f"{title:<34} {seconds:>8.3f} {seconds / base:>8.2f}")
    for peer in missing:
        print(f"{peer:<34} not installed")
    print(f"git processes of check --staged: {processes[0]} and {processes[1]}")
    print(f"unwanted imports: {', '.join(imports) or 'none'}")
    bars = [
        ("check --staged costs at most 0.25 s", base <= BARS["staged"]),
        ("and with many versions at most 1.2 times that", took[long_title] <= BARS["ratio"] * base),
        ("check --all (V, S, R, D) takes less than 60 s", took[all_title] < BARS["all"]),
        ("no process more with many versions", processes[0] == processes[1]),
        ("no unwanted import", not imports),
    ]
    for bar, kept in bars:
        print(f"{'kept' if kept else 'MISSED'}: {bar}")
    sys.exit(0 if all(kept for _, kept in bars) else 1)


if __name__ == "__main__":
    main()
