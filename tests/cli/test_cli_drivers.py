"""The drivers of ``git report setup``: what git itself then shows, and what is undone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from git_report.setup.drivers import DRIVERS, list_attributes
from tests.checkouts import MakeRepository
from tests.project.documents import fences, read

from .conftest import Once, Place, Run

pytestmark = pytest.mark.slow

ONE = """# Training

## Cost

The cluster costs $400 an hour in every region. It trains the model in 54 days.

## Network

Nodes talk at 3,200 Gbps over a fabric that never blocks.
"""
TWO = ONE.replace("3,200 Gbps", "400 Gbps") + "\n## Memory\n\nA node holds 640 GB of memory.\n"
THREE = TWO.replace("$400 an hour", "$350 an hour")
CHANGE = "   figure: $400 an hour → $350 an hour\n"


@pytest.fixture(autouse=True)
def on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


@pytest.fixture
def driven(place: Place, report: Run, once: Once) -> Place:
    """A report with three versions, a commit each, in a repository with our drivers."""

    def drive() -> None:
        for number, text in enumerate((ONE, TWO, THREE), 1):
            place.commit({f"report/report-{number:02d}.md": text}, f"version {number}")
        assert report("setup", "--drivers").code == 0

    once(drive)
    return place


def test_git_tells_a_new_version_against_the_one_before(driven: Place) -> None:
    for command in (
        ("show", "--ext-diff"),
        ("log", "-p", "-1", "--ext-diff"),
        ("diff", "HEAD~1"),
        ("diff", "HEAD~1", "HEAD", "--", "report/report-03.md"),
    ):
        told = driven.text(*command)
        told = told[told.index("diff --") :]
        assert told.startswith("diff --report a/report/report-02.md b/report/report-03.md\n")
        assert "## Cost: edited" in told
        assert CHANGE in told
        assert "Network" not in told


def test_a_log_tells_each_version_against_its_own_prior(driven: Place) -> None:
    told = driven.text("log", "-p", "--ext-diff", "--format=%s", "--", "report/report-*.md")
    third, second, first = (told.partition(f"version {n}\n")[2] for n in (3, 2, 1))
    assert "a/report/report-02.md b/report/report-03.md" in third.partition("version 2")[0]
    assert "a/report/report-01.md b/report/report-02.md" in second.partition("version 1")[0]
    assert "3,200 Gbps → 400 Gbps" in second.partition("version 1")[0]
    # Nothing precedes the first: git's own words.
    assert "--- /dev/null\n+++ b/report/report-01.md\n@@" in first


def test_what_is_staged_or_intended_is_reported_too(driven: Place) -> None:
    driven.put("report-04.md", THREE.replace("54 days", "40 days"))
    driven.git("add", "-N", "report/report-04.md")
    for command in (("diff",), ("diff", "--cached")):
        told = driven.text(*command)
        assert "a/report/report-03.md b/report/report-04.md" in told
        assert "54 days → 40 days" in told
        driven.git("add", "-A")


def test_an_edited_version_is_compared_with_itself(driven: Place) -> None:
    driven.put("report-03.md", THREE.replace("54 days", "40 days"))
    (driven.folder / "report-03.md").chmod(0o755)
    told = driven.text("diff")
    assert told.startswith(
        "diff --report a/report/report-03.md b/report/report-03.md\n"
        "old mode 100644\nnew mode 100755\n"
    )
    assert "54 days → 40 days" in told


def test_a_version_of_another_branch_is_compared_with_the_one_before_it_there(
    driven: Place,
) -> None:
    driven.git("checkout", "-q", "-b", "side", "HEAD~2")
    driven.commit({"report/report-02.md": ONE.replace("54 days", "12 days")})
    driven.commit({"report/report-03.md": ONE.replace("54 days", "9 days")})
    tip = driven.text("rev-parse", "HEAD")
    driven.git("checkout", "-q", "main")
    assert "12 days → 9 days" in driven.text("show", "--ext-diff", "side")
    driven.git("branch", "-q", "-D", "side")
    # No branch has it any more, but the reflog of HEAD has.
    assert "12 days → 9 days" in driven.text("show", "--ext-diff", tip)


def test_a_copy_that_git_finds_is_reported_with_both_names(driven: Place) -> None:
    told = driven.text("diff", "-C", "--find-copies-harder", "HEAD~1", "HEAD")
    assert "diff --report a/report/report-02.md b/report/report-03.md\n" in told
    assert CHANGE in told


def plain(place: Place, *command: str) -> None:
    """Git with the driver says what git without it says."""
    shown, own = place.text(*command), place.text(*command, "--no-ext-diff", "--no-textconv")
    assert shown == own
    assert "diff --git" in shown


@pytest.mark.parametrize(
    "change",
    [
        {"report/report-03.md": b"# Training\n\n\xff\xfe not text\n"},
        {"report/report-03.md": b"# Training\n\n\0\0\0 binary\n"},
        {"report/report-03.md": "# Training\n\n" + "word word word\n" * 40_000},
        {"report/report-template.md": "# Template\n"},
        {"elsewhere/report-01.md": ONE, "elsewhere/report-02.md": TWO},
        {"with space/report-02.md": TWO, "-q/report-02.md": TWO, 'quo"te/report-02.md': TWO},
        {"report/report-003.md": TWO},
    ],
    ids=["encoding", "binary", "large", "name", "no folder", "odd paths", "padding"],
)
def test_what_is_not_a_version_is_reported_as_git_tells_it(
    driven: Place, change: dict[str, str | bytes]
) -> None:
    driven.commit(change)
    plain(driven, "diff", "HEAD~1", "HEAD")
    plain(driven, "show")


def test_a_version_that_goes_is_reported_as_git_tells_it(driven: Place) -> None:
    (driven.folder / "report-03.md").unlink()
    plain(driven, "diff")
    (driven.folder / "report-03.md").symlink_to("report-02.md")
    plain(driven, "diff")
    (driven.folder / "report-02.md").chmod(0o755)
    plain(driven, "diff", "--", "report/report-02.md")


@pytest.mark.parametrize("name", ["report-04.md", "report-a b'\"ü.md"])
def test_a_version_that_is_only_renamed_is_shown_as_by_git(driven: Place, name: str) -> None:
    driven.git("mv", "report/report-03.md", f"report/{name}")
    plain(driven, "diff", "--cached", "-M")


def test_a_conflict_is_named(driven: Place) -> None:
    driven.git("checkout", "-q", "-b", "side", "HEAD~1")
    driven.commit({"report/report-03.md": ONE})
    driven.git("merge", "-q", "main", check=False)
    assert "* Unmerged path report/report-03.md\n" in driven.text("diff", "--cached") + "\n"


def test_a_pipe_has_no_colour_and_a_pager_has(
    driven: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in driven.text("diff", "HEAD~1")
    driven.git("config", "color.ui", "always")
    assert "\x1b[1mdiff --report" in driven.text("diff", "HEAD~1")
    driven.git("config", "color.ui", "auto")
    monkeypatch.setenv("GIT_PAGER_IN_USE", "true")
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1mdiff --report" in driven.text("diff", "HEAD~1")


def test_a_pager_that_is_left_ends_it_in_peace(driven: Place) -> None:
    done = subprocess.run(
        ["sh", "-c", "git --no-pager diff HEAD~2 | head -n 1"],
        cwd=driven.root,
        capture_output=True,
        text=True,
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_what_a_version_holds_cannot_steer_the_terminal(driven: Place) -> None:
    driven.commit({"report/report-04.md": THREE.replace("54 days", "5 \x1b[31mdays \x1b]0;x\x07")})
    told = driven.text("show", "--ext-diff")
    assert "5 [31mdays" in told
    assert "\x1b" not in told


def test_it_works_below_the_top_in_worktrees_and_in_bare_repositories(
    driven: Place, tmp_path: Path, make_repository: MakeRepository
) -> None:
    assert CHANGE in driven.text("-C", "report", "diff", "--relative", "HEAD~1")
    driven.git("worktree", "add", "-q", "--detach", str(tmp_path / "side"))
    assert CHANGE in Place(tmp_path / "side").text("show", "--ext-diff")
    bare = Place(tmp_path / "bare.git")
    driven.git("clone", "-q", "--bare", str(driven.root), str(bare.root))
    (bare.root / "info" / "attributes").write_text("report-*.md diff=report\n")
    bare.git("config", "diff.report.command", driven.text("config", "diff.report.command"))
    assert CHANGE in bare.text("show", "--ext-diff", "main")


def test_line_ends_of_the_work_tree_are_not_a_change(driven: Place) -> None:
    driven.commit({".gitattributes": "*.md text eol=crlf\n"})
    for name in ("report-02.md", "report-03.md"):
        (driven.folder / name).unlink()
        driven.git("checkout", "-q", "--", f"report/{name}")
    assert b"\r\n" in (driven.folder / "report-03.md").read_bytes()
    told = driven.text("show", "--ext-diff", "HEAD~1")
    assert told.count("## ") == 1
    crlf = THREE.replace("54 days", "40 days").replace("\n", "\r\n")
    driven.put("report-03.md", crlf)
    assert driven.text("diff").count("## ") == 1
    (driven.folder / "report-03.md").unlink()
    plain(driven, "diff")


def test_without_the_program_git_tells_it_plainly(
    driven: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for program in ("git", "sh"):
        found = shutil.which(program)
        assert found is not None
        (programs / program).symlink_to(found)
    monkeypatch.setenv("PATH", str(programs))
    done = subprocess.run(
        ["git", "diff", "HEAD~1"], cwd=driven.root, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\n+The cluster costs $350 an hour" in done.stdout


def test_where_no_driver_is_asked_hunks_name_their_section(driven: Place) -> None:
    text = THREE.replace("over a fabric", "\n".join(["over", *"abcdefgh", "a fabric"]))
    driven.commit({"report/report-03.md": text})
    driven.commit({"report/report-03.md": text.replace("blocks", "waits")})
    assert "@@ ## Network" in driven.text("show")
    assert driven.text("format-patch", "-1", "--stdout").count("diff --git") == 1


def test_a_tool_s_other_arguments_are_refused(report: Run) -> None:
    ran = report("diff-driver", "--", "a", "b")
    assert (ran.code, "git report setup" in ran.err) == (1, True)
    assert "diff-driver" not in report("--help").out


def attributes(place: Place) -> Path:
    return place.root / ".git" / "info" / "attributes"


def configuration(place: Place) -> str:
    return (place.root / ".git" / "config").read_text()


def test_setup_leaves_no_trace_behind(place: Place, report: Run) -> None:
    attributes(place).parent.mkdir(exist_ok=True)
    attributes(place).write_bytes(b"*.bin -diff\r\nreport-01.md -text")
    attributes(place).chmod(0o664)
    place.git("config", "diff.report.binary", "false")
    before = attributes(place).read_bytes(), configuration(place), place.text("status", "-s")
    assert report("setup").code == 0
    first = configuration(place)
    assert attributes(place).stat().st_mode & 0o777 == 0o664
    assert attributes(place).read_bytes().endswith(before[0])
    assert place.text("check-attr", "diff", "report/report-07.md").endswith(": report")
    assert place.text("check-attr", "text", "report-01.md").endswith(": unset")
    assert place.text("check-attr", "linguist-generated", "report/diff.md").endswith(": set")
    again = report("setup")
    assert (configuration(place), "hint" in again.err) == (first, False)
    assert report("setup", "--uninstall").code == 0
    assert before == (
        attributes(place).read_bytes(),
        configuration(place),
        place.text("status", "-s"),
    )


def test_a_block_of_another_release_is_replaced(place: Place, report: Run) -> None:
    assert report("setup", "--drivers").code == 0
    block = attributes(place).read_bytes()
    first, rest = block.split(b"\n", 1)
    older = first.partition(b" remove")[0] + b" taken out in another way\n" + rest
    attributes(place).write_bytes(older)
    assert report("setup", "--drivers").code == 0
    assert attributes(place).read_bytes() == block
    attributes(place).write_bytes(older)
    assert report("setup", "--drivers", "--uninstall").code == 0
    assert not attributes(place).exists()


def test_setup_tells_the_lines_for_a_team(place: Place, report: Run) -> None:
    told = report("setup", "--drivers").err
    assert [line for line in list_attributes() if f"hint:   {line}\n" not in told] == []
    assert not (place.root / ".gitattributes").exists()
    assert report("setup", "--drivers", "--uninstall").code == 0
    assert not attributes(place).exists()
    assert "nothing to remove" in report("setup", "--drivers", "--uninstall").err


def test_the_documents_list_the_lines_for_a_team() -> None:
    blocks = [block.splitlines() for block in fences(read("docs/git-integration.md"))]
    assert list(list_attributes()) in blocks


def test_another_program_in_the_place_stays(place: Place, report: Run) -> None:
    place.git("config", "diff.report.command", "my-own")
    ran = report("setup", "--drivers")
    assert (ran.code, "'diff.report.command' is already set" in ran.err) == (1, True)
    report("setup", "--drivers", "--uninstall")
    assert place.text("config", "diff.report.command") == "my-own"


def test_another_release_s_is_brought_up_to_date(place: Place, report: Run) -> None:
    place.git("config", "diff.report.command", "git-report diff-driver")
    assert (
        "installed: the diff driver (git configuration section diff.report)"
        in report("setup", "--drivers").out
    )
    assert place.text("config", "diff.report.command") == dict(DRIVERS[0].settings)["command"]


def test_drivers_alone_leave_hooks_alone(place: Place, report: Run) -> None:
    hooks = place.root / ".git" / "hooks"
    before = sorted(hooks.iterdir())
    place.git("config", "core.hooksPath", "/dev/null")
    assert report("setup", "--drivers").code == 0
    assert sorted(hooks.iterdir()) == before
    assert report("setup", "--drivers", "--chain").code == 2
