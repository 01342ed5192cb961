"""A revision without ``-m``: the reason is asked for, or the change is described."""

from __future__ import annotations

import io

import pytest

from git_report.cli.commands.revise import describe_revision
from git_report.markdown import parse

from .conftest import Place, Run

ITERATE = ("iterate", "--writer", "extractive", "-q")


@pytest.mark.parametrize(
    ("prior", "new", "told"),
    [
        ("# R\n\n## Costs\n\nA.\n", "# R\n\n## Costs\n\nB.\n", "Revise 'Costs'"),
        ("# R\n\n## A\n\nA.\n\n## B\n\nB.\n", "# R\n\n## A\n\nX.\n\n## B\n\nX Y Z.\n",
         "Revise 'B' and 1 more section"),
        ("# R\n\n## A\n\nA.\n", "# R\n\n## A\n\nA.\n\n## *New* one\n\nX.\n", "Add 'New one'"),
        ("# R\n\n## A\n\nA.\n\n## B\n\nX.\n", "# R\n\n## A\n\nA.\n", "Remove 'B'"),
        ("# R\n\nA.\n", "# R\n\nB.\n", "Revise 'R'"),
        ("A.\n\n# R\n", "B.\n\n# R\n", "Revise the text before the first heading"),
        ("# R\n\n## [A](https://example.org)\n\nA.\n", "# R\n\n## [A](https://example.org)\n\nB.\n",
         "Revise 'A'"),
        ("# R\n\n## See https://example.org\n\nA.\n", "# R\n\n## See https://example.org\n\nB.\n",
         "Revise 1 section"),
        (f"# R\n\n## {'t' * 60}\n\nA.\n", f"# R\n\n## {'t' * 60}\n\nB.\n", f"Revise '{'t' * 60}'"),
        (f"# R\n\n## {'t' * 61}\n\nA.\n", f"# R\n\n## {'t' * 61}\n\nB.\n", f"Revise '{'t' * 59}…'"),
        ("# R\n", "# R\n", "Revision"),
    ],
)  # fmt: skip
def test_a_revision_without_a_reason_is_described(prior: str, new: str, told: str) -> None:
    assert describe_revision(parse(prior), parse(new)) == told


@pytest.mark.usefixtures("read_one")
def test_an_item_without_a_reason_names_the_sections(place: Place, report: Run) -> None:
    place.put("report-01.md", place.read("report-01.md").replace("\n\n## ", "\n\nMine.\n\n## ", 1))
    ran = report("revise")
    assert ran.code == 0, ran.err
    assert "hint: say what" not in ran.err
    title = f"Revise '{parse(place.read('report-01.md')).title}'"
    assert f"\n[x] {title} <!-- report-02 edit -->" in place.read("instructions.md")
    assert place.text("log", "-1", "--format=%s").strip() == f"report-02: {title}"
    assert report("check").code == 0


@pytest.mark.parametrize(
    ("said", "item"), [("the days\n", "Revision: the days"), ("\n", "Revise '")]
)
@pytest.mark.usefixtures("read_one")
def test_the_reason_is_asked_for_on_a_terminal(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, said: str, item: str
) -> None:
    place.put("report-01.md", place.read("report-01.md").replace("\n\n## ", "\n\nMine.\n\n## ", 1))
    monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    ran = report("revise")
    assert (ran.code, "What did you correct? [Revise '" in ran.err) == (0, True)
    assert f"\n[x] {item}" in place.read("instructions.md")


@pytest.mark.parametrize("options", [("-m", "x"), ("-q",), ("--json",), ("--dry-run",)])
@pytest.mark.usefixtures("read_one")
def test_nobody_is_asked_who_has_said_it_or_cannot_answer(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    place.put("report-01.md", place.read("report-01.md").replace("\n\n## ", "\n\nMine.\n\n## ", 1))
    monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
    ran = report("revise", *options)
    assert (ran.code, "What did you" in ran.err) == (0, False)


@pytest.mark.usefixtures("read_one")
def test_an_answer_that_is_broken_off_changes_nothing(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put("report-01.md", place.read("report-01.md").replace("\n\n## ", "\n\nMine.\n\n## ", 1))
    state = place.state()
    monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert report("revise").code == 130
    assert place.state() == state


def test_an_edit_is_moved_out_of_a_commit_after_a_thousand_others(
    place: Place, report: Run
) -> None:
    """Without a remote none of them is pushed."""
    commit = "commit refs/heads/main\ncommitter A <a@example.org> {} +0000\ndata 0\n{}\n"
    head = f"from {place.text('rev-parse', 'main')}\n"
    commits = "".join(commit.format(1_700_000_000 + n, "" if n else head) for n in range(1_000))
    place.git("fast-import", "--quiet", stdin=commits.encode())
    assert report(*ITERATE).code == 0
    version = place.read("report-01.md")
    place.put("report-01.md", version.replace("\n\n## ", "\n\nMine.\n\n## ", 1))
    place.git("commit", "-q", "-a", "-m", "edit")
    ran = report("revise", "-m", "Add mine")
    assert ran.code == 0, ran.err
    assert place.text("log", "-2", "--format=%s").split("\n")[0] == "report-02: Revision: Add mine"
    assert place.read("report-01.md") == version
