"""What the versions of a report cost together."""

from __future__ import annotations

from git_report.git.repository import Repository
from git_report.git.version_commits import VersionCommit, list_version_commits
from git_report.markdown.tail import read_tail
from git_report.report.folder import Folder
from git_report.report.snapshot import Snapshot
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import list_authors
from git_report.writers.usage import Spent, find_spent


def sum_spent(repository: Repository, snapshot: Snapshot, folder: Folder) -> Spent:
    """What the versions of a report cost together, as far as records and commits tell.

    Commits are looked for only if a model wrote: in a long history that is most of the work.
    """
    paths = {number: folder.version_path(number) for number in range(1, folder.newest + 1)}
    texts = {
        number: snapshot.read(path).decode("utf-8", "replace")
        for number, path in paths.items()
        if snapshot.entry(path) is not None
    }
    tails = {number: read_tail(_cut_record(text)) for number, text in texts.items()}
    by_model = any(each.kind is WriterKind.MODEL for each in list_authors(texts.values()))
    commits = list_version_commits(repository, folder.path) if by_model else {}
    total = Spent()
    for number, tail in tails.items():
        commit = commits.get(number, VersionCommit("", "", ""))
        total += find_spent(tail.record if tail is not None else None, commit.usage)
    return total


def _cut_record(text: str) -> str:
    """The end of a text with its record, which is all that is read of it."""
    return text[max(0, text.rfind("<!-- git-report ")) :]
