"""The parts of the embedded writer: figures, titles, choices, conflicts, places, the summary."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.digest.alternatives import choose_alternatives, read_alternative
from git_report.digest.captions import is_captioned, unroll
from git_report.digest.conflicts import Conflict, find_conflicts
from git_report.digest.cues import stands_alone
from git_report.digest.digest import make_digest
from git_report.digest.measures import choose_measures
from git_report.digest.novelty import Said
from git_report.digest.numbers import value_texts
from git_report.digest.passages import Listing, Sentence, SourcePassages, passage_texts
from git_report.digest.placing import Profiles, likeness_in_context
from git_report.digest.reading import read
from git_report.digest.segments import Topics, divide
from git_report.digest.selection import Ranking
from git_report.digest.standing import Lead, Standing, Statement
from git_report.digest.summary import choose_leads
from git_report.digest.titles import as_claim, capitalise, choose_title, is_claim
from git_report.digest.transcripts import read_turns
from git_report.digest.wording import content_words, escape_inline, plain
from git_report.markdown import parse
from git_report.sources.source import Source


def markdown(text: str) -> Source:
    return Source("T", "t.md", text, text.encode(), "0" * 40, "t.md")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Llama 3 405B uses 128 query heads and 8 key-value heads", ("128 query heads",)),
        ("Mistral 7B uses a window of 4,096 tokens", ("4,096 tokens",)),
        ("it reached 28.4 BLEU on the WMT 2014 task", ("28.4 BLEU",)),
        ("it delivers 20.8 petaflops of dense computation", ("20.8 petaflops",)),
        ("a rental of $2 per GPU hour", ("$2 per GPU hour",)),
        ("it costs $0.45 per million tokens", ("$0.45 per million tokens",)),
        ("the 16-bit weights take 4 bits", ()),
        ("the 280-billion-parameter Gopher", ()),
        ("scale to 20,000 H100 GPUs", ("20,000 H100 GPUs",)),
        ("a model of 70B parameters", ("70B parameters",)),
        ("a steady 25 tokens per second feels fast", ("25 tokens per second",)),
        ("offers 30 % to 40 % more", ("30 % to 40 %",)),
        ("in 2024 we saw version 3.5 of it", ()),
        ("412 electric buses, up from 350", ("412 electric buses",)),
        ("the 40 had buses of their own", ()),
        ("schneller um 20 Prozent", ("20 Prozent",)),
        ("Most pumps last 15 to 20 years", ("15 to 20 years",)),
        ("it uses 3,500 to 5,000 kWh of power", ("3,500 to 5,000 kWh",)),
        ("raised from 3 to 8 minutes", ("3 to 8 minutes",)),
        ("on one day 23 of 40 buses stood still", ("23 of 40 buses",)),
        ("the 5.44 vs. 4 billion parameter gap", ("5.44 vs. 4 billion parameter",)),
        ("nodes with 10, 20 and 30 GB of memory", ("10, 20 and 30 GB",)),
    ],
)
def test_figures_are_amounts_and_no_names(text: str, values: tuple[str, ...]) -> None:
    assert value_texts(text) == values


@pytest.mark.parametrize(
    "title",
    [
        "Fewer key-value heads shrink the cache",
        "Memory decides what fits",
        "Price-performance is claimed, portability must be proven",
        "Total parameters set memory, active parameters set computation",
        "Context is paid for",
    ],
)
def test_claims(title: str) -> None:
    assert is_claim(title)
    assert as_claim(title) == title


@pytest.mark.parametrize(
    "title",
    [
        "Instance types and costs", "The cost of training", "Notes on scaling and data", "Agents",
        "What does it cost?", "What this means for a choice of hardware", "Checkpoints",
        "Serving questions and answers", "A set of rules", "The data will not",
    ],
)  # fmt: skip
def test_topics_are_no_claims(title: str) -> None:
    assert not is_claim(title)


def test_a_title_that_says_how_states_it() -> None:
    assert as_claim("How attention sets the memory bill") == "Attention sets the memory bill"
    assert as_claim("How to choose a database") == ""


def title_of(*texts: str, headings: tuple[str, ...] = ()) -> str:
    sentences = [Sentence(text, n) for n, text in enumerate(texts)]
    return choose_title(headings, sentences, lambda _: 1.0, lambda _: False)


def test_a_clause_makes_a_title() -> None:
    text = "Memory has to hold all experts, but only the chosen ones cost computation."
    assert title_of(text, headings=("Experts",)) == "Memory has to hold all experts"


@pytest.mark.parametrize(
    "text",
    [
        "If the facts change every week, then fine-tuning is the wrong tool.",
        "Unless it rains, the harvest is safe from any loss.",
        "They keep the cache, so it is warm for every reader.",
        "The cache is warm.",
        "Somebody said that “the cache is warm”, but nobody agreed.",
    ],
)
def test_no_title_says_more_than_its_sentence_or_all_of_it(text: str) -> None:
    assert title_of(text, headings=("Rooms and doors",)) == "Rooms and doors"


@pytest.mark.parametrize(
    ("text", "thing", "when"),
    [
        (
            "p5.48xlarge suits training of new models.",
            "p5.48xlarge",
            "suits training of new models",
        ),
        (
            "Use Amazon EKS when the team runs Kubernetes already.",
            "Amazon EKS",
            "when the team runs Kubernetes already",
        ),
        (
            "A dense model is the first choice where memory is short.",
            "A dense model",
            "is the first choice where memory is short",
        ),
        (
            "The long bus should be chosen only where a line is full.",
            "The long bus",
            "should be chosen only where a line is full",
        ),
        ("It suits everybody who comes along.", "", ""),
        ("Use it when you can.", "", ""),
        ("The cache is warm in the morning.", "", ""),
    ],
)
def test_alternatives(text: str, thing: str, when: str) -> None:
    one = read_alternative(text, 3)
    assert (one is not None) == bool(thing)
    if one is not None:
        assert (one.thing, one.when, one.place) == (thing, when, 3)
        assert f"{thing} {when}" in text


def test_one_thing_is_no_choice() -> None:
    sentence = Sentence("Use the large cache when many users ask for the same page.", 1)
    assert choose_alternatives([sentence], [], spoken=False) == ((), frozenset(), frozenset())
    items = ("Scratch suits data that can be lost.", "Archive suits data that nobody reads.")
    listing = Listing("", items, 7, ())
    found, _, lists = choose_alternatives([], [listing], spoken=False)
    assert [one.thing for one in found] == ["Scratch", "Archive"]
    assert lists == {7}


def conflicts(known: str, text: str) -> list[Conflict]:
    statements = [Statement(known, "3", 9)]
    return list(find_conflicts(SourcePassages((Sentence(text, 1),)), statements))


@pytest.mark.parametrize(
    ("known", "text", "pair"),
    [
        (
            "Prefix caching at Acme cut the cost of input tokens by 62 %.",
            "Prefix caching at Acme cut the cost of input tokens by 48 % in spring.",
            ("62 %", "48 %"),
        ),
        (
            "A p5.48xlarge has 3,200 Gbps of network bandwidth.",
            "According to AWS a p5.48xlarge has a network bandwidth of 1,600 Gbps.",
            ("3,200 Gbps", "1,600 Gbps"),
        ),
    ],
)
def test_figures_that_disagree(known: str, text: str, pair: tuple[str, str]) -> None:
    (conflict,) = conflicts(known, text)
    assert (conflict.known, conflict.value) == pair
    assert (conflict.label, conflict.line, conflict.context) == ("3", 9, text)


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (
            "Chinchilla was trained on 1.4 trillion tokens.",
            "Llama was trained on 15 trillion tokens.",
        ),
        (
            "Acme cut the cost of input tokens by 62 %.",
            "Acme cut the cost of output tokens by 48 %.",
        ),
        ("Acme pays $5 for 10 GB of storage.", "Acme pays $8 for 20 GB of storage."),
        ("Acme cut the bill by 40 % to 60 %.", "Acme cut the bill by 50 %."),
        ("Acme cut the bill by 40 %.", "Acme cut the bill by 40 percent."),
        ("The p4d.24xlarge has 400 Gbps of network.", "The p5.48xlarge has 3,200 Gbps of network."),
    ],
)
def test_figures_of_other_things_do_not_disagree(known: str, text: str) -> None:
    assert conflicts(known, text) == []


def test_a_cell_disagrees_with_prose() -> None:
    text = "# T\n\n| Instance | Network |\n|---|---|\n| p5.48xlarge | 3,200 Gbps |\n"
    known = [Statement("The p5.48xlarge has a network of 1,600 Gbps.", "1")]
    (conflict,) = find_conflicts(read(markdown(text)), known)
    assert (conflict.known, conflict.value) == ("1,600 Gbps", "3,200 Gbps")
    assert conflict.context == "p5.48xlarge, Network"


def test_rows_of_other_things_do_not_disagree() -> None:
    text = "# T\n\n| Course | Effort |\n|---|---|\n| Software Testing | 6 hours a week |\n"
    known = [Statement("Software Design Effort 9 hours a week", "1", 5, "Software Design")]
    assert list(find_conflicts(read(markdown(text)), known)) == []


class TestNovelty:
    said = Said(
        [
            "A dense model serves many users at once.",
            "The parallel file system delivers 1,200 GB/s of throughput to a single cluster.",
            "The key-value cache grows linearly with its text and the number of layers.",
        ]
    )

    @pytest.mark.parametrize(
        "text",
        [
            "a dense model serves many users, at once",
            "The parallel file system delivers 1,200 GB/s of throughput to one single cluster.",
            "The key-value cache grows linearly with its text and with the number of its layers.",
            "…",
        ],
    )
    def test_what_is_said(self, text: str) -> None:
        assert self.said.knows(text)

    @pytest.mark.parametrize(
        "text",
        [
            "A sparse model when one fleet serves many users and the memory is there anyway.",
            "The parallel file system delivers 800 GB/s of throughput to a single cluster.",
            "The weights of a model do not grow with the length of the text.",
        ],
    )
    def test_what_is_not(self, text: str) -> None:
        assert not self.said.knows(text)

    def test_what_is_learned_is_known(self) -> None:
        said = Said()
        assert said.learn("One thing is said here for the first time.")
        assert not said.learn("One thing is said here for the first time.")


@given(st.lists(st.text("abcde 123%", min_size=1, max_size=40), max_size=12))
def test_what_was_added_is_known(texts: list[str]) -> None:
    said = Said()
    for text in texts:
        before = said.knows(text)
        assert said.learn(text) != before
        assert said.knows(text)


def test_a_piece_goes_where_its_words_are() -> None:
    sections = ["storage disk file archive", "network bandwidth gigabit switch"]
    profiles = Profiles([[content_words(text)] for text in sections])
    disk, network = profiles.likeness(content_words("a disk and a file"))
    assert disk > 0.5
    assert network == 0
    assert Profiles([]).likeness(["word"]) == []
    pieces = [["disk", "file"], ["nothing"], ["archive", "disk"]]
    assert likeness_in_context(profiles, pieces)[1][0] > 0.3


def test_long_texts_are_divided_where_the_words_change() -> None:
    about = ["cache keys values memory tokens", "network switches cables bandwidth racks"]
    sentences = [Sentence(f"{about[n // 7]} number{n}", 2 * n) for n in range(14)]
    parts = divide(sentences)
    assert [len(part) for part in parts] == [7, 7]
    assert divide(sentences[:8]) == [sentences[:8]]
    assert [s for part in parts for s in part] == sentences


def test_topics_are_pairs_said_again() -> None:
    inside = [
        Sentence("The final state matters, and a final state is what tests check.", n)
        for n in (5, 6)
    ]
    outside = [Sentence("Tool calls are cheap and tool calls are many.", 1)]
    assert Topics([*outside, *inside]).name(inside) == "Final state"
    assert Topics(outside).name(outside) == ""


class TestSummary:
    words = ("cache", "cost", "memory")
    strong = Lead(
        "A team should size its memory by the cache, because the cache decides the cost.", "1"
    )
    weak = Lead("The transformer was built for translation in those years by a few people.", "1")

    def test_the_best_stay_and_the_others_go_to_the_text(self) -> None:
        texts = [[*self.words]] * 3
        told = ("keys are kept", "values are read", "pages are moved")
        fresh = [
            Lead(f"Memory should limit the cost of a cache whose {what}.", str(n))
            for n, what in enumerate(told, 2)
        ]
        kept, displaced = choose_leads([self.strong, self.weak], fresh, [], texts, 2)
        assert self.strong in kept
        assert self.weak in displaced
        assert {*kept, *displaced} == {self.strong, self.weak, *fresh}

    def test_a_sentence_of_the_text_may_rise(self) -> None:
        kept, displaced = choose_leads([self.weak], [], [self.strong], [[*self.words]] * 3, 2)
        assert self.strong in kept
        assert displaced == []

    def test_a_report_lends_its_sentences(self) -> None:
        text = (
            "# T\n\n## Executive summary\n\n- One thing is short.[^1]\n\n## B\n\n"
            "- A team should size its memory by the cache, because the cache is the cost.[^1]\n"
            "- The second one.[^1]\n- Two. Sentences.[^1]\n\n[^1]: [a](b)\n\n"
            "*Extractive digest.*\n\n<!-- git-report 01\nwriter: extractive\n-->\n"
        )
        standing = Standing(parse(text), "*Extractive digest")
        assert standing.leads == (Lead("One thing is short.", "1"),)
        assert [lead.text[:6] for lead in standing.rivals] == ["A team"]
        assert [section.title for section in standing.bodies] == ["B"]


VTT = """\
WEBVTT
Kind: captions

NOTE
this is an aside

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.000 align:start position:0%
The cache is warm in

00:00:04.000 --> 00:00:06.000
The cache is warm in
<c>the</c> morning and<00:00:05.000> cold

00:00:06.000 --> 00:00:08.000
the morning and cold
at night.
"""
SRT = """\
1
00:00:01,000 --> 00:00:04,000
<i>The cache is warm in</i>

2
00:00:04,000 --> 00:00:06,000
the morning and cold

3
00:00:06,000 --> 00:00:08,000
at night.
"""


class TestCaptions:
    said = "The cache is warm in the morning and cold at night."

    @pytest.mark.parametrize("text", [VTT, SRT])
    def test_cues_become_running_text(self, text: str) -> None:
        assert is_captioned(text)
        assert unroll(text) == self.said
        assert [s.text for s in read(markdown(text)).sentences] == [self.said]

    def test_voices_are_speakers(self) -> None:
        text = VTT.replace(
            "The cache is warm in\n\n00:00:04", "<v Ada>The cache is warm in\n\n00:00:04", 1
        )
        assert "Ada" in {s.speaker for s in read(markdown(text)).sentences}

    def test_rolling_lines_are_said_once(self) -> None:
        lines = [
            "one two three four",
            "five six seven eight",
            "nine ten and more",
            "than that",
            "end.",
        ]
        rolling = "\n".join(f"{a}\n{b}" for a, b in pairwise(lines))
        assert unroll(rolling).split("\n") == lines

    @given(st.text("ab c\n.", max_size=200))
    def test_what_does_not_roll_stays(self, text: str) -> None:
        assert set(unroll(text).split()) <= set(text.split())

    def test_prose_stays(self) -> None:
        prose = "A line of prose.\nAnother one follows.\n\nA third one ends it.\n" * 2
        assert unroll(prose) == prose


ARTICLE = """\
[Home](/) | [Docs](/docs)

- [One](/1)
- [Two](/2)

# Caches

![A cache](c.png)

*Figure 1: a cache at night.*

The cache keeps 40 GB of keys for [every user](/users) of the service.

Read more: [Ten tips](/tips) | [Tabs](/tabs)

*Image: nobody.*

## Related articles

- [Queues](/q)
"""


def test_navigation_and_captions_are_not_read() -> None:
    reading = read(markdown(ARTICLE))
    assert [s.text for s in reading.sentences] == [
        "The cache keeps 40 GB of keys for every user of the service."
    ]
    assert reading.listings == ()


TALK = """\
# A talk

A transcript. The speakers are invented.

**Ada Byron:** The cache is warm in the morning.

**Bo Chen:** It is cold at night. [laughter]

**Ada Byron:** That depends on the users.

**Bo Chen:** Nobody has asked them.

Sources: the book of caches.
"""


def test_a_transcript_is_what_its_speakers_say() -> None:
    reading = read(markdown(TALK))
    assert {s.speaker for s in reading.sentences} == {"Ada Byron", "Bo Chen"}
    said = " ".join(s.text for s in reading.sentences)
    for noise in ("invented", "laughter", "Sources"):
        assert noise not in said


@given(st.text("ab `*_[](){}<>!\\#&;:/.\n1", max_size=80))
def test_plain_words_have_no_live_links(text: str) -> None:
    shown = re.sub(r"(?<!`)`[^`\n]+`(?!`)", "", escape_inline(plain(text)))
    assert not re.search(r"(?<!\\)(?:\\\\)*\](?=[(\[:])|<(?=[a-z!/?])", shown)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("A [`field`](#x) here", "A `field` here"),
        ("[`a` and `b`](javascript:alert)", "`a` and `b`"),
        ("*see `x*y`*", "see `x*y`"),
        ("&#65534;0&#65534; `q`", "0 `q`"),
        ("\ufffe7\ufffe `q`", "7 `q`"),
    ],
)
def test_code_in_links_and_emphasis(source: str, words: str) -> None:
    assert plain(source) == words


REFERENCE = """\
# Invoke

**Function Name:** The name of the function, of its version, or of its alias.

Type: String

**Client Context:** Up to 3583 bytes of data about the client that calls.

Type: String

**Function Name:** The length constraint applies to the full name only.

**Client Context:** The service passes it to the function unchanged.
"""


def test_fields_are_no_speakers() -> None:
    assert not read(markdown(REFERENCE)).spoken


def test_labels_may_stand_alone() -> None:
    turns = ["ADA BYRON:\nThe cache is warm in the morning.", "BO CHEN:\nIt is cold at night."]
    reading = read(markdown("\n\n".join(turns * 3)))
    assert {s.speaker for s in reading.sentences} == {"Ada Byron", "Bo Chen"}


def test_a_letter_may_tell_speakers_apart() -> None:
    turns = ["PhD A: The cache is warm in the morning.", "PhD Q: It is cold at night."]
    reading = read(markdown("\n\n".join(turns * 3)))
    assert {s.speaker for s in reading.sentences} == {"PhD A", "PhD Q"}


CALL = """\
Operator: Good morning and welcome to the call of the third quarter.

{Priya} We ended the quarter with 412 buses on the road.

{Tom} Operating margin was 7.4 percent in the quarter.

Alice Wong -- Analyst, Northbank: Could you talk about the chargers?

{Priya} Uptime of the chargers was 96.8 percent.
"""


@pytest.mark.parametrize("between", [": ", "\n"])
def test_an_office_behind_a_name_is_no_part_of_it(between: str) -> None:
    people = {
        "Priya": f"Priya Raman -- Chief Executive Officer{between}",
        "Tom": f"**Tom Becker** — *Chief Financial Officer*{between}",
    }
    reading = read(markdown(CALL.format(**people)))
    assert reading.spoken
    said = {s.text: s.speaker for s in reading.sentences}
    assert said["Uptime of the chargers was 96.8 percent."] == "Priya Raman"
    assert said["Operating margin was 7.4 percent in the quarter."] == "Tom Becker"


def test_a_line_of_captions_that_comes_twice_is_said_once() -> None:
    text = ">> So you run a hundred\nSo you run a hundred\nbuses here.\n>> Yes.\n>> Yes.\n"
    assert unroll(text) == ">> So you run a hundred\nbuses here.\n>> Yes.\n>> Yes.\n"


@pytest.mark.parametrize(
    "text",
    [
        "This episode is brought to you by Voltline, use code DEPOT for 20% off everything.",
        "About Aurora: Aurora Vehicles has built electric buses in a town since 2014.",
        "Media contact: the press office of the company answers all questions gladly.",
        "Present: the mayor of the town, two members of the council and a guest.",
    ],
)
def test_who_pays_or_sends_is_chatter(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "About half of the fleet stands still: nobody drives it at night in the depot.",
        "Dafür verschleißen die Reifen um 20 Prozent schneller, z. B. auf Linien am Berg.",
        "„Das Teuerste ist nicht die Batterie, sondern der stehende Bus“, sagt Uwe Brandt.",
        "”Det dyraste är inte batteriet utan bussen som står still”, säger Eva Lund.",
        '"These buses will carry 18,000 people a day for us," said Mayor Ellen Ward.',
    ],
)
def test_sentences_that_can_be_read_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    ("opening", "rest"),
    [
        ("NORTHPORT, 3 March 2026 - ", "The city has ordered 40 buses."),
        ("LONDON (Reuters) — ", "The city has ordered 40 buses."),
        ("Oslo, March 2026 – ", "The city has ordered 40 buses."),
        ("", "GPU - Graphics processors are in 40 buses."),
        ("", "In 2026 - the third year - 40 buses came."),
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(opening: str, rest: str) -> None:
    assert [s.text for s in read(markdown(f"# T\n\n{opening}{rest}\n")).sentences] == [rest]


def listings(text: str) -> list[tuple[str, int]]:
    reading = read(markdown(text))
    digest = make_digest(reading, Ranking(reading.sentences, "", ""), 200)
    return [(listing.intro, len(listing.items)) for listing in digest.listings]


def test_a_list_keeps_the_sentence_that_says_what_there_is() -> None:
    intro = "There are many frameworks that make such systems easy to build, including:"
    items = "* the Rivet builder of workflows;\n* the Vellum tool for complex workflows.\n"
    assert listings(f"# T\n\n{intro}\n\n{items}") == [(intro, 2)]


def test_pieces_of_sentences_do_not_hang_without_their_beginning() -> None:
    pieces = "* code is verified by the tests;\n* the results come back as feedback; and\n"
    sentences = "* Code is verified by the tests.\n* The results come back as feedback.\n"
    begun = "Agents run in loops. This is a natural fit for them because:"
    assert listings(f"# T\n\n{begun}\n\n{pieces}") == []
    assert listings(f"# T\n\n{begun}\n\n{sentences}") == [("", 2)]


PRICES = (
    "# T\n\nThe two plans differ in price.\n\n"
    "| Plan | Icon | Price |\n|---|---|---|\n"
    "| Small | | 10 dollars a month for one person |\n"
    "| Large | | 90 dollars a month for a team |\n"
)


@pytest.mark.parametrize(("limit", "tables"), [(200, 1), (10, 0)])
def test_a_table_has_no_empty_column_and_fits_a_wanted_length(limit: int, tables: int) -> None:
    reading = read(markdown(PRICES))
    digest = make_digest(reading, Ranking(reading.sentences, "", ""), limit)
    assert [grid.header for grid in digest.grids] == [("Plan", "Price")] * tables


def test_a_list_below_a_heading_needs_no_other_words() -> None:
    items = "1. Fixed days for a team keep meetings short.\n2. Written decisions exclude nobody.\n"
    assert listings(f"# T\n\n{items}") == []
    assert listings(f"# T\n\n## What helps\n\n{items}") == [("", 2)]


def test_a_date_alone_is_no_title() -> None:
    sentence = Sentence("Charging is planned by the time of departure.", 0)
    headings = ["Added", "4.2.0 - 2026-06-01", "Notes on the depot software"]
    assert choose_title(headings, [], lambda _: 0.0, lambda _: False) == headings[2]
    both = choose_title(headings[:2], [sentence], lambda _: 0.0, lambda _: False)
    assert both == "4.2.0 - 2026-06-01 – Added"


def test_questions_of_plain_text_have_whole_answers() -> None:
    asked = ["What did you find?", "Were they healthier?", "What do you advise?"]
    text = "\n\n".join(f"Q: {q}\n\nA: They slept longer.\n\nThat is a lot." for q in asked)
    reading = read(replace(markdown(f"An interview.\n\n{text}\n"), media_type="text/plain"))
    assert [a.question for a in reading.answers] == asked
    for answered in reading.answers:
        assert list(passage_texts(answered.answer)) == ["They slept longer.", "That is a lot."]
    assert [s.text for s in reading.sentences] == ["An interview."]


def test_speakers_change_inside_captions() -> None:
    lines = [
        "&gt;&gt; How loud is it?",
        "loud is it? &gt;&gt; About forty decibels",
        "About forty decibels at night.",
    ]
    cues = [f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{line}\n" for n, line in enumerate(lines)]
    turns = read_turns("WEBVTT\n\n" + "\n".join(cues))
    assert [turn.text for turn in turns] == ["How loud is it?", "About forty decibels at night."]


@pytest.mark.parametrize(
    "form",
    [
        "1. **Who {n} pays?**\n   {a}",
        "- Who {n} pays?\n  {a}",
        "* __Who {n} pays?__ {a}",
        "1. Who {n} pays?\n\n{a}",
    ],
)
def test_questions_in_a_list_have_whole_answers(form: str) -> None:
    answer = "The owner pays all of it. However, tenants do not."
    text = "\n\n".join(form.format(n=n, a=answer) for n in ("first", "then", "last"))
    answers = read(markdown(f"# FAQ\n\n{text}\n")).answers
    assert [answered.question for answered in answers] == [
        "Who first pays?",
        "Who then pays?",
        "Who last pays?",
    ]
    for answered in answers:
        assert " ".join(passage_texts(answered.answer)) == answer


def test_a_list_that_only_asks_is_no_faq() -> None:
    asked = "- Who pays for it?\n- When is it paid?\n- Where is it paid?\n"
    assert not read(markdown(f"# Open points\n\n{asked}")).answers


def test_comments_and_what_a_company_says_of_itself_are_no_content() -> None:
    text = (
        "FOR IMMEDIATE RELEASE\n\n# A plant opens\n\nThe plant makes 900 pumps a day.\n\n"
        "## About Nordwarm\n\nNordwarm has 6,200 employees.\n\n"
        "## Comments (3)\n\nMy unit makes 12 kW all day.\n"
    )
    assert [s.text for s in read(markdown(text)).sentences][1:] == [
        "The plant makes 900 pumps a day."
    ]


def test_ranges_contradict_each_other() -> None:
    reading = read(markdown("Most heat pumps last 12 to 14 years.\n"))
    known = [Statement("Most heat pumps last 15 to 20 years.", "3")]
    (found,) = find_conflicts(reading, known)
    assert (found.value, found.known) == ("12 to 14 years", "15 to 20 years")


def test_a_figure_that_is_denied_names_nothing() -> None:
    text = "A terraced house needs 11 kilowatts on the coldest day, not the 17 that are sold.\n"
    known = [Statement("A terraced house needs 17 kilowatts on the coldest day.", "1")]
    (found,) = find_conflicts(read(markdown(text)), known)
    assert found.value == "11 kilowatts"


@pytest.mark.parametrize(
    "text",
    [
        "Compared with direct electric heating, they need a third of the power.",
        '"The centre alone will teach 1,500 installers each year."',
        "Our first question comes from Helen Park with Bramwell Securities.",
    ],
)
def test_what_needs_another_sentence_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


def test_what_a_text_leaves_out_is_no_title() -> None:
    text = "The trial does not cover ground pumps, and homes with solid walls are rare in it."
    assert choose_title(["Trial"], [Sentence(text, 1)], lambda _: 1.0, lambda _: False) == "Trial"


@pytest.mark.parametrize(
    ("title", "heading"),
    [("a blog post", "A blog post"), ("p5.48xlarge sizes", "p5.48xlarge sizes"), ("git", "git")],
)
def test_a_linked_title_becomes_a_heading(title: str, heading: str) -> None:
    assert capitalise(title) == heading


def test_a_list_of_one_item_is_its_sentence() -> None:
    text = "# Log\n\n## 1.2\n\n- The default PIN is refused, and six digits must be set.\n"
    reading = read(markdown(text))
    assert [s.text for s in reading.sentences] == [
        "The default PIN is refused, and six digits must be set."
    ]
    assert not reading.listings


def test_half_a_sentence_is_no_row() -> None:
    text = "\n".join(
        f"{name}: {said}"
        for name, said in (
            ("ANN", "Why do you need so many?"),
            ("BEN", "Because, um, the fleet is 110 buses and a bus needs hours on a charger."),
            ("ANN", "I see, and where do they stand?"),
            ("BEN", "Um, because the depot holds 120 buses in two rows behind the workshop."),
        )
    )
    reading = read(replace(markdown(text), media_type="text/plain"))
    assert reading.spoken
    contexts = [m.context for m in choose_measures(reading, Ranking(reading.sentences, "T", ""))]
    assert not [c for c in contexts if c.casefold().startswith("because")]
