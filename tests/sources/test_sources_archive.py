"""Evidence in and out of a repository: what it says about itself is data, and may be anything."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_report.git.evidence_refs import EvidenceRef, write_evidence_refs
from git_report.git.repository import Repository
from git_report.sources.archive import EvidenceArchive, pack, unpack
from git_report.sources.evidence import Evidence, keep_targets
from tests.checkouts import Checkout

TEXTS = st.text(max_size=40)


@given(st.binary(max_size=40), st.binary(max_size=40), TEXTS, TEXTS, TEXTS)
def test_what_is_packed_is_unpacked(
    text: bytes, raw: bytes, target: str, title: str, etag: str
) -> None:
    evidence = Evidence("0" * 40, target, text, raw, title=title, etag=etag)
    assert unpack(pack(evidence)) == evidence


@pytest.mark.parametrize(
    "about",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff",
        b'{"target": 7, "also": 7}',
        b'{"blob": "x", "text": "y"}',
        b"[" * 9999,
    ],
)
def test_what_says_nothing_of_itself_is_still_a_text(about: bytes) -> None:
    got = unpack(EvidenceRef("0" * 40, b"t", about))
    assert (got.blob, got.text, got.target) == ("0" * 40, b"t", "")


def test_the_newest_reading_of_a_target_is_found(repository: Checkout) -> None:
    opened = Repository.open(repository.root)
    times = ["2026-01-02T00:00:00+00:00", "2026-01-03T00:00:00+00:00", "2026-01-01T00:00:00+00:00"]
    for time in times:
        text = time.encode()
        write_evidence_refs(
            opened, [pack(Evidence(opened.blob_id(text), "https://a/", text, time=time))]
        )
    archive = EvidenceArchive(opened)
    found = archive.find("https://a/")
    assert found is not None
    assert found.text == times[1].encode()
    assert archive.find("https://b/") is None
    read = archive.read(opened.blob_id(times[2].encode())[:12])
    assert read is not None
    assert read.time == times[2]


def test_a_text_that_was_read_elsewhere_too_keeps_its_targets(repository: Checkout) -> None:
    opened = Repository.open(repository.root)
    archive = EvidenceArchive(opened)
    for target in ("https://a/", "https://b/", "https://b/", "https://c/"):
        made = Evidence(opened.blob_id(b"t"), target, b"t")
        write_evidence_refs(opened, [pack(keep_targets(made, archive.read(made.blob)))])
    for target in ("https://a/", "https://b/", "https://c/"):
        found = archive.find(target)
        assert found is not None
        assert found.targets == {"https://a/", "https://b/", "https://c/"}


def test_what_is_written_can_be_read_without_us(repository: Checkout) -> None:
    opened = Repository.open(repository.root)
    write_evidence_refs(
        opened, [pack(Evidence(opened.blob_id(b"t"), "https://a/", b"t", title="é\n\x1b[2J"))]
    )
    ref = f"refs/report/sources/{opened.blob_id(b't')}"
    about = json.loads(repository.git("cat-file", "blob", f"{ref}:about.json"))
    assert about == {"target": "https://a/", "title": "é\n\x1b[2J"}
