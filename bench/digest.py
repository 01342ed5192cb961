"""How good the embedded writer's digests are: verbatim, complete, never twice, cheap.

    python bench/digest.py [--sources DIR]

Everything but the example's references is made here, from seeded generators. `--sources` adds the
Markdown, text and caption files of a directory to the audit.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from git_report.differ.words.sentences import split_sentences
from git_report.digest.passages import passage_texts
from git_report.digest.reading import read
from git_report.digest.standing import FRONTS
from git_report.digest.wording import normalise, plain
from git_report.digest.writer import Extractive
from git_report.edits.application import apply
from git_report.markdown import Document, List, Quote, Section, Table, parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.finish import finish
from git_report.writers.protocol import Request

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "llm-on-aws"
MARK = re.compile(r"(?<!\\)\[\^\w+\]")
BRIEF = "Write a report on large language models and what it costs to run them."


def make_source(text: str, title: str, name: str = "a.md") -> Source:
    """A reference as the tool would read it."""
    kind = "text/markdown" if name.endswith(".md") else "text/plain"
    return Source(title, name, text, text.encode(), "0" * 40, name, kind)


def iterate(source: Source, version: str, number: int) -> str:
    """The next version of a report."""
    document = parse(version) if version else None
    reference = Reference(number, number, Box.OPEN, "", source.title, source.target, "")
    request = Request(number, BRIEF, reference, source, document)
    writer = Extractive()
    answer = writer.write(request)
    return finish(apply(document, answer.operations), request, answer, writer)


def list_claims(document: Document) -> Iterator[tuple[str, str]]:
    """Every cited piece of a report with the label of its footnote, and its subject if a row."""
    for section in document.sections[1:]:
        for block in section.blocks:
            if isinstance(block, Table):
                yield from _row_claims(block)
                continue
            texts = [block.inner] if isinstance(block, Quote) else [block.content]
            if isinstance(block, List):
                texts = [re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "", item.text) for item in block.items]
            for text in texts:
                said = re.sub(r"” — [^\n]*?, (?=\[\^)", "", text).replace(
                    "“", "", isinstance(block, Quote)
                )
                pieces = re.split(r"(?<!\\)\[\^(\w+)\]", said)
                for piece, label in zip(pieces[::2], pieces[1::2], strict=False):
                    yield plain(piece), label


def _row_claims(table: Table) -> Iterator[tuple[str, str]]:
    heads = [plain(cell) for cell in table.header.cells]
    for row in table.rows:
        labels = re.findall(r"(?<!\\)\[\^(\w+)\]", row.text)
        cells = [plain(MARK.sub("", cell)) for cell in row.cells]
        if heads == ["Value", "What it measures", "Source"]:
            yield cells[1], labels[-2] if "disagrees" in row.text else labels[-1]
        elif heads == ["Choice", "When", "Source"]:
            yield f"{cells[0]} {cells[1]}", labels[-1]
        else:
            yield from ((cell, labels[-1]) for cell in cells if cell)


def clean(source: Source) -> str:
    """The words of a source, without what its kind adds to them."""
    reading = read(source)
    texts = [*passage_texts((*reading.sentences, *reading.listings, *reading.grids))]
    for answered in reading.answers:
        texts += [answered.question, *passage_texts(answered.answer)]
    return normalise(" ".join(texts)) + " " + normalise(plain(source.text))


def audit(sources: Sequence[Source]) -> tuple[int, int, list[str]]:
    """Claims of one report over all sources, those that their source has, and the others."""
    version = ""
    cleaned = {}
    for number, source in enumerate(sources, 1):
        version = iterate(source, version, number)
        cleaned[str(number)] = f" {clean(source)} "
    claims = [claim for claim in list_claims(parse(version)) if normalise(claim[0])]
    wrong = [text for text, label in claims if f" {normalise(text)} " not in cleaned[label]]
    everything = " ".join(cleaned.values())
    titles = [s.title for s in parse(version).sections[2:] if s.title not in FRONTS]
    names = {normalise(source.title) for source in sources}
    for title in titles:
        words = normalise(plain(title))
        if words not in names and f" {words} " not in everything:
            wrong.append(f"title: {title}")
    return len(claims) + len(titles), len(claims) + len(titles) - len(wrong), wrong


def list_sentences(document: Document) -> list[str]:
    """Everything that a report says, headings aside, as normalised sentences and rows."""
    found = []
    for text, _ in list_claims(document):
        found += [normalise(sentence) for sentence in split_sentences(text)]
    return [sentence for sentence in found if sentence]


SYNONYMS = dict(
    pair.split("/")
    for pair in """large/big model/network needs/requires need/require cost/expense costs/expenses
    shows/demonstrates use/employ uses/employs reduces/lowers reduce/lower fast/quick about/roughly
    team/group teams/groups every/each keeps/retains keep/retain because/since memory/storage
    request/query requests/queries user/customer users/customers when/whenever serves/handles
    begins/starts start/begin help/assist build/construct important/essential many/numerous
    data/information answer/reply answers/replies often/frequently also/too find/discover
    different/distinct simple/plain tasks/jobs task/job get/obtain make/create
    small/little""".split()
)


def reword(text: str, seed: int) -> str:
    """A light rewording: half the words that have a synonym, the sentences in a new order."""
    rng = random.Random(seed)

    def swap(match: re.Match[str]) -> str:
        other = SYNONYMS.get(match[0].lower())
        if other is None or rng.random() > 0.5:
            return match[0]
        return other.capitalize() if match[0][0].isupper() else other

    paragraphs = []
    for paragraph in text.split("\n\n"):
        plain_prose = not re.match(r"\s*(?:[#|>*-]|\d+\.|\[|Sources)", paragraph)
        changed = re.sub(r"[A-Za-z]+", swap, paragraph) if plain_prose else paragraph
        if plain_prose and "**" not in paragraph and "-->" not in paragraph:
            sentences = split_sentences(" ".join(changed.split()))
            rng.shuffle(sentences)
            changed = " ".join(sentences)
        paragraphs.append(changed)
    return "\n\n".join(paragraphs)


THINGS = "router cache scheduler index gateway loader compiler balancer planner sampler".split()
VERBS = "serves stores handles moves loads writes checks sends reads plans".split()
FILLER = (
    "The discussion of the {0} went on for a while and came to no clear end.",
    "Nobody in the room was sure who had asked for the {0} in the first place.",
    "It is easy to see why the {0} has so many friends among older engineers.",
    "And so the {0} stayed where it was, as these things do.",
    "What would you do with the {0} if it were yours?",
    "We gave it 110 percent, and the {0} was 100 percent worth it.",
    "This is why the {0} matters to everyone who works with it.",
    "Some people like the {0} more than others, which is quite all right.",
)


def plant(seed: int) -> tuple[str, list[str]]:
    """A source with twenty headline figures among chatter, and these figures."""
    rng = random.Random(seed)
    figures, parts = [], [f"# Notes on the {THINGS[seed % 10]}, number {seed}"]
    for n in range(20):
        thing, verb = rng.choice(THINGS), rng.choice(VERBS)
        value = rng.choice(
            [f"{rng.randint(11, 97)} %", f"${rng.randint(2, 900)}.{rng.randint(10, 99)}",
             f"{rng.randint(1, 9)},{rng.randint(100, 999)} GB", f"{rng.randint(12, 950)} ms",
             f"{rng.randint(2, 98)}.{rng.randint(1, 9)} million tokens"]
        )  # fmt: skip
        figures.append(value)
        headline = rng.choice(
            [
                f"The {thing} of the {THINGS[n % 10]} team {verb} {value} in its largest region.",
                f"In the spring test the {thing} reached {value} on machine {n + 1} of the fleet.",
                f"A fleet with the {thing} needs {value}, according to the {VERBS[n % 10]} report.",
            ]
        )
        body = [rng.choice(FILLER).format(rng.choice(THINGS)) for _ in range(rng.randint(3, 7))]
        body.insert(rng.randrange(len(body)), headline)
        if n % 4 == 0:
            parts.append(f"## Part {n // 4 + 1} of the {rng.choice(THINGS)} story")
        parts.append(" ".join(body))
    return "\n\n".join(parts) + "\n", figures


def make_faq(seed: int) -> tuple[str, list[list[str]]]:
    """A FAQ with caveats, lists and paragraphs, and the sentences of each answer."""
    rng = random.Random(seed)
    parts, answers = [f"# Questions on the {THINGS[seed % 10]}"], []
    for n in range(12):
        thing = f"{rng.choice(THINGS)} {n + 1}"
        said = [f"The {thing} {rng.choice(VERBS)} requests of {rng.randint(2, 99)} regions.",
                f"Its price is ${rng.randint(2, 99)} an hour."]  # fmt: skip
        text = f"## What does {thing} do?\n\n{' '.join(said)}"
        if n % 2:
            items = [f"Caveat {k} of {thing}: it stops after {k + 3} days." for k in range(1, 4)]
            caveat = f"However, {thing} has limits:"
            text += f"\n\n{caveat}\n\n" + "\n".join(f"- {item}" for item in items)
            said += [caveat, *items]
        text += f"\n\nNot so for {thing} in small regions."
        said.append(f"Not so for {thing} in small regions.")
        parts.append(text)
        answers.append(said)
    return "\n\n".join(parts) + "\n", answers


def count_whole(version: str, answers: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Answers that a report begins, and those of them that it has whole."""
    said = normalise(MARK.sub("", plain(version)))
    # One short sentence may be in several answers.
    begun = [a for a in answers if any(normalise(s) in said for s in a if len(s.split()) > 5)]
    begun = [a for a in begun if sum(normalise(s) in said for s in a) > 1]
    return len(begun), sum(all(normalise(s) in said for s in answer) for answer in begun)


def make_transcript(words: int) -> str:
    """A long talk of two speakers, as a labelled transcript."""
    rng = random.Random(7)
    parts, length = [], 0
    while length < words:
        name = rng.choice(["Ada Byron", "Bo Chen"])
        body = []
        for _ in range(rng.randint(3, 9)):
            thing, other, verb = rng.choice(THINGS), rng.choice(THINGS), rng.choice(VERBS)
            body.append(
                rng.choice(
                    [
                        f"Um, so the {thing} is, you know, what everybody talks about.",
                        f"The {thing} {verb} {rng.randint(2, 999)} GB for the {other}.",
                        f"Never build a {thing} before you have measured the {other}.",
                        f"The {thing} depends on the {other}, and that is where the cost is.",
                        f"I think that the {thing} was, uh, kind of an accident.",
                    ]
                )
            )
        parts.append(f"**{name}:** {' '.join(body)}")
        length += sum(len(sentence.split()) for sentence in body)
    return "\n\n".join(parts) + "\n"


def run_cost(path: str) -> None:
    """Print the CPU seconds and the peak memory (MB) of one digest in this process."""
    text = Path(path).read_text(encoding="utf-8")
    before = time.process_time()
    version = iterate(make_source(text, "A long talk"), "", 1)
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{spent:.2f} {peak:.0f} {len(version.split())}")


def find_faults(document: Document) -> tuple[int, int]:
    """Sentences that stand twice, and sections without text."""
    twice = sum(n - 1 for n in Counter(_prose(document)).values())
    return twice, sum(_is_empty(section) for section in document.sections[1:])


def _prose(document: Document) -> Iterator[str]:
    """All sentences of four words or more; the short cells of tables may well be alike."""
    yield from (s for s in list_sentences(document) if s.count(" ") > 2)


def _is_empty(section: Section) -> bool:
    return not section.sections and not any(block.content.strip() for block in section.blocks)


def run_demo(root: Path) -> tuple[str, str, float]:
    """The example read to its end: its last version, what the checks say, the CPU seconds."""
    subprocess.run(["cp", "-R", f"{EXAMPLE}/.", root], check=True)
    who = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "Start"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    tool = [sys.executable, "-c", "from git_report.cli.shell import main; main()"]
    for key, value in (("user.name", "bench"), ("user.email", "bench@example.org")):
        subprocess.run(["git", "config", key, value], cwd=root, check=True)
    run = [*tool, "iterate", "--all", "--writer", "extractive"]
    told = subprocess.run(run, cwd=root, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    check = [*tool, "check", "--all"]
    checked = subprocess.run(check, cwd=root, check=False, capture_output=True, text=True)
    warnings = [line for line in told.stderr.split("\n") if "warning" in line]
    newest = max(root.glob("report-*.md"), key=lambda path: int(path.stem[7:]))
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    findings = [line for line in (*warnings, *checked.stdout.split("\n")) if line.strip()]
    return newest.read_text(encoding="utf-8"), "; ".join(findings) or "silent", spent


def read_sources(folder: Path) -> list[Source]:
    """The references in a directory."""
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".md", ".txt", ".vtt", ".srt"))
    return [make_source(p.read_text(encoding="utf-8"), p.stem, p.name) for p in paths]


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="a directory with more references")
    parser.add_argument("--cost", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cost:
        run_cost(options.cost)
        return
    sources = read_sources(EXAMPLE / "references")
    if options.sources:
        sources += read_sources(options.sources)

    print(f"references: {len(sources)}")
    parts = [audit([source]) for source in sources] + [audit(sources)]
    total, right = sum(p[0] for p in parts), sum(p[1] for p in parts)
    print(f"verbatim: {right} of {total} claims and titles ({100 * right / total:.1f} %)")
    for text in [text for part in parts for text in part[2]][:10]:
        print(f"  not verbatim: {text[:120]}")

    again, added, sentences = 0, 0, 0
    for n, source in enumerate(sources):
        first = iterate(source, "", 1)
        said = set(list_sentences(parse(first)))
        second = iterate(source, first, 2)
        again += len(set(list_sentences(parse(second))) - said)
        copy = make_source(reword(source.text, n), f"{source.title} again", source.path)
        third = list_sentences(parse(iterate(copy, first, 2)))
        fresh = [sentence for sentence in third if sentence not in said]
        reading = read(copy)
        whole = len([*passage_texts((*reading.sentences, *reading.listings))])
        whole += sum(len([*passage_texts(a.answer)]) for a in reading.answers)
        added += len(fresh)
        sentences += whole
        if len(fresh) > 0.05 * whole:
            print(f"  reworded {source.path}: {len(fresh)} of {whole}")
    print(f"same source twice: {again} sentences added")
    print(
        f"reworded copies: {added} of {sentences} sentences added ({100 * added / sentences:.1f} %)"
    )

    found = planted = 0
    for seed in range(10):
        text, figures = plant(seed)
        version = iterate(make_source(text, f"Source {seed}"), "", 1)
        planted += len(figures)
        found += sum(figure in version for figure in figures)
    print(f"planted figures: {found} of {planted} ({100 * found / planted:.1f} %)")

    begun = whole = 0
    for seed in range(6):
        text, answers = make_faq(seed)
        one, other = count_whole(iterate(make_source(text, f"FAQ {seed}"), "", 1), answers)
        begun, whole = begun + one, whole + other
    for source in sources:
        answered = [[*passage_texts(a.answer)] for a in read(source).answers]
        one, other = count_whole(iterate(source, "", 1), answered)
        begun, whole = begun + one, whole + other
    print(f"answers: {whole} of {begun} that are begun are whole")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talk.md"
        path.write_text(make_transcript(21_000), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, __file__, "--cost", str(path)],
            check=True,
            capture_output=True,
            text=True,
        )
        spent, peak, words = done.stdout.split()
        print(f"transcript of 21,000 words: {spent} s of CPU, {peak} MB, {words} words written")
    with tempfile.TemporaryDirectory() as folder:
        version, findings, seconds = run_demo(Path(folder))
        document = parse(version)
        twice, empty = find_faults(document)
        count = len(version.split())
        print(f"demo: {count} words, {seconds:.1f} s of CPU for all versions")
        print(f"demo: {twice} sentences twice, {empty} sections without text, checks {findings}")


if __name__ == "__main__":
    main()
