"""``git report check --pre-receive``: pushes into a bare repository, some of them by git itself."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from git_report.cli.commands.check_push import deadline
from git_report.errors import ReportError
from git_report.git.bounded import Listings
from git_report.git.repository import Repository
from tests.checkouts import Checkout, MakeRepository

from .conftest import Place, Run

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")


@dataclass(frozen=True)
class Pushed:
    """How a push ended, and what it told."""

    accepted: bool
    told: str

    @property
    def codes(self) -> list[str]:
        return re.findall(r"^remote: .*?: ([A-Z]\d{3}) ", self.told, re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """A bare repository whose hook checks what is pushed."""

    bare: Checkout
    place: Place

    def push(self, *args: str) -> Pushed:
        done = subprocess.run(
            ["git", "push", str(self.bare.root), *args],
            cwd=self.place.root,
            capture_output=True,
            check=False,
        )
        told = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in told
        assert "internal error" not in told
        return Pushed(done.returncode == 0, told)

    def refs(self) -> str:
        return self.bare.text("for-each-ref", "--format=%(refname) %(objectname)")


@dataclass(frozen=True)
class Guarded(Server):
    """A server that asks the check in this process: most of a push is not the check's work."""

    report: Run

    def push(self, *args: str) -> Pushed:
        """A branch, as the hook would see it; with options or other names a real push."""
        name = f"refs/heads/{args[0]}"
        if len(args) > 1 or not self.place.git("for-each-ref", name):
            return self.push_for_real(*args)
        old = self.bare.git("rev-parse", "-q", "--verify", name, check=False).decode().strip()
        new = self.place.text("rev-parse", name)
        line = f"{old or '0' * len(new)} {new} {name}\n".encode()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.bare.root)
            patch.setenv("GIT_DIR", ".")
            patch.setenv("GIT_OBJECT_DIRECTORY", str(self.place.root / ".git/objects"))
            patch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(self.bare.root / "objects"))
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
            ran = self.report("check", "--pre-receive")
        assert "internal error" not in ran.err
        assert ran.code in (0, 1), ran
        if not ran.code:  # without a plus sign: what a branch had stays in it
            self.bare.git("fetch", "-q", str(self.place.root), f"{name}:{name}")
        told = "".join(f"remote: {line}\n" for line in (ran.out + ran.err).splitlines())
        return Pushed(not ran.code, told)

    def push_for_real(self, *args: str) -> Pushed:
        return super().push(*args)


def install(checkout: Checkout, *words: str) -> None:
    command = [sys.executable, "-m", "git_report.cli", "check", "--pre-receive", *words]
    checkout.hook("pre-receive", f"exec {shlex.join(command)}")


@pytest.fixture
def server(read_both: Place, report: Run, tmp_path: Path) -> Guarded:
    """A server that has nothing yet, and a place with two versions that nobody has pushed."""
    root = tmp_path / "server.git"
    root.mkdir()
    bare = Checkout(root)
    bare.git("init", "-q", "--bare")
    install(bare)
    return Guarded(bare, read_both, report)


@pytest.fixture
def held(server: Guarded) -> Guarded:
    """A server that has the two versions, which it took unchecked."""
    unchecked = "git -c core.hooksPath=/dev/null receive-pack"
    assert server.push(f"--receive-pack={unchecked}", "main").accepted
    return server


def drift(place: Place) -> None:
    place.put("diff.md", place.read("diff.md") + "\nmore\n")
    place.commit_all("drift")


def test_a_server_that_has_nothing_takes_a_good_push(server: Guarded) -> None:
    pushed = server.push_for_real("main")
    assert pushed.accepted, pushed.told
    assert "refs/heads/main" in server.refs()


def test_what_drifted_is_refused_with_its_code(held: Guarded) -> None:
    before = held.refs()
    drift(held.place)
    commit = held.place.text("rev-parse", "HEAD")
    pushed = held.push_for_real("main")
    assert not pushed.accepted
    assert pushed.codes == ["D001"]
    assert f"remote: {commit[:10]} report/diff.md:" in pushed.told
    assert held.refs() == before


def test_a_fault_that_a_later_commit_mends_is_refused_all_the_same(held: Guarded) -> None:
    right = held.place.read("diff.md")
    drift(held.place)
    held.place.put("diff.md", right)
    held.place.commit_all("mended")
    assert held.push("main").codes == ["D001"]


@pytest.mark.parametrize("name", ["instructions.md", "report-02.md", "report-03.md", "diff.md"])
def test_what_is_too_large_is_refused_and_not_read(held: Guarded, name: str) -> None:
    """Not read: of all that is wrong with the file, only its size is told."""
    held.bare.git("config", "report.maxReportBytes", "40k")
    held.place.put(name, "\0" + "much too much\n" * 3000)
    held.place.commit_all("large")
    pushed = held.push("main")
    assert pushed.codes == ["V008"]
    assert "has 42,001 bytes, more than the limit of 40,960" in pushed.told
    assert "report.maxReportBytes" in pushed.told


def test_the_size_of_other_files_is_not_limited(held: Guarded) -> None:
    text = "- [ ] References\n" * 3000
    held.bare.git("config", "report.maxReportBytes", "40k")
    held.bare.git("config", "report.maxSourceBytes", "40k")
    held.place.write({"large.md": text, "report/references/l.md": text, "report/notes.md": text})
    held.place.commit_all("large, but no report")
    assert held.push("main").accepted


def test_half_a_megabyte_is_the_limit_unless_another_is_set(held: Guarded) -> None:
    text = held.place.read("instructions.md")
    before, head, after = text.partition("## References")
    filler = "words " * 100_000
    held.place.put("instructions.md", before + filler + "\n\n" + head + after)
    held.place.commit_all("large")
    assert held.push("main").codes == ["V008"]
    held.bare.git("config", "report.maxReportBytes", "0")
    assert held.push("main").accepted


def test_more_commits_than_the_server_takes_are_refused(held: Guarded) -> None:
    held.bare.git("config", "report.maxPushCommits", "3")
    for number in range(4):
        held.place.git("commit", "-q", "--allow-empty", "-m", f"empty {number}")
    pushed = held.push("main")
    assert not pushed.accepted
    assert "the push has more than 3 commits" in pushed.told
    assert "report.maxPushCommits" in pushed.told
    assert held.push("main~1:refs/heads/main").accepted
    assert held.push("main").accepted


def test_a_merge_of_more_than_the_server_takes_is_refused(held: Guarded) -> None:
    place = held.place
    tree = place.text("rev-parse", "main^{tree}")
    sides = [place.text("commit-tree", tree, "-p", "main", "-m", str(n)) for n in range(5)]
    assert held.push(*(f"{side}:refs/heads/side-{n}" for n, side in enumerate(sides))).accepted
    held.bare.git("config", "report.maxPushCommits", "2")
    options = [word for side in sides for word in ("-p", side)]
    octopus = place.text("commit-tree", tree, *options, "-m", "octopus")
    pushed = held.push(f"{octopus}:refs/heads/main")
    assert not pushed.accepted
    assert "parents" in pushed.told


def add_entry(place: Place, mode: str, path: str) -> None:
    oid = (
        place.text("rev-parse", "HEAD")
        if mode == "160000"
        else place.git("hash-object", "-w", "--stdin", stdin=b"alpha.md").decode().strip()
    )
    place.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{path}")
    place.git("commit", "-qm", "an entry")


FOREIGN = [
    ("120000", "report/references/link.md", ["V007"]),
    ("160000", "report/references/deep/er/sub", ["V007"]),
    ("120000", "report/report-03.md", ["V007"]),
    ("160000", "report/diff.md", ["V007"]),
    ("120000", "link.md", []),
    ("160000", "reports/sub", []),
]


@pytest.mark.parametrize(("mode", "path", "told"), FOREIGN)
def test_links_and_submodules_are_refused_in_a_report_folder(
    held: Guarded, mode: str, path: str, told: list[str]
) -> None:
    add_entry(held.place, mode, path)
    pushed = held.push("main")
    assert pushed.codes == told
    assert pushed.accepted == (not told)


def test_instructions_that_are_a_link_are_refused(held: Guarded) -> None:
    add_entry(held.place, "120000", "report/instructions.md")
    assert held.push("main").codes == ["V007"]


def test_a_report_in_the_root_does_not_forbid_links_elsewhere(
    held: Guarded, make_repository: MakeRepository
) -> None:
    items = "# A\n\n## References\n\n[ ] [A](a.txt)\n"
    root = Place(make_repository("root", {"instructions.md": items, "a.txt": "a\n"}).root)
    add_entry(root, "120000", "vendor/link")
    server = Server(held.bare, root)
    assert server.push("main:refs/heads/root").accepted
    add_entry(root, "120000", "link")
    assert server.push("main:refs/heads/root").codes == ["V007"]


def test_deletions_pass(held: Guarded) -> None:
    assert held.push("main:refs/heads/old", "main:refs/tags/old").accepted
    pushed = held.push(":refs/heads/old", ":refs/tags/old")
    assert pushed.accepted, pushed.told
    assert "old" not in held.refs()


def test_of_several_refs_one_that_is_wrong_stops_all(held: Guarded) -> None:
    held.place.git("checkout", "-qb", "right")
    held.place.commit({"a.txt": "a\n"})
    held.place.git("checkout", "-qb", "wrong", "main")
    drift(held.place)
    before = held.refs()
    pushed = held.push("right", "wrong", "main:refs/heads/copy")
    assert pushed.codes == ["D001"]
    assert held.refs() == before
    assert held.push("right", "main:refs/heads/copy").accepted


def test_a_branch_from_an_old_base_brings_only_what_is_new(server: Guarded) -> None:
    """What came before the hook is not held against those who build on it."""
    right = server.place.read("diff.md")
    drift(server.place)
    server.place.git("push", "-q", "--no-verify", str(server.bare.root), "main", check=False)
    (server.bare.root / "hooks" / "pre-receive").unlink()
    assert server.push_for_real("main").accepted
    install(server.bare)
    assert server.push("main~1:refs/heads/old").accepted
    assert server.push("main:refs/heads/new").accepted
    server.place.git("checkout", "-qb", "more", "main~2")
    server.place.commit({"a.txt": "a\n"})
    assert server.push("more").accepted
    server.place.git("checkout", "-q", "main")
    server.place.put("diff.md", right)
    server.place.commit_all("mended")
    assert server.push("main").accepted


def test_a_forced_push_is_checked_like_any(held: Guarded, report: Run) -> None:
    text, mark, record = held.place.read("report-02.md").rpartition("<!--")
    held.place.put("report-02.md", f"{text}And more.\n\n{mark}{record}")
    held.place.git("commit", "-qa", "--amend", "--no-edit")
    assert held.push("--force", "main").codes == ["D001"]
    assert report("diff", "--write").code == 0
    held.place.git("commit", "-qa", "--amend", "--no-edit")
    assert not held.push_for_real("main").accepted
    assert held.push("--force", "main").accepted
    assert held.push("--force", "main~1:refs/heads/main").accepted


def test_tags_are_checked_for_the_commits_that_they_bring(held: Guarded) -> None:
    place = held.place
    place.git("tag", "-am", "right", "right", "main")
    place.git("tag", "-am", "a file", "file", "main:report/diff.md")
    place.git("tag", "-am", "a folder", "folder", "main:report")
    pushed = held.push("right", "file", "folder")
    assert pushed.accepted, pushed.told
    drift(place)
    place.git("tag", "light", "main")
    place.git("tag", "-am", "wrong", "wrong", "main")
    place.git("tag", "-am", "wrong", "nested", "wrong")
    for tag in ("light", "wrong", "nested"):
        assert held.push(tag).codes == ["D001"]
    assert held.push("main:refs/notes/other").codes == ["D001"]


ODD = [
    b"line\nbreak.md",
    b"'quo\"ted'.md",
    b"latin-\xe9.md",
    b"-rf",
    b"--output=x.md",
    b"a b\t.md",
    b"\x1b[31mred\x07.md",
    b":(glob)*.md",
    "e\u0301\u202e.md".encode(),
]


def commit_paths(place: Place, *paths: bytes) -> None:
    """Commit files of any name: `git fast-import` takes what a work tree may not."""
    before = place.text("rev-parse", "HEAD")
    lines = [
        b"commit refs/heads/main", b"committer Ada <ada@example.com> 1750000000 +0000",
        b"data 1\nx", f"from {before}".encode(),
    ]  # fmt: skip
    quoted = {ord('"'): b'\\"', ord("\\"): b"\\\\", ord("\n"): b"\\n"}
    for path in paths:
        name = b"".join(quoted.get(byte, bytes([byte])) for byte in path)
        lines += [b'M 100644 inline "%s"' % name, b"data 1\nx"]
    place.git("fast-import", "--quiet", stdin=b"\n".join(lines) + b"\n")


def test_odd_names_are_names(held: Guarded) -> None:
    commit_paths(held.place, *ODD, *(b"report/references/" + name for name in ODD))
    pushed = held.push("main")
    assert pushed.accepted, pushed.told


def test_a_folder_of_an_odd_name_is_reported_on_a_line_that_steers_nothing(held: Guarded) -> None:
    files = (b"instructions.md", b"report-01.md")
    commit_paths(held.place, *(name + b"/" + file for name in ODD for file in files))
    pushed = held.push("main")
    assert set(pushed.codes) <= {"R009", "V006", "D002"}
    assert len(pushed.codes) >= len(ODD)
    remote = [line for line in pushed.told.splitlines() if line.startswith("remote: ")]
    assert not re.search(r"\x1b\[3|\x07|\u202e", "".join(remote))
    assert not any(line.startswith("break.md") for line in pushed.told.splitlines())


def test_a_path_may_be_deeper_than_the_stack(held: Guarded) -> None:
    commit_paths(held.place, b"d/" * 400 + b"instructions.md")
    pushed = held.push("main")
    assert pushed.accepted, pushed.told
    commit_paths(held.place, b"d/" * 400 + b"report-02.md")
    assert "V001" in held.push("main").codes


def test_a_replacement_that_was_pushed_hides_nothing(held: Guarded) -> None:
    drift(held.place)
    wrong = held.place.text("rev-parse", "main")
    tree = held.place.text("rev-parse", "main~1^{tree}")
    right = held.place.text("commit-tree", tree, "-p", "main~1", "-m", "right")
    assert held.push(f"{right}:refs/replace/{wrong}").accepted
    assert held.push("main").codes == ["D001"]


def test_a_push_from_a_shallow_clone(held: Guarded, tmp_path: Path) -> None:
    held.bare.git("clone", "-q", "--depth", "1", held.bare.root.as_uri(), str(tmp_path / "shallow"))
    shallow = Server(held.bare, Place(tmp_path / "shallow"))
    shallow.place.commit({"a.txt": "a\n"})
    assert shallow.push("main").accepted
    drift(shallow.place)
    assert shallow.push("main").codes == ["D001"]


def test_a_server_with_a_work_tree_is_one_too(server: Guarded, tmp_path: Path) -> None:
    root = Checkout(tmp_path / "deployed")
    server.place.git("init", "-q", str(root.root))
    root.git("config", "receive.denyCurrentBranch", "updateInstead")
    install(root)
    deployed = Server(root, server.place)
    assert deployed.push("main").accepted
    assert (root.root / "report" / "report-02.md").is_file()
    drift(server.place)
    assert deployed.push("main").codes == ["D001"]


def test_a_server_with_longer_ids(
    make_repository: MakeRepository, tmp_path: Path, place: Place
) -> None:
    files = {name: place.read(name) for name in ("instructions.md", "references/alpha.md")}
    files["references/beta.md"] = place.read("references/beta.md")
    long = make_repository("long", None, "--object-format=sha256")
    bare = Checkout(tmp_path / "long.git")
    long.git("init", "-q", "--bare", "--object-format=sha256", str(bare.root))
    install(bare)
    long.commit({f"report/{name}": text for name, text in files.items()})
    server = Server(bare, Place(long.root))
    assert server.push("main").accepted
    server.place.put("report-02.md", "# Two\n\nText.\n")
    server.place.commit_all()
    assert "V001" in server.push("main").codes


def test_more_findings_than_one_reads_are_cut(held: Guarded) -> None:
    text = held.place.read("instructions.md")
    items = "".join(f"\n[ ] [Gone](gone-{number}.md)\n" for number in range(130))
    held.place.put("instructions.md", text + items)
    held.place.commit_all("much that is not there")
    pushed = held.push("main")
    assert pushed.codes == ["R007"] * 100
    assert "30 more not shown" in pushed.told


def tell(bare: Checkout, stdin: bytes) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "git_report.cli", "check", "--pre-receive"],
        cwd=bare.root,
        input=stdin,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode("utf-8")


MALFORMED = [
    b"\n",
    b"nonsense\n",
    b"a b c\n",
    b"%s %s\n" % (b"0" * 40, b"1" * 40),
    b"%s %s refs/heads/x\n" % (b"0" * 40, b"--all"),
    b"%s %s refs/heads/x\n" % (b"0" * 40, b"HEAD" * 10),
    b"%s %s refs/heads/x\n" % (b"0" * 40, b"A" * 40),
    b"%s %s refs/heads/x\n" % (b"0" * 64, b"0" * 64),
    b"%s  %s refs/heads/x\n" % (b"0" * 40, b"1" * 40),
    b"\xff\x1b[31m\0 \0 \0\n",
]


@pytest.mark.parametrize("stdin", MALFORMED)
def test_what_is_not_a_line_of_a_push_is_reported_once(repository: Checkout, stdin: bytes) -> None:
    code, told = tell(Checkout(repository.root / ".git"), stdin)
    assert code == 1
    assert told.splitlines()[0] == (
        "error: line 1 of the input does not have the form 'OLD NEW REF' that a pre-receive "
        "hook receives"
    )
    assert len(told.splitlines()) == 2


def test_an_object_that_is_not_there_is_reported(repository: Checkout) -> None:
    code, told = tell(repository, b"%s %s refs/heads/x\n" % (b"0" * 40, b"1" * 40))
    assert (code, told.splitlines()[0]) == (
        1, f"error: object '{'1' * 40}' of the push is missing",
    )  # fmt: skip


def test_nothing_told_is_nothing_pushed(repository: Checkout) -> None:
    assert tell(repository, b"") == (0, "")
    closed = f"{shlex.join([sys.executable, '-m', 'git_report.cli'])} check --pre-receive <&-"
    done = subprocess.run(["sh", "-c", closed], cwd=repository.root, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    code, told = tell(Checkout(tmp_path), b"")
    assert code == 1
    assert "not a git repository" in told


def test_what_changed_is_what_git_says(repository: Checkout) -> None:
    """A file for a folder and the other way round, modes, links, submodules, all and nothing."""
    first = repository.commit(
        {"a": "a", "b/c": "c", "b/d": "d", "e/f/g": "g", "e/h": "h", "mode": "m", "same/x": "x"}
    )
    for name in ("a", "b/c", "b/d"):
        (repository.root / name).unlink()
    (repository.root / "b").rmdir()
    shutil.rmtree(repository.root / "e" / "f")
    (repository.root / "mode").chmod(0o755)
    (repository.root / "link").symlink_to("mode")
    repository.write({"a/a": "a", "b": "b", "new/er/x": "x", "e/h": "other"})
    repository.git("add", "-A")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    repository.git("commit", "-qm", "second")
    second = repository.text("rev-parse", "HEAD")
    empty = repository.text("hash-object", "-t", "tree", "/dev/null")
    listings = Listings(Repository.open(repository.root))
    for base, commit in ((first, second), (second, first), (None, second), (first, first)):
        told = repository.git(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", base or empty, commit
        ).decode("utf-8")
        fields = told.split("\0")[:-1]
        expected = {
            path: tuple(about.split(" ")[1:4:2])
            for about, path in zip(fields[0::2], fields[1::2], strict=True)
        }
        found = listings.changes(base, commit)
        gone = "0" * 40
        assert {p: (e.mode, e.oid or gone) for p, e in found.items()} == expected
        assert bool(found) == (base != commit)


def test_no_more_is_listed_than_the_limit(held: Guarded) -> None:
    """A tree of trees of trees that are all the same one lists without an end."""
    place = held.place
    oid = place.git("hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    mode, kind = "100644", "blob"
    for _ in range(9):
        rows = "".join(f"{mode} {kind} {oid}\tn{name}\n" for name in range(16))
        oid = place.git("mktree", stdin=rows.encode()).decode().strip()
        mode, kind = "040000", "tree"
    bomb = place.text("commit-tree", oid, "-m", "bomb")
    listings = Listings(Repository.open(place.root), most=1000)
    for ask in (lambda: listings.changes(None, bomb), lambda: listings.files(bomb)):
        with pytest.raises(ReportError, match="too many paths"):
            ask()
    assert len(listings.files("HEAD")) == len(place.text("ls-files").split("\n"))


def test_a_check_that_takes_too_long_gives_up() -> None:
    def wait() -> None:
        with deadline(0.05):
            with suppress(ReportError):  # a reading that takes it for a fault of the file
                time.sleep(5)
            time.sleep(5)

    with pytest.raises(ReportError, match=r"more than 0\.05 seconds"):
        wait()
    with deadline(0):
        pass
