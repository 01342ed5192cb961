"""The page in a real browser: it works, asks for nothing, is accessible, and stays its own."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from git_report.history.html_page import render_page
from git_report.history.timeline import encode_timeline
from git_report.report.readings import Reading
from tests.browser.conftest import Open, Opened
from tests.history.pages import FIRST, REPORT, SECOND, THIRD, list_stages, make_page, read_data
from tests.markdown.test_markdown_html import HOSTILE

pytestmark = pytest.mark.slow

PAGE = make_page(REPORT)
PHONE = (390, 844)


def expect_quiet(opened: Opened) -> None:
    """Nothing was said, and nothing but the page itself was asked for."""
    assert opened.complaints == []
    assert {url.partition("#")[0] for url in opened.requests} == {opened.url.partition("#")[0]}


def list_shown(opened: Opened, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in opened.page.locator(selector).all_inner_texts()]


def test_the_two_newest_versions_are_compared_at_first(show: Open) -> None:
    opened = show(PAGE)
    assert "report-02 → report-03" in opened.text("#head")
    assert list_shown(opened, "#side-list .name") == [
        "Outlook",
        "Compute › Accelerated instances",
        "Compute › Storage",
        "Recovery",
    ]
    assert list_shown(opened, "#text del") == [
        "We expect costs to fall, said the vendor.", "64", "Local disks", "30 GB/s", "ten",
    ]  # fmt: skip
    assert list_shown(opened, "#text ins") == [
        "72", "Spares stand by.", "Tape", "1 GB/s", "three",
    ]  # fmt: skip
    expect_quiet(opened)


def test_any_two_versions_are_compared(show: Open) -> None:
    opened = show(PAGE, "#compare/1..3")
    told = list_shown(opened, "#side-list button")
    assert [re.sub(r" ?\+.*", "", each) for each in told] == [
        "Summary edited",
        "Outlook moved",
        "Compute › Accelerated instances renamed edited",
        "Compute › Storage edited",
        "Recovery added",
    ]
    head = " ".join(opened.text("#head").split())
    assert "54 days → 49 days" in head
    # A figure reaches to what it is counted by: "per node" is a part of its unit.
    assert re.search(r"3,200 Gbps of [a-z ]+ per node → 400 Gbps of [a-z ]+ per node", head)
    opened.page.select_option("#prior", "1")
    assert "report-02 → report-03" in opened.text("#head")
    opened.page.select_option("#new", "0")
    assert "report-01 → report-02" in opened.text("#head")
    expect_quiet(opened)


def test_the_sides_are_the_two_versions(show: Open) -> None:
    opened = show(PAGE, "#compare/1..3")
    opened.page.click("#layout")
    opened.page.click("#whole")
    left, right = (
        " ".join(list_shown(opened, f".pair > :nth-child({at})") ) for at in (1, 2)
    )  # fmt: skip
    assert "trains the model in 54 days" in left
    assert "trains the model in 49 days" in right
    assert "GPU instances" in left
    assert "Tape" not in left
    assert "Local disks" not in right
    expect_quiet(opened)


def test_keys_lead_through_the_changes(show: Open) -> None:
    opened = show(PAGE)
    page = opened.page
    assert opened.text("#count") == "4 changes"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert opened.text("#count").startswith("2 / ")
    focused = page.evaluate("document.activeElement.className")
    assert "current" in focused
    assert page.evaluate(
        "(({top, bottom}) => top >= 0 && bottom <= innerHeight)"
        "(document.activeElement.getBoundingClientRect())"
    )
    page.keyboard.press("k")
    assert opened.text("#count").startswith("1 / ")
    page.keyboard.press("p")
    assert "report-01 → report-02" in opened.text("#head")
    page.keyboard.press("n")
    assert "report-02 → report-03" in opened.text("#head")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")
    page.keyboard.press("b")
    assert page.url.endswith("#read/3")
    page.keyboard.press("d")
    assert page.url.endswith("#compare/2..3")
    expect_quiet(opened)


def test_everything_can_be_clicked(show: Open) -> None:
    opened = show(PAGE)
    page = opened.page
    for at in range(3):
        page.click(f'#versions button[data-at="{at}"]')
        assert f"report-{at + 1:02d}" in opened.text("#head h2")
    page.click("#side-list button >> nth=0")
    assert opened.text("#count").startswith("1 / ")
    page.click("#forth")
    page.click("#back")
    folds = page.locator("#text .fold").count()
    page.click("#text .fold >> nth=0")
    assert page.locator("#text .fold").count() == folds - 1
    page.click("#head summary >> nth=0")
    page.click("[data-mode=read]")
    page.click("#side-list button >> nth=0")
    assert page.locator("#text .lit").count() > 0
    page.click("#tint")
    page.click("#theme")
    page.click("#keys")
    page.click("#close")
    page.click("#outline button >> nth=1")
    page.click("#text .who >> nth=0")
    assert page.locator("#text .passage").count() == 1
    page.click("#text .who >> nth=0")
    assert page.locator("#text .passage").count() == 0
    expect_quiet(opened)


def test_the_outline_leads_to_each_section(show: Open) -> None:
    opened = show(PAGE, "#read/3", size=(1280, 300))
    titles = ["Training infrastructure", "Summary", "Outlook", "Compute", "Accelerated instances"]
    assert list_shown(opened, "#outline button")[:5] == titles
    opened.page.click("#outline button >> text=Recovery")
    assert opened.page.evaluate(
        "document.querySelector('#text .block.current').textContent.includes('Recovery')"
    )
    opened.page.keyboard.press("d")
    assert not opened.page.is_visible("#outline")
    expect_quiet(opened)


def test_back_leads_to_the_view_before(show: Open) -> None:
    opened = show(PAGE, "#read/3")
    page = opened.page
    page.click("#reference-2 button")
    page.click("[data-mode=compare]")
    page.click("#layout")
    places = []
    for _ in range(3):
        page.go_back()
        page.wait_for_function("location.hash === document.documentElement.dataset.place")
        places.append(page.evaluate("location.hash"))
    assert places == ["#compare/2..3", "#read/3/from/2", "#read/3"]
    assert page.locator("#text .lit").count() == 0
    page.go_forward()
    page.wait_for_function("location.hash === document.documentElement.dataset.place")
    assert page.locator("#text .lit").count() > 0
    expect_quiet(opened)


def test_references_are_sorted_by_their_share_and_lead_to_their_first_passage(show: Open) -> None:
    opened = show(PAGE, "#read/3", size=(1280, 300))
    told = list_shown(opened, "#side-list .row")
    assert [each[:2] for each in told] == ["01", "02", "03"]
    shares = [int(re.findall(r"(\d+) %", each)[0]) for each in told]
    assert shares == sorted(shares, reverse=True)
    assert 99 <= sum(shares) <= 101
    opened.page.click("#reference-2 button")
    assert opened.page.evaluate(
        "document.querySelector('#text .current').getBoundingClientRect().top < 300"
    )
    assert opened.text("#count").startswith("1 / ")
    expect_quiet(opened)


def test_a_passage_tells_its_source_and_its_earlier_words(show: Open) -> None:
    texts = {"1": "Intro.\n\nThe pod of the talk holds 64 nodes, no more.\n", "2": "none"}
    page_text = render_page("report", encode_timeline(list_stages(REPORT), texts))
    opened = show(page_text, "#read/3")
    page = opened.page
    page.click("#text li >> text=One node holds")
    told = " ".join(opened.text(".passage").split())
    assert "02 → 03" in told
    assert list_shown(opened, ".passage del") == ["64"]
    assert list_shown(opened, ".passage ins") == ["72", "Spares stand by."]
    page.click(".passage .earlier button")
    assert page.url.endswith("#compare/2..3")
    first = show(render_page("report", encode_timeline(list_stages(REPORT[:1]), texts)), "#read/1")
    first.page.click("#text li >> text=A pod holds")
    told = " ".join(first.text(".passage").split())
    assert "line 3: the figure 64 The pod of the talk holds 64 nodes, no more." in told
    expect_quiet(opened)


def test_what_is_folded_is_found_by_the_search_of_the_page(show: Open) -> None:
    rows = "".join(f"| Row {n} | value {n} |\n" for n in range(12))
    items = "".join(f"- item number {n}\n" for n in range(12))
    prior = f"# T\n\nUntouched words.\n\n## A\n\n| K | V |\n|---|---|\n{rows}\n## B\n\n{items}"
    new = prior.replace("value 0 ", "other 0 ").replace("number 11", "count 11")
    opened = show(make_page((prior, new)), "#compare/1..2")
    page = opened.page

    def find(words: str) -> bool:
        """Whether words are where the browser looks; then do what it does with them."""
        return bool(
            page.evaluate(
                """words => {
                const walker = document.createTreeWalker(
                  document.getElementById("text"), NodeFilter.SHOW_TEXT);
                let node = walker.nextNode();
                while (node && !node.data.includes(words)) node = walker.nextNode();
                const hidden = node && node.parentElement.closest('[hidden="until-found"]');
                if (!hidden) return false;
                hidden.dispatchEvent(new Event("beforematch", { bubbles: true }));
                return true; }""",
                words,
            )
        )

    for words in ("Untouched words", "value 7", "item number 4"):
        shown = page.locator(f"#text >> text={words}").first
        assert not shown.is_visible()
        assert find(words)
        assert page.locator(f"#text >> text={words}").first.is_visible()
    expect_quiet(opened)


def test_an_item_that_moved_to_another_section_is_told_in_both(show: Open) -> None:
    stays, goes, home = (
        "- One stays here.\n",
        "- Two goes over there soon.\n",
        "- Three is at home.\n",
    )
    prior = f"# T\n\n## A\n\n{stays}{goes}\n## B\n\n{home}"
    new = f"# T\n\n## A\n\n{stays}\n## B\n\n{home}{goes}"
    opened = show(make_page((prior, new)), "#compare/1..2")
    assert list_shown(opened, "#text .cross") == ["⇢ moved to B", "⇠ moved from A"]
    assert "+0 −0" in opened.text("#head")
    assert list_shown(opened, "#text ins, #text del") == []
    expect_quiet(opened)


def test_forty_references_have_colours_of_their_own(show: Open) -> None:
    texts = ["# T\n"]
    for number in range(1, 41):
        texts.append(f"{texts[-1]}\n## Part {number}\n\nWords of part {number} alone.\n")
    opened = show(make_page(texts[1:]), "#read/40")
    swatches = opened.page.evaluate(
        "[...document.querySelectorAll('#side .swatch')].map("
        "each => getComputedStyle(each).backgroundColor)"
    )
    assert len(set(swatches)) == 40
    expect_quiet(opened)


@pytest.mark.parametrize("place", ["#compare/1..3", "#read/3"])
def test_the_jump_bar_hides_no_text_on_a_phone(show: Open, place: str) -> None:
    opened = show(PAGE, place, size=PHONE)
    opened.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    below = opened.page.evaluate(
        "document.getElementById('jump').getBoundingClientRect().top"
        " - document.querySelector('main').getBoundingClientRect().bottom"
    )
    assert below >= 0
    assert (
        opened.page.evaluate("document.getElementById('jump').getBoundingClientRect().width")
        == PHONE[0]
    )


def test_print_has_no_empty_halves(show: Open) -> None:
    opened = show(PAGE, "#compare/1..3/side")
    page = opened.page
    assert page.locator("#text .void").count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#text .void").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#text .void").count() > 0
    expect_quiet(opened)


def test_blame_colours_and_names_the_references(show: Open) -> None:
    opened = show(PAGE, "#read/3")
    page = opened.page
    hues = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#text .block')].map("
        "each => [each.dataset.origin, getComputedStyle(each).borderLeftColor]))"
    )
    assert set(hues) == {"1", "2", "3"}
    assert len(set(hues.values())) == 3
    sentences = page.evaluate(
        "[...document.querySelectorAll('#text span.part')].map("
        "each => [each.dataset.origin, each.textContent.trim().slice(0, 9)])"
    )
    assert ["1", "Engineers"] in sentences
    assert ["2", "Recovery "] in sentences
    rows = page.evaluate(
        "[...document.querySelectorAll('#text tr.part')].map(each => each.dataset.origin)"
    )
    assert rows == ["1", "1", "1", "3"]
    page.click("#text a.mark >> nth=0")
    assert page.evaluate("document.activeElement.closest('li').id") == "reference-1"
    expect_quiet(opened)


def test_a_link_into_the_report_leads_to_its_heading(show: Open) -> None:
    opened = show(PAGE, "#read/3", size=(1280, 300))
    opened.page.click("text=the compute part")
    assert opened.page.url.endswith("#read/3")
    assert opened.page.evaluate(
        "[...document.querySelectorAll('#text h3')].find(each => each.textContent === 'Compute')"
        ".getBoundingClientRect().top < 200"
    )
    expect_quiet(opened)


def test_an_address_leads_back(show: Open) -> None:
    for place in ("#compare/1..2", "#compare/1..3/side", "#read/2"):
        opened = show(PAGE, place)
        assert opened.page.evaluate("location.hash") == place
    assert show(PAGE, "#compare/7..9").page.evaluate("location.hash") != ""


@pytest.mark.parametrize("place", ["#compare/1..3", "#compare/1..3/side", "#read/3"])
@pytest.mark.parametrize(
    ("scheme", "size"), [("light", (1280, 900)), ("dark", (1280, 900)), ("light", PHONE)]
)
def test_axe_finds_no_issue(show: Open, place: str, scheme: str, size: tuple[int, int]) -> None:
    opened = show(PAGE, place, scheme=scheme, size=size)
    opened.page.evaluate(
        "for (const each of document.querySelectorAll('details')) each.open = true"
    )
    found = Axe().run(opened.page).response["violations"]
    told = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in found]
    assert told == []


@pytest.mark.parametrize("place", ["#compare/1..3", "#read/3"])
def test_nothing_is_wider_than_a_phone(show: Open, place: str) -> None:
    opened = show(PAGE, place, size=PHONE)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_theme_can_be_chosen(show: Open) -> None:
    opened = show(PAGE, scheme="dark")

    def ground() -> Any:
        return opened.page.evaluate("getComputedStyle(document.body).backgroundColor")

    dark = ground()
    opened.page.keyboard.press("t")
    assert ground() != dark
    opened.page.keyboard.press("t")
    assert ground() == dark
    expect_quiet(opened)


def test_print_shows_the_report_alone(show: Open) -> None:
    opened = show(PAGE)
    opened.page.emulate_media(media="print")
    assert opened.page.is_visible("#text")
    for part in ("#tools", "nav", "aside", "#jump"):
        assert not opened.page.is_visible(part)


STEPS = ("#compare/1..2", "#compare/1..2/side", "#read/1", "#read/2")


@pytest.mark.parametrize("part", range(4))
def test_hostile_markdown_stays_inert(show: Open, part: int) -> None:
    texts = HOSTILE[part::4]
    body = "\n\n".join(texts)
    page = make_page(
        [f"# A\n\n{body}\n", f"# A {texts[0]}\n\nNew words.\n\n{body} and more\n"],
        [Reading(1, f"{texts[1]} </script><img src=x onerror=alert(1)>", "javascript:alert(1)")]
        * 2,
    )
    opened = show(page)
    for place in STEPS:
        opened.page.evaluate("place => { location.hash = place }", place)
        opened.page.wait_for_timeout(50)
        bad = opened.page.evaluate(
            """[...document.querySelectorAll("body *")].filter((each) =>
              /^(IFRAME|OBJECT|EMBED|LINK|META|BASE|FORM|IMG|VIDEO|AUDIO|STYLE|TEMPLATE)$/.test(each.tagName)
              || (each.tagName === "SCRIPT" && each.closest("#frame"))
              || (each.namespaceURI !== "http://www.w3.org/1999/xhtml" && !each.closest("#chart"))
              || (each.parentElement.closest("#text") && each.id)
              || [...each.attributes].some(({ name, value }) => name.startsWith("on")
                || (/^(href|src|action)$/.test(name) && !/^(https?:|mailto:|#)/i.test(value))))
              .map((each) => each.outerHTML.slice(0, 200))"""
        )
        assert bad == []
    expect_quiet(opened)


def test_the_policy_stops_what_the_sanitiser_would_miss(show: Open) -> None:
    opened = show(PAGE)
    opened.page.evaluate(
        """() => {
          const place = document.getElementById("text");
          place.innerHTML = "<img src='https://evil.example/a.png' onerror='window.hit = 1'>"
            + "<iframe src='https://evil.example/'></iframe><p style='color: red' id='p'>x</p>";
          const script = document.createElement("script");
          script.textContent = "window.hit = 1";
          place.append(script);
        }"""
    )
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("window.hit") is None
    assert opened.page.evaluate("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"  # fmt: skip # noqa: E501
    assert all("Content Security Policy" in each for each in opened.complaints)
    assert opened.complaints


def test_the_kept_words_are_as_many_as_can_be(show: Open) -> None:
    chance = random.Random(7)
    lists = [
        [[chance.randrange(size) for _ in range(chance.randrange(14))] for _ in range(2)]
        for size in (2, 3, 5)
        for _ in range(150)
    ]
    told = show(PAGE).page.evaluate("lists => lists.map(([a, b]) => keptPairs(a, b))", lists)
    for (a, b), pairs in zip(lists, told, strict=True):
        assert all(a[i] == b[j] for i, j in pairs)
        assert pairs == sorted(pairs)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
        assert len(pairs) == _common(a, b)


def _common(a: list[int], b: list[int]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        last = row[:]
        for j, y in enumerate(b):
            row[j + 1] = last[j] + 1 if x == y else max(last[j + 1], row[j])
    return row[-1]


WORDS = (
    "the node holds 8 GPUs, and <b>bold</b> it costs $1.20 (maybe) e.g. 3.5 数据 中心 a a".split()
)
MARKS = """cases => cases.map(([a, b]) => {
  const make = (html) => { const box = document.createElement("div"); box.innerHTML = html; return box; };
  const told = compareElements(make(a), make(b));
  const without = (root, tag) => {
    const copy = root.cloneNode(true);
    for (const each of copy.querySelectorAll(tag)) each.remove();
    return copy.textContent.replace(/\\s+/g, "");
  };
  const plain = (html) => make(html).textContent.replace(/\\s+/g, "");
  return {
    old: told.a.textContent.replace(/\\s+/g, "") === plain(a),
    fresh: told.b.textContent.replace(/\\s+/g, "") === plain(b),
    both: without(told.both, "del") === plain(b),
    kept: without(told.a, "del") === without(told.b, "ins"),
    back: without(told.both, "ins") === plain(a),
  };
})"""  # noqa: E501


def test_marked_words_are_those_of_the_versions(show: Open) -> None:
    chance = random.Random(11)

    def block(shape: int) -> str:
        def words() -> str:
            return " ".join(chance.choices(WORDS, k=chance.randrange(1, 12)))

        if shape == 0:
            return f"<p>{words()}</p>"
        if shape == 1:
            return (
                f"<ul>{''.join(f'<li>{words()}</li>' for _ in range(chance.randrange(1, 6)))}</ul>"
            )
        rows = (
            f"<tr><td>{words()}</td><td>{words()}</td></tr>" for _ in range(chance.randrange(5))
        )
        head = "<thead><tr><th>A</th><th>B</th></tr></thead>"
        return f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"

    cases = [(block(shape), block(shape)) for shape in (0, 1, 2) for _ in range(60)]
    told = show(PAGE).page.evaluate(MARKS, cases)
    for case, laws in zip(cases, told, strict=True):
        # Rows and items stand where the new version has them: the old order may differ there.
        broken = [
            law
            for law, held in laws.items()
            if not held and not (law == "back" and "<p>" not in case[0])
        ]
        assert broken == [], case


ROWS = """cases => cases.map(([a, b]) => {
  const make = ([block, track]) => ({ block, track, kind: block % 5 ? "p" : "h2" });
  const rows = compareVersions(a.map(make), b.map(make), ({ block }) => `words ${block}`);
  return rows.map((row) => [row.op, row.a && row.a.block, row.b && row.b.block]);
})"""


def test_the_rows_are_the_two_versions(show: Open) -> None:
    chance = random.Random(13)

    def version() -> list[tuple[int, int]]:
        return [(chance.randrange(18), chance.randrange(9)) for _ in range(chance.randrange(12))]

    cases = [(version(), version()) for _ in range(300)]
    told = show(PAGE).page.evaluate(ROWS, cases)
    for (a, b), rows in zip(cases, told, strict=True):
        assert [row[2] for row in rows if row[2] is not None] == [block for block, _ in b]
        kept = sorted(row[1] for row in rows if row[1] is not None and row[0] != "gone")
        assert kept == sorted(block for block, _ in a)
        for op, old, new in rows:
            assert (op == "same") <= (old == new)
            assert (op == "added") == (old is None)
            assert (op in ("removed", "gone")) == (new is None)


def test_items_find_the_partners_that_suit_all_of_them(show: Open) -> None:
    old = "- one two three four five six seven\n- red blue green white black grey\n"
    new = "- one two three four red blue green white black\n"
    new += "- red blue green white black grey brown\n"
    opened = show(make_page((old, new)))
    assert list_shown(opened, "#text ins") == ["red blue green white black", "brown"]
    assert list_shown(opened, "#text del") == ["five six seven"]


def test_a_revision_is_no_reference(show: Open) -> None:
    readings = [
        Reading(1, "Alpha", "a.md"),
        Reading(2, "Revision: the days", is_revision=True),
        Reading(3, "Beta", "b.md"),
    ]
    page = make_page(REPORT, readings)
    assert "1 reference, 1 revision, the last: Beta" in show(page, "#compare/1..3").text("#head")
    assert "Reference: Beta" in show(page, "#compare/2..3").text("#head")
    told = show(page, "#compare/1..2").text("#head")
    assert "Revision: the days" in told
    assert "Reference" not in told


def test_rows_in_another_order_are_no_other_words(show: Open) -> None:
    head, rows = "| a | b |\n|---|---|\n", [f"| row {n} | {n * n} |\n" for n in range(6)]
    old, new = head + "".join(rows), head + "".join(rows[3:] + rows[:3])
    opened = show(make_page((old, new)))
    assert "words +0 −0" in opened.text("#head")
    assert list_shown(opened, ".change > .tell") == ["table edited · in another order"]
    assert opened.page.locator("#text tr.shifted").count() == 3
    assert not opened.page.locator("#text ins, #text del").count()


def test_levels_are_reported_where_they_begin(show: Open) -> None:
    old = f"# R\n\n## Costs\n\n{COSTS}\n\n### Seats\n\n{TICKETS}\n"
    opened = show(make_page((old, old.replace("## ", "### "))))
    assert list_shown(opened, "#side-list button") == ["Costs releveled +0 −0"]
    assert list_shown(opened, ".change > .tell") == ["heading edited · level 2 → 3"]


def is_seen(opened: Opened, selector: str, box: str) -> bool:
    """Whether an element is within what a box that scrolls shows."""
    seen = """(names) => {
      const [a, b] = names.map((name) => document.querySelector(name).getBoundingClientRect());
      return a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    }"""
    return bool(opened.page.evaluate(seen, [selector, box]))


def test_wide_tables_are_printed_whole(show: Open) -> None:
    row = f"|{' c | ' * 24}\n"
    opened = show(make_page((f"# R\n\n|{' h | ' * 24}\n|{'---|' * 24}\n{row}",)), "#read/1")
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": 800, "height": 1000})
    width = opened.page.locator("table").bounding_box()
    assert width is not None
    assert width["x"] + width["width"] <= 800


def test_a_hundred_versions_are_usable(show: Open) -> None:
    texts = [FIRST, SECOND, THIRD]
    for number in range(97):
        texts.append(texts[-1] + f"\nA line that version {number} brought.[^{number}]\n")
    opened = show(make_page(texts))
    assert opened.page.locator("#versions button").count() == 100
    opened.page.select_option("#prior", "0")
    assert "report-01 → report-100" in opened.text("#head")
    assert len(list_shown(opened, "#text .change.added")) >= 97
    opened.page.keyboard.press("b")
    opened.page.select_option("#new", "29")
    assert is_seen(opened, '#versions [aria-current="true"]', "#timeline")
    expect_quiet(opened)


_MOVED = "- Local disks keep the newest checkpoint of each worker for an hour.\n"


@pytest.mark.parametrize(
    "texts",
    [
        REPORT,
        (f"# R\n\n## A\n\n- One.\n{_MOVED}\n## B\n\n- Two.\n",
         f"# R\n\n## A\n\n- One.\n\n## B\n\n- Two.\n{_MOVED}"),
        ("# R\n\n```\na b c d\n```\n", "# R\n\n```\na b x y\n```\n\n<div>raw words</div>\n"),
        ("See [one](https://example.org/a/b).\n", "See [two](https://example.org/c/d).\n\n# New\n"),
        ("# R\n\n- a b\n  - d e f\n\n## Gone\n\nSome words.\n", "# R\n\n- a b\n\n  w\n  - d e g\n"),
    ],
)  # fmt: skip
def test_the_words_are_the_same_in_the_list_the_heading_and_the_sections(
    show: Open, texts: tuple[str, ...]
) -> None:
    page = make_page(texts)
    for version in read_data(page)["versions"]:
        number, (added, removed) = version["number"], version["words"]
        opened = show(page, f"#compare/{max(1, number - 1)}..{number}")
        listed = list_shown(opened, '#versions [aria-current="true"]')
        assert f"+{added} −{removed}" in listed[0]
        assert f"words +{added} −{removed}" in opened.text("#head")
        sections = re.findall(r"\+(\d+) −(\d+)", " ".join(list_shown(opened, "#side-list button")))
        assert sum(int(plus) for plus, _ in sections) == added
        assert sum(int(minus) for _, minus in sections) == removed


def test_the_words_are_counted_as_in_the_log(show: Open) -> None:
    text = "# R\n\nBuilt in 2017.[^1] It **un**does.\n\n| a | b |\n|---|---|\n| c | d |\n"
    more = "\n## More\n\n| e | f |\n|---|---|\n| g | 4 |\n\nSeen in 2018.[^2] Again.\n"
    page = make_page((text, text + more))
    for version in read_data(page)["versions"]:
        opened = show(page, f"#compare/{max(1, version['number'] - 1)}..{version['number']}")
        added, removed = version["words"]
        assert f"words +{added} −{removed}" in opened.text("#head")


ENGINES = "Engines that burn fuel need care every week, and turbines that spin fast need more."
COSTS = "Maintenance costs grow over ten years, says the survey of large hangars."
TICKETS = "Tickets are priced by demand and season, and loyalty programs keep customers."


def test_splits_and_merges_are_reported(show: Open) -> None:
    whole = (
        f"# R\n\n## Alpha\n\n{ENGINES}\n\n{COSTS}\n\n## Beta\n\nWinds.\n\n## Gamma\n\n{TICKETS}\n"
    )
    split = whole.replace(COSTS, f"## Costs\n\n{COSTS}")
    opened = show(make_page((whole, split, split.replace("## Gamma\n\n", ""))), "#compare/1..2")
    assert list_shown(opened, "#side-list button") == ["Costs split from Alpha split +0 −0"]
    assert "1 split · words" in opened.text("#head")
    assert list_shown(opened, ".change > .tell") == ["heading added · split from Alpha"]
    opened.page.keyboard.press("n")
    assert list_shown(opened, "#side-list button") == ["Gamma merged into Beta merged +0 −0"]
    assert opened.text("#count") == "1 change"
    expect_quiet(opened)


def test_a_paragraph_that_was_cut_keeps_its_words(show: Open) -> None:
    whole, cut = (f"# R\n\n{ENGINES}{gap}{COSTS}\n" for gap in (" ", "\n\n"))
    opened = show(make_page((whole, cut, whole)), "#compare/1..2")
    told = "paragraph cut in two, its words as before"
    assert list_shown(opened, ".change > .tell") == [told, told]
    assert "words +0 −0" in opened.text("#head")
    opened.page.keyboard.press("n")
    told = "paragraph joined from two, their words as before"
    assert list_shown(opened, ".change > .tell") == [told]
    opened.page.keyboard.press("s")
    assert list_shown(opened, ".pair > :nth-child(1)") == [ENGINES, COSTS]
    assert list_shown(opened, ".pair > :nth-child(2)") in (
        [f"{ENGINES} {COSTS}", ""],
        ["", f"{ENGINES} {COSTS}"],
    )
    assert not opened.page.locator("#text ins, #text del").count()
    expect_quiet(opened)


def test_a_section_with_other_words_is_not_a_split(show: Open) -> None:
    whole = f"# R\n\n## Alpha\n\n{ENGINES}\n\nShort.\n"
    fresh = whole.replace("Short.", f"## Costs\n\nShort.\n\n{COSTS}\n\n{TICKETS}")
    opened = show(make_page((whole, fresh)))
    assert list_shown(opened, "#side-list .badge") == ["added"]


def test_both_sides_fold_alike(show: Open) -> None:
    items = [f"- The item of number {n} says what it says.\n" for n in range(12)]
    fresh = [*items[:6], *items[7:], "- An item of another kind.\n"]
    opened = show(make_page(("# R\n\n" + "".join(items), "# R\n\n" + "".join(fresh))))
    opened.page.click("#layout")
    left, right = (
        list_shown(opened, f".pair > :nth-child({at}) .fold") for at in (1, 2)
    )  # fmt: skip
    assert left == right == ["⋯ 5 unchanged items", "⋯ 3 unchanged items"]
    opened = show(make_page(("".join(items[:5]), "- Before them all.\n" + "".join(items[:5]))))
    opened.page.click("#layout")
    assert list_shown(opened, ".pair .fold") == ["⋯ 3 unchanged items"] * 2


def test_text_runs_in_its_own_direction(show: Open) -> None:
    arabic = "# تقرير\n\nهذا نص (LLM) مع 42.\n\n```\ncode\n```\n\nEnglish text.\n"
    opened = show(make_page((arabic,)), "#read/1")
    directions = opened.page.locator("#text .block > :last-child").evaluate_all(
        "all => all.map(each => getComputedStyle(each).direction)"
    )
    assert directions == ["rtl", "rtl", "ltr", "ltr"]


def test_what_shows_nothing_is_named(show: Open) -> None:
    opened = show(make_page(("# R\n\n<!-- aside -->\n\n[a]: https://example.org/a\n",)), "#read/1")
    told = opened.page.locator(".unseen").evaluate_all(
        "all => all.map(each => getComputedStyle(each, '::before').content)"
    )
    assert told == ['"HTML that shows nothing"']
    assert "https://example.org/a" in opened.text("#text")


def test_a_change_of_no_word_is_reported_as_such(show: Open) -> None:
    opened = show(make_page(("# R\n\n![A plan](a.png) here.\n", "# R\n\n![A plan](b.png) here.\n")))
    assert "paragraph edited · no word of it: a link, or the layout" in opened.text("#text")


def test_an_empty_version_is_called_empty(show: Open) -> None:
    assert opened_text(show, "", "") == "The two versions say the same."
    assert opened_text(show, "") == "This version is empty."


def opened_text(show: Open, *texts: str) -> str:
    return show(make_page(texts)).text("#text").strip()


def test_printed_blame_has_its_legend(show: Open) -> None:
    opened = show(PAGE, "#read/3")
    opened.page.emulate_media(media="print")
    assert opened.page.is_visible("#side-list")
    opened.page.keyboard.press("d")
    assert not opened.page.is_visible("#side-list")
    assert opened.page.is_visible(".fold >> nth=0")


def test_the_assessment_is_of_the_newest_version(show: Open) -> None:
    opened = show(make_page([FIRST, "# A\n\nIt took 12 × 5 = 70 s.\n"]))
    section = opened.page.locator("#assessment")
    assert section.is_visible()
    section.locator("summary").click()
    assert "12 × 5 = 70 s; comes to 60" in section.inner_text()
    opened.page.keyboard.press("p")
    assert section.is_hidden()
    opened.page.keyboard.press("n")
    assert section.is_visible()
    expect_quiet(opened)
