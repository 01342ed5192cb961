"""A guarded server, and ways to have it take a version other than it was: each a real push.

Beside each kind of attack stand the honest histories that look like it, which are taken.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.cli.main import group, run
from tests.checkouts import Checkout

from .conftest import ALPHA, BETA, Place, Run
from .test_cli_pre_receive import ITERATE, Guarded, Server, install

pytestmark = pytest.mark.slow

GAMMA = """# Gamma tells of power

The site draws 30 MW and cools with 2 loops. A meter in each of the 40 rows counts every minute.
An outage in May stopped 12 rows for 3 hours.
"""
ITEMS = """# Example infrastructure

Write a report on training infrastructure.

## References

[ ] [Alpha](/sources/alpha.md)

[ ] Read [Beta](/sources/beta.md) to learn about services.

[ ] [Gamma](/sources/gamma.md)
"""


STAMP = re.compile(r"(?<=report-0\d )[0-9a-f]{12}")


def iterate(*more: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run(group, "git report", [*ITERATE, *more])
    assert ended.value.code == 0


def begin(space: Path) -> None:
    """A report with two versions and an open reference, and the server that took it."""
    place = Place(space / "project")
    place.root.mkdir(parents=True)
    place.git("init", "-q")
    sources = {"alpha": ALPHA, "beta": BETA, "gamma": GAMMA}
    place.write({f"sources/{name}.md": text for name, text in sources.items()})
    place.put("instructions.md", ITEMS)
    place.commit_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place.root)
        iterate("--count", "2")
    (space / "server.git").mkdir()
    bare = Checkout(space / "server.git")
    bare.git("init", "-q", "--bare")
    install(bare)
    pushed = Server(bare, place).push("main")
    assert pushed.accepted, pushed.told


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test makes what each gets a copy of."""
    return tmp_path_factory.mktemp("guarded") / "space"


@pytest.fixture
def server(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Run) -> Guarded:
    if not template.exists():
        begin(template)
    shutil.copytree(template, tmp_path / "space", symlinks=True)
    place = Place(tmp_path / "space" / "project")
    monkeypatch.chdir(place.root)
    return Guarded(Checkout(tmp_path / "space" / "server.git"), place, report)


def edit(place: Place, folder: str = "report", *names: str) -> None:
    """A sentence of each version is another."""
    for path in sorted((place.root / folder).glob("report-*.md")):
        if not names or path.name in names:
            text = path.read_text(encoding="utf-8")
            assert "54 days" in text
            path.write_text(text.replace("54 days", "45 days"), encoding="utf-8")


def derive(folder: str = "report") -> None:
    with pytest.raises(SystemExit) as ended:
        run(group, "git report", ["diff", "--write", "-d", folder])
    assert ended.value.code == 0


def rewrite(place: Place, folder: str = "report") -> None:
    edit(place, folder)
    derive(folder)


def orphan(place: Place, folder: str = "report") -> None:
    """A branch without parents that has the report rewritten."""
    place.git("checkout", "-q", "--orphan", "side")
    if folder != "report":
        place.git("mv", "report", folder)
    rewrite(place, folder)
    place.commit_all("orphan")


def merge_tree(place: Place, tree: str, *parents: str) -> None:
    """Main moves to a merge with that tree."""
    words = [word for parent in parents for word in ("-p", parent)]
    commit = place.text("commit-tree", f"{tree}^{{tree}}", *words, "-m", "merge")
    place.git("checkout", "-q", "-B", "main", commit)


# Merges.


def merge_orphan(server: Server) -> None:
    orphan(server.place)
    merge_tree(server.place, "side", "main", "side")


def merge_orphan_first(server: Server) -> None:
    orphan(server.place)
    merge_tree(server.place, "side", "side", "main")


def merge_orphan_that_was_pushed(server: Server) -> None:
    orphan(server.place)
    assert server.push("side").accepted
    merge_tree(server.place, "side", "main", "side")


def merge_orphan_elsewhere(server: Server) -> None:
    orphan(server.place, "other")
    merge_tree(server.place, "side", "main", "side")


def merge_subtree(server: Server) -> None:
    """The other history has the report in its root."""
    place = server.place
    orphan(place)
    place.git("read-tree", "side:report")
    root = place.text("commit-tree", place.text("write-tree"), "-m", "root")
    place.git("read-tree", "--reset", "-u", "side")
    merge_tree(place, "side", "main", root)


def merge_octopus(server: Server) -> None:
    place = server.place
    orphan(place)
    tree = place.text("rev-parse", "main^{tree}")
    more = place.text("commit-tree", tree, "-p", "main", "-m", "more")
    merge_tree(place, "side", "main", more, "side")


def merge_redone(server: Server) -> None:
    """A side takes a version back that main keeps, and makes it anew."""
    place = server.place
    place.git("checkout", "-qb", "side")
    place.git("revert", "--no-edit", "HEAD")
    place.write({"sources/beta.md": BETA.replace("35 ms", "53 ms")})
    place.commit_all("other figures")
    iterate()
    merge_tree(place, "side", "main", "side")


def merge_from_before_the_report(server: Server) -> None:
    """A side from a commit that does not know the report, and has it rewritten."""
    place = server.place
    place.git("checkout", "-qb", "none", "main")
    place.git("rm", "-rq", "report")
    empty = place.text("commit-tree", place.text("write-tree"), "-m", "before")
    place.git("reset", "-q", "--hard", "main")
    before = place.text("commit-tree", "main^{tree}", "-p", empty, "-m", "the report")
    bare = server.bare
    assert server.push("--force", f"{before}:refs/heads/main").accepted
    rewrite(place)
    place.git("add", "-A")
    side = place.text("commit-tree", place.text("write-tree"), "-p", empty, "-m", "side")
    merge_tree(place, side, before, side)
    assert bare.text("rev-parse", "main") == before


def merge_back_a_deleted_folder(server: Server) -> None:
    place = server.place
    orphan(place)
    place.git("checkout", "-q", "main")
    place.git("rm", "-rq", "report")
    place.commit_all("deleted")
    assert server.push("main").accepted
    merge_tree(place, "side", "main", "side")


# Folders that move.


def move_and_edit(server: Server) -> None:
    server.place.git("mv", "report", "moved")
    rewrite(server.place, "moved")
    server.place.commit_all("moved")


def move_and_edit_with_stamps(server: Server) -> None:
    place = server.place
    place.git("mv", "report", "moved")
    edit(place, "moved")
    path = place.root / "moved" / "instructions.md"
    path.write_text(STAMP.sub("0123456789ab", path.read_text("utf-8")), encoding="utf-8")
    derive("moved")
    place.commit_all("moved")


def move_and_rewrite_the_words(server: Server) -> None:
    """Nothing is left of the texts, but they were made from the same readings."""
    place = server.place
    place.git("mv", "report", "moved")
    for path in sorted((place.root / "moved").glob("report-*.md")):
        path.write_text(f"# Nothing of it\n\nOnly {path.name} has other words.\n", encoding="utf-8")
    derive("moved")
    place.commit_all("moved")


def move_into_the_root(server: Server) -> None:
    place = server.place
    for path in sorted((place.root / "report").iterdir()):
        place.git("mv", f"report/{path.name}", path.name)
    rewrite(place, ".")
    place.commit_all("moved")


def move_edit_and_move_back(server: Server) -> None:
    move_and_edit(server)
    server.place.git("mv", "moved", "report")
    server.place.commit_all("moved back")


def move_then_edit(server: Server) -> None:
    server.place.git("mv", "report", "moved")
    server.place.commit_all("moved")
    assert server.push("main").accepted
    rewrite(server.place, "moved")
    server.place.commit_all("edited")


def move_only_the_instructions(server: Server) -> None:
    """The folder is none for a while, and its versions are edited meanwhile."""
    place = server.place
    place.git("mv", "report/instructions.md", "report/brief.txt")
    edit(place)
    place.commit_all("away")
    place.git("mv", "report/brief.txt", "report/instructions.md")
    derive()
    place.commit_all("back")


# Folders that go and come back.


def delete(place: Place) -> None:
    place.git("rm", "-rq", "report")
    place.git("commit", "-qm", "deleted")


def restore(place: Place, folder: str = "report") -> None:
    """The folder as it was, in another place if so named."""
    place.git("checkout", "-q", "main~1", "--", "report")
    if folder != "report":
        place.git("mv", "report", folder)


def delete_and_bring_back(server: Server) -> None:
    delete(server.place)
    restore(server.place)
    rewrite(server.place)
    server.place.commit_all("back")


def delete_and_bring_back_in_two_pushes(server: Server) -> None:
    delete(server.place)
    assert server.push("main").accepted
    restore(server.place)
    rewrite(server.place)
    server.place.commit_all("back")


def delete_and_bring_back_elsewhere(server: Server) -> None:
    delete(server.place)
    assert server.push("main").accepted
    restore(server.place, "other [1]*")
    rewrite(server.place, "other [1]*")
    server.place.commit_all("back")


def delete_and_bring_back_with_other_stamps(server: Server) -> None:
    delete(server.place)
    restore(server.place)
    edit(server.place)
    text = server.place.read("instructions.md")
    server.place.put("instructions.md", STAMP.sub("0123456789ab", text))
    derive()
    server.place.commit_all("back")


def delete_and_bring_back_the_first_alone(server: Server) -> None:
    place = server.place
    delete(place)
    restore(place)
    edit(place)
    text = re.sub(r"\[x\] (Read .*) <!--.*-->", r"[ ] \1", place.read("instructions.md"))
    place.put("instructions.md", text)
    place.git("rm", "-qf", "report/report-02.md")
    derive()
    place.commit_all("back")


def delete_and_bring_back_the_instructions_first(server: Server) -> None:
    place = server.place
    delete(place)
    place.put("instructions.md", ITEMS)
    place.commit_all("begun anew")
    assert server.push("main").accepted
    place.git("checkout", "-q", "main~2", "--", "report")
    rewrite(place)
    place.commit_all("and all at once")


def delete_long_ago_on_a_side(server: Server) -> None:
    """What was deleted came into main with a merge, and main went on."""
    place = server.place
    place.git("checkout", "-qb", "side")
    delete(place)
    place.git("checkout", "-q", "main")
    place.commit({"a.txt": "a\n"})
    place.git("merge", "-q", "--no-edit", "side")
    for number in range(3):
        place.commit({"a.txt": f"{number}\n"})
    assert server.push("main").accepted
    place.git("checkout", "-q", "side~1", "--", "report")
    rewrite(place)
    place.commit_all("back")


def delete_in_a_merge(server: Server) -> None:
    """Neither side deleted the folder: the merge did."""
    place = server.place
    old = place.text("rev-parse", "main")
    place.git("checkout", "-qb", "side")
    place.commit({"b.txt": "b\n"})
    place.git("checkout", "-q", "main")
    place.commit({"a.txt": "a\n"})
    place.git("merge", "-q", "--no-commit", "--no-ff", "side")
    place.git("rm", "-rqf", "report")
    place.git("commit", "-qm", "merged")
    place.git("checkout", "-q", old, "--", "report")
    rewrite(place)
    place.commit_all("back")


def revert_a_deletion_edited(server: Server) -> None:
    delete(server.place)
    server.place.git("revert", "--no-edit", "HEAD")
    rewrite(server.place)
    server.place.git("commit", "-qa", "--amend", "--no-edit")


def bring_back_one_by_one(place: Place, folder: str, old: str, *edited: int) -> None:
    """Each commit of an old history once more, in a folder; some versions are edited."""
    commits = place.text("rev-list", "--reverse", old, "--", "report").split()
    for number, commit in enumerate(commits):
        place.git("checkout", "-q", commit, "--", "report")
        if folder != "report":
            shutil.copytree(place.folder, place.root / folder, dirs_exist_ok=True)
            place.git("rm", "-rqf", "report")
        names = [f"report-0{each}.md" for each in edited if each <= number]
        if names:
            edit(place, folder, *names)
        if number:
            derive(folder)
        place.commit_all(f"once more {number}")


def delete_and_bring_back_one_by_one(server: Server) -> None:
    old = server.place.text("rev-parse", "HEAD")
    delete(server.place)
    assert server.push("main").accepted
    bring_back_one_by_one(server.place, "report", old, 1, 2)


def delete_and_bring_back_one_by_one_the_second_edited(server: Server) -> None:
    old = server.place.text("rev-parse", "HEAD")
    delete(server.place)
    bring_back_one_by_one(server.place, "report", old, 2)


def delete_and_bring_back_one_by_one_elsewhere(server: Server) -> None:
    old = server.place.text("rev-parse", "HEAD")
    delete(server.place)
    assert server.push("main").accepted
    bring_back_one_by_one(server.place, "other", old, 1)


def archive_and_put_a_copy_in_its_place_one_by_one(server: Server) -> None:
    place = server.place
    old = place.text("rev-parse", "HEAD")
    place.git("mv", "report", "archive")
    place.commit_all("archived")
    assert server.push("main").accepted
    bring_back_one_by_one(place, "report", old, 1, 2)


def archive_delete_and_bring_back_one_by_one(server: Server) -> None:
    place = server.place
    old = place.text("rev-parse", "HEAD")
    place.git("mv", "report", "archive")
    place.commit_all("archived")
    place.git("rm", "-rq", "archive")
    place.commit_all("deleted")
    assert server.push("main").accepted
    bring_back_one_by_one(place, "report", old, 2)


def take_back(place: Place, *numbers: int) -> str:
    """Versions that are the newest go, and their items are open again; where they were before."""
    before = place.text("rev-parse", "HEAD")
    text = place.read("instructions.md")
    for number in numbers:
        (place.folder / f"report-0{number}.md").unlink()
        text = re.sub(rf"\[x\] (.*) <!-- report-0{number} .*-->", r"[ ] \1", text)
    place.put("instructions.md", text)
    (place.folder / "diff.md").unlink()
    place.commit_all("taken back")
    return before


def bring_back(place: Place, before: str, *names: str) -> None:
    place.git("checkout", "-q", before, "--", "report")
    edit(place, "report", *names)
    derive()
    place.commit_all("and brought back")


def take_back_some_and_bring_them_back(server: Server) -> None:
    iterate()
    assert server.push("main").accepted
    before = take_back(server.place, 2, 3)
    bring_back(server.place, before, "report-02.md", "report-03.md")


def take_back_then_delete(server: Server) -> None:
    before = take_back(server.place, 1, 2)
    delete(server.place)
    bring_back(server.place, before)


def take_back_one_by_one_then_bring_all_back(server: Server) -> None:
    before = server.place.text("rev-parse", "HEAD")
    server.place.git("revert", "--no-edit", "HEAD", "HEAD~1")
    bring_back(server.place, before)


def take_back_one_by_one_then_delete(server: Server) -> None:
    before = server.place.text("rev-parse", "HEAD")
    server.place.git("revert", "--no-edit", "HEAD", "HEAD~1")
    delete(server.place)
    bring_back(server.place, before)


def disguise(server: Server, change: Callable[[str], str]) -> None:
    """Back with other stamps, and with words that look the same and are not."""
    place = server.place
    delete(place)
    restore(place)
    edit(place)
    for path in place.folder.glob("report-*.md"):
        body, mark, tail = path.read_text("utf-8").partition("\n[^")
        path.write_text(change(body) + mark + tail, encoding="utf-8")
    place.put("instructions.md", STAMP.sub("0123456789ab", place.read("instructions.md")))
    derive()
    place.commit_all("back")


def disguise_with_what_is_not_seen(server: Server) -> None:
    disguise(server, lambda text: re.sub(r"(\w)(\w)", "\\1\u00ad\\2", text))


def disguise_with_other_letters(server: Server) -> None:
    disguise(server, lambda text: text.replace("e", "\u0435").replace("a", "\u0430"))


def part_words(mark: str) -> Callable[[str], str]:
    """A change of a text that puts a mark into each longer word."""
    return lambda text: re.sub(r"\b([a-z]{2})(?=[a-z]{2,}\b)", lambda word: word[1] + mark, text)


def disguise_with_tags(server: Server) -> None:
    disguise(server, lambda text: re.sub(r"([a-z])([a-z])", r"\1<b></b>\2", text))


def disguise_with_comments(server: Server) -> None:
    disguise(server, part_words("<!-- > -->"))


def disguise_with_attributes(server: Server) -> None:
    disguise(server, part_words("<b title='>'></b>"))


def disguise_with_empty_links(server: Server) -> None:
    disguise(server, part_words("[](x)"))


def disguise_with_images(server: Server) -> None:
    disguise(server, part_words("![](a.png)"))


def disguise_with_instructions(server: Server) -> None:
    disguise(server, part_words("<?>?>"))


def disguise_with_marks_between_letters(server: Server) -> None:
    disguise(server, part_words("\u00b7"))


def replace_by_a_copy(server: Server) -> None:
    """The copy is a folder of its own, until it takes the place of the other."""
    place = server.place
    shutil.copytree(place.folder, place.root / "copy")
    rewrite(place, "copy")
    place.commit_all("a copy, edited")
    delete(place)
    assert server.push("main").accepted
    place.git("mv", "copy", "report")
    place.commit_all("in its place")


# Trees that git would not write. Programs do not agree on what they hold.

Row = tuple[bytes, bytes, str]


def list_rows(place: Place, tree: str) -> list[Row]:
    told = place.git("ls-tree", "-z", tree).split(b"\0")[:-1]
    fields = (record.replace(b"\t", b" ", 1).split(b" ", 3) for record in told)
    return [(mode.lstrip(b"0"), name, oid.decode()) for mode, _, oid, name in fields]


def write_tree(place: Place, rows: list[Row]) -> str:
    data = b"".join(b"%s %s\0" % row[:2] + bytes.fromhex(row[2]) for row in rows)
    words = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
    return place.git(*words, stdin=data).decode().strip()


def write_edited(place: Place) -> str:
    """The blob of an edited version."""
    text = place.read("report-01.md").replace("54 days", "45 days")
    return place.git("hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip()


def land_tree(place: Place, rows: list[Row], *, below: str = "") -> None:
    """A commit on main with a root, or the report folder in it, of those rows."""
    tree = write_tree(place, rows)
    if below:
        root = list_rows(place, "main")
        tree = write_tree(place, [(m, n, tree if n == b"report" else o) for m, n, o in root])
    commit = place.text("commit-tree", tree, "-p", "main", "-m", "forged")
    place.git("update-ref", "refs/heads/main", commit)


def edit_rows(place: Place, mode: bytes = b"100644") -> list[Row]:
    edited = write_edited(place)
    rows = list_rows(place, "main:report")
    return [(mode, n, edited) if n == b"report-01.md" else (m, n, o) for m, n, o in rows]


def forge_twice(server: Server) -> None:
    """A version under its name twice: `git show` finds the first, other programs the last."""
    place = server.place
    rows = list_rows(place, "main:report")
    at = [name for _, name, _ in rows].index(b"report-01.md")
    land_tree(place, [*rows[:at], edit_rows(place)[at], *rows[at:]], below="report")


def forge_twice_the_last(server: Server) -> None:
    place = server.place
    rows = list_rows(place, "main:report")
    at = [name for _, name, _ in rows].index(b"report-01.md")
    land_tree(place, [*rows[: at + 1], edit_rows(place)[at], *rows[at + 1 :]], below="report")


def forge_the_folder_twice(server: Server) -> None:
    place = server.place
    folder = write_tree(place, edit_rows(place))
    rows = list_rows(place, "main")
    at = [name for _, name, _ in rows].index(b"report")
    land_tree(place, [*rows[:at], (b"40000", b"report", folder), *rows[at:]])


def forge_a_path(server: Server) -> None:
    rows = list_rows(server.place, "main")
    row = (b"100644", b"report/report-01.md", write_edited(server.place))
    at = [name for _, name, _ in rows].index(b"report") + 1
    land_tree(server.place, [*rows[:at], row, *rows[at:]])


def forge_an_order(server: Server) -> None:
    land_tree(server.place, edit_rows(server.place)[::-1], below="report")


def forge_a_way_up(server: Server) -> None:
    rows = list_rows(server.place, "main")
    land_tree(server.place, [(b"40000", b"..", write_tree(server.place, rows)), *rows])


MALFORMED: list[Callable[[Server], None]] = [
    forge_twice, forge_twice_the_last, forge_the_folder_twice, forge_a_path, forge_an_order,
    forge_a_way_up,
]  # fmt: skip


@pytest.mark.parametrize("attack", MALFORMED, ids=lambda attack: attack.__name__)
def test_a_tree_that_is_read_in_two_ways_is_refused(
    server: Server, attack: Callable[[Server], None]
) -> None:
    attack(server)
    pushed = server.push("main")
    assert not pushed.accepted
    assert "remote: error: the tree '" in pushed.told


def forge_a_mode(server: Server) -> None:
    land_tree(server.place, edit_rows(server.place, b"100664"), below="report")


def forge_a_folder_s_mode(server: Server) -> None:
    place = server.place
    folder = write_tree(place, edit_rows(place))
    rows = list_rows(place, "main")
    land_tree(place, [(b"40755", n, folder) if n == b"report" else (m, n, o) for m, n, o in rows])


def forge_zeros_before_a_mode(server: Server) -> None:
    place = server.place
    folder = write_tree(place, edit_rows(place))
    rows = list_rows(place, "main")
    land_tree(place, [(b"0040000", n, folder) if n == b"report" else (m, n, o) for m, n, o in rows])


REWRITTEN: list[Callable[[Server], None]] = [
    merge_orphan, merge_orphan_first, merge_orphan_that_was_pushed, merge_orphan_elsewhere,
    merge_subtree, merge_octopus, merge_redone, merge_from_before_the_report,
    merge_back_a_deleted_folder, move_and_edit, move_and_edit_with_stamps,
    move_and_rewrite_the_words, move_into_the_root, move_edit_and_move_back, move_then_edit,
    delete_and_bring_back, delete_and_bring_back_in_two_pushes, delete_and_bring_back_elsewhere,
    delete_and_bring_back_with_other_stamps, delete_and_bring_back_the_first_alone,
    delete_and_bring_back_the_instructions_first, delete_long_ago_on_a_side, delete_in_a_merge,
    revert_a_deletion_edited, delete_and_bring_back_one_by_one,
    delete_and_bring_back_one_by_one_the_second_edited,
    delete_and_bring_back_one_by_one_elsewhere, archive_and_put_a_copy_in_its_place_one_by_one,
    archive_delete_and_bring_back_one_by_one,
    take_back_some_and_bring_them_back, take_back_then_delete,
    take_back_one_by_one_then_bring_all_back, take_back_one_by_one_then_delete,
    disguise_with_what_is_not_seen, disguise_with_other_letters, disguise_with_tags,
    disguise_with_comments, disguise_with_attributes, disguise_with_empty_links,
    disguise_with_images, disguise_with_instructions, disguise_with_marks_between_letters,
    replace_by_a_copy, forge_a_mode, forge_a_folder_s_mode, forge_zeros_before_a_mode,
]  # fmt: skip


@pytest.mark.parametrize("attack", REWRITTEN, ids=lambda attack: attack.__name__)
def test_a_rewritten_version_is_refused(
    server: Server, report: Run, attack: Callable[[Server], None]
) -> None:
    attack(server)
    held = server.bare.text("rev-parse", "main")
    refs = server.refs()
    pushed = server.push("main")
    assert not pushed.accepted
    assert "V003" in pushed.codes, pushed.told
    assert server.refs() == refs
    assert ": V003 " in report("check", "--range", f"{held}..main").out


@pytest.mark.parametrize(
    "attack", [merge_orphan, move_and_edit, delete_and_bring_back, forge_twice]
)
def test_a_real_push_of_it_leaves_the_server_as_it_was(
    server: Guarded, attack: Callable[[Server], None]
) -> None:
    attack(server)
    refs = server.refs()
    assert not server.push_for_real("main").accepted
    assert server.refs() == refs


def test_versions_that_are_edited_while_the_instructions_are_away_are_refused(
    server: Server,
) -> None:
    move_only_the_instructions(server)
    assert "R004" in server.push("main").codes


# Names that are one to some file systems.


def add_file(place: Place, path: str, text: str, mode: str = "100644") -> None:
    """A file by git alone: the file system under the test may fold names itself."""
    oid = place.git("hash-object", "-w", "--stdin", stdin=text.encode()).decode().strip()
    place.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")


TWINS = [
    "report/Report-01.md", "report/REPORT-01.MD", "report/report-01.md.", "report/report-01.md ",
    "report/report-01\u200d.md", "report/report-01.md:stream", "report/REPORT~1.MD",
    "report/\u017feport-01.md".replace("\u017fe", "re\u200c"), "report/Instructions.md",
    "report/INSTRU~1.MD", "report/Diff.md", "report/diff.md. .", "REPORT/report-01.md",
    "Report/other.txt", "report./x", "REPORT",
]  # fmt: skip


@pytest.mark.parametrize("path", TWINS)
def test_a_name_that_is_one_with_a_report_s_is_refused(server: Server, path: str) -> None:
    add_file(server.place, path, "# Another\n\nText of another.\n")
    server.place.git("commit", "-qm", "a twin")
    pushed = server.push("main")
    assert "V002" in pushed.codes, pushed.told


def test_names_are_composed_or_not(server: Server) -> None:
    place = server.place
    place.git("mv", "report", "caf\u00e9")
    place.commit_all("moved")
    assert server.push("main").accepted
    add_file(place, "cafe\u0301/report-01.md", "# Another\n\nText.\n")
    place.git("commit", "-qm", "decomposed")
    assert "V002" in server.push("main").codes
    place.git("reset", "-q", "--hard", "HEAD~1")
    add_file(place, "CAF\u00c9", "caf\u00e9", "120000")
    place.git("commit", "-qm", "a link in capitals")
    assert server.push("main").codes == ["V002"]


def test_a_twin_that_a_merge_makes_is_refused(server: Server) -> None:
    place = server.place
    place.git("checkout", "-qb", "side", "main~2")
    place.git("rm", "-rq", "--cached", "report")
    add_file(place, "REPORT/notes.txt", "text")
    place.git("commit", "-qm", "side")
    place.git("checkout", "-qf", "main")
    place.git("read-tree", "-m", "main")
    add_file(place, "REPORT/notes.txt", "text")
    merge_tree(
        place, place.text("commit-tree", place.text("write-tree"), "-m", "x"), "main", "side"
    )
    assert "V002" in server.push("main").codes


@pytest.mark.parametrize(
    "path", ["README.md", "readme.md", "sources/ALPHA.md", "docs/Report-01.txt", "reports/a.md"]
)
def test_other_names_are_left_in_peace(server: Server, path: str) -> None:
    add_file(server.place, "Readme.md", "a")
    add_file(server.place, path, "# Text\n")
    server.place.git("commit", "-qm", "other names")
    pushed = server.push("main")
    assert pushed.accepted, pushed.told


# Links and submodules in the place of the folder.


@pytest.mark.parametrize("mode", ["120000", "160000"])
@pytest.mark.parametrize("place_of", ["report", "deep/er", "deep"])
def test_what_leads_away_does_not_take_the_place_of_a_report(
    server: Server, mode: str, place_of: str
) -> None:
    place = server.place
    if place_of != "report":
        (place.root / "deep").mkdir()
        place.git("mv", "report", "deep/er")
        place.commit_all("moved")
        assert server.push("main").accepted
    place.git("rm", "-rq", place_of)
    oid = place.text("rev-parse", "HEAD") if mode == "160000" else place.git(
        "hash-object", "-w", "--stdin", stdin=b"sources").decode().strip()  # fmt: skip
    place.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{place_of}")
    place.git("commit", "-qm", "elsewhere")
    assert server.push("main").codes == ["V007"]


@pytest.mark.parametrize("mode", ["120000", "160000", "120777"])
@pytest.mark.parametrize("place_of", ["report", "deep"])
def test_nor_does_it_later(server: Server, mode: str, place_of: str) -> None:
    place = server.place
    if place_of == "deep":
        (place.root / "deep").mkdir()
        place.git("mv", "report", "deep/er")
        place.commit_all("moved")
        assert server.push("main").accepted
    shutil.copytree(place.root / place_of, place.root / "other")
    rewrite(place, "other" if place_of == "report" else "other/er")
    place.commit_all("a copy, edited")
    place.git("rm", "-rq", place_of)
    place.commit_all("deleted")
    assert server.push("main").accepted
    oid = place.git("hash-object", "-w", "--stdin", stdin=b"other").decode().strip()
    rows = [*list_rows(place, "main"), (mode.encode(), place_of.encode(), oid)]
    land_tree(place, sorted(rows, key=lambda row: row[1] + b"/" * (row[0] == b"40000")))
    assert server.push("main").codes == ["V007"]


def test_modes_that_git_takes_for_a_usual_one_hide_no_attributes(server: Server) -> None:
    place = server.place
    oid = place.git("hash-object", "-w", "--stdin", stdin=b"*.md ident\n").decode().strip()
    land_tree(place, [(b"100664", b".gitattributes", oid), *list_rows(place, "main")])
    assert set(server.push("main").codes) == {"V009"}


def test_a_link_to_where_the_folder_went_may_come_later(server: Server) -> None:
    place = server.place
    (place.root / "deep").mkdir()
    place.git("mv", "report", "deep/report")
    place.commit_all("moved")
    assert server.push("main").accepted
    (place.root / "report").symlink_to("deep/report")
    place.commit_all("a link")
    pushed = server.push("main")
    assert pushed.accepted, pushed.told


def test_a_link_to_where_the_folder_went_is_not_a_fault(server: Server) -> None:
    place = server.place
    (place.root / "deep").mkdir()
    place.git("mv", "report", "deep/report")
    (place.root / "report").symlink_to("deep/report")
    place.commit_all("moved, with a link")
    pushed = server.push("main")
    assert pushed.accepted, pushed.told


# Attributes.

HARMFUL = [
    ("report/report-*.md ident", "ident"),
    ("*.md ident", "ident"),
    ("* filter=lfs", "filter=lfs"),
    ("report/** working-tree-encoding=UTF-16", "working-tree-encoding=UTF-16"),
    ("*.md text eol=crlf", "eol=crlf"),
    ("report-01.md -diff", "-diff"),
    ("*.md binary", "-diff"),
    ("*.md diff=pandoc", "diff=pandoc"),
    ("instructions.md merge=union", "merge=union"),
    ("diff.md merge=ours", "merge=ours"),
    ("*.md encoding=latin-1", "encoding=latin-1"),
    ("*.md export-subst", "export-subst"),
    ("*.md conflict-marker-size=3", "conflict-marker-size=3"),
    ("[attr]plain filter=x\n*.md plain", "filter=x"),
    ("REPORT-*.MD filter=x", "filter=x"),
    ("*.md filter=x\n*.MD !filter", "filter=x"),
    ("[attr]a ident\n[attr]b a\nreport b\nreport/*.md b", "ident"),
    ('"rep\\157rt-01.md" ident', "ident"),
]


@pytest.mark.parametrize(("rules", "told"), HARMFUL)
def test_attributes_that_change_a_report_are_refused(server: Server, rules: str, told: str) -> None:
    in_root = "[attr]" in rules or "/" in rules  # git heeds such lines there alone
    add_file(server.place, f"{'' if in_root else 'report/'}.gitattributes", rules + "\n")
    server.place.git("commit", "-qm", "attributes")
    pushed = server.push("main")
    assert set(pushed.codes) == {"V009"}, pushed.told
    assert f"attribute '{told}'" in pushed.told


def test_attributes_of_another_case_are_read_where_case_does_not_count(server: Server) -> None:
    add_file(server.place, ".GitAttributes", "*.md ident\n")
    server.place.git("commit", "-qm", "attributes")
    assert server.push("main").codes == ["V009"]


HARMLESS = [
    "* text=auto", "*.md text eol=lf", "*.md text", "*.md -text", "*.md diff=markdown merge=text",
    "report-*.md diff=report\ndiff.md linguist-generated merge=report-diff",
    "*.pdf binary\n*.png filter=lfs diff=lfs merge=lfs -text", "*.md -ident -filter",
    "*.md ident\nreport/*.md -ident", "sources/* ident filter=x", "report export-ignore",
]  # fmt: skip


@pytest.mark.parametrize("rules", HARMLESS)
def test_attributes_that_change_nothing_are_taken(server: Server, rules: str) -> None:
    add_file(server.place, ".gitattributes", rules + "\n")
    server.place.git("commit", "-qm", "attributes")
    pushed = server.push("main")
    assert pushed.accepted, pushed.told


def test_attributes_may_wait_for_a_version(server: Server) -> None:
    """They are of no file of the report yet, and then of the next version."""
    add_file(server.place, ".gitattributes", "report-03.md filter=x\nmoved/*.md ident\n")
    server.place.git("commit", "-qm", "attributes")
    server.place.git("checkout", "-q", "--", ".gitattributes")
    assert server.push("main").accepted
    iterate()
    assert server.push("main").codes == ["V009"]
    server.place.git("reset", "-q", "--hard", "HEAD~1")
    server.place.git("mv", "report", "moved")
    server.place.commit_all("moved to where they speak of it")
    assert server.push("main").codes == ["V009"]


def test_attributes_of_before_are_reported_once_at_most(server: Server) -> None:
    unchecked = "git -c core.hooksPath=/dev/null receive-pack"
    server.place.write({".gitattributes": "*.md ident\n"})
    server.place.commit_all("attributes")
    assert server.push(f"--receive-pack={unchecked}", "main").accepted
    iterate()
    pushed = server.push("main")
    assert pushed.accepted, pushed.told


# Doors that are not those of commits.


def test_replacements_and_cut_histories_hide_nothing(server: Server, tmp_path: Path) -> None:
    server.bare.git("config", "receive.shallowUpdate", "true")
    uri = server.bare.root.as_uri()
    server.bare.git("clone", "-q", "--depth", "1", uri, str(tmp_path / "shallow"))
    place = Place(tmp_path / "shallow")
    shallow = Server(server.bare, place)
    place.commit({"a.txt": "a\n"})
    assert shallow.push("main").accepted
    place.git("checkout", "-q", "--orphan", "cut")
    edit(place)
    place.commit_all("cut")
    text = place.git("cat-file", "commit", "cut")
    head, _, rest = text.partition(b"\nauthor")
    parent = b"parent " + b"1" * 40
    forged = place.git(
        "hash-object", "-t", "commit", "-w", "--stdin",
        stdin=head + b"\n" + parent + b"\nauthor" + rest,
    ).decode().strip()  # fmt: skip
    with (place.root / ".git" / "shallow").open("a", encoding="ascii") as list_of_cuts:
        list_of_cuts.write(f"{forged}\n")
    pushed = shallow.push(f"{forged}:refs/heads/cut")
    assert not pushed.accepted
    assert "--unshallow" in pushed.told


def test_branches_that_may_not_be_replaced_are_git_s_to_keep(server: Server) -> None:
    """As docs/hooks.md says: a check of commits does not see it."""
    server.bare.git("config", "receive.denyNonFastForwards", "true")
    server.bare.git("config", "receive.denyDeletes", "true")
    orphan(server.place)
    for words in (("--force", "side:main"), (":main",)):
        assert not server.push(*words).accepted


# Honest histories that look like these.


def honest_move(server: Server) -> None:
    server.place.git("mv", "report", "moved")
    server.place.commit_all("moved")


def honest_move_and_iterate(server: Server) -> None:
    iterate("--stage")
    server.place.git("mv", "report", "moved")
    server.place.commit_all("moved, and a version more")


def honest_return(server: Server) -> None:
    delete(server.place)
    assert server.push("main").accepted
    server.place.git("revert", "--no-edit", "HEAD")
    iterate()


def honest_return_elsewhere(server: Server) -> None:
    delete(server.place)
    restore(server.place, "other")
    server.place.commit_all("back")


def honest_copy(server: Server) -> None:
    shutil.copytree(server.place.folder, server.place.root / "copy")
    server.place.commit_all("copied")
    delete(server.place)


def honest_fork(server: Server) -> None:
    """A copy goes on in its own way, and the first of them is deleted."""
    place = server.place
    shutil.copytree(place.folder, place.root / "copy")
    place.commit_all("copied")
    iterate("report")
    place.write({"sources/gamma.md": GAMMA.replace("30 MW", "31 MW")})
    place.commit_all("another figure")
    iterate("copy")
    delete(place)


def honest_restart(server: Server) -> None:
    """The same references, version by version, after the folder was deleted."""
    place = server.place
    delete(place)
    place.put("instructions.md", ITEMS.replace("infrastructure", "hardware"))
    place.commit_all("begun anew")
    iterate("--count", "2")


def honest_return_one_by_one(server: Server) -> None:
    old = server.place.text("rev-parse", "HEAD")
    delete(server.place)
    bring_back_one_by_one(server.place, "report", old)


def honest_restart_from_other_readings(server: Server) -> None:
    """What was read is another text, and much of what is said is the same."""
    place = server.place
    old = place.text("rev-parse", "HEAD")
    delete(place)
    place.write({"sources/alpha.md": ALPHA.replace("54 days", "45 days")})
    place.put("instructions.md", ITEMS)
    place.commit_all("begun anew")
    iterate("--count", "2")
    assert place.text("diff", "--name-only", old, "HEAD", "--", "report/report-02.md")


def honest_redo_after_moves(server: Server) -> None:
    """The folder moved and came back; then a version of it was undone, and made by hand."""
    place = server.place
    for before, after in (("report", "away"), ("away", "report")):
        place.git("mv", before, after)
        place.commit_all("moved")
    old = place.text("rev-parse", "HEAD")
    place.git("rm", "-q", "report/report-02.md")
    text = place.read("instructions.md")
    place.put("instructions.md", re.sub(r"\[x\] (Read .*) <!--.*-->", r"[ ] \1", text))
    derive()
    place.commit_all("taken back")
    place.git("checkout", "-q", old, "--", "report")
    edit(place, "report", "report-02.md")
    derive()
    place.commit_all("made again")


def honest_redo(server: Server) -> None:
    server.place.git("revert", "--no-edit", "main", "main~1")
    server.place.write({"sources/alpha.md": ALPHA.replace("54 days", "45 days")})
    server.place.commit_all("another source")
    iterate("--count", "2")


def honest_successor(server: Server) -> None:
    """One report deleted, another with its own references made, in one commit."""
    place = server.place
    place.git("rm", "-rq", "report")
    place.write({
        "news/instructions.md": "# News\n\n## References\n\n[ ] [Gamma](/sources/gamma.md)\n"
    })  # fmt: skip
    iterate("--stage", "news")
    place.commit_all("another report")


def honest_sibling(server: Server) -> None:
    """A second report on the same references, squashed, as another writer made it."""
    place = server.place
    place.write({"second/instructions.md": ITEMS.replace("training", "all of the")})
    place.commit_all("a second report")
    iterate("--count", "2", "second")
    place.git("reset", "-q", "--soft", "HEAD~3")
    place.commit_all("squashed")


def honest_sibling_of_one_taken_back(server: Server) -> None:
    """A second report on the same references, squashed; of the first a version was undone."""
    server.place.git("revert", "--no-edit", "HEAD")
    honest_sibling(server)


def honest_sibling_after_a_move(server: Server) -> None:
    server.place.git("mv", "report", "moved")
    server.place.commit_all("moved")
    honest_sibling(server)
    edit(server.place, "second")
    derive("second")
    server.place.git("commit", "-qa", "--amend", "--no-edit")


def honest_return_after_a_redo(server: Server) -> None:
    """The folder moved, a version of it was made anew, and it moved back."""
    place = server.place
    place.git("mv", "report", "away")
    place.commit_all("moved")
    path = place.root / "away" / "instructions.md"
    place.git("rm", "-q", "away/report-02.md")
    path.write_text(re.sub(r"\[x\] (Read .*) <!--.*-->", r"[ ] \1", path.read_text("utf-8")))
    derive("away")
    place.commit_all("taken back")
    place.write({"sources/beta.md": BETA.replace("35 ms", "53 ms")})
    place.commit_all("another figure")
    iterate("away")
    place.git("mv", "away", "report")
    place.commit_all("moved back")


def honest_rotation(server: Server) -> None:
    """The report goes to an archive, and another takes its place."""
    place = server.place
    place.git("mv", "report", "archive")
    place.commit_all("archived")
    place.write(
        {"next/instructions.md": "# N\n\n## References\n\n[ ] [Gamma](/sources/gamma.md)\n"}
    )
    iterate("next")
    place.git("mv", "next", "report")
    place.commit_all("the next one")


def honest_criss_cross(server: Server) -> None:
    """Both sides made version 3, two merges settled it each in its way, a third takes one."""
    place = server.place
    first = "[ ] [Gamma](/sources/gamma.md)"
    place.put("instructions.md", place.read("instructions.md").rstrip("\n") + "\n\n"
              "[ ] [Delta](/sources/delta.md)\n")  # fmt: skip
    place.write({"sources/delta.md": GAMMA.replace("Gamma", "Delta").replace("30", "90")})
    place.commit_all("another reference")
    base = place.text("rev-parse", "HEAD")
    iterate()
    place.git("branch", "one")
    place.git("checkout", "-qb", "two", base)
    text = place.read("instructions.md")
    delta = "[ ] [Delta](/sources/delta.md)"
    place.put("instructions.md", text.replace(first, "@").replace(delta, first).replace("@", delta))
    place.commit_all("another order")
    iterate()
    one, two = place.text("rev-parse", "one"), place.text("rev-parse", "two")
    for kept, parents in ((one, (one, two)), (two, (two, one))):
        merge_tree(place, kept, *parents)
        place.git("branch", "-f", f"merged-{kept[:7]}", "main")
    merge_tree(place, one, f"merged-{one[:7]}", f"merged-{two[:7]}")


HONEST: list[Callable[[Server], None]] = [
    honest_move, honest_move_and_iterate, honest_return, honest_return_elsewhere, honest_copy,
    honest_return_one_by_one, honest_restart_from_other_readings, honest_redo_after_moves,
    honest_fork, honest_restart, honest_redo, honest_successor, honest_sibling,
    honest_sibling_of_one_taken_back, honest_sibling_after_a_move,
    honest_return_after_a_redo, honest_rotation, honest_criss_cross,
]  # fmt: skip


@pytest.mark.parametrize("history", HONEST, ids=lambda history: history.__name__)
def test_an_honest_history_is_taken(
    server: Server, report: Run, history: Callable[[Server], None]
) -> None:
    held = server.place.text("rev-parse", "main")
    history(server)
    assert ": V" not in report("check", "--range", f"{held}..main").out
    pushed = server.push("main")
    assert pushed.accepted, pushed.told
