"""``git report check``: find errors in reports and differences from what the tool wrote."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import click

from git_report.checks.commits import STANDING, Past, check_against, check_commit
from git_report.checks.findings import CONTENTS, MOST_SHOWN, RULES, Finding, Note, Severity
from git_report.checks.folder_change import Scope
from git_report.checks.run_checks import check_tree
from git_report.cli.commands.check_formats import FORMATS, CommitFinding, count_findings
from git_report.cli.completion import CodeName
from git_report.cli.folder_command import FolderCommand
from git_report.cli.output import say
from git_report.cli.reading_options import JSON_FLAG, choose_format
from git_report.cli.report_folder import find_report_folder, is_in, open_repository
from git_report.cli.source_texts import recall_from
from git_report.cli.suggested_commands import has_several, name_folder
from git_report.errors import UsageError
from git_report.git.history import (
    Commit,
    is_published,
    list_parents,
    list_range,
    list_unpushed_edits,
    merge_heads,
    staged_paths,
)
from git_report.git.pushes import list_framework_commits, list_pushed
from git_report.git.repository import Repository
from git_report.report.folder import find_empty, find_folders
from git_report.report.snapshot import CONFLICT, Snapshot

_TELL_CONFLICT = frozenset({"R009", "S008", "V007"})
_TAKE_FOR_EDIT = frozenset({"V003", "D001"})


@click.command(cls=FolderCommand, dir_help="Only this report folder (default: all).")
@click.option("--staged", is_flag=True, help="Compare the index with HEAD: for a pre-commit hook.")
@click.option("--worktree", is_flag=True, help="Compare the work tree with HEAD (default).")
@click.option("--range", "revisions", metavar="A..B", help="Compare each commit with its parents.")
@click.option("--all", "everything", is_flag=True, help="Check all versions, without history.")
@click.option(
    "--pre-push", is_flag=True, help="Check the pushed commits, read from a pre-push hook's input."
)
@click.option(
    "--pre-receive",
    is_flag=True,
    help="Check a push on a server, read from a pre-receive hook's input.",
)
@click.option(
    "--pre-commit",
    "framework",
    is_flag=True,
    help="Check the range of commits passed by the pre-commit framework.",
)
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)),
    help="The output format.  [default: text]",
)  # fmt: skip
@JSON_FLAG
@click.option(
    "--select",
    metavar="CODE,…",
    type=CodeName(families=True),
    help="Report only these codes or families.",
)
@click.option(
    "--ignore", metavar="CODE,…", type=CodeName(families=True), help="Skip these codes or families."
)
def command(
    *,
    staged: bool,
    worktree: bool,
    revisions: str | None,
    everything: bool,
    pre_push: bool,
    pre_receive: bool,
    framework: bool,
    form: str | None,
    as_json: bool,
    select: str | None,
    ignore: str | None,
    directory: str | None,
) -> None:
    """Check versions, structure, references and diff.md.

    Also checks for content that was lost, and for figures and quotations without a source. Exits
    with 1 if a finding is an error. With DIR, reports only the findings in that folder.
    docs/findings.md explains each code.
    """
    hook = staged or pre_push or pre_receive or framework
    what = {
        "--staged": staged,
        "--worktree": worktree,
        "--range": revisions is not None,
        "--all": everything,
        "--pre-push": pre_push,
        "--pre-receive": pre_receive,
        "--pre-commit": framework,
    }
    first, *others = [name for name, given in what.items() if given] or [""]
    if others:
        raise UsageError(f"{first} and {others[0]} cannot be combined", hint="omit one of them")
    if pre_receive and directory is not None:
        raise UsageError("--pre-receive checks all report folders", hint="omit DIR")
    chosen = _chosen(select, ignore)
    repository = Repository.open_received() if pre_receive else open_repository(directory)
    folder = None if directory is None else find_report_folder(repository, directory)
    notes: set[Note] = set()  # a set, because a merge is compared with each of its parents
    folders: tuple[str, ...] = ()  # in the work tree
    scope = _scope(repository, chosen, hook=select is None and hook)._replace(note=notes.add)
    if pre_receive:
        from git_report.cli.commands.check_push import (
            check_push,  # no other hook needs what it imports
        )

        findings = [
            CommitFinding(*found) for found in check_push(repository, _read_hook_input(), scope)
        ]
    elif revisions is not None:
        findings = _check_commits(repository, list_range(repository, revisions), scope)
    elif pre_push:
        findings = _check_commits(repository, list_pushed(repository, _read_hook_input()), scope)
    elif framework:
        findings = _check_framework(repository, scope)
    elif everything:
        tree = repository.worktree_snapshot()
        folders = find_folders(tree)
        # Each version was compared with the one before it when it was made, so the newest is
        # enough, unless codes are selected.
        contents = scope.contents if select else min(scope.contents, 1)
        kept = repository.index_snapshot()
        alone = scope._replace(sources=True, kept=kept, contents=contents)
        findings = [CommitFinding(f) for f in check_tree(tree, folders, alone)]
    elif staged:
        findings = [CommitFinding(f) for f in _check_staged(repository, scope)]
    else:
        tree = repository.worktree_snapshot()
        folders = find_folders(tree)
        findings = [CommitFinding(f) for f in _check_worktree(repository, tree, folders, scope)]
    findings = _put_causes_first(findings)
    findings = [t for t in findings if t.finding.code in chosen and is_in(folder, t.finding.path)]
    # A server has no work tree: the commands in hints are run in another clone.
    shown = _first_errors(findings) if pre_receive else _name_folders(repository, findings)
    form = choose_format(form, as_json=as_json) or "text"
    FORMATS[form](shown, sorted(note for note in notes if is_in(folder, note.path)))
    if len(shown) < len(findings):
        say(f"{len(findings) - len(shown)} more not shown")
    if hook or revisions or folders or findings:
        _print_count(shown, form, hook=hook)
    else:
        _explain_nothing(repository)
    if any(t.finding.severity is Severity.ERROR for t in findings):
        click.get_current_context().exit(1)


def _print_count(findings: Sequence[CommitFinding], form: str, *, hook: bool) -> None:
    """Print the number of findings; in a hook only if there are any, so that commits are quiet."""
    if form == "text" and (findings or not hook):
        say(count_findings(findings))


def _explain_nothing(repository: Repository) -> None:
    empty = find_empty(repository.worktree_snapshot())
    say(f"nothing to check: {empty or 'there is no report folder in the work tree'}")
    if empty is not None:
        say(f"hint: {empty.hint}")


def _name_folders(repository: Repository, findings: list[CommitFinding]) -> list[CommitFinding]:
    """The findings; if there are several folders, the commands in their hints name the folder."""
    hinted = any("git report" in each.finding.hint for each in findings)
    if not hinted or not has_several(repository):
        return findings
    folders = find_folders(repository.worktree_snapshot())
    return [each._replace(finding=_name_folder(each.finding, folders)) for each in findings]


def _name_folder(finding: Finding, folders: Sequence[str]) -> Finding:
    around = [folder for folder in folders if is_in(folder, finding.path)]
    if not around:
        return finding
    return replace(finding, hint=name_folder(finding.hint, max(around, key=len)))


def _put_causes_first(findings: list[CommitFinding]) -> list[CommitFinding]:
    """The findings; within each commit, a finding that caused others is first."""
    if not findings:
        return findings
    from git_report.checks.diff_md import put_cause_first  # most hooks have no findings

    return [
        CommitFinding(finding, commit)
        for commit, group in groupby(findings, key=lambda each: each.commit)
        for finding in put_cause_first(each.finding for each in group)
    ]


def _first_errors(findings: list[CommitFinding]) -> list[CommitFinding]:
    """The findings, or if there are too many to read after a push, the first ones, errors first."""
    if len(findings) <= MOST_SHOWN:
        return findings
    return sorted(findings, key=lambda t: t.finding.severity is not Severity.ERROR)[:MOST_SHOWN]


def _read_hook_input() -> bytes:
    """The standard input that git passes to a hook; empty if it is closed."""
    return sys.stdin.buffer.read() if sys.stdin is not None else b""


def _scope(repository: Repository, chosen: frozenset[str], *, hook: bool) -> Scope:
    """The scope of the check besides structure: in a hook, contents only if they can block."""
    strict = repository.config_flag("report.strict")
    wanted = any(code[0] in CONTENTS for code in chosen) and (strict or not hook)
    grounded = any(code[0] == "G" for code in chosen)
    return Scope(
        contents=sys.maxsize if wanted else 0,
        strict=strict,
        recall=recall_from(repository) if grounded else None,
    )


def _check_staged(repository: Repository, scope: Scope) -> list[Finding]:
    bases = _bases(repository)
    touched = {base: staged_paths(repository, base) for base in bases}
    scope = scope._replace(amendable=_amendable(repository, bases))
    past = Past(repository, repository.commit_snapshot)
    return check_against(past, repository.index_snapshot(), touched, scope, deep=False)


def _check_worktree(
    repository: Repository, candidate: Snapshot, folders: Iterable[str], scope: Scope
) -> list[Finding]:
    bases = _bases(repository)
    changed = repository.changed_paths("")
    touched = {bases[0]: set(changed)}
    for base in bases[1:]:
        touched[base] = {*changed, *staged_paths(repository, base)}
    kept = repository.index_snapshot()
    scope = scope._replace(amendable=_amendable(repository, bases), sources=True, kept=kept)
    past = Past(repository, repository.commit_snapshot)
    found = check_against(past, candidate, touched, scope, deep=False)
    # Older versions cannot be changed any more, so without history only the newest is checked.
    alone = scope._replace(contents=min(scope.contents, 1))
    # The same finding without the base has a vaguer hint.
    known = {(f.path, f.line, f.code, f.message) for f in found}
    again = check_tree(candidate, folders, alone)
    findings = {*found, *(f for f in again if (f.path, f.line, f.code, f.message) not in known)}
    # If a stamp was altered, what it says was read proves no change of the file.
    altered = {(f.path, f.line) for f in findings if f.code == "R004"}
    findings = {f for f in findings if f.code != "R008" or (f.path, f.line) not in altered}
    findings = _leave_conflicts(findings, kept)
    return sorted({*findings, *_committed(repository, bases[0], findings)})


def _leave_conflicts(found: set[Finding], index: Snapshot) -> set[Finding]:
    """The findings without those that mistake git's changes to a file in conflict for an edit.

    If another finding reports the conflict, git would reject the commands that these suggest.
    """
    paths = {finding.path for finding in found}
    unmerged = {p for p in paths if (e := index.entry(p)) is not None and e.mode == CONFLICT}
    if not any(f.code in _TELL_CONFLICT and f.path in unmerged for f in found):
        return found
    return {f for f in found if not (f.code in _TAKE_FOR_EDIT and f.path in unmerged)}


def _committed(
    repository: Repository, head: str | None, known: Iterable[Finding]
) -> Iterator[Finding]:
    """The findings for versions that unpushed commits edited: a push would be rejected."""
    if head is None:
        return
    seen = {(finding.path, finding.code) for finding in known if not finding.unsure}
    for commit in list_unpushed_edits(repository, head, None):
        for finding in check_commit(repository, commit, Scope()):
            if finding.code in STANDING and (finding.path, finding.code) not in seen:
                message = f"{finding.message}, in commit {commit.id[:10]}"
                yield replace(finding, message=message)


def _bases(repository: Repository) -> tuple[str | None, ...]:
    """The parents of the next commit: HEAD, and those of a merge in progress."""
    head = repository.head()
    return (head, *merge_heads(repository)) if head else (None,)


def _amendable(repository: Repository, bases: Sequence[str | None]) -> Callable[[str], bool]:
    """A function that says whether an amended HEAD may edit the file at a path.

    It may if HEAD added the file and is not pushed: a file in the parents of HEAD must stay. A
    merge commit never amends another commit.
    """

    def ask(path: str) -> bool:
        if len(bases) > 1 or bases[0] is None or is_published(repository, bases[0]):
            return False
        parents = map(repository.commit_snapshot, list_parents(repository, bases[0]))
        return all(parent.entry(path) is None for parent in parents)

    return ask


def _check_framework(repository: Repository, scope: Scope) -> list[CommitFinding]:
    """Check the range that pre-commit passes, else the staged changes, else the whole index.

    In ``pre-commit run --all-files`` on a server, nothing is staged. In ``git commit``, which sets
    GIT_INDEX_FILE, there is nothing to check if nothing is staged.
    """
    commits = list_framework_commits(repository, os.environ)
    if commits is not None:
        return _check_commits(repository, commits, scope)
    if "GIT_INDEX_FILE" in os.environ or staged_paths(repository, repository.head()):
        return [CommitFinding(finding) for finding in _check_staged(repository, scope)]
    tree = repository.index_snapshot()
    return [CommitFinding(f) for f in check_tree(tree, scope=scope._replace(sources=True))]


def _check_commits(
    repository: Repository, commits: Iterable[Commit], scope: Scope
) -> list[CommitFinding]:
    findings: list[CommitFinding] = []
    for commit in commits:
        findings += [
            CommitFinding(finding, commit.id) for finding in check_commit(repository, commit, scope)
        ]
    return findings


def _chosen(select: str | None, ignore: str | None) -> frozenset[str]:
    chosen = _codes(select) if select is not None else frozenset(RULES)
    if not chosen:  # such as an unset variable in a script: a check without codes would pass
        raise UsageError("--select contains no code", hint="omit the option to check all codes")
    return chosen - (_codes(ignore) if ignore is not None else frozenset())


def _codes(words: str) -> frozenset[str]:
    """The codes that a list of codes and families selects; raises UsageError for others."""
    codes: set[str] = set()
    for word in words.replace(",", " ").split():
        named = {code for code in RULES if code == word.upper() or code[0] == word.upper()}
        if not named:
            *most, last = dict.fromkeys(code[0] for code in RULES)
            raise UsageError(
                f"'{word}' is not a code or a family",
                hint=f"the families are {', '.join(most)} and {last}; "
                f"the codes are {', '.join(RULES)}",
            )
        codes |= named
    return frozenset(codes)
