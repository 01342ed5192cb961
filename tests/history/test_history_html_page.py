"""The page: one file, its policy, and data from which every version can be put together again."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.differ.words.tokens import count_words
from git_report.history.html_page import encode_data, is_page, render_page
from git_report.history.origins import blame
from git_report.history.page_blocks import ShownBlock, decode_shown, encode_shown
from git_report.history.timeline import encode_changes, encode_timeline
from git_report.markdown import Heading, parse
from git_report.markdown.html import BlockRenderer
from git_report.report.readings import Reading
from tests.history.pages import FIRST, REPORT, list_stages, make_page, read_data

pytestmark = pytest.mark.slow

PAGE = make_page(REPORT)
DATA = read_data(PAGE)


def list_places(number: int) -> list[list[object]]:
    runs = DATA["versions"][number - 1]["runs"]
    return [
        DATA["places"][at]
        for start, size in zip(runs[::2], runs[1::2], strict=True)
        for at in range(start, start + size)
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_version_can_be_put_together_again(number: int) -> None:
    document = parse(REPORT[number - 1])
    renderer = BlockRenderer(document)
    told = [DATA["blocks"][place[0]] for place in list_places(number)]
    blocks = list(document.blocks())
    assert [html for _, html in told] == [renderer.render(block) for block in blocks]
    levels = [kind for kind, _ in told if kind.startswith("h")]
    assert levels == [f"h{block.level}" for block in blocks if isinstance(block, Heading)]


def test_origins_are_those_of_blame() -> None:
    versions = [parse(text) for text in REPORT]
    for number in range(1, len(versions) + 1):
        blocks, places = blame(versions[:number]), list_places(number)
        assert [place[2] for place in places] == [block.origin.version for block in blocks]
        for place, block in zip(places, blocks, strict=True):
            if len(place) > 4:
                assert place[4] == [part.origin.version for part in block.parts]


def test_blocks_are_kept_by_those_of_the_version_before() -> None:
    before: tuple[ShownBlock, ...] = ()
    for stage in list_stages([*REPORT, REPORT[0], "", f"{REPORT[1]}\n{REPORT[1]}"]):
        text = encode_shown(stage.shown, before)
        assert decode_shown(text, before) == stage.shown
        assert stage.shown.fits(stage.origins)
        before = stage.shown.blocks
    (first, *_) = list_stages(REPORT)
    assert len(encode_shown(first.shown, first.shown.blocks)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '["A", {}]',
        '["A", [[0, 2]]]',
        '["A", [[-1, 1]]]',
        '["A", [[0, 0]]]',
        '["A", [["p", "A", 0, -1, []]]]',
        '["A", [["p", "A", 0, 1, ["1"]]]]',
    ],
)
def test_what_does_not_tell_blocks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no block|Expecting value"):
        decode_shown(text, (ShownBlock("p", "A", 0, 1),))


def test_blocks_without_sizes_that_are_needed_do_not_fit() -> None:
    sized = [
        (stage, at)
        for stage in list_stages(REPORT)
        for at, block in enumerate(stage.shown.blocks)
        if block.sizes
    ]
    assert sized
    for stage, at in sized:
        blocks = list(stage.shown.blocks)
        blocks[at] = blocks[at]._replace(sizes=())
        assert not stage.shown._replace(blocks=tuple(blocks)).fits(stage.origins)


def test_blocks_are_stored_once() -> None:
    assert len({tuple(block) for block in DATA["blocks"]}) == len(DATA["blocks"])
    again = read_data(make_page([*REPORT, REPORT[-1], REPORT[-1]]))
    assert again["blocks"] == DATA["blocks"]
    assert again["versions"][-1]["runs"] == DATA["versions"][-1]["runs"]


def test_a_track_goes_on_through_rename_and_move() -> None:
    def track(number: int, html: str) -> object:
        return next(
            place[1] for place in list_places(number) if DATA["blocks"][place[0]][1] == html
        )

    assert track(1, "GPU instances") == track(3, "Accelerated instances")
    assert track(1, "Outlook") == track(2, "Outlook")
    assert track(1, "Outlook") != track(1, "Compute")


def test_what_a_version_brought_is_reported() -> None:
    first, second, third = DATA["versions"]
    prose = "\n".join(line for line in FIRST.split("\n") if not line.startswith("#"))
    assert first["words"] == [count_words(prose), 0]
    assert second["title"] == "Reference 2"
    assert ["54 days", "49 days"] in [figure[:2] for figure in second["figures"]["changed"]]
    assert ["30 GB/s", "1 GB/s", "Tape · 1 GB/s"] in third["figures"]["changed"]
    assert second["heading"] == "Training infrastructure"


def test_sentences_have_their_sizes() -> None:
    (place,) = [each for each in list_places(2) if len(each) == 6]
    html = DATA["blocks"][place[0]][1]
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    sizes = place[5]
    assert isinstance(sizes, list)
    assert place[4] == [2, 1, 1, 2]
    assert sum(sizes) == len("".join(shown.split()))


def test_the_policy_names_the_one_script_and_the_one_style() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.S)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert "unsafe" not in policy[1]


def test_the_page_names_nothing_to_load() -> None:
    frame = PAGE.partition('id="data">')[0]
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", frame)
    assert not re.search(r"@import|url\(", frame)
    assert " style=" not in frame


HOSTILE = "</script><script>alert(1)</script><!-- <script> \u2028 \u2029 ${x} &lt; $data"


def test_data_cannot_end_its_element() -> None:
    page = make_page([f"# {HOSTILE}\n\n```\n{HOSTILE}\n```\n"], [Reading(1, HOSTILE, HOSTILE)])
    text = page.partition('id="data">')[2].partition("</script>")[0]
    assert not set(text) & set("<>&\u2028\u2029")
    assert read_data(page)["versions"][0]["title"] == HOSTILE
    assert "<title></script>" not in page
    assert page.count("<script") == 2


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=8))
def test_data_says_what_it_was_given(value: object) -> None:
    import json

    text = encode_data({"value": value})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"value": value}


def test_a_page_is_known_as_one() -> None:
    assert is_page(PAGE.encode()[:4096])
    assert not is_page(b"<!doctype html><title>git-report view</title>")


def test_a_report_without_a_title_goes_by_its_path() -> None:
    assert "<title>report</title>" in make_page(["words\n"])


def test_a_path_that_is_not_text_is_shown_as_far_as_it_is() -> None:
    page = render_page("a\udcffb", encode_timeline(list_stages(["words\n"])))
    assert "<title>a?b</title>" in page
    assert read_data(page)["path"] == "a?b"
    page.encode("utf-8")


def test_ten_versions_of_50_kb_are_below_3_mb() -> None:
    def version(number: int) -> str:
        paragraphs = (
            f"## Part {at}\n\n" + f"Words of {at} in version {number if at % 3 else 0}. " * 25
            for at in range(80)
        )
        return "# Report\n\n" + "\n\n".join(paragraphs) + "\n"

    texts = [version(number) for number in range(10)]
    assert len(texts[0]) > 50_000
    assert len(make_page(texts).encode()) < 3_000_000


def test_the_assessment_is_text_whatever_a_report_holds() -> None:
    hostile = "# A\n\nEvery <script>alert(1)</script> node & *all* took 12 × 5 = 70 s.†\n"
    page = make_page([hostile])
    section = page.partition('<section id="assessment"')[2].partition("</section>")[0]
    assert "<li>line 3: 12 × 5 = 70 s; comes to 60</li>" in section
    assert "<script" not in section
    assert "&lt;script&gt;alert(1)&lt;/script&gt; node &amp; *all*" in section


def test_a_page_without_lists_has_no_assessment() -> None:
    assert 'id="assessment"' not in make_page(["# A\n"])


@pytest.mark.parametrize(("count", "more"), [(60, 0), (61, 1)])
def test_a_version_names_sixty_figures_that_went(count: int, more: int) -> None:
    text = "".join(f"Pump {chr(97 + n % 26)} took {n} kW.\n\n" for n in range(101, 101 + count))
    told = encode_changes(parse(f"# R\n\n{text}"), parse("# R\n\nNone.\n"))["figures"]
    assert (len(told["lost"]), told["more"]) == (60, more)
