"""``git report export``: which version, in which format, and what is never overwritten."""

from __future__ import annotations

import base64
import errno
import os

import pytest

from tests.cli.conftest import Place, Run

pytestmark = pytest.mark.usefixtures("read_both")

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_the_newest_version_is_written(place: Place, report: Run) -> None:
    ran = report("export", "-o", "sent.md")
    assert (ran.code, ran.out) == (0, "sent.md\n")
    text = (place.root / "sent.md").read_text()
    assert "[^" not in text
    assert "<!--" not in text
    assert "\n## Sources\n\n1. " in text
    assert "and not combined" in text
    assert "\n*2025-06-15*\n" in text


@pytest.mark.parametrize("kind", ["md", "html"])
def test_who_gets_a_digest_is_not_told_how_to_configure_it(report: Run, kind: str) -> None:
    assert "git config" in report("show").out
    sent = report("export", "-o", "-", "--to", kind).out
    assert "git config" not in sent
    assert "report.writer" not in sent


@pytest.mark.parametrize("version", ["1", "report-01.md", "report/report-01.md"])
def test_a_version_is_named_as_elsewhere(version: str, report: Run) -> None:
    ran = report("export", version, "-o", "-", "--to", "md")
    assert ran.code == 0
    assert "Alpha. report/references/alpha.md" in ran.out
    assert "Beta" not in ran.out


def test_a_version_that_is_not_there_is_named(report: Run) -> None:
    assert "there is no version 'report-07.md'" in report("export", "7", "-o", "a.md").err


def test_a_report_without_a_version_is_reported(place: Place, report: Run) -> None:
    place.write({"other/instructions.md": "# New\n\n## References\n\n[ ] [A](a.md)\n"})
    ran = report("export", "-d", "other", "-o", "a.md")
    assert (ran.code, "there is no version yet" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "a.odt"), "the format of 'a.odt' is unknown"),
        (("-o", "a"), "the format of 'a' is unknown"),
        (("-o", "-"), "only html and md can be printed with '-'"),
        (("-o", "-", "--to", "pdf"), "only html and md can be printed with '-'"),
        (("-o", "-", "--to", "md", "--json"), "--json and '-o -' cannot be combined"),
        ((), "--output is required"),
    ],
)
def test_wrong_usage_is_named(arguments: tuple[str, ...], message: str, report: Run) -> None:
    ran = report("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_file_of_somebody_else_is_not_overwritten(place: Place, report: Run) -> None:
    place.write({"mine.md": "mine\n"})
    ran = report("export", "-o", "mine.md")
    assert ran.code == 1
    assert "'mine.md' already exists and was not written by 'git report export'" in ran.err
    assert (place.root / "mine.md").read_text() == "mine\n"
    assert report("export", "-o", "mine.md", "--force").code == 0
    assert (place.root / "mine.md").read_text() != "mine\n"


def test_an_export_is_written_again_unless_it_was_changed(place: Place, report: Run) -> None:
    assert report("export", "1", "-o", "sent.html").code == 0
    assert report("export", "2", "-o", "sent.html").code == 0
    with (place.root / "sent.html").open("a") as file:
        file.write("<!-- my remark -->")
    assert report("export", "-o", "sent.html").code == 1


def test_a_version_is_never_overwritten(place: Place, report: Run) -> None:
    before = place.state()
    assert report("export", "-o", "report/report-01.md").code == 1
    assert place.state() == before


def test_places_where_nothing_can_be_written_are_named(place: Place, report: Run) -> None:
    assert "there is no directory 'no'" in report("export", "-o", "no/a.md").err
    (place.root / "dir.md").mkdir()
    assert "'dir.md' is a directory" in report("export", "-o", "dir.md").err
    os.mkfifo(place.root / "pipe.md")
    assert "'pipe.md' is not a regular file" in report("export", "-o", "pipe.md").err


@pytest.mark.parametrize("output", [".git/a.md", ".git/hooks/a.md", "other/.GIT/a.md"])
@pytest.mark.parametrize("command", ["export", "view"])
def test_nothing_is_written_into_a_git_directory(
    place: Place, report: Run, command: str, output: str
) -> None:
    (place.root / "other/.GIT").mkdir(parents=True)
    ran = report(command, "-o", output)
    assert (ran.code, f"'{output}' is in a git directory\n" in ran.err) == (1, True)
    assert not (place.root / output).exists()


@pytest.mark.parametrize("command", ["export", "view"])
def test_a_full_disk_is_named_and_keeps_the_file_that_is_there(
    place: Place, report: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert report(command, "-o", "sent.html").code == 0
    sent = place.root / "sent.html"
    sent.chmod(0o640)
    before = sent.read_bytes()
    for name in ("sent.html", "new.html"):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            ran = report(command, "-o", name)
        assert ran.code == 1
        assert f"error: '{name}' cannot be written: No space left on device;" in ran.err
    assert sent.read_bytes() == before
    assert [each.name for each in place.root.glob("*.html*")] == ["sent.html"]
    assert report(command, "-o", "sent.html").code == 0
    assert sent.stat().st_mode & 0o777 == 0o640


def test_json_tells_the_sources(report: Run) -> None:
    told = report("export", "-o", "sent.html", "--json").json
    assert (told["version"], told["path"], told["file"]) == (2, "report/report-02.md", "sent.html")
    assert (told["format"], told["date"], told["images_left_out"]) == ("html", "2025-06-15", [])
    assert [(each["number"], each["title"]) for each in told["sources"]] == [
        (1, "Alpha"),
        (2, "Beta"),
    ]


def test_only_images_that_git_tracks_go_along(place: Place, report: Run) -> None:
    place.write({"report/a.png": PNG, ".gitignore": "private.png\n", "private.png": PNG})
    (place.root / "report/link.png").symlink_to("../private.png")
    targets = ("a.png", "/private.png", "link.png", "../../x.png", "https://example.org/a.png")
    images = "".join(f"![{n}]({t}) " for n, t in enumerate(targets))
    place.put("report-03.md", f"# T\n\n{images}\n")
    place.commit_all("Version 3")
    ran = report("export", "3", "-o", "-", "--to", "html")
    assert ran.code == 0
    assert ran.out.count("<img") == ran.out.count("data:image/png;base64,") == 1
    assert [line for line in ran.err.splitlines() if "replaced by its description" in line] == [
        f"note: image '{target}' was replaced by its description" for target in targets[1:]
    ]


def test_a_word_document_and_a_pdf_are_written(place: Place, report: Run) -> None:
    pytest.importorskip("pypandoc", reason="install pypandoc-binary to test this")
    pytest.importorskip("typst", reason="install typst to test this")
    assert report("export", "-o", "sent.docx").code == 0
    assert (place.root / "sent.docx").read_bytes().startswith(b"PK")
    assert report("export", "-o", "sent.PDF").code == 0
    assert (place.root / "sent.PDF").read_bytes().startswith(b"%PDF-")
