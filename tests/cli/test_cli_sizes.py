"""How large the files of a report may be: what is larger is refused, and nothing changes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Once, Place, Run

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")
LIMIT = 20_000
FILLER = "word " * (LIMIT // 5)
# What a person would see of each of these if it were read: none of them is text.
LARGE = b"\0" + FILLER.encode()


@pytest.fixture
def two(place: Place, report: Run, once: Once) -> Place:
    """A report of two versions, and a limit that both keep."""

    def read() -> None:
        place.git("config", "report.maxReportBytes", str(LIMIT))
        assert report(*ITERATE).code == 0
        assert report(*ITERATE).code == 0
        place.put("references/gamma.md", "# Gamma\n\nIt costs 9 GB of memory.\n")
        place.put(
            "instructions.md", place.read("instructions.md") + "\n[ ] [C](references/gamma.md)\n"
        )
        place.commit_all("third")

    once(read)
    return place


def refuses(place: Place, report: Run, *arguments: str) -> str:
    """What a command says that refuses; nothing may have changed."""
    state = place.state()
    ran = report(*arguments)
    assert ran.code == 1, ran
    assert "bytes, more than the limit of 20,000" in ran.err
    assert "git config report.maxReportBytes 1m" in ran.err
    assert place.state() == state
    return ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ITERATE, ("prompt",), ("accept", "answer.md"), ("revise",), ("blame",), ("log",),
        ("view", "-o", "page.html"), ("diff",), ("diff", "--write"), ("diff", "1", "2"),
        ("undo",), ("diff", "HEAD:report/report-02.md", "1"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_large_version_is_refused(
    two: Place, report: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    two.write({"answer.md": "# An answer\n\nof a few words\n"})
    (two.folder / "report-02.md").write_bytes(LARGE)
    two.commit_all("large")
    monkeypatch.setenv("GIT_EDITOR", "true")
    assert "report-02.md" in refuses(two, report, *arguments)


@pytest.mark.parametrize(
    "arguments", [ITERATE, ("prompt",), ("status",), ("log",), ("blame",), ("diff",), ("adopt",)]
)
def test_large_instructions_are_refused(
    two: Place, report: Run, arguments: tuple[str, ...]
) -> None:
    two.put("instructions.md", f"{FILLER}\n\n{two.read('instructions.md')}")
    two.commit_all("large")
    assert "instructions.md" in refuses(two, report, *arguments)


def test_large_instructions_of_any_name_are_refused(two: Place, report: Run) -> None:
    two.put("brief.md", f"{FILLER}\n\n{two.read('instructions.md')}")
    two.git("rm", "-qf", "report/instructions.md")
    two.commit_all("large")
    assert "brief.md" in refuses(two, report, *ITERATE, "report")


@pytest.mark.parametrize("text", ['{"operations": [', "# A report\n\n", "\ud800"])
def test_a_large_answer_is_refused(two: Place, report: Run, text: str) -> None:
    answer = two.root / "answer.md"
    answer.write_text(text + FILLER, errors="surrogatepass")
    assert "answer.md" in refuses(two, report, "accept", "answer.md")


def test_standard_input_is_read_up_to_the_limit(
    two: Place, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An endless answer ends."""

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"a" * len(buffer)
            return len(buffer)

    stream = io.TextIOWrapper(io.BufferedReader(Endless()))
    monkeypatch.setattr(sys, "stdin", stream)
    state = two.state()
    ran = report("accept", "-")
    assert ran.code == 1
    assert "'standard input' has more than 20,000 bytes" in ran.err
    assert "report.maxReportBytes" in ran.err
    assert two.state() == state


def test_what_a_writer_says_is_refused(two: Place, report: Run) -> None:
    program = two.root / "writer"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\nyes word | head -c {LIMIT + 1}\n")
    program.chmod(0o755)
    two.commit_all("a writer")
    two.git("config", "report.command", str(program))
    ran = report("iterate", "--writer", "command", "-q")
    assert ran.code == 1
    assert (
        "'the answer of command writer' has 20,001 bytes, more than the limit of 20,000" in ran.err
    )


def test_what_an_editor_leaves_is_refused(
    two: Place, report: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    large = tmp_path / "large"
    large.write_text(FILLER * 2)
    monkeypatch.setenv("GIT_EDITOR", f"cp {large}")
    monkeypatch.setattr("git_report.cli.commands.revise.has_terminal", lambda: True)
    refuses(two, report, "revise")


def test_files_that_no_repository_holds(
    tmp_path: Path, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    (tmp_path / "config").write_text("[report]\n\tmaxReportBytes = 1k\n")
    monkeypatch.chdir(tmp_path)
    # For a small one the limit is not asked for: it takes no time whatever that is.
    (tmp_path / "a.md").write_text("# A\n\n" + "word " * 300)
    (tmp_path / "b.md").write_text("# A\n\n" + "word " * 30_000)
    assert report("diff", "--no-index", "a.md", "a.md").code == 0
    for sides in (("a.md", "b.md"), ("b.md", "a.md")):
        ran = report("diff", "--no-index", *sides)
        assert ran.code == 1
        assert "'b.md' has 150,005 bytes, more than the limit of 1,024" in ran.err


@pytest.mark.parametrize("name", ["report-02.md", "instructions.md", "diff.md"])
@pytest.mark.parametrize("arguments", [("--staged",), ("--worktree",), ("--all",), ("--range",)])
def test_a_check_tells_it(two: Place, report: Run, name: str, arguments: tuple[str, ...]) -> None:
    (two.folder / name).write_bytes(LARGE)
    two.git("add", "report")
    if arguments == ("--range",):
        two.commit_all("large")
        arguments = ("--range", "HEAD~1..HEAD")
    ran = report("check", *arguments)
    assert ran.code == 1
    told = [line for line in ran.out.splitlines() if f"report/{name}: V008" in line]
    assert len(told) == 1
    assert f"'report/{name}' has 20,001 bytes, more than the limit of 20,000" in told[0]
    assert "report.maxReportBytes" in ran.out


@pytest.mark.parametrize("value", ["80k", "1m", "1G", "0"])
def test_the_limit_is_raised_as_git_reads_sizes(two: Place, report: Run, value: str) -> None:
    text = f"# A report\n\n{FILLER}\n{FILLER}"
    two.write({"answer.md": text})
    two.git("config", "report.maxReportBytes", "1k")
    assert report("accept", "answer.md", "--dry-run").code == 1
    two.git("config", "report.maxReportBytes", value)
    ran = report("accept", "answer.md", "--dry-run")
    assert ran.code == 1  # a section is gone
    assert "bytes, more than" not in ran.err


def test_two_megabytes_are_the_limit_unless_another_is_set(place: Place, report: Run) -> None:
    place.write({"answer.md": "# A report\n\n" + "word " * 500_000})
    ran = report("accept", "answer.md")
    assert ran.code == 1
    assert "'answer.md' has 2,500,012 bytes, more than the limit of 2,097,152" in ran.err
    assert "git config report.maxReportBytes 3m" in ran.err


def test_references_have_a_limit_of_their_own(two: Place, report: Run) -> None:
    two.put("references/gamma.md", f"# Gamma\n\nIt costs 9 GB of memory.\n\n{FILLER}\n{FILLER}\n")
    two.commit_all("a long reference")
    assert report(*ITERATE).code == 0


def test_a_version_does_not_grow_past_the_limit(two: Place, report: Run) -> None:
    """What a writer makes of a short answer is refused by its own size."""
    size = len((two.folder / "report-02.md").read_bytes())
    two.git("config", "report.maxReportBytes", str(size))
    state = two.state()
    ran = report(*ITERATE)
    assert ran.code == 1
    assert "report-03.md" in ran.err
    assert f"more than the limit of {size:,}" in ran.err
    assert two.state() == state
