"""Versions against the text that their writer saw, for every kind of reference and every door."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkouts import Checkout
from tests.cli.conftest import Place, Ran, Run
from tests.sources.site import Exchange, Site
from tests.sources.test_sources_pdf import make_pdf

pytestmark = pytest.mark.slow

FACT = "Each of the 48 racks draws 132 kW and holds 72 accelerators with 13.5 TB of memory."
MORE = (
    "The hall was built in 2021 for 9.4 million euros, which is 17 % below the budget.",
    "Water leaves the racks at 45 °C and heats 310 flats of the quarter in winter.",
)
TEXT = "\n\n".join(["The hall of the racks", f"{FACT} {MORE[0]}", MORE[1]]) + "\n"
MARKDOWN = f"# The hall\n\n{FACT} {MORE[0]}\n\n## Water\n\n{MORE[1]}\n"
SECTIONS = (
    f"# Halls\n\nThere are 3 of them.\n\n## The hall\n\n{FACT} {MORE[0]}\n\n## Else\n\n{MORE[1]}\n"
)
HTML = (
    "<html><head><meta charset='CHARSET'><title>Hall</title></head><body><nav>Home 77 GW</nav>"
    "<main><h1>Halls</h1><p>There are three.</p><h2 id='the-hall'>The hall</h2>"
    "<p>Each of the <b>48</b>&nbsp;racks draws <span>132</span>&nbsp;kW and holds 72 accelerators "
    f"with 13.5&#8239;TB of memory. {MORE[0]}</p><h2>Water</h2>"
    f"<p>{MORE[1]}</p></main></body></html>"
)
PDF = make_pdf(
    [
        ["Each of the 48 racks draws 132 kW and holds 72 accel-", "erators with 13.5 TB of memory.",
         "The hall was built in 2021 for 9.4 million euros, which is", "17 % below the budget."],
        [MORE[1].replace("°", "\\260")],
    ],
    title="The hall",
)  # fmt: skip
CAPTIONS = "WEBVTT\n\n" + "\n\n".join(
    f"00:00:{n:02d}.000 --> 00:00:{n + 2:02d}.000\n{words}"
    for n, words in enumerate(
        ["Each of the 48 racks draws", "132 kW and holds 72", "accelerators with 13.5 TB",
         "of memory. The hall was built", "in 2021 for 9.4 million euros,"],
    )
)  # fmt: skip
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Kind:
    """What a reference points at: a file's bytes, or a page's with its type."""

    target: str
    data: bytes
    media_type: str = ""
    attached: str = ""


def html(charset: str) -> bytes:
    return HTML.replace("CHARSET", charset).encode(charset)


KINDS = {
    "Markdown": Kind("a.md", MARKDOWN.encode()),
    "a section": Kind("a.md#the-hall", SECTIONS.encode()),
    "Windows' Markdown": Kind("a.md", BOM + MARKDOWN.replace("\n", "\r\n").encode()),
    "Windows' section": Kind("a.md#the-hall", BOM + SECTIONS.replace("\n", "\r\n").encode()),
    "what is not seen": Kind("a.md", MARKDOWN.replace("accel", "accel\u00ad").encode()),
    "plain text": Kind("a.txt", TEXT.encode()),
    "captions": Kind("a.vtt", CAPTIONS.encode()),
    "HTML": Kind("a.html", html("utf-8")),
    "HTML in Latin-1": Kind("a.htm", html("windows-1252").replace(b"&#8239;", b"\xa0")),
    "HTML in UTF-16": Kind("a.html", b"\xff\xfe" + HTML.encode("utf-16-le")),
    "a section of HTML": Kind("a.html#the-hall", html("utf-8")),
    "a PDF": Kind("a.pdf", PDF),
    "a page of a PDF": Kind("a.pdf#page-1", PDF),
    "a PDF by its bytes": Kind("a.dat", PDF),
    "a web page": Kind("", html("utf-8"), "text/html"),
    "a section of a web page": Kind("#the-hall", html("utf-8"), "text/html"),
    "a web page in Latin-1": Kind(
        "", TEXT.encode("latin-1"), "text/plain; charset=iso-8859-1"
    ),
    "a PDF on the web": Kind("", PDF, "application/pdf"),
    "an attached PDF": Kind("", b"Sign in", "text/html", "saved.pdf"),
}  # fmt: skip

# A writer that quotes the fact as it was shown to it.
QUOTING = r"""
import json, re, sys
shown = sys.stdin.buffer.read().decode("utf-8")
text = "# Halls\n\n## Power\n"
for found in dict.fromkeys(re.findall(r"Each of the \W*48[^~]*?memory\.", shown)):
    quoted = " ".join(word for word in found.split() if ":" not in word and word != "-->")
    text += f"\nThey say: \u201c{quoted}\u201d[^1]\n\n> {quoted}\n"
operation = {"op": "document", "text": text, "reason": "first", "drops": []}
answer = {"base": "", "reason": "x", "operations": [operation], "computed": []}
print(json.dumps(answer))
"""


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@pytest.fixture
def strict(place: Place) -> Place:
    """A folder where losses and inventions are errors."""
    place.git("config", "report.strict", "true")
    place.git("config", "report.allowPrivateHosts", "localhost")
    return place


@pytest.fixture
def hooked(strict: Place, report: Run) -> Place:
    """Such a folder, with our hooks: each commit starts a check, of a run too."""
    assert report("setup").code == 0
    return strict


def checklist(*targets: str) -> str:
    items = "\n\n".join(f"[ ] [Item {n}]({target})" for n, target in enumerate(targets, 1))
    return f"# Halls\n\nWrite on halls.\n\n## References\n\n{items}\n"


def offer(place: Place, report: Run, site: Site, kind: Kind, *, tracked: bool = True) -> str:
    """Put what a reference points at in its place, and commit the checklist; the target."""
    if not kind.media_type:
        name, _, _ = kind.target.partition("#")
        place.put("instructions.md", checklist(kind.target))
        if not tracked:
            place.commit_all("checklist")
        place.write({f"report/{name}": kind.data})
        if tracked:
            place.commit_all("checklist and reference")
        return kind.target
    site.pages["/hall"] = serve(kind)
    target = site.url.replace("site.example.org", "localhost") + "/hall" + kind.target
    place.put("instructions.md", checklist(target))
    place.commit_all("checklist")
    if kind.attached:
        (place.root.parent / kind.attached).write_bytes(PDF)
        assert report("attach", target, str(place.root.parent / kind.attached)).code == 0
    return target


def serve(kind: Kind) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(kind.data, kind.media_type)


def quote_with(place: Place) -> list[str]:
    """The words that make the quoting program the writer of a run."""
    script = place.root.parent / "quote.py"
    script.write_text(QUOTING, encoding="utf-8")
    command = shlex.join([sys.executable, str(script)])
    place.git("config", "report.command", command)
    return ["--writer", "command"]


def codes(ran: Ran) -> list[str]:
    return re.findall(r": ([A-Z]\d{3}) ", ran.out)


def check_every_door(report: Run, *options: str) -> None:
    """The newest commit is without findings and notes, however it is looked at."""
    for arguments in (
        ("check",), ("check", "--all"), ("check", "--all", "--select", "K,G"),
        ("check", "--range", "HEAD~1..HEAD"),
    ):  # fmt: skip
        ran = report(*arguments, *options)
        assert (ran.code, ran.out, ran.err) == (0, "", "no findings\n"), arguments


def invent(place: Place) -> None:
    """Amend the newest version by hand with what nobody said."""
    text = place.read("report-01.md")
    at = text.rindex("\n[^1]:")
    made_up = (
        "\nThe racks cost 4,777 USD.\n\nThey say “nobody ever wrote a sentence such as this one”.\n"
    )
    place.put("report-01.md", text[:at] + made_up + text[at:])


def assert_invented(place: Place, report: Run, *, hooks: bool = False) -> None:
    """What nobody said is found on the disk, in the index, by a hook of a commit, in a range."""
    place.git("reset", "-q", "--soft", "HEAD~1")
    invent(place)
    assert report("diff", "--write").code == 0
    for arguments in (("check", "--select", "G"), ("check", "--all", "--select", "G")):
        ran = report(*arguments)
        assert (ran.code, codes(ran)) == (1, ["G001", "G002"])
        assert "4,777 USD" in ran.out
    place.git("add", "--all")
    assert codes(report("check", "--staged")) == ["G001", "G002"]
    if hooks:
        head = place.text("rev-parse", "HEAD")
        place.git("commit", "-q", "-m", "by hand", check=False)
        assert place.text("rev-parse", "HEAD") == head
    place.git("commit", "-q", "--no-verify", "-m", "by hand")
    assert codes(report("check", "--range", "HEAD~1..HEAD")) == ["G001", "G002"]


@pytest.mark.parametrize("name", KINDS)
def test_what_a_digest_says_is_borne_out_and_no_invention(
    strict: Place, report: Run, site: Site, name: str
) -> None:
    hooks = name == "a web page"  # and those of a file, in the test below
    if hooks:
        assert report("setup").code == 0
    offer(strict, report, site, KINDS[name])
    ran = report("iterate", "--writer", "extractive")
    assert ran.code == 0, ran.err
    assert "132" in strict.read("report-01.md")
    check_every_door(report)
    assert_invented(strict, report, hooks=hooks)


@pytest.mark.parametrize("name", KINDS)
def test_what_the_writer_saw_bears_out_what_it_says(
    strict: Place, report: Run, site: Site, name: str
) -> None:
    offer(strict, report, site, KINDS[name])
    ran = report("iterate", *quote_with(strict))
    assert ran.code == 0, ran.err
    assert "132" in strict.read("report-01.md")
    check_every_door(report)


def test_an_untracked_file_is_held_against_what_was_read(
    hooked: Place, report: Run, site: Site
) -> None:
    offer(hooked, report, site, KINDS["a PDF"], tracked=False)
    assert report("iterate", "--writer", "extractive").code == 0
    assert "R011" in report("check").out
    check_every_door(report, "--ignore", "R011")
    (hooked.folder / "a.pdf").unlink()
    check_every_door(report, "--ignore", "R011")
    assert_invented(hooked, report, hooks=True)


@pytest.mark.parametrize("name", ["Markdown", "a section", "HTML"])
@pytest.mark.parametrize("committed", [False, True])
def test_a_file_that_changed_is_held_against_what_was_read(
    strict: Place, report: Run, site: Site, name: str, committed: bool
) -> None:
    kind = KINDS[name]
    file = kind.target.partition("#")[0]
    offer(strict, report, site, kind)
    assert report("iterate", "--writer", "extractive").code == 0
    strict.write({f"report/{file}": kind.data.replace(b"132", b"66")})
    if committed:
        strict.commit_all("edited")
    ran = report("check", "--all", "--select", "G")
    assert (ran.code, ran.out, ran.err) == (0, "", "no findings\n")
    strict.put("report-01.md", strict.read("report-01.md").replace("132", "66"))
    assert set(codes(report("check", "--all", "--select", "G001"))) == {"G001"}


def test_a_reference_that_was_read_twice_is_held_against_each_reading(
    strict: Place, report: Run, site: Site
) -> None:
    offer(strict, report, site, KINDS["HTML"])
    assert report("iterate", "--writer", "extractive").code == 0
    news = html("utf-8").replace(b"euros", b"dollars, or 8,150 pounds a seat, says the owner")
    strict.write({"report/a.html": news})
    strict.commit_all("edited")
    assert report("suspects", "--reread", "a.html").code == 0
    assert report("iterate", "--writer", "extractive").code == 0
    assert "8,150" in strict.read("report-02.md")
    check_every_door(report)
    # What only the second reading says depends on nothing in the first version.
    strict.put("report-01.md", strict.read("report-02.md").replace("[^2]", "[^1]"))
    assert "8,150" in report("check", "--all", "--select", "G001").out


def test_a_section_of_a_page_is_not_a_suspect(place: Place, report: Run, site: Site) -> None:
    offer(place, report, site, KINDS["a section of HTML"])
    assert report("iterate", "--writer", "extractive").code == 0
    assert report("check").err == "no findings\n"


def test_what_steered_a_run_bears_out_what_it_says(strict: Place, report: Run, site: Site) -> None:
    offer(strict, report, site, KINDS["Markdown"])
    steer = "Each of the 48 racks costs 4,777 USD, and so does its memory."
    ran = report("iterate", *quote_with(strict), "--steer", steer)
    assert ran.code == 0, ran.err
    assert "4,777 USD" in strict.read("report-01.md")
    check_every_door(report)


# --- what cannot be told


@pytest.fixture
def bare_clone(
    strict: Place, report: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Checkout:
    """A clone that has a version of a web page, and not what was read."""
    offer(strict, report, site, KINDS["a web page"])
    assert report("iterate", "--writer", "extractive").code == 0
    strict.git("clone", "-q", "--no-local", str(strict.root), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    there = Checkout(tmp_path / "clone")
    there.git("config", "report.strict", "true")
    return there


def test_without_the_text_nothing_is_said_but_a_note(bare_clone: Checkout, report: Run) -> None:
    for arguments in (("--all",), ("--range", "HEAD~1..HEAD"), ("--all", "--select", "G")):
        ran = report("check", *arguments)
        assert (ran.code, ran.out) == (0, ""), arguments
        assert "note: report/report-01.md: figures and quotations were not checked" in ran.err
        assert ran.err.endswith("no findings\n")
    (note,) = report("check", "--all", "--format", "json").json["notes"]
    assert note["path"] == "report/report-01.md"
    assert "is not in this repository" in note["message"]
    assert (
        "::notice file=report/report-01.md::" in report("check", "--all", "--format", "github").out
    )
    assert report("check", "--all", "--ignore", "G").err == "no findings\n"


def test_the_note_says_how_to_get_the_text(bare_clone: Checkout, report: Run) -> None:
    (command,) = re.findall(r'git fetch REMOTE "([^"]+)"', report("check", "--all").err)
    bare_clone.git("fetch", "-q", "origin", command)
    assert report("check", "--all").err == "no findings\n"


def test_a_text_that_is_too_large_is_not_looked_at(strict: Place, report: Run, site: Site) -> None:
    offer(strict, report, site, KINDS["a PDF"])
    assert report("iterate", "--writer", "extractive").code == 0
    strict.git("config", "report.maxSourceBytes", "100")
    ran = report("check", "--all")
    assert (ran.code, ran.out) == (0, "")
    assert "more than 100 bytes" in ran.err


def test_a_person_who_revises_needs_no_source(hooked: Place, report: Run, site: Site) -> None:
    offer(hooked, report, site, KINDS["a PDF"])
    assert report("iterate", "--writer", "extractive").code == 0
    body, _, _ = hooked.read("report-01.md").partition("\n[^1]:")
    hooked.put("report-02.md", f"{body}\nThe racks cost 4,777 USD.\n")
    ran = report("revise", "-m", "the price", "--allow", "K005")
    assert ran.code == 0, ran.err
    assert "4,777 USD" in hooked.read("report-02.md")
    check_every_door(report)


# --- on a server


def test_a_server_holds_what_is_pushed_against_what_it_was_sent(
    strict: Place, report: Run, site: Site, tmp_path: Path
) -> None:
    server = Checkout(tmp_path / "server.git")
    strict.git("init", "-q", "--bare", str(server.root))
    server.git("config", "report.strict", "true")
    server.hook("pre-receive", "exec git-report check --pre-receive")
    offer(strict, report, site, KINDS["a PDF"])
    assert report("iterate", "--writer", "extractive").code == 0
    strict.git("push", "-q", str(server.root), "HEAD:refs/heads/good")
    strict.git("reset", "-q", "--soft", "HEAD~1")
    invent(strict)
    assert report("diff", "--write").code == 0
    strict.commit_all("by hand")
    strict.git("push", "-q", str(server.root), "HEAD:refs/heads/bad", check=False)
    assert server.text("for-each-ref", "--format=%(refname)") == "refs/heads/good"


def test_a_later_version_may_quote_an_earlier_reference(
    place: Place, report: Run, tmp_path: Path
) -> None:
    quoted = "Automatic recovery cut the mean time to restart from 90 minutes to 12 minutes"
    answer = tmp_path / "answer.md"
    answer.write_text("# Clusters\n\n## Baseline\n\nHardware caused 78 % of them.[^1]\n")
    assert report("accept", str(answer)).code == 0
    insert = "=== insert under top last level 2: News\n\n> {}.[^1]\n\n=== reason\nNew.\n"
    answer.write_text(insert.format(quoted.replace("Automatic", "Manual")))
    refused = report("accept", str(answer))
    assert refused.code == 1
    assert "G002" in refused.err
    answer.write_text(insert.format(quoted))
    accepted = report("accept", str(answer))
    assert accepted.code == 0, accepted.err
    assert "warning" not in accepted.err
    checked = report("check", "--all")
    assert checked.code == 0
    assert "G00" not in checked.out
