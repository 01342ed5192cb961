"""Laws of undo and adopt, held on plans: no repository, so that many examples are cheap."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.adopt.plan import Tree, plan_adoption
from git_report.checks.folder_change import ALONE, Scope
from git_report.checks.run_checks import check_change, check_tree
from git_report.digest.writer import Extractive
from git_report.draft import Mode, draft_version
from git_report.report.folder import read_folder
from git_report.report.hand_named_versions import plain_number
from git_report.report.versions import version_name
from git_report.run import draft_all, read_revision
from git_report.undo.plan import CreatingCommit, plan_undo
from git_report.writers.handed_in import HandedIn
from tests.trees import Files

pytestmark = pytest.mark.slow

SENTENCES = (
    "The cluster trains the model in 54 days on 16,000 accelerators.",
    "Recovery takes 12 minutes after an interruption.",
    "A million tokens cost $1.20 on the second service.",
    "The report saw 419 interruptions in that time.",
    "Short prompts are answered within 35 ms.",
)
sources = st.lists(st.sampled_from(SENTENCES), min_size=1, unique=True).map(
    lambda lines: "\n\n".join(["# Source", *lines]) + "\n"
)
bullets = st.sampled_from(["", "- ", "1. "])
spaces = st.sampled_from(["", " ", "  ", "\t"])


@st.composite
def checklists(draw: st.DrawFn, boxes: st.SearchStrategy[str], count: int) -> str:
    """Instructions with items for `count` sources, in a person's manner."""
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    items = [
        f"{draw(bullets)}[{draw(boxes)}] Read [Source {n}](refs/{n}.md){draw(spaces)}"
        for n in range(count)
    ]
    text = "# Brief\n\nWrite.\n\n## References\n\n" + gap.join(items)
    text += draw(st.sampled_from(["", "\n", "\n\n## Notes\n\nLast words.\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def undo(head: Files, landing: CreatingCommit) -> Files:
    plan = plan_undo(head, read_folder(head, "r"), "x", landing).plan
    assert plan.expected == {path: head.files.get(path) for path in plan.changes}
    assert plan.riding == frozenset()
    return head.change(plan.changes)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.lists(sources, min_size=1, max_size=3))
def test_an_iteration_and_back_is_where_it_was(data: st.DataObject, texts: list[str]) -> None:
    files = {f"r/refs/{n}.md": text.encode() for n, text in enumerate(texts)}
    items = data.draw(checklists(st.just(" "), len(texts)))
    state = Files({**files, "r/instructions.md": items.encode()})
    states = [state]
    for _ in texts:
        (draft,) = draft_all(state, "r", Extractive(), base="x", modes=[Mode()])
        state = state.change(draft.plan.changes)
        states.append(state)
    if data.draw(st.booleans()):
        folder = read_folder(state, "r")
        newest = state.read(folder.version_path(folder.newest)).decode()
        given_text = HandedIn("person", newest.replace("# ", "# On ", 1))
        reading = read_revision(folder, data.draw(st.sampled_from(["", "the title"])))
        draft = draft_version(state, folder, reading, given_text, base="x", mode=Mode())
        states.append(state.change(draft.plan.changes))
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        back = undo(after, CreatingCommit("x", after, before))
        assert back.files == before.files
        touched = [path for path in after.files if after.files[path] != back.files.get(path)]
        assert check_change(after, back, touched, Scope()) == []
        assert check_tree(back, scope=ALONE) == []


@settings(max_examples=40, deadline=None)
@given(st.data(), st.lists(sources, min_size=2, max_size=3), st.booleans())
def test_what_else_was_edited_stays(
    data: st.DataObject, texts: list[str], edited_after: bool
) -> None:
    files = {f"r/refs/{n}.md": text.encode() for n, text in enumerate(texts)}
    items = data.draw(checklists(st.just(" "), len(texts)))
    base = Files({**files, "r/instructions.md": items.encode()})
    edited = items.replace("Write.", "Write well, and more.").replace("Source 1", "Another")
    disk = base if edited_after else base.change({"r/instructions.md": edited.encode()})
    (draft,) = draft_all(disk, "r", Extractive(), base="x", modes=[Mode()])
    head = disk.change(draft.plan.changes)
    landing = CreatingCommit("x", head, base)
    if edited_after:
        told = head.read("r/instructions.md").decode()
        told = told.replace("Write.", "Write well, and more.").replace("Source 1", "Another")
        head = head.change({"r/instructions.md": told.encode()})
    assert undo(head, landing).files == {**base.files, "r/instructions.md": edited.encode()}


def test_a_diff_by_hand_is_not_brought_back_where_it_is_due() -> None:
    items = "## References\n\n[x] [A](a.md)\n\n[x] [B](b.md)\n\n[ ] [C](c.md)\n"
    base = Files({
        "r/instructions.md": items.encode(), "r/c.md": b"# C\n\nIt takes 54 days in all.\n",
        "r/report-01.md": b"# T\n\nOne.\n", "r/report-02.md": b"# T\n\nTwo.\n",
        "r/diff.md": b"# By hand\n\nOne became two.\n",
    })  # fmt: skip
    (draft,) = draft_all(base, "r", Extractive(), base="x", modes=[Mode()])
    head = base.change(draft.plan.changes)
    back = undo(head, CreatingCommit("x", head, base))
    assert back.read("r/diff.md").startswith("# report-01.md → report-02.md\n".encode())
    touched = ["r/report-03.md", "r/diff.md", "r/instructions.md"]
    assert check_change(head, back, touched, Scope()) == []


def grow(count: int, end: str) -> list[bytes]:
    """Versions that grow: each has all that the one before had."""
    parts = [f"Part {n} tells of {n + 2} things.{end}" for n in range(count)]
    return [end.join([f"# A report{end}", *parts[: n + 1]]).encode() for n in range(count)]


@st.composite
def folders(draw: st.DrawFn) -> tuple[Files, list[bytes]]:
    """A report folder `r` as people make them, and its versions in order."""
    numbers = sorted(draw(st.sets(st.integers(0, 120), min_size=1, max_size=6)))
    texts = grow(len(numbers), draw(st.sampled_from(["\n", "\r\n"])))
    files: dict[str, bytes] = {"r/report-draft.md": b"# Draft\n", "other.md": b"# Other\n"}
    for number, text in zip(numbers, texts, strict=True):
        name = f"report-{number:0{draw(st.integers(1, 4))}d}.md"
        files["r/report.md" if number == 1 and draw(st.booleans()) else f"r/{name}"] = text
    count = draw(st.integers(1, 8))
    files |= {f"r/refs/{n}.md": b"# Source\n\nText.\n" for n in range(count)}
    items = draw(checklists(st.sampled_from(" xX-"), count))
    files[draw(st.sampled_from(["r/instructions.md", "r/todo.md"]))] = items.encode()
    if draw(st.booleans()):
        files["r/diff.md"] = draw(st.sampled_from([b"", b"# By hand\n", b"\xff\n"]))
    return Files(files), texts


def is_kept(path: str) -> bool:
    return path != "r/diff.md" and plain_number(path.removeprefix("r/")) is None


@settings(max_examples=150, deadline=None)
@given(folders(), st.data())
def test_a_folder_made_by_hand_is_sound_once_it_is_adopted(
    folder: tuple[Files, list[bytes]], data: st.DataObject
) -> None:
    disk, texts = folder
    some = st.sets(st.sampled_from(sorted(disk.files)))
    committed = data.draw(st.sampled_from([None, set(), set(disk.files)]) | some)
    head = None if committed is None else Files({p: disk.files[p] for p in committed})
    index = head or Files({})

    adoption = plan_adoption(Tree(disk, head, index, below(disk, index)), "r", "x")

    changes = adoption.plan.changes if adoption else {}
    after = disk.change(changes)
    count = len(texts)
    assert read_folder(after, "r").newest == count
    assert [after.read(f"r/{version_name(n)}") for n in range(1, count + 1)] == texts
    assert check_tree(after, scope=ALONE) == []
    assert set(disk.files.values()) <= {*after.files.values(), *index.files.values()}
    assert {p: d for p, d in disk.files.items() if is_kept(p)}.items() <= after.files.items()
    tracked = index.change(changes)
    ours = [p for p in after.files if p in {"r/instructions.md", "r/todo.md"}]
    ours += [f"r/{version_name(n)}" for n in range(1, count + 1)]
    assert {path: after.files[path] for path in ours}.items() <= tracked.files.items()
    assert plan_adoption(Tree(after, tracked, tracked, below(after, tracked)), "r", "x") is None
    if head is not None and committed == set(disk.files):
        assert check_change(head, after, [*head.files, *after.files], Scope()) == []


def below(disk: Files, index: Files) -> frozenset[str]:
    """What is untracked in the folder."""
    return frozenset(path for path in disk.files.keys() - index.files if path.startswith("r/"))
