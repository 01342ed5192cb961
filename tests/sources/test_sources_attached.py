"""A page whose text a person attached: read from there once, then from the web again."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pytest

from git_report.report.checklist import Stamp
from git_report.sources.evidence import Evidence
from git_report.sources.fetched import Fetched
from git_report.sources.read_reference import Reach, read_source
from git_report.text import Tell, silent
from tests.sources.test_sources_read_reference import item
from tests.trees import Files

URL = "https://example.org/a"
KEPT = Evidence("a" * 40, URL, b"From the file.\n", title="A", media_type="text/markdown")
ATTACHED = replace(KEPT, attached="a.md")
CURRENT, EARLIER = Stamp(1, "a" * 12), Stamp(1, "b" * 12)


class Stored:
    """An archive with one reading."""

    def __init__(self, kept: Evidence) -> None:
        self.kept = kept

    def find(self, target: str) -> Evidence | None:
        return self.kept if target == URL else None

    def read(self, blob: str) -> Evidence | None:
        return self.kept if self.kept.blob.startswith(blob) else None

    def recall(self, *of: object, **more: object) -> NoReturn:
        raise AssertionError(of)


class Site:
    def fetch(
        self, url: str, tell: Tell = silent, *, etag: str = "", modified: str = ""
    ) -> Fetched | None:
        return Fetched(url, url, "text/markdown", "utf-8", b"From the web.\n")


@pytest.mark.parametrize(
    ("kept", "stamps", "online", "text"),
    [
        (ATTACHED, (), True, "From the file.\n"),
        (ATTACHED, (EARLIER,), True, "From the file.\n"),
        (ATTACHED, (CURRENT,), True, "From the web.\n"),
        (ATTACHED, (EARLIER, CURRENT), True, "From the web.\n"),
        (ATTACHED, (CURRENT,), False, "From the file.\n"),
        (KEPT, (), True, "From the web.\n"),
        (KEPT, (), False, "From the file.\n"),
    ],
)
def test_an_attached_text_is_read_once(
    kept: Evidence, stamps: tuple[Stamp, ...], online: bool, text: str
) -> None:
    reach = Reach(Site() if online else None, Stored(kept))
    reference = item(URL)._replace(stamps=stamps)
    assert read_source(Files({}), "", reference, "i.md", reach=reach).text == text
