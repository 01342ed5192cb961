"""Committed versions that were edited in place: the originals and the intended correction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from git_report.checks.folder_state import State, read_state
from git_report.commit.rewriting import rewrite
from git_report.edits.application import body_of
from git_report.errors import ReportError
from git_report.git.history import Commit, landed_blob
from git_report.git.repository import Repository
from git_report.markdown import parse
from git_report.markdown.tail import read_tail
from git_report.report.diff_file import derive_file
from git_report.report.folder import Folder, join
from git_report.report.pasting import paste_folder
from git_report.report.snapshot import REGULAR, Overlay, Snapshot
from git_report.report.versions import DIFF_NAME, version_name, version_number
from git_report.text import decode

_PERSON = "person"


@dataclass(frozen=True, slots=True)
class CommittedEdits:
    """Edits and deletions of versions in unpushed commits, which a push would refuse.

    `commits` are all unpushed commits, oldest first; `paths` maps each to the paths that it edited.
    """

    commits: tuple[Commit, ...] = ()
    paths: Mapping[str, frozenset[str]] | None = None

    @property
    def edited(self) -> frozenset[str]:
        """The paths of all versions that were edited or deleted."""
        return frozenset().union(*(self.paths or {}).values())


@dataclass(frozen=True, slots=True)
class EditedVersion:
    """A version that was edited: its original content, and its present one; None if deleted."""

    path: str
    was: bytes
    now: bytes | None


def find_edits(
    repository: Repository, path: str, committed: CommittedEdits
) -> tuple[EditedVersion, ...]:
    """The versions of a folder that were edited or deleted, in the work tree, the index or HEAD.

    The work tree takes precedence over the index. Pushed edits are only considered for the newest
    version, and only if this tool had made it: the history of a folder before that is left alone. A
    version that was deleted from HEAD is included if its number is missing there.
    """
    head = repository.head()
    if head is None:
        return ()
    base = repository.commit_snapshot(head)
    disk, index = repository.worktree_snapshot(), repository.index_snapshot()
    names = [n for n in base.entries(path) if version_number(n)]
    newest = max(names, key=lambda n: version_number(n) or 0, default="")
    suspects = {
        changed for changed in repository.changes(path) if changed.rpartition("/")[0] == path
    }
    came = {p: landed_blob(repository, head, p) for p in committed.edited}
    if newest and (p := join(path, newest)) not in came:
        entry, blob = base.entry(p), landed_blob(repository, head, p)
        if blob and entry is not None and blob != entry.oid and _is_ours(repository, blob):
            came[p] = blob
    state = read_state(base, path)
    for p in map(state.version_path, state.missing) if state is not None else ():
        blob = came.get(p) or landed_blob(repository, head, p, every_side=True)
        if blob:
            came[p] = blob
    edits: list[EditedVersion] = []
    for p in sorted({*came, *(join(path, n) for n in names if join(path, n) in suspects)}):
        entry = base.entry(p)
        blob = came.get(p) or (entry.oid if entry is not None else "")
        if not blob:
            continue
        was = repository.objects.read(blob, "blob")
        contents = [_read_regular(snapshot, p) for snapshot in (disk, index)]
        now = next((data for data in contents if data != was), was)
        if now != was or p in came:
            edits.append(EditedVersion(p, was, now))
    return tuple(edits)


def _is_ours(repository: Repository, blob: str) -> bool:
    text = repository.objects.read(blob, "blob").decode("utf-8", "replace")
    return read_tail(text) is not None


def _read_regular(snapshot: Snapshot, path: str) -> bytes | None:
    entry = snapshot.entry(path)
    return snapshot.read(path) if entry is not None and entry.mode in REGULAR else None


def compose(
    text: str,
    edits: Sequence[EditedVersion],
    merge: Callable[[str, str, str], str | None],
    folder: Folder,
) -> str:
    """The next version's body: a text to which the edits of earlier versions are applied.

    ReportError if the edited lines are no longer in the text.
    """
    applied: list[str] = []
    for edit in edits:
        if edit.now is None or edit.now == edit.was:
            continue
        was, now = (
            unify_lines(body_of(parse(decode(data, edit.path)))) for data in (edit.was, edit.now)
        )
        merged = now if was == unify_lines(text) else merge(was, text, now)
        if merged is None:
            merged = replace_lines(was, text, now)
        if merged is None:
            newest = version_name(folder.newest)
            restore = f"git report revise --restore {paste_folder(folder.path)}"
            if applied:
                raise ReportError(
                    f"'{applied[-1]}' and '{edit.path}' were both edited, and the edits conflict",
                    hint=f"save both with '{restore}', then make one edit in '{newest}'",
                )
            raise ReportError(
                f"the edit of '{edit.path}' does not apply to '{newest}', which differs there",
                hint=(
                    f"run '{restore}': it restores the version and saves your edit to a file",
                    f"then make the edit in '{newest}'",
                ),
            )
        applied.append(edit.path)
        text = merged
    return text


def unify_lines(text: str) -> str:
    """A text with LF line endings, as git stores it: an editor's CRLF is not an edit."""
    return text.replace("\r\n", "\n")


def replace_lines(was: str, text: str, now: str) -> str | None:
    """Replace the edited lines in a text, if each run of them is in it exactly once.

    For what ``git merge-file`` calls a conflict only because the text has new lines next to the
    edited ones, as in a list or a table that later versions continued. None if a run is missing,
    is there twice or in another order, and for lines that were only added, whose position is not
    known.
    """
    old, new, lines = (re.findall(r".*\n|.+", t) for t in (was, now, text))
    made, end = list[str](), 0
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        run = old[i:j]
        starts = [n for n in range(len(lines)) if run and lines[n : n + len(run)] == run]
        if len(starts) != 1 or starts[0] < end:
            return None
        made += [*lines[end : starts[0]], *new[k:m]]
        end = starts[0] + len(run)
    return "".join([*made, *lines[end:]])


def take_out(repository: Repository, path: str, committed: CommittedEdits) -> str:
    """Rewrite the unpushed commits without their edits of versions; return the new id of HEAD.

    Everything else in these commits is kept; diff.md is derived again if it showed an edited
    version. A commit that contained nothing else is dropped.
    """
    head = repository.head()
    assert head is not None
    edited = committed.edited

    def mend(commit: Commit, parents: Sequence[str]) -> Mapping[str, bytes]:
        return _mend(repository, path, edited, committed, commit, parents)

    made = rewrite(repository, committed.commits, mend)
    return made.get(head, head)


def _mend(
    repository: Repository,
    path: str,
    edited: frozenset[str],
    committed: CommittedEdits,
    commit: Commit,
    parents: Sequence[str],
) -> Mapping[str, bytes]:
    """The corrected files of one commit: each version as in the rewritten parent."""
    here = repository.commit_snapshot(commit.id)
    before = [repository.commit_snapshot(parent) for parent in commit.parents]
    above = [repository.commit_snapshot(parent) for parent in parents]
    wrong = (committed.paths or {}).get(commit.id, frozenset())
    changes: dict[str, bytes] = {}
    for version in edited:
        entry = here.entry(version)
        side = next((n for n, was in enumerate(before) if was.entry(version) == entry), None)
        if version in wrong and (side is None or entry is None):
            # A merge without the version equals the parent that never had it: use another one.
            sides = (n for n, was in enumerate(before) if was.entry(version) is not None)
            side = next(sides, 0)
        want = above[side].entry(version) if side is not None else entry
        if want is not None and want != entry:
            changes[version] = repository.objects.read(want.oid, "blob")
    diff = join(path, DIFF_NAME)
    if changes and here.entry(diff) is not None:
        derived = _derive_again(Overlay(here, changes), above, path)
        if derived is not None and derived != here.read(diff):
            changes[diff] = derived
    return changes


def _derive_again(here: Snapshot, above: Sequence[Snapshot], path: str) -> bytes | None:
    """diff.md for the versions of a commit: a parent's, if it has the same two newest versions."""
    state = read_state(here, path)
    if state is None or not state.newest:
        return None
    pair = _pair(state)
    for parent in above:
        known = read_state(parent, path)
        if known is not None and _pair(known) == pair and known.diff_oid:
            return parent.read(known.diff_path)
    return derive_diff(here, path)


def derive_diff(snapshot: Snapshot, path: str) -> bytes | None:
    """diff.md of the two newest versions of a folder; None if there are fewer than two."""
    state = read_state(snapshot, path)
    new = state.version(state.newest) if state is not None else None
    if state is None or new is None:
        return None
    return derive_file(state.version(state.newest - 1), new, state.newest)


def _pair(state: State) -> tuple[int, bytes, bytes]:
    """The newest number, and the contents of the two newest versions."""
    before = state.newest - 1
    prior = state.version_data(before) if before in state.versions else b""
    return state.newest, prior, state.version_data(state.newest)


def keep_notice(snapshot: Snapshot, folder: Folder, text: str) -> str:
    """The notice of a digest, as long as most of a corrected text is still that of the digest.

    The text is compared with the last version that was not made by a person, so that many small
    corrections add up, by the words of the paragraphs, items and rows that are unchanged.
    """
    for number in range(folder.newest, 0, -1):
        document = parse(decode(snapshot.read(folder.version_path(number)), str(number)))
        if document.tail is None or not document.tail.notice:
            return ""
        if _PERSON not in document.tail.record.values("writer"):
            theirs = {line.strip() for line in body_of(document).splitlines()}
            words = [(len(line.split()), line.strip() in theirs) for line in text.splitlines()]
            kept = sum(count for count, known in words if known)
            total = sum(count for count, _ in words)
            return document.tail.notice if 2 * kept > total else ""
    return ""
