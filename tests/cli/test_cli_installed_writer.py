"""A writer that another package brings: found by its entry point, with a notice of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import INSTRUCTIONS, Place, Run

RECIPE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
# The class that the recipe for a writer shows.
STUB = RECIPE.partition("### A writer")[2].partition("```python\n")[2].partition("```")[0]
FAULTY = """

class Nameless:
    kind, notice = WriterKind.MODEL, ""
    write = landed = None

    def __init__(self, options, context):
        pass


class Robot(Nameless):
    kind, name = "robot", "robot"


def fail(options, context):
    raise OSError("no key")
"""
ENTRY = """[git_report.writers]
stub = stub_writer:Stub
broken = stub_writer:Missing
nameless = stub_writer:Nameless
robot = stub_writer:Robot
failing = stub_writer:fail
extractive = stub_writer:Stub
"""
METADATA = "Metadata-Version: 2.1\nName: stub-writer\nVersion: 1.0\n"


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with a writer, as an installer leaves it."""
    site = tmp_path / "site"
    about = site / "stub_writer-1.0.dist-info"
    about.mkdir(parents=True)
    (site / "stub_writer.py").write_text(STUB + FAULTY, encoding="utf-8")
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
        assert text.count("writer: stub 1.0\nkind: digest\n") == 1
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


def test_a_built_in_name_stays_the_built_in_writer(place: Place, report: Run) -> None:
    assert report("iterate", "--writer", "extractive").code == 0
    assert "writer: extractive\n-->" in place.read("report-01.md")


def test_a_record_loads_no_code(
    place: Place, report: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report("iterate", "--writer", "stub").code == 0
    (tmp_path / "site" / "stub_writer.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "stub_writer")
    assert report("status").code == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("broken", "the writer 'broken' cannot be loaded: AttributeError"),
        ("other", "'other' is not a writer"),
        ("nameless", "the writer 'nameless' does not follow the protocol: it has no 'name'"),
        ("robot", "the writer 'robot' does not follow the protocol: its kind is 'robot'"),
        ("failing", "the writer 'failing' cannot be loaded: OSError: no key"),
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
