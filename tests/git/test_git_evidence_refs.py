"""Texts kept under refs of their own: all or none, found by first digits, broken ones told."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.git.evidence_refs import (
    REFS,
    EvidenceRef,
    find_evidence_ref,
    list_evidence_refs,
    read_about,
    write_evidence_refs,
)
from git_report.git.repository import Repository
from tests.checkouts import Checkout


def make(repository: Repository, text: bytes, raw: bytes = b"") -> EvidenceRef:
    return EvidenceRef(repository.blob_id(text), text, b'{"target": "t"}\n', raw)


@pytest.fixture
def opened(repository: Checkout) -> Repository:
    return Repository.open(repository.root)


def test_what_is_kept_comes_back_byte_for_byte(opened: Repository) -> None:
    one = make(opened, b"a\r\nb\0\xff", b"raw\r\n")
    two = make(opened, b"no raw\n")
    write_evidence_refs(opened, [one, two])
    assert sorted(blob for blob, _ in list_evidence_refs(opened)) == sorted([one.blob, two.blob])
    assert find_evidence_ref(opened, one.blob) == one
    assert find_evidence_ref(opened, two.blob[:12]) == two
    for blob, tree in list_evidence_refs(opened):
        assert (blob in {one.blob, two.blob}, read_about(opened, tree)) == (True, one.about)


@pytest.mark.parametrize("digits", ["", "zz", "0" * 12, "../../heads", "--all", "*"])
def test_what_is_not_there_is_none(opened: Repository, digits: str) -> None:
    write_evidence_refs(opened, [make(opened, b"a")])
    assert find_evidence_ref(opened, digits) is None


def test_filters_and_attributes_leave_a_text_alone(
    repository: Checkout, opened: Repository
) -> None:
    repository.write({".gitattributes": "* text eol=crlf\n"})
    repository.git("config", "core.autocrlf", "true")
    kept = make(opened, b"a\r\nb\n")
    write_evidence_refs(opened, [kept])
    assert find_evidence_ref(opened, kept.blob) == kept


def test_it_survives_the_collection_of_garbage(repository: Checkout, opened: Repository) -> None:
    kept = make(opened, b"a")
    write_evidence_refs(opened, [kept])
    repository.git("gc", "-q", "--prune=now")
    assert find_evidence_ref(Repository.open(repository.root), kept.blob) == kept


def test_keeping_nothing_does_nothing(repository: Checkout, opened: Repository) -> None:
    write_evidence_refs(opened, [])
    assert repository.text("for-each-ref") == ""


def test_all_refs_move_or_none(repository: Checkout, opened: Repository) -> None:
    one, two = make(opened, b"one"), make(opened, b"two")
    lock = repository.root / f".git/{REFS}{two.blob}.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text("")
    with pytest.raises(ReportError):
        write_evidence_refs(opened, [one, two])
    lock.unlink()
    assert list(list_evidence_refs(opened)) == []


@pytest.mark.parametrize("files", [{}, {"text": b"another"}, {"about.json": b"{}"}])
def test_a_ref_that_is_not_a_reading_is_reported_by_name(
    repository: Checkout, opened: Repository, files: dict[str, bytes]
) -> None:
    lines = b""
    for name, data in sorted(files.items()):
        blob = repository.git("hash-object", "-w", "--stdin", stdin=data).strip()
        lines += b"100644 blob %s\t%s\n" % (blob, name.encode())
    tree = repository.git("mktree", stdin=lines).decode().strip()
    repository.git("update-ref", f"{REFS}{'1' * 40}", tree)
    with pytest.raises(ReportError, match="was not stored by git report") as caught:
        find_evidence_ref(opened, "1" * 12)
    assert f"git update-ref -d {REFS}" in caught.value.hint


def test_a_ref_to_something_else_is_not_a_reading_and_harms_no_other(
    repository: Checkout, opened: Repository
) -> None:
    commit = repository.commit({"a.md": "a\n"})
    blob = repository.text("rev-parse", f"{commit}:a.md")
    repository.git("update-ref", f"{REFS}{'1' * 40}", commit)
    repository.git("update-ref", f"{REFS}{'2' * 40}", blob)
    kept = make(opened, b"text")
    write_evidence_refs(opened, [kept])
    told = {name: read_about(opened, tree) for name, tree in list_evidence_refs(opened)}
    assert told == {"1" * 40: b"", "2" * 40: b"", kept.blob: kept.about}
    assert find_evidence_ref(opened, kept.blob) == kept
    for digits in ("1" * 12, "2" * 12):
        with pytest.raises(ReportError, match="was not stored by git report"):
            find_evidence_ref(opened, digits)
