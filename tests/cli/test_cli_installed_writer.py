"""A writer that another package brings: found by its entry point, with a notice of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import INSTRUCTIONS, Place, Run

MODULE = '''\
from git_report import Answer, Insert, Request, Whole, WriterKind


class Stub:
    """Writes one section for each reference."""

    kind = WriterKind.DIGEST
    name = "stub 1.0"
    notice = "Written by a *stub*"

    def __init__(self, wish, place):
        self.effort = wish.effort

    def write(self, request: Request, tell=print) -> Answer:
        title = request.source.title
        body = f"{title} was read.[^{request.number}]"
        if request.document is None:
            return Answer((Whole(f"# Report\\n\\n## {title}\\n\\n{body}\\n"),))
        return Answer((Insert("1", "", 2, f"On {title}", body, "read"),))

    def landed(self) -> None:
        pass
'''
ENTRY = "[git_report.writers]\nstub = stub_writer:Stub\nbroken = stub_writer:Missing\n"
METADATA = "Metadata-Version: 2.1\nName: stub-writer\nVersion: 1.0\n"


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with a writer, as an installer leaves it."""
    site = tmp_path / "site"
    about = site / "stub_writer-1.0.dist-info"
    about.mkdir(parents=True)
    (site / "stub_writer.py").write_text(MODULE, encoding="utf-8")
    (about / "METADATA").write_text(METADATA, encoding="utf-8")
    (about / "entry_points.txt").write_text(ENTRY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))


def test_an_installed_writer_makes_versions_with_one_notice(place: Place, report: Run) -> None:
    place.git("config", "report.writer", "stub")
    place.put("references/gamma.md", "# Gamma waits\n\nThe queue held 40 jobs.\n")
    place.put("instructions.md", f"{INSTRUCTIONS}\n[ ] [Gamma](references/gamma.md)\n")
    place.commit_all("a third reference")
    ran = report("iterate", "--all")
    assert ran.code == 0, ran.err
    newest = sorted(path.name for path in place.root.glob("report/report-*.md"))
    assert len(newest) == 3
    for number, name in enumerate(newest, start=1):
        text = place.read(name)
        assert text.count("*Written by a \\*stub\\**") == 1
        assert text.count("writer: stub 1.0") == 1
        assert text.count("]: [") == number
        body, _, tail = text.partition("\n[^1]: ")
        assert "Written by" not in body
        assert "Written by" in tail
    checked = report("check", "--all")
    assert (checked.out, checked.err) == ("", "no findings\n")


def test_a_report_of_an_installed_writer_is_not_taken_for_a_model_s(
    place: Place, report: Run
) -> None:
    assert report("iterate", "--writer", "stub").code == 0
    # A model's report would be refused here, for nobody named a writer.
    assert report("iterate").code == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("broken", "the writer 'broken' cannot be loaded: AttributeError"),
        ("other", "'other' is not a writer"),
    ],
)
def test_a_writer_that_cannot_be_had_is_refused(
    place: Place, report: Run, name: str, words: str
) -> None:
    before = place.state()
    ran = report("iterate", "--writer", name)
    assert (ran.code, place.state()) == (1, before)
    assert words in ran.err
    assert "stub" in ran.err
