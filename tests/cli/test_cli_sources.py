"""References from files and the web through the command line: read, kept, attached, shown again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from tests.checkouts import Checkout
from tests.cli.conftest import ALPHA, BETA, Place, Run
from tests.sources.site import Exchange, Site

pytestmark = pytest.mark.slow

REFS = "refs/report/sources/"
PAGE = """# Prices of the service

The service costs $3.20 an hour in 4 regions. A reservation of one year saves 40 % of that price.

## Limits

A cluster has 512 nodes at most. Each of them carries 8 accelerators with 141 GB of memory.
"""
HTML = (
    "<html><head><title>Prices</title></head><body><main><h1>Prices</h1>"
    "<p>The service costs $3.20 an hour in 4 regions and 12 zones.</p></main></body></html>"
)


def checklist(*targets: str) -> str:
    items = "\n\n".join(f"[ ] [Item {n}]({target})" for n, target in enumerate(targets, 1))
    return f"# Example\n\nWrite on infrastructure.\n\n## References\n\n{items}\n"


def send(text: str, kind: str = "text/markdown", **headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(text.encode(), kind, **headers)


def refs(checkout: Checkout) -> list[str]:
    return checkout.text("for-each-ref", "--format=%(refname)", REFS).splitlines()


def stamp(place: Place, number: int = 1) -> str:
    found = re.search(rf"report-{number:02d} ([0-9a-f]{{12}})", place.read("instructions.md"))
    assert found
    return found[1]


def pdf(text: str) -> bytes:
    """A PDF of one page and one line."""
    content = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return body + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(body))
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        yield server


@pytest.fixture
def web(place: Place, site: Site) -> str:
    """A page on the loopback address, opened by configuration, as the one reference; its URL."""
    url = site.url.replace("site.example.org", "localhost") + "/prices"
    place.git("config", "report.allowPrivateHosts", "localhost")
    place.put("instructions.md", checklist(url))
    place.commit_all("web")
    site.pages["/prices"] = send(PAGE, etag='"1"')
    return url


# --- the web, end to end


def test_a_page_is_read_and_kept_with_the_commit(place: Place, report: Run, web: str) -> None:
    ran = report("iterate")
    assert (ran.code, refs(place)[1:]) == (0, [])
    (ref,) = refs(place)
    blob = ref.removeprefix(REFS)
    assert blob.startswith(stamp(place))
    assert place.git("cat-file", "blob", f"{ref}:text").decode() == PAGE
    assert place.git("cat-file", "blob", f"{ref}:raw").decode() == PAGE
    about = place.text("cat-file", "blob", f"{ref}:about.json")
    for words in (web, "text/markdown", '\\"1\\"', '"time"'):
        assert words in about
    assert "$3.20" in place.read("report-01.md")
    shown = report("source", "1")
    assert (shown.code, shown.out) == (0, PAGE)
    told = report("source", "1", "--json").json
    assert (told["target"], told["media_type"], told["text"]) == (web, "text/markdown", PAGE)


def test_a_dry_run_keeps_nothing(place: Place, report: Run, web: str) -> None:
    before = place.state()
    assert report("iterate", "--dry-run").code == 0
    assert (refs(place), place.state()) == ([], before)


def test_a_private_host_is_not_read_unless_it_is_opened(
    place: Place, report: Run, site: Site, web: str
) -> None:
    place.git("config", "--unset", "report.allowPrivateHosts")
    before = place.state()
    ran = report("iterate")
    assert ran.code == 1
    assert "public host name" in ran.err
    assert (site.asked, refs(place), place.state()) == ([], [], before)


def test_a_run_is_repeated_from_what_was_kept(
    place: Place, report: Run, site: Site, web: str
) -> None:
    base = place.text("rev-parse", "HEAD")
    report("iterate")
    first = place.read("report-01.md"), place.read("instructions.md"), place.read("diff.md")
    asked = len(site.asked)
    place.git("reset", "-q", "--hard", base)
    site.pages.clear()
    ran = report("iterate", "--offline")
    assert (ran.code, len(site.asked)) == (0, asked)
    assert (place.read("report-01.md"), place.read("instructions.md"), place.read("diff.md")) == (
        first
    )


def test_offline_without_evidence_says_how_to_go_on(
    place: Place, report: Run, site: Site, web: str
) -> None:
    ran = report("iterate", "--offline")
    assert ran.code == 1
    assert "offline" in ran.err
    assert "git report attach" in ran.err
    assert site.asked == []


def test_a_page_is_cut_to_the_section_of_its_fragment(
    place: Place, report: Run, site: Site, web: str
) -> None:
    place.put("instructions.md", checklist(f"{web}#limits"))
    assert report("iterate").code == 0
    assert report("source", "1").out == PAGE[PAGE.index("## Limits") :]
    assert site.paths() == ["/prices"]


def test_a_page_of_html_is_read_as_markdown(
    place: Place, report: Run, site: Site, web: str
) -> None:
    site.pages["/prices"] = send(HTML, "text/html; charset=utf-8")
    assert report("iterate").code == 0
    text = report("source", "1").out
    assert text.startswith("# Prices\n\nThe service costs $3.20 an hour")
    assert "<" not in text
    (ref,) = refs(place)
    assert place.git("cat-file", "blob", f"{ref}:raw").decode() == HTML


# --- attach


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("page.md", PAGE.encode(), "costs $3.20 an hour"),
        ("page.txt", PAGE.encode("utf-8-sig"), "costs $3.20 an hour"),
        ("page.html", HTML.encode(), "costs $3.20 an hour in 4 regions"),
        ("page.pdf", pdf("The service costs $3.20 an hour in 4 regions."), "costs $3.20 an hour"),
        ("without-suffix", pdf("The service costs $3.20 an hour."), "costs $3.20 an hour"),
    ],
)
def test_a_page_is_given_from_a_file(
    place: Place, report: Run, site: Site, web: str, tmp_path: Path,
    name: str, data: bytes, words: str,
) -> None:  # fmt: skip
    saved = tmp_path / name
    saved.write_bytes(data)
    before = place.state()
    given = report("attach", "Item 1", str(saved))
    assert given.code == 0
    assert web in given.out
    assert place.state() == before
    assert report("iterate").code == 0
    assert site.asked == []
    assert words in report("source", "1").out
    assert report("source", "1", "--json").json["attached"] == name
    assert f"[Item 1]({web})" in place.read("instructions.md")


def test_a_page_that_was_read_is_read_again_from_a_file(
    place: Place, report: Run, web: str, tmp_path: Path
) -> None:
    assert report("iterate").code == 0
    (tmp_path / "a.md").write_text(PAGE.replace("$3.20", "$2.90"))
    given = report("attach", "Item 1", str(tmp_path / "a.md"))
    assert "git report suspects --reread" in given.err
    assert report("suspects", "--reread", "Item 1").code == 0
    assert report("iterate", "--offline").code == 0
    assert "$2.90" in report("source", "2").out
    assert "$3.20" in report("source", "1").out


def test_an_attached_file_that_was_read_does_not_hide_the_page(
    place: Place, report: Run, web: str, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(PAGE.replace("$3.20", "$2.90"))
    assert report("attach", "Item 1", str(tmp_path / "a.md")).code == 0
    assert report("iterate").code == 0
    assert (site.asked, "$2.90" in report("source", "1").out) == ([], True)
    assert report("suspects", "--reread", "Item 1").code == 0
    assert report("iterate").code == 0
    assert site.asked != []
    assert "$3.20" in report("source", "2").out


def test_one_file_can_be_attached_to_two_references(
    place: Place, report: Run, tmp_path: Path
) -> None:
    place.put("instructions.md", checklist("https://a.example.org/", "https://b.example.org/"))
    (tmp_path / "a.md").write_text(PAGE)
    for title in ("Item 1", "Item 2"):
        assert report("attach", title, str(tmp_path / "a.md")).code == 0
    assert report("iterate", "--all", "--offline").code == 0
    assert len(refs(place)) == 1
    assert report("source", "1").out == report("source", "2").out == PAGE


def test_the_page_attached_last_is_read(
    place: Place, report: Run, web: str, tmp_path: Path
) -> None:
    for text in ("# A\n\nIt costs $1.10 an hour.\n", "# A\n\nIt costs $2.20 an hour.\n"):
        (tmp_path / "a.md").write_text(text)
        assert report("attach", web, str(tmp_path / "a.md")).code == 0
    assert report("iterate").code == 0
    assert "$2.20" in report("source", "1").out


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.md", b"", "contains no text"),
        ("blank.txt", b" \n\n", "contains no text"),
        ("latin.md", b"caf\xe9\n", "not UTF-8"),
        ("binary", b"a\0b", "not text"),
        ("broken.pdf", b"%PDF-1.4\nnothing of that kind", "PDF"),
        ("missing.md", None, "missing.md'\nhint: save the page from a browser"),
        (".", None, "directory"),
        ("/dev/zero", None, "has more than"),
        ("large.md", b"word " * 900_000, "more than the limit"),
    ],
)
def test_a_file_that_says_nothing_is_refused(
    place: Place, report: Run, web: str, tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    ran = report("attach", "Item 1", str(tmp_path / name))
    assert (ran.code, refs(place)) == (1, [])
    assert words.lower() in ran.err.lower()
    assert "bug:" not in ran.err
    assert " REF" not in ran.err


@pytest.mark.parametrize(
    ("ref", "words"), [("nothing", "no reference matches"), ("alpha.md", "not a web page")]
)
def test_a_reference_that_is_not_a_page_is_refused(
    place: Place, report: Run, tmp_path: Path, ref: str, words: str
) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    ran = report("attach", ref, str(tmp_path / "a.md"))
    assert ran.code == 1
    assert words in ran.err


# --- what is kept of files, and where it is found again


@pytest.mark.usefixtures("read_one")
def test_a_committed_file_needs_no_evidence(place: Place, report: Run) -> None:
    assert refs(place) == []
    assert report("source", "1").out == ALPHA


@pytest.mark.parametrize("how", ["untracked", "modified", "staged"])
def test_a_file_that_is_in_no_commit_is_kept(place: Place, report: Run, how: str) -> None:
    text = ALPHA.replace("54 days", "61 days")
    name = "references/new.md" if how == "untracked" else "references/alpha.md"
    place.put(name, text)
    if how == "staged":
        place.git("add", "-A")
    if how == "untracked":
        place.put("instructions.md", checklist(name))
    assert report("iterate").code == 0
    place.git("checkout", "-q", "-f", "HEAD")
    place.git("clean", "-qfd")
    assert len(refs(place)) == 1
    assert report("source", "1").out == text


def test_a_file_is_kept_before_there_is_any_commit(place: Place, report: Run) -> None:
    place.git("update-ref", "-d", "HEAD")
    place.git("rm", "-rq", "--cached", ".")
    assert report("iterate").code == 0
    place.put("references/alpha.md", "# Alpha\n\nQuite another text.\n")
    assert report("source", "1").out == ALPHA


@pytest.mark.usefixtures("read_one")
def test_a_file_that_changed_is_found_in_the_commit_that_had_it(place: Place, report: Run) -> None:
    place.put("references/alpha.md", "# Alpha\n\nQuite another text.\n")
    place.commit_all("changed")
    assert report("source", "1").out == ALPHA
    place.git("rm", "-q", "report/references/alpha.md")
    place.commit_all("removed")
    assert report("source", "1").out == ALPHA


def test_a_section_is_found_in_its_file(place: Place, report: Run) -> None:
    place.put("instructions.md", checklist("references/alpha.md#recovery"))
    report("iterate")
    section = ALPHA[ALPHA.index("## Recovery") :]
    assert report("source", "1").out == section
    place.put("references/alpha.md", ALPHA.replace("12 minutes", "9 minutes"))
    place.commit_all("changed")
    assert report("source", "1").out == section


def test_a_pdf_is_shown_as_the_text_that_was_read(place: Place, report: Run) -> None:
    place.write({"report/paper.pdf": pdf("The service costs $3.20 an hour in 4 regions.")})
    place.put("instructions.md", checklist("paper.pdf"))
    place.commit_all("paper")
    assert report("iterate").code == 0
    assert "costs $3.20 an hour" in report("source", "1").out
    assert "%PDF" not in report("source", "1").out


def test_a_clone_without_evidence_says_how_to_get_it(
    place: Place, report: Run, web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report("iterate")
    place.git("clone", "-q", "--no-local", str(place.root), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    ran = report("source", "1")
    assert ran.code == 1
    (command,) = re.findall(r'git fetch REMOTE "([^"]+)"', ran.err)
    Checkout(tmp_path / "clone").git("fetch", "-q", "origin", command)
    assert report("source", "1").out == PAGE


def test_evidence_is_shared_by_the_commands_of_the_documents(
    place: Place, report: Run, web: str, tmp_path: Path
) -> None:
    text = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(git (?:push|fetch|config).*?)```", text, re.DOTALL)
    once, always, clone = (block.splitlines() for block in blocks)
    report("iterate")
    theirs = Checkout(tmp_path / "theirs.git")
    place.git("init", "-q", "--bare", str(theirs.root))
    place.git("remote", "add", "origin", str(theirs.root))
    place.git("push", "-q", "origin", "HEAD")
    assert refs(theirs) == []
    place.git(*shlex.split(once[0])[1:])
    assert refs(theirs) == refs(place)
    for ref in refs(theirs):
        theirs.git("update-ref", "-d", ref)
    for line in always:
        place.git(*shlex.split(line)[1:])
    place.commit({"more.md": "more\n"})
    place.git("push", "-q", "origin")
    assert refs(theirs) == refs(place)
    assert theirs.text("rev-parse", "main") == place.text("rev-parse", "main")
    for number, line in enumerate(clone):
        other = Checkout(tmp_path / f"clone-{number}")
        place.git("clone", "-q", str(theirs.root), str(other.root))
        other.git(*shlex.split(line)[1:])
        other.git("fetch", "-q")
        assert refs(other) == refs(place)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["source", "7"], 1, "there is no version 'report-07.md'"),
        (["source", "0"], 1, "there is no version 'report-00.md'"),
        (["source", "x"], 2, "x"),
        (["source"], 2, "VERSION"),
    ],
)
def test_a_version_without_a_source_is_reported(
    place: Place, report: Run, arguments: list[str], code: int, words: str
) -> None:
    ran = report(*arguments)
    assert ran.code == code
    assert words in ran.err


@pytest.mark.usefixtures("read_one")
def test_a_revision_read_nothing(place: Place, report: Run) -> None:
    place.put("report-02.md", place.read("report-01.md").replace("54 days", "55 days"))
    assert report("revise", "-m", "a slip", "--removed", "54 days: a slip").code == 0
    ran = report("source", "2")
    assert ran.code == 1
    assert "is a revision" in ran.err


def test_clones_that_read_the_same_text_share_it(
    place: Place, report: Run, web: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Place(tmp_path / "other")
    place.git("clone", "-q", str(place.root), str(other.root))
    other.git("config", "report.allowPrivateHosts", "localhost")
    report("iterate")
    monkeypatch.chdir(other.root)
    monkeypatch.setattr("git_report.sources.web.datetime", Later)
    report("iterate")
    assert refs(other) == refs(place)
    trees = [each.text("rev-parse", f"{refs(each)[0]}") for each in (place, other)]
    assert trees[0] != trees[1]
    other.git("fetch", "-q", "origin", "+refs/report/sources/*:refs/report/sources/*")
    assert other.text("rev-parse", refs(other)[0]) == trees[0]


class Later(datetime):
    """A clock that is a day ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + timedelta(days=1)


# --- credentials and images


def test_a_credential_stops_the_run_before_anything_is_written(place: Place, report: Run) -> None:
    key = "AKIA" + "QZ7RWM2TKLXVNBCH"
    place.put("references/alpha.md", ALPHA + f"\nThe key is {key} for all of us.\n")
    before = place.state()
    ran = report("iterate")
    assert (ran.code, place.state(), refs(place)) == (1, before, [])
    assert "an AWS access key" in ran.err
    assert key not in ran.err
    assert report("iterate", "--allow-secrets").code == 0


def test_images_are_named_as_not_seen(place: Place, report: Run) -> None:
    images = "![The curve of the loss](loss.png) `![code](no.png)`\n\n```\n![code](no.png)\n```\n"
    place.put(
        "references/alpha.md", f"{ALPHA}\n{images}![](b.svg) ![](data:image/png;base64,AAAA)\n"
    )
    place.commit_all()
    told = report("iterate", "--dry-run", "--json").json
    seen = ["The curve of the loss loss.png", "b.svg", "(embedded)"]
    assert told["iterations"][0]["unseen"] == seen
    ran = report("iterate")
    assert re.findall(r"cannot read this image: (.*)", ran.err) == seen


def test_many_images_are_counted(place: Place, report: Run) -> None:
    place.put(
        "references/alpha.md", ALPHA + "".join(f"\n![Curve {n}](c{n}.png)\n" for n in range(9))
    )
    ran = report("iterate")
    assert len(re.findall(r"cannot read this image: Curve", ran.err)) == 6
    assert "cannot read 3 more images" in ran.err


def test_the_images_of_a_page_are_named(place: Place, report: Run, site: Site, web: str) -> None:
    images = '<img src="a.png" alt="A curve" width="600"><img src="b.png" width="600">'
    site.pages["/prices"] = send(HTML.replace("</main>", f"{images}</main>"), "text/html")
    ran = report("iterate")
    assert "cannot read this image: A curve a.png" in ran.err
    assert "cannot read this image: b.png" in ran.err


@pytest.mark.usefixtures("read_both")
def test_the_second_reference_is_beta(place: Place, report: Run) -> None:
    assert report("source", "2").out == BETA


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'6f' * 32}\nsize 90405214\n"


@pytest.mark.parametrize("name", ["big.md", "big.pdf", "big.html"])
def test_a_pointer_of_git_lfs_ticks_nothing(place: Place, report: Run, name: str) -> None:
    place.put(f"references/{name}", POINTER)
    place.put("instructions.md", checklist(f"references/{name}"))
    place.commit_all()
    before = place.text("rev-parse", "HEAD")

    ran = report("iterate")

    assert ran.code == 1
    assert "is a Git LFS pointer" in ran.err
    assert "git lfs pull" in ran.err
    assert (place.text("rev-parse", "HEAD"), place.text("status", "--porcelain")) == (before, "")


# Filters as Git LFS has them: the file itself is kept next to the object database.
CLEAN = """sh -c 'd=$(git rev-parse --git-dir)/kept; mkdir -p $d; cat > $d/new
s=$(git hash-object --no-filters $d/new); mv $d/new $d/$s
printf "version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize 1\\n" $s'"""
SMUDGE = """sh -c 'f=$(cat); d=$(git rev-parse --git-dir)/kept
s=$(printf "%s" "$f" | sed -n "s/^oid sha256://p"); cat $d/$s 2>/dev/null || printf "%s\\n" "$f"'"""


@pytest.mark.parametrize(
    ("target", "data", "says"),
    [
        ("big.pdf", pdf("The pump of the mill moves 40 litres a minute."), "40 litres"),
        ("big.md", b"# Beta\n\nIt weighs 40 kg in all.\n", "40 kg"),
        ("big.md#beta", b"# A\n\nNo.\n\n# Beta\n\nIt weighs 40 kg in all.\n", "40 kg"),
    ],
    ids=["pdf", "text", "section"],
)
def test_a_file_in_git_lfs_is_read_where_it_is_here(
    place: Place, report: Run, target: str, data: bytes, says: str
) -> None:
    """Git stores a pointer to it, also when the file itself is in the work tree."""
    place.git("config", "filter.lfs.clean", CLEAN)
    place.git("config", "filter.lfs.smudge", SMUDGE)
    name = target.partition("#")[0]
    place.commit({".gitattributes": "report/references/big.* filter=lfs -text\n"}, "attributes")
    (place.folder / "references" / name).write_bytes(data)
    place.put("instructions.md", checklist(f"references/{target}"))
    place.commit_all()
    pointer = place.text("rev-parse", f"HEAD:report/references/{name}")
    assert place.text("cat-file", "-p", pointer).startswith("version https://git-lfs")

    assert report("iterate").code == 0
    assert stamp(place) == pointer[:12]
    assert says in report("source", "1").out
    assert report("check", "--all").out == ""
    assert report("suspects").code == 0

    (place.folder / "references" / name).write_bytes(data.replace(b"40", b"50"))
    assert "has changed since it was read" in report("suspects").out

    for kept in (place.root / ".git" / "kept").iterdir():
        kept.unlink()
    place.put(f"references/{name}", place.text("cat-file", "-p", pointer) + "\n")
    gone = report("source", "1")
    assert gone.code == 1
    assert "is a Git LFS pointer" in gone.err


WALL = (
    "<title>Sign in</title><h1>Sign in</h1><p>Sign in to the archive of the mill.</p>"
    "<form><input type=password></form>"
)


def test_a_login_page_ticks_nothing_unless_it_is_wanted(
    place: Place, report: Run, web: str, site: Site
) -> None:
    site.pages["/prices"] = send(WALL, "text/html")
    url = web

    refused = report("iterate")
    assert refused.code == 1
    assert "seems to be a login page" in refused.err
    assert f"git report attach {shlex.quote(url)} FILE" in refused.err
    assert "[ ]" in place.read("instructions.md")
    assert report("prompt").code == 1

    assert report("prompt", "--anyway").code == 0
    assert report("iterate", "--anyway").code == 0
    assert "[x]" in place.read("instructions.md")


def test_an_attached_file_is_looked_at_as_a_page_is(
    place: Place, report: Run, site: Site, tmp_path: Path
) -> None:
    url = f"{site.url}/mill"
    place.put("instructions.md", checklist(url))
    saved = tmp_path / "saved.html"
    saved.write_text(WALL)

    assert "seems to be a login page" in report("attach", url, str(saved)).err
    assert report("attach", "--anyway", url, str(saved)).code == 0


def test_instructions_as_their_own_reference_are_not_said_to_be_in_no_commit(
    place: Place, report: Run
) -> None:
    place.put("instructions.md", checklist("instructions.md"))
    place.commit_all()

    ran = report("iterate")

    assert ran.code == 0
    assert "is not committed" not in ran.err


@pytest.mark.parametrize("ignored", [False, True])
def test_a_file_that_no_commit_has_is_named_and_can_be_added(
    place: Place, report: Run, *, ignored: bool
) -> None:
    name = "references/new text.md"
    place.put("instructions.md", checklist(name.replace(" ", "%20")))
    place.write({".gitignore": "report/references/new*\n" if ignored else ""})
    place.commit_all()
    place.put(name, ALPHA)

    ran = report("iterate")
    assert ran.code == 0
    assert f"'report/{name}' is not committed" in ran.err
    checked = report("check", "--worktree")
    assert checked.code == 0
    assert "R011 warning: 'report/references/new text.md', which was read for report-01," in (
        checked.out
    )
    assert "R011" in report("check", "--all").out
    hint = next(line for line in ran.err.splitlines() if "git add" in line)
    for command in hint.partition("'")[2].removesuffix("'").split(" && "):
        place.git(*shlex.split(command)[1:])
    assert report("check", "--worktree").out == ""


@pytest.mark.parametrize("how", ["option", "configuration"])
def test_a_file_that_was_read_becomes_part_of_the_commit(
    place: Place, report: Run, how: str
) -> None:
    place.put("instructions.md", checklist("references/new.md"))
    place.commit_all()
    place.put("references/new.md", ALPHA)
    if how == "configuration":
        place.git("config", "report.addReferences", "true")

    ran = report("iterate", *(["--add-references"] if how == "option" else []))

    assert ran.code == 0
    assert "it is part of this commit" in ran.err
    assert place.text("show", "HEAD:report/references/new.md") == ALPHA.strip()
    assert place.text("status", "--porcelain") == ""
    assert report("check", "--worktree").out == ""
    assert refs(place) == []
