"""A guarded server, and ways to have it take a version other than it was: each a real push.

Beside each kind of attack stand the honest histories that look like it, which are taken.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.cli.shell import group, run
from tests.checkouts import Checkout

from .conftest import ALPHA, BETA, Place, Run
from .test_cli_pre_receive import ITERATE, Server, install

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
def server(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    if not template.exists():
        begin(template)
    shutil.copytree(template, tmp_path / "space", symlinks=True)
    place = Place(tmp_path / "space" / "project")
    monkeypatch.chdir(place.root)
    return Server(Checkout(tmp_path / "space" / "server.git"), place)


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
    (place.folder / "report-02.md").unlink()
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


REWRITTEN: list[Callable[[Server], None]] = [
    merge_orphan, merge_orphan_first, merge_orphan_that_was_pushed, merge_orphan_elsewhere,
    merge_subtree, merge_octopus, merge_redone, merge_from_before_the_report,
    merge_back_a_deleted_folder, move_and_edit, move_and_edit_with_stamps,
    move_and_rewrite_the_words, move_into_the_root, move_edit_and_move_back, move_then_edit,
    delete_and_bring_back, delete_and_bring_back_in_two_pushes, delete_and_bring_back_elsewhere,
    delete_and_bring_back_with_other_stamps, delete_and_bring_back_the_first_alone,
    delete_and_bring_back_the_instructions_first, delete_long_ago_on_a_side, delete_in_a_merge,
    revert_a_deletion_edited,
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


def test_versions_that_are_edited_while_the_instructions_are_away_are_refused(
    server: Server,
) -> None:
    move_only_the_instructions(server)
    assert "R004" in server.push("main").codes
