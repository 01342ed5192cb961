"""What a model's answer costs as section operations, and what everything but the model costs.

    python bench/writers.py [--data PAIRS] [--runs 5] [--sizes]

A consulting report of 48 KB is made from a seed, and updates of it that concern more and more of
its sections; the second is what one reference typically brings: to the summary, to four sections,
and a new one. `--data` adds pairs of recorded versions: a folder with report-NN.md files, or one of
folders with prior.md and new.md. Tokens are told as bytes / 4, and as words.

Then the typical update is made at each effort by the real steps, with a scripted model that gives
each of them a full answer: a fact for each sentence of the reference, so many faults a review, a
correction for each. From `high` on a writer may answer with operations or with the whole report.
`--sizes` ends there.

The overhead is a whole iteration in this process, with a scripted model: CPU of the process and of
git's, after the imports. The first request is timed from the start of the command, with the real
SDK and a server on this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from made_reports import Report  # noqa: E402
from section_operations import find_operations  # noqa: E402

from git_report.edits.application import apply, body_of  # noqa: E402
from git_report.edits.operations import (  # noqa: E402
    Answer,
    Insert,
    Operation,
    Replace,
    Usage,
)
from git_report.edits.section_numbers import address  # noqa: E402
from git_report.errors import ReportError  # noqa: E402
from git_report.markdown import Block, Kind, parse  # noqa: E402
from git_report.report.effort import EFFORTS  # noqa: E402
from git_report.text import Tell  # noqa: E402
from git_report.writers.channel import Prompt, Reply  # noqa: E402
from git_report.writers.effort_steps import plan_steps  # noqa: E402
from tests.edits.written import write_answer  # noqa: E402

BASE = "b" * 40
TYPICAL = 4
SIZES = (1, TYPICAL, 8, 12)
FAULTS = 12  # of a review


def make_report(seed: int = 1) -> str:
    """A report of one reference's making, without a tail: all its marks are the first's."""
    text = body_of(parse(Report(seed).text))
    return re.sub(r"\[\^\d+\]", "[^1]", text).strip("\n") + "\n"


def make_update(text: str, sections: int, seed: int = 2) -> tuple[tuple[Operation, ...], str]:
    """The operations of an update that edits the summary and so many sections and adds one.

    With them the source that they were made from.
    """
    document, fresh, rng = parse(text), Report(seed), random.Random(seed)
    summary, *others = document.sections[2:]
    sentences: list[str] = []

    def sentence() -> str:
        said = re.sub(r"\[\^\d+\]|\.$", "", fresh.sentence())
        sentences.append(f"{said}.")
        return f"{said}.[^2]"

    def edited(section_text: str) -> str:
        first, _, rest = section_text.strip("\n").partition("\n\n")
        return f"{first} {sentence()} {sentence()}\n\n{rest}".strip("\n")

    chosen = sorted(rng.sample(range(len(others)), sections))
    operations: list[Operation] = []
    for section in (summary, *(others[place] for place in chosen)):
        own = "".join(block.text for block in section.blocks)
        operations.append(Replace(address(section), edited(own), "the reference measures it"))
    body = "\n\n".join(" ".join(sentence() for _ in range(4)) for _ in range(3))
    operations.append(
        Insert(
            "",
            address(summary),
            2,
            "A second source confirms the trend",
            body,
            "it is new",
        )
    )
    rng.shuffle(sentences)
    return tuple(operations), "# A second source\n\n" + "\n\n".join(sentences) + "\n"


# The size of an answer


def tell_sizes(name: str, prior: str, operations: tuple[Operation, ...], new: str) -> float:
    """Print a row; the share of the answer in the whole report, by bytes."""
    answer = Answer(operations, base=BASE, reason="The reference adds figures to what is there.")
    written = json.dumps(write_answer(answer), ensure_ascii=False)
    whole = body_of(parse(new))
    sizes = [len(text.encode()) / 4 for text in (written, whole)]
    words = [len(text.split()) for text in (written, whole)]
    try:
        same = _flat(apply(parse(prior), operations)) == _flat(whole)
        verdict = "same text" if same else "another text"
    except ReportError as error:
        verdict = str(error)[:70]
    print(
        f"{name:<26} {len(operations):>4} {sizes[0]:>8,.0f} {sizes[1]:>8,.0f} "
        f"{sizes[0] / sizes[1]:>6.0%} {words[0]:>8,} {words[1]:>8,} {words[0] / words[1]:>6.0%}"
        f"  {verdict}"
    )
    return sizes[0] / sizes[1]


def _flat(text: str) -> str:
    return re.sub(r"\n{2,}", "\n\n", text).strip("\n")


def recorded_pairs(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Name, prior and new text of each pair of versions below a folder."""
    versions = sorted(folder.glob("report-*.md"))
    found = [(f"{folder.name} {b.stem}", a, b) for a, b in pairwise(versions)]
    found += [
        (prior.parent.name[:26], prior, prior.with_name("new.md"))
        for prior in sorted(folder.glob("*/prior.md"))
    ]
    for name, *paths in found:
        prior_text, new_text = (path.read_text(encoding="utf-8") for path in paths)
        yield name, prior_text, new_text


def tell_all_sizes(data: Path | None) -> None:
    print(f"{'':<31} {'tokens (bytes / 4)':^24} {'words':^24}")
    columns = f"{'answer':>8} {'whole':>8} {'':>6}"
    print(f"{'update':<26} {'ops':>4} {columns} {columns}  applied, it gives")
    prior = make_report()
    count = len(parse(prior).sections) - 1
    for sections in SIZES:
        operations, _ = make_update(prior, sections)
        new = apply(parse(prior), operations)
        name = f"{sections} of {count} sections"
        tell_sizes(name + (" (typical)" if sections == TYPICAL else ""), prior, operations, new)
    new = apply(parse(prior), make_update(prior, TYPICAL)[0])
    tell_sizes("the same, found by diff", prior, find_operations(parse(prior), parse(new)), new)
    shares = [
        tell_sizes(name, before, find_operations(parse(before), parse(after)), after)
        for name, before, after in (recorded_pairs(data) if data else ())
    ]
    if shares:
        print(f"recorded pairs: {len(shares)}, median share {median(shares):.0%}")


# The answers of a run, by step


class Steps:
    """A channel that answers each step in full, and notes how many bytes that took."""

    name = "scripted"
    identity = "scripted"
    window = 0
    batches = None

    def __init__(self, update: tuple[Operation, ...], new: str, *, whole: bool) -> None:
        self.update, self.new, self.whole = update, new, whole
        self.sizes: dict[str, int] = {}
        self.source: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.mended = False
        sections = [s for s in parse(new).sections if s.level > 1 and s.blocks]
        firsts = ((address(s), _first_sentence(s.blocks)) for s in sections)
        self.claims = [(n, c) for n, c in firsts if c and new.count(c) == 1][: 2 * FAULTS]
        assert len(self.claims) == 2 * FAULTS

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """The answer to a step."""
        tell("answering")
        task = re.findall(r"^# Your task: (.*)$", prompt.text, re.MULTILINE)[-1]
        step, text = self._answer(task, prompt)
        self.sizes[step] = self.sizes.get(step, 0) + len(text.encode())
        return Reply(text, Usage(1, 1))

    def _answer(self, task: str, prompt: Prompt) -> tuple[str, str]:
        if task.startswith("read"):
            return "read", json.dumps(
                {"facts": [_fact(each) for each in self.source], "summary": "It adds figures."}
            )
        if task.startswith("find"):
            half = self.claims[:FAULTS] if "figures" in task else self.claims[FAULTS:]
            wrong = [] if self.mended else half
            self.found += wrong
            faults = [_fault(*claim) for claim in wrong]
            return "review", json.dumps({"thesis": "holds", "faults": faults})
        if task.startswith("light"):
            self.mended = True
            edits = "".join(
                f"=== edit {n}\n<<<\n{c}\n>>>\n{c[:-1]}, it says.\n\n" for n, c in self.found
            )
            return "mend", f"{edits}=== reason\nThe faults are corrected.\n"
        if prompt.schema is not None:
            found = re.search(r'base id is "(\w*)"', prompt.text)
            assert found
            written = write_answer(Answer(self.update, found[1], "It adds figures."))
            return "write", json.dumps(written, ensure_ascii=False)
        return "write", self.new if self.whole else _as_markdown(self.update)


def _first_sentence(blocks: Sequence[Block]) -> str:
    """The first sentence of a section, if it has no mark within."""
    text = next((block.content for block in blocks if block.kind is Kind.PARAGRAPH), "")
    match = re.match(r"[^\n.]{40,300}\.(?=\s|\[|\Z)", text)
    return match[0] if match else ""


def _fact(sentence: str) -> dict[str, object]:
    return {
        "words": sentence, "figure": "".join(re.findall(r"\d[\d.,]* ?\S*", sentence)[:1]),
        "baseline": "", "who": "the second source", "status": "reported", "garbled": False,
        "serves": "what it costs",
    }  # fmt: skip


def _fault(number: str, claim: str) -> dict[str, object]:
    return {
        "section": number, "quote": claim, "severity": 2,
        "fault": "the source only claims this, of one customer, and the text says it of all",
        "mend": "say whose claim it is",
    }  # fmt: skip


def _as_markdown(operations: tuple[Operation, ...]) -> str:
    parts: list[str] = []
    for each in operations:
        if isinstance(each, Replace):
            parts.append(f"=== replace {each.section}\n== reason: {each.reason}\n\n{each.body}\n")
        elif isinstance(each, Insert):
            head = f"=== insert under top after {each.after} level {each.level}: {each.title}"
            parts.append(f"{head}\n== reason: {each.reason}\n\n{each.body}\n")
    return "\n".join([*parts, "=== reason\nIt adds figures.\n"])


def tell_steps() -> None:
    """Print the answers of each effort by step, against the whole report."""
    report = make_report()
    operations, source = make_update(report, TYPICAL)
    new = apply(parse(report), operations)
    whole = len(new.encode()) / 4
    print(
        f"\nanswers of a version by effort, tokens (bytes / 4); the whole report has {whole:,.0f}"
    )
    print(
        f"{'effort':<20} {'read':>7} {'write':>7} {'review':>7} {'mend':>7} {'all':>7} of the whole"
    )
    for effort in EFFORTS:
        for rewritten in (False, True) if plan_steps(effort).free else (False,):
            channel = Steps(operations, new, whole=rewritten)
            channel.source = re.findall(r"[^\n.][^\n]*?\.(?= |\n)", source.partition("\n\n")[2])
            make_steps(channel, report, source, effort)
            sizes = [channel.sizes.get(step, 0) / 4 for step in ("read", "write", "review", "mend")]
            name = f"{effort}, rewritten" if rewritten else effort
            told = " ".join(f"{size:>7,.0f}" for size in (*sizes, sum(sizes)))
            print(f"{name:<20} {told} {sum(sizes) / whole:>6.0%}")


def make_steps(channel: Steps, report: str, source: str, effort: str) -> None:
    """Make the second version with all steps of an effort; it must be the one that was scripted."""
    from git_report.writers.gate import Gate
    from git_report.writers.model_writer import ModelWriter
    from git_report.writers.workflow import make_version
    from tests.writers.test_writers_model_writer import Memory
    from tests.writers.test_writers_prompt_words import make

    way = plan_steps(effort)
    request = replace(
        make(source, report=report, effort=effort), number=2, base=BASE, free=way.free
    )
    writer = ModelWriter(channel, Memory(), lambda: b"s" * 32)
    written = make_version(writer, request, Gate(), "report-02.md", way)
    assert not written.answer.notices, written.answer.notices


# Everything but the model


class Scripted:
    """A channel that knows its answers by heart."""

    name = "scripted"
    identity = "scripted"
    window = 0
    batches = None

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked = 0

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        """The next answer, for the base that the prompt names."""
        tell("answering")
        self.asked += 1
        found = re.search(r'base id is "(\w*)"', prompt.text)
        assert found
        answer = self.answers.pop(0)
        written = write_answer(Answer(answer.operations, found[1], "It adds figures."))
        return Reply(json.dumps(written, ensure_ascii=False), Usage(20_000, 3_000, 15_000))


def make_repository(folder: Path, report: str, source: str) -> None:
    """A report folder: the first reference is the report itself, the second the update's source."""
    folder.mkdir()
    (folder / "instructions.md").write_text(
        "# A report\n\nWrite for engineers.\n\n## References\n\n"
        "[ ] [First](first.md)\n\n[ ] [Second](second.md)\n",
        encoding="utf-8",
    )
    (folder / "first.md").write_text(re.sub(r"\[\^1\]", "", report), encoding="utf-8")
    (folder / "second.md").write_text(source, encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Base")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def tell_overhead(folder: Path, runs: int) -> None:
    """CPU of an iteration with a scripted model: this process, and git's processes."""
    from git_report.draft import Mode
    from git_report.edits.operations import Whole
    from git_report.git.repository import Repository
    from git_report.run import iterate
    from git_report.writers.kept_answers import Answers, read_secret
    from git_report.writers.model_writer import ModelWriter

    report = make_report()
    operations, source = make_update(report, TYPICAL)
    own, gits, walls = [], [], []
    for run in range(runs):
        place = folder / f"overhead-{run}"
        make_repository(place, report, source)
        channel = Scripted(Answer((Whole(report, "the first"),)), Answer(operations))
        for number in (1, 2):  # the first pays for the imports
            repository = Repository.open(place)
            secret = partial(read_secret, repository)
            writer = ModelWriter(channel, Answers(repository), secret)
            begun = time.perf_counter()
            before = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
            landed = iterate(repository, "", writer, Mode())
            after = cpu(resource.RUSAGE_SELF), cpu(resource.RUSAGE_CHILDREN)
            assert landed is not None
            assert channel.asked == number, "the gate sent an answer back"
        own.append(after[0] - before[0])
        gits.append(after[1] - before[1])
        walls.append(time.perf_counter() - begun)
    print(
        f"\noverhead for a report of {len(report.encode()) / 1024:.0f} KB, median of {runs}: "
        f"{median(own):.2f} s CPU and {median(gits):.2f} s in git, {median(walls):.2f} s in all"
    )


def tell_first_request(folder: Path, runs: int) -> None:
    """Seconds from the start of the command to its requests, at the server."""
    from tests.writers.wire import Exchange, Wire, answer

    report = make_report()
    source = make_update(report, TYPICAL)[1]
    waited: list[float] = []
    used: list[float] = []
    for run in range(runs):
        place = folder / f"request-{run}"
        make_repository(place, report, source)
        arrived: list[float] = []
        with Wire() as wire:

            def note(exchange: Exchange, arrived: list[float] = arrived) -> None:
                arrived.append(time.perf_counter())
                answer('{"operations": [], "reason": "nothing new"}')(exchange)

            wire.script = [note, note, note]
            before = cpu(resource.RUSAGE_CHILDREN)
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "git_report.cli", "iterate", "--writer", "anthropic", "-q"],
                cwd=place,
                env={**os.environ, **wire.environ},
                capture_output=True,
                check=False,
            )
        used.append(cpu(resource.RUSAGE_CHILDREN) - before)
        waited.append(arrived[0] - begun)
    print(
        f"from the start of the command to the question at the server, of {runs}: "
        f"{min(waited):.2f} s at best, {median(waited):.2f} s median; "
        f"{median(used):.2f} s CPU for the whole command"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--data", type=Path)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--sizes", action="store_true")
    given = options.parse_args()
    os.environ.update(
        GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1",
        GIT_AUTHOR_NAME="bench", GIT_AUTHOR_EMAIL="bench@example.org",
        GIT_COMMITTER_NAME="bench", GIT_COMMITTER_EMAIL="bench@example.org",
    )  # fmt: skip
    tell_all_sizes(given.data)
    tell_steps()
    if given.sizes:
        return
    with tempfile.TemporaryDirectory() as name:
        tell_overhead(Path(name), given.runs)
        tell_first_request(Path(name), given.runs)


if __name__ == "__main__":
    main()
