"""The embedded writer: verbatim, cited, nothing twice, and safe against its sources."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.digest.composing import Composer
from git_report.digest.digest import Digest
from git_report.digest.passages import Passage, passage_texts
from git_report.digest.reading import read
from git_report.digest.standing import Lead, Standing
from git_report.digest.wording import normalise, plain
from git_report.digest.writer import Extractive
from git_report.edits.application import apply
from git_report.edits.operations import Answer, Insert, Replace, Whole
from git_report.markdown import Document, List, Quote, Section, Table, parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.finish import finish
from git_report.writers.gate import Gate, write_version
from git_report.writers.protocol import Request

ARTICLE = """\
---
title: "Storage for training"
---

# Storage for training clusters

[Home](/) | [Docs](/docs) | [Sign in](/login)

![A diagram](d.png)

Training clusters read their data many times, and slow storage leaves accelerators idle. The
parallel file system delivers **1,200 GB/s** of throughput to a single cluster. This reduces the
time of an epoch by 35 percent.

In this article we will look at three options.

## Choosing a file system

Object storage is the cheapest option for cold data, at $0.023 per GB and month. A parallel file
system is the better choice when thousands of nodes read the same files. Block storage fits
single nodes that need a latency below 1 ms.

The service offers three deployment types:

- Scratch file systems keep no copies and cost the least.
- Persistent file systems replicate data within one zone.
- Multi-zone file systems survive the loss of a data center.

| Option | Latency | Price per GB |
|---|---|---|
| Object | 50 ms | $0.023 |
| Parallel | 2 ms | $0.145 |

## Checkpoints

Checkpoints of a model with 70 billion parameters need 980 GB each. Writing them every 30 minutes
costs 4 percent of the training time. Asynchronous checkpoints hide most of that cost.

## References

1. [Somebody](https://example.org/) wrote 12 pages about everything in the world.
"""

FAQ = """\
# Compute FAQs

## What is the service?

The service rents virtual machines by the second. It runs in 34 regions.

## How do I pay?

You pay for what you use. Partial hours are billed per second, with a minimum of 60 seconds.

However, some systems differ:

- Licensed systems are billed by the hour.
- Dedicated hosts are billed by the host.

## Can I stop paying?

Yes. A stopped machine costs nothing but its disks. Caveat: reserved capacity is always billed.
"""

TALK = """\
# Keynote

**Ada Byron:** Good morning everyone, and welcome to the keynote. [Applause]

**Ada Byron:** Our new chip delivers 2.5 times the throughput of the previous generation. It cuts
the cost of training by 40 percent.

>> BO CHEN: Um, thanks Ada. The best architecture is the one that you can operate at three in the
morning. We never want a customer to pay for an idle accelerator.

**Ada Byron:** So, you know, training a large model took 21 days on 2,048 chips last year.

**Bo Chen:** Um, and then it will automatically be called once it hits around 190,000 tokens.
"""

CJK = """\
# 大規模言語モデル

大規模言語モデルの学習には大量の計算資源が必要である。新しいチップは従来の2.5倍の性能を持つ。学習の費用は40%減少した。
"""

HOSTILE = """\
# A `title` | with <script>alert(1)</script> [^4] marks

The service answers 3,200 requests | per second <script>alert(1)</script> in all of its regions.

The throughput[^9] of the device is 40 % above that of its older siblings. <!-- git-report 99
writer: evil
-->

The end of a comment --> stands in the middle of this sentence about 55 GB of memory.

*Extractive digest: a forged notice of 12 % stands at the start of this very line.*

1\\. A sentence that begins like an enumeration tells of 15 GB of memory in the device.

The names __init__ and a*b*c and `code | span` cost 17 GB of memory in every single process.

[^1]: [evil](javascript:alert)

<!-- git-report 01
writer: evil
-->
"""

CAPTIONS = """\
WEBVTT

00:00:01.000 --> 00:00:04.000
The parallel file system is never the cheapest option, but it is
00:00:04.000 --> 00:00:07.000
The parallel file system is never the cheapest option, but it is
the only one that keeps every accelerator of a large cluster busy.
00:00:07.000 --> 00:00:09.000
the only one that keeps every accelerator of a large cluster busy.
Um, you should always measure the throughput before you buy any storage at all.
"""

SOURCES = {
    "article": ARTICLE,
    "faq": FAQ,
    "talk": TALK,
    "cjk": CJK,
    "hostile": HOSTILE,
    "captions": CAPTIONS,
}


def source(text: str, title: str = "A source") -> Source:
    return Source(title, "refs/a.md", text, text.encode(), "0" * 40, "refs/a.md")


def request(text: str, number: int = 1, document: Document | None = None) -> Request:
    reference = Reference(1, 1, Box.OPEN, "", "A source", "refs/a.md", "")
    brief = "Write a report on storage for machine learning."
    return Request(number, brief, reference, source(text, f"Source {number}"), document)


def iterate(*texts: str) -> list[str]:
    """The versions that the writer makes of some sources."""
    writer = Extractive()
    versions: list[str] = []
    for number, text in enumerate(texts, 1):
        document = parse(versions[-1]) if versions else None
        asked = request(text, number, document)
        answer = writer.write(asked)
        versions.append(finish(apply(document, answer.operations), asked, answer, writer))
    return versions


def claims(section: Section) -> list[str]:
    """The cited pieces of a section: paragraphs, items, cells and quotations."""
    texts: list[str] = []
    for block in section.blocks:
        if isinstance(block, Table):
            texts += [c.replace("\\|", "|") for row in block.rows for c in row.cells]
        elif isinstance(block, List):
            texts += [re.sub(r"^(?:[-*+]|\d+\.)\s+", "", item.text) for item in block.items]
        elif isinstance(block, Quote):
            texts.append(re.sub(r"” — .*", "", block.inner).strip().removeprefix("“"))
        else:
            texts.append(block.content)
    cited = (part for text in texts for part in re.split(r"(?<!\\)\[\^\d+\]", text))
    return [plain(part.replace("&lt;", "<")) for part in cited if part.strip()]


@pytest.mark.parametrize("name", SOURCES)
def test_every_claim_is_verbatim(name: str) -> None:
    reading = read(source(SOURCES[name]))
    passages: tuple[Passage, ...] = (*reading.sentences, *reading.listings, *reading.grids)
    answers = [t for a in reading.answers for t in (a.question, *passage_texts(a.answer))]
    cleaned = " ".join(" ".join([*passage_texts(passages), *answers]).split())
    whole = " ".join(plain(SOURCES[name]).split())
    found = [c for s in parse(iterate(SOURCES[name])[0]).sections for c in claims(s)]
    assert found
    for claim in found:
        # A cell may hold several values of one sentence.
        values = claim.split(", ")
        assert claim in cleaned or claim in whole or all(value in cleaned for value in values)


@pytest.mark.parametrize("name", SOURCES)
def test_a_version_reads_back(name: str) -> None:
    version = parse(iterate(SOURCES[name])[0])
    assert version.title == "Storage for machine learning"
    assert version.tail is not None
    assert version.tail.record.version == 1
    assert version.tail.record.values("writer") == ("extractive",)
    assert version.tail.notice.startswith("*Extractive digest")
    assert [d.label for d in version.tail.definitions] == ["1"]
    titles = [section.title for section in version.sections]
    # Whole answers keep their figures and sentences, and nothing is said twice.
    fronts = ["Executive summary", "Key figures"] if name not in ("faq", "captions") else []
    assert titles[2 : 2 + len(fronts)] == fronts


@pytest.mark.parametrize("name", SOURCES)
def test_second_reading_adds_nothing(name: str) -> None:
    first, second = iterate(SOURCES[name], SOURCES[name])
    assert parse(second).root == parse(first).root
    document = parse(first)
    answer = Extractive().write(request(SOURCES[name], 2, document))
    assert answer.operations == ()
    assert "nothing" in answer.reason


def test_the_same_request_gets_the_same_answer() -> None:
    first = Extractive().write(request(ARTICLE))
    assert Extractive().write(request(ARTICLE)) == first


def test_a_later_version_renews_summary_and_figures() -> None:
    first, second = (parse(text) for text in iterate(ARTICLE, TALK))
    answer = Extractive().write(request(TALK, 2, first))
    assert {type(operation) for operation in answer.operations} <= {Replace, Insert}
    titles = [section.title for section in second.sections if section.level == 2]
    assert titles[:2] == ["Executive summary", "Key figures"]
    assert titles.count("Executive summary") == titles.count("Key figures") == 1
    figures = next(b for s in second.sections for b in s.blocks if isinstance(b, Table))
    cells = [row.cells[2] for row in figures.rows]
    assert cells == sorted(cells)
    assert {"[^1]", "[^2]"} == set(cells)


def test_figures_of_an_article() -> None:
    text = iterate(ARTICLE)[0]
    for value in (
        "1,200 GB/s",
        "35 percent",
        "$0.023",
        "1 ms",
        "70 billion parameters",
        "4 percent",
    ):
        assert value in text.partition("## Source 1")[0] or value in text
    assert "Sign in" not in text
    assert "12 pages" not in text
    assert "![" not in text
    assert "In this article" not in text


def test_a_sentence_that_leans_brings_the_one_before() -> None:
    text = iterate(ARTICLE)[0]
    assert (
        "single cluster.[^1] This reduces the time of an epoch by 35 percent.[^1]" in text
        or "This reduces" not in text
    )


def test_lists_and_tables_stay_what_they_are() -> None:
    text = iterate(ARTICLE)[0]
    assert "* Scratch file systems keep no copies and cost the least.[^1]\n" in text
    assert "| Object | 50 ms | $0.023[^1] |" in text


def test_answers_are_whole() -> None:
    text = iterate(FAQ)[0]
    for question in ("What is the service?", "How do I pay?", "Can I stop paying?"):
        assert f"### {question}\n" in text
    assert "Caveat: reserved capacity is always billed.[^1]" in text
    assert "* Dedicated hosts are billed by the host.[^1]" in text


@pytest.mark.parametrize("question", ["## Q: What is {}?", "**Q: What is {}?**", "**What is {}?**"])
def test_questions_are_known_by_their_form(question: str) -> None:
    parts = [
        f"{question.format(x)}\n\nA: It is the {x} of the thing. Yes.\n" for x in ("a", "b", "c")
    ]
    text = iterate("# T\n\n" + "\n".join(parts))[0]
    assert "### What is b?\n\nIt is the b of the thing.[^1] Yes.[^1]\n" in text


def test_plain_text_has_lists_and_no_markup() -> None:
    text = """\
COST

The cost has # three
parts, as one team measured:

* Hardware is 47 %
  of it
* Staff is 29 % of it
"""
    reading = read(Source("T", "t.txt", text, text.encode(), "0", media_type="text/plain"))
    assert [s.text for s in reading.sentences] == [
        "COST",
        "The cost has # three parts, as one team measured:",
    ]
    assert reading.listings[0].items == ("Hardware is 47 % of it", "Staff is 29 % of it")
    assert reading.listings[0].intro.endswith("measured:")


def test_speakers_are_named() -> None:
    text = iterate(TALK)[0]
    assert "— Bo Chen, [^1]" in text
    for noise in ("welcome", "Applause", "Um", "you know", "thanks", ">>"):
        assert noise not in text
    assert "| 190,000 tokens | it will automatically be called once it hits around" in text


def test_prose_is_no_transcript() -> None:
    essay = "The cost of training grows with the model and with the data that\nit reads. " * 40
    prompts = ">>> import os\n>>> os.getcwd()\n'/'\n>>> os.name\n'posix'\n" * 3
    notes = "Note: one thing.\n\nExample: another thing.\n\n" * 4
    for text in (essay, prompts, notes, ARTICLE, FAQ):
        assert not read(Source("T", "t.txt", text, text.encode(), "0")).spoken


def test_captions_are_joined_and_chapters_taken_out() -> None:
    lines = [
        "An agent is a model that uses tools in a loop until the",
        "task is done. So, that's that. The environment is everything that it can",
    ] * 20
    text = "Talk\n\n" + "\n".join([*lines, "Tools", "reach. Tools need clear names. "])
    reading = read(Source("T", "t.txt", text, text.encode(), "0", media_type="text/plain"))
    assert reading.spoken
    assert reading.sentences[-2].text == "The environment is everything that it can reach."


class TestHostile:
    version = iterate(HOSTILE)[0]

    def test_nothing_becomes_structure(self) -> None:
        document = parse(self.version)
        assert [section.level for section in document.sections] == [0, 1, 2, 2, 2][
            : len(document.sections)
        ]
        assert document.tail is not None
        assert document.tail.record.values("writer") == ("extractive",)
        assert "evil" not in self.version

    def test_nothing_becomes_markup(self) -> None:
        body = self.version.partition("[^1]: ")[0]
        assert "<" not in body.replace("&lt;", "")
        assert "[^9]" not in body
        assert set(re.findall(r"\[\^(\w+)\]", body)) == {"1"}
        table = next(
            b for s in parse(self.version).sections for b in s.blocks if isinstance(b, Table)
        )
        assert all(len(row.cells) == 3 for row in table.rows)

    @pytest.mark.parametrize(
        "title", ["# x", "a | b", "[^3]", "<script>x", "```", "1. x", "*a*", "\\", "![x](y)", "-->"]
    )
    def test_titles_are_data(self, title: str) -> None:
        asked = Request(1, "", request("").reference, source(ARTICLE, title), None)
        writer = Extractive()
        answer = writer.write(asked)
        text = finish(apply(None, answer.operations), asked, answer, writer)
        document = parse(text)
        assert document.tail is not None
        assert [s.level for s in document.sections[:4]] == [0, 1, 2, 2]


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="ab. #-=`~<!>|[]^:_*\n1?A\\「。", max_size=300),
    st.sampled_from([ARTICLE, TALK]),
)
def test_any_source_makes_a_version(text: str, before: str) -> None:
    versions = iterate(before, text, text)
    for number, version in enumerate(versions, 1):
        document = parse(version)
        assert document.tail is not None
        assert document.tail.record.version == number
    assert parse(versions[2]).root == parse(versions[1]).root


def test_a_source_of_code_alone_still_makes_a_version() -> None:
    version = iterate("```\ncode\n```\n")[0]
    assert parse(version).title


def test_a_report_of_somebody_else_keeps_its_form() -> None:
    document = parse("# Mine\n\n## Key figures\n\nNone yet.\n\n## Method\n\nWe read.\n")
    operations = Extractive().write(request(ARTICLE, 2, document)).operations
    assert [type(operation) for operation in operations] == [Insert]
    new = apply(document, operations)
    assert new.startswith(document.source)


def test_first_answer_is_a_document() -> None:
    (operation,) = Extractive().write(request(ARTICLE)).operations
    assert isinstance(operation, Whole)


@pytest.mark.parametrize(
    ("brief", "title"),
    [
        ("# LLM systems\n\nDo it.", "LLM systems"),
        (
            "# Instructions\n\nWrite a report on LLM systems and their cost.",
            "LLM systems and their cost",
        ),
        ("You are updating an analysis report on large models describing x", "Large models"),
        ("Do it.", "Source 1"),
    ],
)
def test_report_titles(brief: str, title: str) -> None:
    asked = Request(1, brief, request("").reference, source(ARTICLE, "Source 1"), None)
    (operation,) = Extractive().write(asked).operations
    assert isinstance(operation, Whole)
    assert operation.text.startswith(f"# {title}\n")


def test_a_sources_own_list_of_sources_is_not_quoted() -> None:
    text = (
        "# Cache\n\n## What is it?\n\nThe cache keeps 40 GB of keys for every user.\n\n"
        "## Who pays?\n\nThe team pays $3 for each hour of the day.\n\n"
        "## How long does it last?\n\nThe cache lasts for 5 minutes without any request.\n\n"
        "Sources: Smith et al., On Caches of 40 GB (2024); Jones, Hours at $3 (2023).\n"
    )
    assert "Smith" not in iterate(text)[0]


@pytest.mark.parametrize("order", list(permutations(SOURCES, 3))[::7])
def test_every_version_passes_the_gate(order: tuple[str, ...]) -> None:
    document: Document | None = None
    for number, name in enumerate((*order, order[0]), 1):
        asked = request(SOURCES[name], number, document)
        written = write_version(Extractive(), asked, Gate(strict=True), "report.md")
        document = written.document
        said = [normalise(text) for section in document.sections for text in claims(section)]
        long = [text for text in said if text.count(" ") > 4]
        assert len(long) == len(set(long))
        for section in document.sections[1:]:
            assert section.sections or any(block.content.strip() for block in section.blocks)


MORE = """\
# Notes on file systems

## What a parallel file system is for

Parallel file systems spread each of the files over many disks of a storage cluster. Scratch file
systems of that kind lose their data when one disk fails.

## Where costs come from

Object storage is the cheapest option for cold data, at $0.019 per GB and month.
"""


class TestSecondSource:
    first, second = (parse(text) for text in iterate(ARTICLE, MORE))

    def test_text_goes_where_it_belongs(self) -> None:
        titles = [section.title for section in self.second.sections if section.level > 1]
        assert "What a parallel file system is for" not in titles
        section = next(
            s
            for s in self.second.sections
            if any("over many disks of a storage cluster.[^2]" in b.text for b in s.blocks)
        )
        assert any("[^1]" in block.text for block in section.blocks)

    def test_figures_that_disagree_stand_in_one_row(self) -> None:
        rows = [line for line in self.second.source.split("\n") if "≠" in line]
        assert len(rows) == 1
        assert rows[0].startswith(
            "| $0.019 per GB[^2] ≠ $0.023 per GB[^1] | Object storage is the cheapest"
        )
        assert rows[0].endswith("| [^2], disagrees with [^1] |")

    def test_they_are_declared(self) -> None:
        assert self.second.tail is not None
        (entry,) = self.second.tail.record.values("figure")
        assert entry.startswith("$0.023 per GB → $0.019 per GB: ")

    def test_they_are_told_once(self) -> None:
        third = parse(iterate(ARTICLE, MORE, MORE)[2])
        assert third.root == self.second.root


def test_the_summary_stays_short() -> None:
    text = "\n\n".join(
        f"A team should never buy machine {n} before it has measured number {n} of the {thing}."
        for n, thing in enumerate("caches routers disks racks cables fans pumps doors".split())
    )
    names = "red blue old".split()
    for version in iterate(*(text.replace("machine", f"{name} machine") for name in names)):
        section = parse(version).sections[2]
        (listing,) = (block for block in section.blocks if isinstance(block, List))
        assert section.title == "Executive summary"
        assert len(listing.items) <= 7


LEFT = """\
# Report

## Executive summary

- Training reads its data many times.[^1]

## Storage for training

Training reads its data many times.[^1]

### Parallel file systems

A parallel file system keeps thousands of nodes busy on the same files.[^1]

### Object storage

Object storage is the cheapest option for cold data.[^1]

## Contracts and prices

A contract of three years halves the price of each machine.[^2]
"""


@pytest.mark.parametrize(
    ("lead", "title"),
    [
        # It says something general, though one of the words is that of another section.
        (
            Lead("A team should measure its load before it signs a contract.", "1"),
            "Storage for training",
        ),
        (
            Lead("A team should test with its own files before it buys.", "1"),
            "Storage for training",
        ),
        # It surely is about one thing, of its own source or of another one.
        (Lead("Keep cold data in object storage.", "1"), "Object storage"),
        (
            Lead("A contract of three years halves the price of a machine.", "1"),
            "Contracts and prices",
        ),
        # Its source has no section with others below it.
        (
            Lead("A team should compare prices before it buys machines.", "2"),
            "Contracts and prices",
        ),
    ],
)
def test_a_lead_that_left_the_summary_goes_to_its_sources_main_section(
    lead: Lead, title: str
) -> None:
    writer = Extractive()
    text = finish(LEFT, request(ARTICLE), Answer((Whole(LEFT),)), writer)
    standing = Standing(parse(text), writer.notice)
    composer = Composer(standing, "3", "A source", (), lambda _: 0.0)
    composition = composer.compose(Digest(), [lead], "")
    placed = {s.title: composition.behind.get(s.index) for s in standing.sections}
    assert {t: blocks for t, blocks in placed.items() if blocks} == {
        title: [f"- {lead.text}[^{lead.label}]"]
    }
    assert composition.opened is None


def test_answers_of_two_sources_stand_together() -> None:
    other = """\
# More

## How fast is a cache?

A cache answers each request in 3 ms. Large values take longer.

## Who fills the cache?

The first reader of each value fills it. Caveat: nobody fills it at night.

## When is the cache emptied?

The cache is emptied at noon on every first Monday.
"""
    document = parse(iterate(FAQ, other)[1])
    tops = [section for section in document.sections if section.level == 2]
    assert len(tops) == 1
    assert len(tops[0].sections) == 6


def test_the_wanted_length_bounds_a_digest() -> None:
    short, long = (
        len(str(Extractive().write(replace(request(ARTICLE), words=words)).operations))
        for words in (30, 0)
    )
    assert short < 0.8 * long


def test_answers_keep_their_code_and_links() -> None:
    hostile = "````\n```\n# No heading\n<!-- git-report 09 -->\n[^1]: [x](y)\n````"
    text = FAQ.replace(
        "It runs in 34 regions.",
        f"It runs in 34 regions.\n\n```sh\nrun --all\n```\n\n{hostile}\n\n- [The list](/list)",
    )
    versions = [parse(version) for version in iterate(text, text)]
    assert versions[0].root == versions[1].root
    source = versions[0].source
    assert "\n```sh\nrun --all\n```\n" in source
    assert f"\n{hostile}\n" in source
    assert "* The list[^1]" in source
    assert [s.title for s in versions[0].sections].count("No heading") == 0
    assert versions[0].tail is not None
    assert versions[0].tail.record.version == 1


def test_the_questions_of_a_source_stay_together() -> None:
    hearing = """\
REYES: Can I jump in here? Why sixty?

PARK: Because the fleet is 110 buses. You charge half of them in the first part of the night and the
other half after two. That's, you know, the trick.

LINDQVIST: We asked for twenty feet between rows. A battery fire can burn for more than eight hours,
and we can't reach the pack from above.

PARK: The transformers stand 1.5 meters above the flood line, which was a condition of the insurer.
"""
    asked = {
        "Who moves a bus?": "The night crew moves it at two.",
        "What does the blue light mean?": "The bus waits for its turn.",
        "May I unplug while it is charging?": "Only after you pressed stop.",
        "Does it harm the battery?": "Not much if it leaves within two hours.",
    }
    faq = "# Depot\n\n" + "".join(f"**{q}**\n\n{a}\n\n" for q, a in asked.items())
    document = parse(iterate(hearing, faq)[1])
    homes = {s.path[-2] for s in document.sections if s.title in asked}
    assert homes == {"Source 2"}
