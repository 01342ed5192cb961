"""``git report check`` on real histories: which are right, and what each wrong one is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.checks.findings import RULES, Severity
from tests.checkouts import Checkout

from .conftest import Once, Place, Ran, Run

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")
GAMMA = "# Gamma\n\nThe third service answers in 12 ms and costs $4 per hour in every region.\n"

Step = Callable[[Place, Run], object]


def codes(ran: Ran) -> list[str]:
    return re.findall(r": ([A-Z]\d{3}) ", ran.out)


@pytest.fixture
def history(place: Place, report: Run, once: Once) -> Place:
    """A folder with three references, two of them read."""

    def read_two() -> None:
        place.put("references/gamma.md", GAMMA)
        place.put(
            "instructions.md",
            place.read("instructions.md") + "\n[ ] [Gamma](references/gamma.md)\n",
        )
        place.commit_all("a third reference")
        assert report(*ITERATE, "--count", "2").code == 0

    once(read_two)
    return place


def edit(place: Place, name: str, before: str, after: str) -> None:
    text = place.read(name)
    assert before in text
    place.put(name, text.replace(before, after, 1))


def stamp_of(place: Place, number: int) -> str:
    found = re.search(
        rf" <!-- report-{number:02d} [0-9a-f]{{12}} -->", place.read("instructions.md")
    )
    assert found is not None
    return found[0]


def iterate(place: Place, report: Run) -> None:
    assert report(*ITERATE).code == 0


def squash(place: Place, report: Run) -> None:
    place.git("reset", "-q", "--soft", "HEAD~2")
    place.git("commit", "-qm", "two at once")


def revert_newest(place: Place, report: Run) -> None:
    place.git("revert", "--no-edit", "HEAD")


def revert_two(place: Place, report: Run) -> None:
    place.git("revert", "--no-edit", "HEAD", "HEAD~1")


def revert_revert(place: Place, report: Run) -> None:
    revert_newest(place, report)
    revert_newest(place, report)


def revise(place: Place, report: Run) -> None:
    place.put("report-03.md", place.read("report-02.md").replace("## ", "## The ", 1))
    assert report("revise", "-q", "-m", "a better heading").code == 0


def revert_revision(place: Place, report: Run) -> None:
    revise(place, report)
    revert_newest(place, report)


def append(place: Place, report: Run) -> None:
    assert report("add", "https://example.org/x", "-m", "to learn").code == 0
    place.commit_all("append")


def ask_again(place: Place) -> None:
    text = place.read("instructions.md")
    place.put("instructions.md", f"{text}\n[ ] [Alpha](references/alpha.md) for recovery\n")
    place.commit_all("a reference to read a second time")


def same_target_twice(place: Place, report: Run) -> None:
    ask_again(place)
    iterate(place, report)
    iterate(place, report)


def reorder(place: Place, report: Run) -> None:
    append(place, report)
    lines = place.read("instructions.md").rstrip("\n").split("\n")
    lines[-1], lines[-3] = lines[-3], lines[-1]
    place.put("instructions.md", "\n".join(lines) + "\n")
    place.commit_all("reorder")


def reword_open(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma](", "[ ] Read [The third service](")
    place.commit_all("reword")


def remove_open(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma](references/gamma.md)\n", "")
    place.commit_all("remove")


def reword_read(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "to learn about services.", "to learn about both services.")
    place.commit_all("reword")


def move_source(place: Place, report: Run) -> None:
    place.git("mv", "report/references/alpha.md", "report/references/first.md")
    edit(place, "instructions.md", "(references/alpha.md)", "(references/first.md)")
    place.commit_all("move the source")


def change_source(place: Place) -> None:
    edit(place, "references/alpha.md", "12 minutes", "9 minutes")
    place.commit_all("change the source")


def accept_change(place: Place, report: Run) -> None:
    change_source(place)
    assert report("suspects", "--dismiss", "Alpha").code == 0


def squash_accepted(place: Place, report: Run) -> None:
    accept_change(place, report)
    place.git("reset", "-q", "--soft", "HEAD~2")
    place.git("commit", "-qm", "change and accept")


def revert_accepted(place: Place, report: Run) -> None:
    accept_change(place, report)
    place.git("revert", "--no-edit", "HEAD", "HEAD~1")


def merge_accepted(place: Place, report: Run) -> None:
    change_source(place)
    place.git("checkout", "-qb", "side")
    assert report("suspects", "--dismiss", "Alpha").code == 0
    place.git("checkout", "-q", "main")
    assert report(*ITERATE).code == 0
    place.git("merge", "-q", "--no-edit", "side")


def read_again(place: Place, report: Run) -> None:
    change_source(place)
    assert report("suspects", "--reread", "Alpha").code == 0
    assert report(*ITERATE).code == 0


def reopen(place: Place, report: Run) -> None:
    """A reading that was asked for, and committed before a run reads it, above an open item."""
    change_source(place)
    assert report("suspects", "--reread", "Beta").code == 0
    assert report("suspects", "--reread", "Alpha").code == 0
    place.commit_all("Alpha and Beta are to be read again")
    edit(place, "instructions.md", "(references/gamma.md)", "(references/gamma.md) soon")
    for _ in range(3):
        assert report(*ITERATE).code == 0


def revert_read_again(place: Place, report: Run) -> None:
    read_again(place, report)
    place.git("revert", "--no-edit", "HEAD", "HEAD~1")


def amend(place: Place, report: Run) -> None:
    edit(place, "report-02.md", "## At a glance", "## In short")
    assert report("diff", "--write").code == 0
    place.git("commit", "-qa", "--amend", "--no-edit")


def move_folder(place: Place, report: Run) -> None:
    place.git("mv", "report", "moved")
    place.git("commit", "-qm", "move")


def delete_folder(place: Place, report: Run) -> None:
    place.git("rm", "-rq", "report")
    place.git("commit", "-qm", "delete")


def return_folder(place: Place, report: Run) -> None:
    delete_folder(place, report)
    place.git("revert", "--no-edit", "HEAD")


def merge_without_clash(place: Place, report: Run) -> None:
    place.git("checkout", "-qb", "side", "HEAD~2")
    place.write({"other.txt": "unrelated\n"})
    place.commit_all("elsewhere")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-edit", "side")


def rebase(place: Place, report: Run) -> None:
    place.git("checkout", "-qb", "moved", "HEAD~2")
    place.write({"other.txt": "unrelated\n"})
    place.commit_all("elsewhere")
    place.git("rebase", "-q", "moved", "main")


def merge_appended(place: Place, report: Run) -> None:
    place.git("checkout", "-qb", "side")
    append(place, report)
    place.git("checkout", "-q", "main")
    iterate(place, report)
    place.git("merge", "-q", "--no-edit", "side", check=False)
    if place.text("ls-files", "-u"):  # the two lines stand side by side: take both
        ours = place.text("show", "main:report/instructions.md")
        theirs = place.text("show", "side:report/instructions.md").rsplit("\n", 1)[1]
        place.put("instructions.md", f"{ours}\n\n{theirs}\n")
        place.commit_all("both")


def begin_clashing_merge(place: Place, report: Run) -> str:
    """A merge in progress: main read Beta for version 2, the other branch read Gamma for it.

    The folder is main's; the item of Gamma as the other branch has it is returned.
    """
    place.git("checkout", "-qb", "side", "HEAD~1")
    beta = "[ ] Read [Beta](references/beta.md) to learn about services.\n\n"
    edit(place, "instructions.md", beta, "")
    place.commit_all("another list")
    iterate(place, report)
    read = next(line for line in place.read("instructions.md").split("\n") if "report-02" in line)
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--no-edit", "side", check=False)
    place.git("checkout", "-q", "main", "--", "report")
    return read


def merge_resolved(place: Place, report: Run) -> None:
    begin_clashing_merge(place, report)
    for door in ("--staged", "--worktree"):
        assert codes(report("check", door)) == []
    place.git("commit", "-qm", "their reference is open again")
    iterate(place, report)


def skip(place: Place, report: Run) -> None:
    assert report("skip", "Gamma", "-m", "superseded").code == 0
    place.commit_all("skipped")


def two_folders(place: Place, report: Run) -> None:
    text = "## References\n\n[ ] [A](/report/references/alpha.md)\n"
    place.write({"other/instructions.md": text})
    place.commit_all("another folder")
    assert report(*ITERATE, "other").code == 0
    assert report(*ITERATE, "report").code == 0
    place.git("reset", "-q", "--soft", "HEAD~2")
    place.git("commit", "-qm", "both folders at once")


def source_with_checklist(place: Place, report: Run) -> None:
    page = "# A page\n\n## References\n\n- [ ] [Its own](missing.md)\n- [x] Done\n"
    place.write({"report/references/page.md": page, "report/references/other.md": page})
    place.commit_all("two pages with checklists of their own")
    assert report("add", "report/references/page.md").code == 0
    place.commit_all("one of them is to be read")
    assert report(*ITERATE).code == 0


def hand_made(place: Place, report: Run) -> None:
    text = "## References\n\n[x] [A](/report/references/alpha.md)\n\n[ ] [B](../gamma.md)\n"
    place.write({"old/instructions.md": text, "gamma.md": GAMMA})
    place.write({"old/report-01.md": "# By hand\n\nIt took 5 days.\n"})
    place.commit_all("by hand")
    assert report(*ITERATE, "old").code == 0


def by_hand(place: Place, report: Run) -> None:
    text = (
        "## References\n\n[x] [A](a.md)\n\n[x] [B](b.md)\n\n[ ] [C](/report/references/gamma.md)\n"
    )
    place.write({"old/instructions.md": text, "old/a.md": "# A\n", "old/b.md": "# B\n"})
    place.write({"old/report-01.md": "# T\n\nOne.\n", "old/report-02.md": "# T\n\nTwo.\n"})
    place.write({"old/diff.md": "# What changed\n\nOne became two.\n"})
    place.commit_all("a folder made by hand, with a diff.md")
    place.git("mv", "old/a.md", "old/b.md", "report/references/")
    moved = text.replace("[A](", "[The first](/report/references/").replace(
        "(b", "(../report/references/b"
    )
    place.write({"old/instructions.md": moved, "report/references/b.md": "# B\n\nLonger.\n"})
    place.commit_all("its sources moved")


def adopt(place: Place, report: Run) -> None:
    text = "## References\n\n[x] [A](/report/references/alpha.md)\n\n[ ] [B](../gamma.md)\n"
    place.write({"old/instructions.md": text, "gamma.md": GAMMA})
    place.write({"old/report.md": "# By hand\n\nIt took 5 days.\n", "old/diff.md": "# New\n"})
    place.commit_all("by hand")
    assert report("adopt", "--yes", "old").code == 0
    assert report(*ITERATE, "old").code == 0


def undo(place: Place, report: Run) -> None:
    assert report("undo").code == 0


RIGHT: list[Step] = [
    iterate, squash, revert_newest, revert_two, revert_revert, append, same_target_twice, reorder,
    reword_open, revise, revert_revision,
    remove_open, skip, reword_read, move_source, rebase, merge_without_clash, merge_appended,
    accept_change, squash_accepted, revert_accepted, merge_accepted, read_again, revert_read_again,
    reopen, merge_resolved, amend, two_folders, move_folder, delete_folder, return_folder,
    hand_made, by_hand, source_with_checklist, adopt, undo,
]  # fmt: skip


@pytest.mark.parametrize("step", RIGHT, ids=lambda step: step.__name__)
def test_a_right_history_has_no_finding(history: Place, report: Run, step: Step) -> None:
    step(history, report)
    for arguments in (["--range", "main"], ["--all"], ["--worktree"], ["--staged"]):
        ran = report("check", *arguments)
        assert (ran.code, codes(ran)) == (0, []), (arguments, ran.out)


def rename_version(place: Place, report: Run) -> None:
    place.git("mv", "report/report-02.md", "report/report-2.md")


def version_zero(place: Place, report: Run) -> None:
    place.put("report-00.md", place.read("report-01.md"))


def same_number(place: Place, report: Run) -> None:
    place.put("report-002.md", place.read("report-01.md"))


def gap(place: Place, report: Run) -> None:
    place.git("mv", "report/report-02.md", "report/report-03.md")


def rewrite_first(place: Place, report: Run) -> None:
    edit(place, "report-01.md", "## ", "## Changed ")


def delete_first(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/report-01.md")


def revert_older(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/report-01.md")
    edit(place, "instructions.md", f"[x] [Alpha](references/alpha.md){stamp_of(place, 1)}",
         "[ ] [Alpha](references/alpha.md)")  # fmt: skip


def new_version(text: str | bytes) -> Step:
    def step(place: Place, report: Run) -> None:
        data = text if isinstance(text, bytes) else text.encode()
        place.write({"report/report-03.md": data})
        stamp = (
            f" <!-- report-03 {place.text('hash-object', 'report/references/gamma.md')[:12]} -->"
        )
        edit(place, "instructions.md", "[ ] [Gamma](references/gamma.md)",
             f"[x] [Gamma](references/gamma.md){stamp}")  # fmt: skip
        if not isinstance(text, bytes):
            assert report("diff", "--write").code == 0

    step.__name__ = f"version {text[:12]!r}"
    return step


def tick_only(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma]", "[x] [Gamma]")


def tick_second(place: Place, report: Run) -> None:
    ask_again(place)
    edit(place, "instructions.md", "[ ] [Alpha]", "[x] [Alpha]")


def second_out_of_order(place: Place, report: Run) -> None:
    ask_again(place)
    place.put("report-03.md", place.read("report-02.md").replace("# ", "# The ", 1))
    oid = place.text("hash-object", "report/references/alpha.md")[:12]
    edit(place, "instructions.md", "[ ] [Alpha]", "[x] [Alpha]")
    edit(place, "instructions.md", "for recovery", f"for recovery <!-- report-03 {oid} -->")
    assert report("diff", "--write").code == 0


def stamp_only(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma](references/gamma.md)",
         "[x] [Gamma](references/gamma.md) <!-- report-03 0123456789ab -->")  # fmt: skip


def version_without_tick(place: Place, report: Run) -> None:
    place.put("report-03.md", place.read("report-02.md"))
    assert report("diff", "--write").code == 0


def out_of_order(place: Place, report: Run) -> None:
    append(place, report)
    lines = place.read("instructions.md").rstrip("\n").split("\n")
    lines[-1], lines[-3] = lines[-3], lines[-1]
    place.put("instructions.md", "\n".join(lines) + "\n")
    place.commit_all("the web page first")
    new_version("# T\n\nText.\n")(place, report)


def skip_stamped(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[x] [Alpha]", "[-] [Alpha]")


def change_target(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "(references/alpha.md)", "(references/gamma.md)")


def change_stamp(place: Place, report: Run) -> None:
    edit(place, "instructions.md", stamp_of(place, 1), " <!-- report-01 0123456789ab -->")


def remove_item(place: Place, report: Run) -> None:
    edit(place, "instructions.md", f"[x] [Alpha](references/alpha.md){stamp_of(place, 1)}\n\n", "")


def delete_newest_only(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/report-02.md")


def claim_twice(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma](references/gamma.md)",
         f"[x] [Gamma](references/gamma.md){stamp_of(place, 2)}")  # fmt: skip


def missing_target(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/references/gamma.md")


def malformed_box(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "[ ] [Gamma]", "[] [Gamma]")


def nul_in_instructions(place: Place, report: Run) -> None:
    edit(place, "instructions.md", "## References", "\0\n\n## References")


def edit_diff(place: Place, report: Run) -> None:
    edit(place, "diff.md", "edited", "edited a little")


def lose_diff(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/diff.md")


def stale_diff(place: Place, report: Run) -> None:
    before = place.read("diff.md")
    assert report(*ITERATE).code == 0
    place.git("reset", "-q", "--soft", "HEAD~1")
    place.put("diff.md", before)


def other_engine(words: str) -> Step:
    def step(place: Place, report: Run) -> None:
        edit(place, "diff.md", "git-report diff/6", "git-report diff/999")
        if words:
            text = place.read("diff.md")
            place.put("diff.md", re.sub(r"(?m)^> [^|\n]+$", f"> {words}", text, count=1))

    step.__name__ = "another engine"
    return step


def drop_instructions(place: Place, report: Run) -> None:
    place.git("rm", "-q", "report/instructions.md")


def link_version(place: Place, report: Run) -> None:
    (place.folder / "diff.md").unlink()
    (place.folder / "diff.md").symlink_to("report-01.md")


def amend_published(place: Place, report: Run) -> None:
    place.git("update-ref", "refs/remotes/origin/main", "HEAD")
    edit(place, "report-02.md", "## At a glance", "## In short")
    assert report("diff", "--write").code == 0


def amend_without_diff(place: Place, report: Run) -> None:
    edit(place, "report-02.md", "## At a glance", "## In short")
    place.git("reset", "-q", "--soft", "HEAD~1")


def merge_both_made(place: Place, report: Run) -> None:
    read = begin_clashing_merge(place, report)
    edit(place, "instructions.md", "[ ] [Gamma](references/gamma.md)", read)


def merge_rewrote(place: Place, report: Run) -> None:
    begin_clashing_merge(place, report)
    edit(place, "report-02.md", "## At a glance", "## In short")
    assert report("diff", "--write").code == 0


def merge_unrelated(place: Place, report: Run) -> None:
    """A merge in progress of a history that has nothing in common but the folder's name."""
    place.git("checkout", "-q", "--orphan", "side")
    move_rewritten(place, report, folder="report")
    place.commit_all("unrelated")
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "-s", "ours", "--no-commit", "--allow-unrelated-histories", "side")
    place.git("checkout", "-q", "side", "--", "report")


def move_rewritten(place: Place, report: Run, folder: str = "moved") -> None:
    if folder != "report":
        place.git("mv", "report", folder)
    for path in (place.root / folder).glob("report-*.md"):
        path.write_text(path.read_text("utf-8").replace("54 days", "45 days"), encoding="utf-8")
    assert report("diff", "--write", "-d", folder).code == 0


def twin_names(place: Place, report: Run) -> None:
    place.put("Report-01.md", "# Another\n\nText.\n")


def link_folder(place: Place, report: Run) -> None:
    place.git("rm", "-rq", "report")
    (place.root / "report").symlink_to("elsewhere")


def attribute_that_converts(place: Place, report: Run) -> None:
    place.write({".gitattributes": "*.md eol=crlf\n"})


def attribute_in_the_folder(place: Place, report: Run) -> None:
    place.put(".gitattributes", "*.md ident\n")


def squash_over_revert(place: Place, report: Run) -> None:
    """The newest version undone, another made, and both staged as one change."""
    base = place.text("rev-parse", "HEAD")
    place.git("update-ref", "refs/remotes/origin/main", base)
    revert_newest(place, report)
    edit(place, "references/beta.md", "35 ms", "36 ms")
    place.commit_all("another text")
    iterate(place, report)
    place.git("reset", "-q", "--soft", base)


FENCE = "# T\n\n```\nopen\n"
WRONG: list[tuple[Step, set[str]]] = [
    (rename_version, {"V002", "R005"}),
    (version_zero, {"V002"}),
    (same_number, {"V002"}),
    (gap, {"V001"}),
    (rewrite_first, {"V003"}),
    (amend_published, {"V003"}),
    (squash_over_revert, {"V003"}),
    (move_rewritten, {"V003"}),
    (merge_unrelated, {"V003"}),
    (twin_names, {"V002"}),
    (link_folder, {"V007"}),
    (attribute_that_converts, {"V009"}),
    (attribute_in_the_folder, {"V009"}),
    (amend_without_diff, {"D001"}),
    (delete_first, {"V004", "V001"}),
    (revert_older, {"V004", "V001"}),
    (new_version(b"# T\n\ncaf\xe9\n"), {"V005"}),
    (new_version("# T\n\na\0b\n"), {"V005"}),
    (new_version("\ufeff# T\n\ntext\n"), {"V005"}),
    (new_version("\n \n"), {"V006"}),
    (new_version("no title\n"), {"V006"}),
    (new_version("# T\n\nThe key is ghp" + "_q7Wm2Zr9Tk4Lx8Vn3Bc6Hd1Jf5Gs0PyQwEr1.\n"), {"V010"}),
    (link_version, {"V007"}),
    (new_version(FENCE), {"S001"}),
    (new_version("# T\n\n| a | b |\n|---|---|\n| 1 |\n"), {"S002"}),
    (new_version("# T\n\n| a | b |\n|---|\n| 1 | 2 |\n"), {"S002"}),
    (new_version("# T\n\n### U\n\ntext\n"), {"S003"}),
    (new_version("# T\n\n[a](#nowhere)\n"), {"S005"}),
    (new_version("Here is the updated report:\n\n# T\n\ntext\n"), {"S006"}),
    (new_version("# T\n\n[rest of the report unchanged]\n"), {"S006"}),
    (new_version("```markdown\n# T\n```\n\n# T\n"), {"S006"}),
    (new_version("# T\n\n<think>\nKeep all.\n</think>\n"), {"S013"}),
    (new_version("# T\n\ntext[^97]\n"), {"S014"}),
    (new_version("# T\n\n<script>x</script>\n"), {"S007"}),
    (new_version("# T\n\n![x](https://t.example/p.gif)\n"), {"S007"}),
    (new_version("# T\n\n[x](javascript:alert(1))\n"), {"S007"}),
    (new_version("# T\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"), {"S008"}),
    (new_version("# T\n\nno\u202erma\u202cl\n"), {"S009"}),
    (new_version("# T\n\n[https://a.example](https://b.example)\n"), {"S010"}),
    (new_version("# T\n\n<div hidden>\n\nunseen\n\n</div>\n"), {"S011"}),
    (new_version("# T\n\n<details>\n\nfolded\n\n</details>\n"), {"S012"}),
    (version_without_tick, {"R001"}),
    (tick_only, {"R002"}),
    (tick_second, {"R002"}),
    (out_of_order, {"R003"}),
    (second_out_of_order, {"R003"}),
    (change_target, {"R004"}),
    (change_stamp, {"R004"}),
    (skip_stamped, {"R004"}),
    (remove_item, {"R004"}),
    (drop_instructions, {"R004"}),
    (stamp_only, {"R005"}),
    (delete_newest_only, {"R005", "D001"}),
    (claim_twice, {"R006"}),
    (merge_both_made, {"R006"}),
    (merge_rewrote, {"V003", "R004"}),
    (missing_target, {"R007"}),
    (nul_in_instructions, {"R009"}),
    (malformed_box, {"R010"}),
    (edit_diff, {"D001"}),
    (stale_diff, {"D001"}),
    (other_engine("Nobody ever wrote these words"), {"D001"}),
    (lose_diff, {"D002"}),
]


@pytest.mark.parametrize(("step", "wanted"), WRONG, ids=lambda x: getattr(x, "__name__", None))
def test_a_fault_is_reported_by_its_code(
    history: Place, report: Run, step: Step, wanted: set[str]
) -> None:
    step(history, report)
    history.git("add", "-A")
    staged = report("check", "--staged")
    found = set(codes(staged))
    assert wanted <= found, staged.out
    assert found - wanted <= {"D001", "R001", "R005", "V004"}, staged.out
    blocks = any(RULES[code].severity is Severity.ERROR for code in found)
    assert staged.code == (1 if blocks else 0)
    history.git("commit", "-qm", "wrong")
    ranged = report("check", "--range", "HEAD~1..HEAD", "--ignore", "K,G")
    assert set(codes(ranged)) == found, ranged.out
    assert ranged.code == staged.code


def test_a_report_without_its_references_is_not_out_of_sight(history: Place, report: Run) -> None:
    edit(history, "instructions.md", "## References", "## Reading")
    for door in ("--all", "--worktree"):
        assert "R009" in codes(report("check", door)), door
    (told,) = report("status", "--all", "--json").json["folders"]
    assert told["folder"] == "report"
    assert "no 'References' section" in told["error"]["message"]


def test_instructions_without_a_version_and_references_are_not_a_report(
    history: Place, report: Run
) -> None:
    history.write({"other/instructions.md": "# How to build\n\nRun make.\n"})
    assert codes(report("check", "--all")) == []


def test_the_diff_of_another_engine_is_believed_where_it_is_borne_out(
    history: Place, report: Run
) -> None:
    other_engine("")(history, report)
    history.git("add", "-A")
    assert codes(report("check", "--staged")) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("# report-01.md → ", "# report-07.md → ", "the title does not name report-01.md and "),
        ("(references/beta.md)", "(references/gamma.md)", "the reference is not the newest"),
        ("\n*edited*\n", "\n*edited*\n\n**Why:** I felt like it\n", "'I felt like it' is not in"),
        ("\n*edited*\n", "\n*edited*\n\n<b onclick=x>\n", "a script or active content that"),
        (
            "\n*edited*\n",
            "\n*edited*\n\n![x](//e.example/p)\n",
            "a remote image that is not in the versions",
        ),
    ],
)
def test_the_diff_of_another_engine_is_not_believed_beyond_its_versions(
    history: Place, report: Run, before: str, after: str, message: str
) -> None:
    other_engine("")(history, report)
    edit(history, "diff.md", before, after)
    ran = report("check")
    assert set(codes(ran)) == {"D001"}
    assert message in ran.out


def test_a_source_that_changed_is_a_warning(history: Place, report: Run) -> None:
    edit(history, "references/alpha.md", "54 days", "45 days")
    ran = report("check")
    assert (ran.code, codes(ran)) == (0, ["R008"])


def test_a_version_that_was_made_twice_is_resolved_by_a_command(
    history: Place, report: Run
) -> None:
    merge_both_made(history, report)
    history.git("add", "-A")
    assert "git report resolve" in report("check", "--staged").out


def test_a_gap_is_reported_as_one(history: Place, report: Run) -> None:
    history.put("report-9001.md", history.read("report-02.md"))
    told = [f for f in report("check", "--format", "json").json["findings"] if f["code"] == "V001"]
    assert [(f["path"], f["message"]) for f in told] == [
        ("report/report-03.md", "report-03.md to report-9000.md are missing before report-9001.md")
    ]


def test_the_staged_text_is_checked_and_not_the_work_tree(history: Place, report: Run) -> None:
    edit(history, "diff.md", "edited", "forged")
    history.git("add", "-A")
    assert report("diff", "--write").code == 0
    assert codes(report("check", "--staged")) == ["D001"]
    assert codes(report("check", "--worktree")) == []


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [("instructions.md", "Gamma", "R009"), ("report-02.md", "At a glance", "V007")],
)
def test_what_a_merge_left_open_is_reported(
    history: Place, report: Run, name: str, words: str, code: str
) -> None:
    for branch, other in (("side", "theirs"), ("main", "ours")):
        history.git("checkout", "-q", *(["-b"] if branch == "side" else []), branch)
        edit(history, name, words, f"{words}, {other}")
        history.commit_all(other)
    history.git("merge", "-q", "side", check=False)
    ran = report("check", "--staged", "--select", code)
    assert ran.code == 1
    assert (
        "md' has a merge conflict\n    in a merge, rebase or cherry-pick, run 'git report resolve'"
        in ran.out
    )


def test_a_hint_is_a_command_whatever_the_folder_is_called(history: Place, report: Run) -> None:
    history.git("mv", "report", "a $(b); c")
    history.commit_all("moved")
    (history.root / "a $(b); c/report-01.md").write_text("# Changed\n")
    told = report("check", "--select", "V003", "--format", "json").json["findings"]
    assert "git report revise ':/a $(b); c'" in told[0]["hint"]


def test_old_ragged_table(place: Place, report: Run) -> None:
    ragged = "# T\n\n| a | b |\n|---|---|\n| 1 |\n\n"
    place.put("report-01.md", ragged)
    place.commit_all("by hand")
    iterate(place, report)
    assert codes(report("check", "--range", "HEAD~1..HEAD")) == []


def test_formats_and_selection(history: Place, report: Run) -> None:
    edit_diff(history, report)
    tick_only(history, report)
    document = report("check", "--format", "json").json
    assert document["schema"] == "git-report/check/1"
    assert [f["code"] for f in document["findings"]] == ["D001", "R002"]
    github = report("check", "--format", "github").out.splitlines()
    assert github[0].startswith("::error file=report/diff.md,line=")
    assert "title=D001::" in github[0]
    assert codes(report("check", "--select", "D")) == ["D001"]
    assert codes(report("check", "--ignore", "D001")) == ["R002"]
    assert "1 error, 0 warnings" in report("check", "--select", "R002").err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--staged", "--all"], 2, "--staged and --all cannot be combined"),
        (["--select", "Q9"], 2, "'Q9'"),
        (["--select", ""], 2, "--select contains no code"),
        (["--select", " , "], 2, "--select contains no code"),
        (["--range", "nope..HEAD"], 1, "cannot be listed: bad revision 'nope..HEAD'\nhint: name "),
        (["--range", "--output=x"], 1, "bad revision '--output=x'\nhint: name "),
        (["--range", ""], 1, "bad revision ''\nhint: name "),
        (
            ["--range", "HEAD:report/diff.md"],
            1,
            "'HEAD:report/diff.md' is not a commit\nhint: name ",
        ),
    ],
)
def test_check_refuses(
    history: Place, report: Run, arguments: list[str], code: int, words: str
) -> None:
    ran = report("check", *arguments)
    assert ran.code == code
    assert words in ran.err


@pytest.mark.parametrize("empty", ["HEAD..HEAD", "HEAD..HEAD~1"])
def test_a_range_may_be_empty(history: Place, report: Run, empty: str) -> None:
    assert report("check", "--range", empty).code == 0


def test_a_check_never_writes(history: Place, report: Run) -> None:
    edit_diff(history, report)
    state = history.state()
    for arguments in (["--staged"], ["--worktree"], ["--all"], ["--range", "HEAD"]):
        report("check", *arguments)
    assert history.state() == state


def test_a_repository_without_a_report_is_named(
    tmp_path: Path, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Checkout(tmp_path).git("init", "-q")
    monkeypatch.chdir(tmp_path)
    for arguments in ((), ("--all",)):
        ran = report("check", *arguments)
        assert ran.code == 0
        assert ran.err == "nothing to check: there is no report folder in the work tree\n"


@pytest.mark.parametrize("below", [".", "notes"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("status", 1),
        ("status --all", 0),
        ("add -d notes a.md", 1),
        ("iterate", 1),
        ("check", 0),
        ("check --all", 0),
        ("init notes", 1),
    ],
)
def test_a_checklist_without_an_item_is_named(
    tmp_path: Path, report: Run, monkeypatch: pytest.MonkeyPatch, below: str, words: str, code: int
) -> None:
    place = Checkout(tmp_path)
    place.git("init", "-q")
    place.write({"notes/instructions.md": "# Brief\n\n## References\n", "a.md": "# A\n"})
    monkeypatch.chdir(tmp_path / below)
    ran = report(*(word.replace("notes", str(tmp_path / "notes")) for word in words.split()))
    assert ran.code == code
    assert "notes/instructions.md:3: " in ran.err
    assert "no checkbox item in the 'References' section" in ran.err
    assert "such as '- [ ] [Title](/references/a.md)'" in ran.err
    assert "init" not in ran.err
    assert report("check", "--staged").err == ""
