"""Plan the adoption of a report folder that was made by hand; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from git_report.checks.diff_md import check_diff
from git_report.checks.findings import Finding, Severity
from git_report.checks.folder_change import Scope
from git_report.checks.folder_state import State, read_state
from git_report.checks.references import advise_stamp
from git_report.checks.run_checks import check_folder
from git_report.commit.commit import Plan
from git_report.differ import read_engine
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.report.checklist import Box
from git_report.report.diff_file import derive_file
from git_report.report.folder import (
    INSTRUCTIONS_NAME,
    find_instructions,
    join,
    miss_folder,
    read_instructions,
)
from git_report.report.forges import quiet_line
from git_report.report.hand_named_versions import plain_number, renumber
from git_report.report.instructions import Instructions
from git_report.report.pasting import paste_folder, paste_restore, paste_restoring
from git_report.report.snapshot import REGULAR, Overlay, Snapshot, read_if_there
from git_report.report.targets import is_url, target_path
from git_report.report.versions import DIFF_NAME, version_name, version_stem
from git_report.text import decode


@dataclass(frozen=True, slots=True)
class Tree:
    """The states of a report folder: the work tree, HEAD and the index.

    `head` is None on an unborn branch; `index` is what is staged; `untracked` are the paths below
    the folder that are not tracked, without ignored ones.
    """

    disk: Snapshot
    head: Snapshot | None
    index: Snapshot
    untracked: frozenset[str]

    def is_committed(self, path: str, data: bytes) -> bool:
        """Whether HEAD has a file with exactly this content."""
        entry = self.head.entry(path) if self.head else None
        return entry is not None and entry.oid == self.disk.blob_id(data)

    def is_tracked(self, path: str) -> bool:
        """Whether HEAD or the index has a file."""
        return self.index.entry(path) is not None or self.is_in_head(path)

    def is_new(self, path: str, folder: str) -> bool:
        """Whether a file below a folder is in no commit yet, and not ignored."""
        here = self.disk.entry(path)
        if here is None or here.mode not in REGULAR or self.is_in_head(path):
            return False
        staged = self.index.entry(path)
        if staged is None or not path.startswith(f"{folder}/" if folder else ""):
            return path in self.untracked
        return staged.oid == self.disk.blob_id(self.disk.read(path))

    def is_in_head(self, path: str) -> bool:
        """Whether HEAD has a file."""
        return self.head is not None and self.head.entry(path) is not None


KEPT_DIFF_NAME = "diff-by-hand.md"
_LISTED = 40  # renames that a plan lists


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the adoption of a folder does.

    `numbers` maps the present names of the versions to their numbers; `taken` are the paths that
    are committed under their present names; `kept_diff` is the new path of a diff.md that was
    written by hand and never committed, otherwise empty; `ticks` counts the items that are ticked
    without a stamp.
    """

    folder: str
    numbers: Mapping[str, int]
    taken: tuple[str, ...]
    derives: bool
    kept_diff: str
    ticks: int
    plan: Plan
    warnings: tuple[Finding, ...]

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """The present and the new names of the versions that are renamed."""
        pairs = ((name, version_name(number)) for name, number in self.numbers.items())
        return tuple((old, new) for old, new in pairs if old != new)


def plan_adoption(tree: Tree, path: str, base: str | None) -> Adoption | None:
    """Plan the commit that makes a hand-made report folder valid; None if it is valid already.

    Versions are renumbered without gaps, in the order of their numbers, and keep their bytes;
    diff.md is derived; files that were never committed are added. Raises ReportError for a folder
    that cannot be adopted, or would not pass the checks afterwards.
    """
    instructions = _read_instructions(tree.disk, path)
    names = [name for name in tree.disk.entries(path) if join(path, name) != instructions.path]
    numbers = renumber(path, names)
    _check_there(tree, path, instructions.path)
    if not numbers:
        return None
    for name in (*numbers, *({DIFF_NAME} & set(names))):
        _check_file(tree.disk, join(path, name))
    _check_stamps(tree.disk, path, instructions, numbers)
    changes, taken = _place_versions(tree, path, numbers)
    diff_files, kept = _place_diff(tree, path, numbers)
    changes |= diff_files
    for other in _list_others(tree, path, instructions, changing=bool(changes)):
        changes[other] = tree.disk.read(other)
        taken.append(other)
    if not changes:
        return None
    plan = _make_plan(tree, path, base, numbers, changes)
    return Adoption(
        folder=path,
        numbers=numbers,
        taken=tuple(taken),
        derives=any(plan.expected[place] != data for place, data in diff_files.items()),
        kept_diff=kept,
        ticks=sum(r.box is Box.READ and not r.stamps for r in instructions.references),
        plan=plan,
        warnings=_check_after(Overlay(tree.disk, changes), tree, path, numbers),
    )


def _read_instructions(disk: Snapshot, path: str) -> Instructions:
    found = find_instructions(disk, path)
    if found is None and not any(plain_number(name) is not None for name in disk.entries(path)):
        raise miss_folder(disk, path)
    if found is None:
        raise ReportError(
            f"'{path or '.'}' has no {INSTRUCTIONS_NAME} (a Markdown file with a 'References' "
            "checklist)",
            hint=f"create it with 'git report init {paste_folder(path)}', then list in its "
            "checklist the references that the versions were made from",
        )
    return read_instructions(disk, found)


def _check_there(tree: Tree, path: str, instructions: str) -> None:
    """Raise ReportError if git tracks a version or a diff.md that is not on disk."""
    there = tree.disk.entries(path)
    for state in (tree.head, tree.index):
        for name in sorted(state.entries(path)) if state else ():
            is_own = plain_number(name) is not None or name == DIFF_NAME
            known = is_own and join(path, name) != instructions
            if known and name not in there:
                raise ReportError(
                    f"'{name}' is deleted in the work tree",
                    hint=f"restore it with '{paste_restore(join(path, name))}', or commit its "
                    "deletion, then try again",
                    where=path or ".",
                )


def _check_file(disk: Snapshot, path: str) -> None:
    entry = disk.entry(path)
    if entry is None or entry.mode not in REGULAR:
        raise ReportError(
            f"'{path}' is not a regular file",
            hint="replace it with a regular file, or move it away",
        )


def _check_stamps(
    disk: Snapshot, path: str, instructions: Instructions, numbers: Mapping[str, int]
) -> None:
    """Raise ReportError if a version that this program numbered would get another number.

    Stamps, footnotes and its record contain the number that it has.
    """
    stamped = {stamp.version for item in instructions.references for stamp in item.stamps}
    for name, number in numbers.items():
        data = disk.read(join(path, name))
        text = decode(
            data, join(path, name), what="the version is not UTF-8 text", hint="save it as UTF-8"
        )
        was = plain_number(name)
        if was == number:
            continue
        tail = parse(text).tail
        if was in stamped or (tail is not None and tail.record.version == was):
            first = min(numbers, key=lambda each: numbers[each])
            raise ReportError(
                f"'{name}' was made by 'git report', but would become version {number}",
                hint="an earlier version is missing: restore the committed versions with "
                f"'{paste_restoring(path)}'"
                if was is not None and was > number
                else f"move '{first}' away, or give it a number after '{name}'",
                where=path or ".",
            )


def _place_versions(
    tree: Tree, path: str, numbers: Mapping[str, int]
) -> tuple[dict[str, bytes | None], list[str]]:
    """The files to write for the versions, and the paths that keep their names and are new."""
    changes: dict[str, bytes | None] = {}
    taken: list[str] = []
    for name, number in numbers.items():
        old, new = join(path, name), join(path, version_name(number))
        data = tree.disk.read(old)
        if old != new:
            changes[new] = data
            changes.setdefault(old, None)
        elif not tree.is_committed(old, data):
            changes[old] = data
            taken.append(old)
    return changes, taken


def _place_diff(
    tree: Tree, path: str, numbers: Mapping[str, int]
) -> tuple[dict[str, bytes | None], str]:
    """The files to write for diff.md, and the path where one written by hand is kept."""
    place = join(path, DIFF_NAME)
    was = tree.disk.read(place) if tree.disk.entry(place) else None
    versions = [parse(tree.disk.read(join(path, name)).decode("utf-8")) for name in numbers]
    prior, new = (None, *versions)[-2:]
    assert new is not None
    derived = derive_file(prior, new, len(versions))
    if was is not None and _is_derived(was, derived, tree.disk, path, numbers):
        return ({} if tree.is_committed(place, was) else {place: was}), ""
    changes: dict[str, bytes | None] = {place: derived}
    if was is None or tree.is_committed(place, was):
        return changes, ""
    kept = join(path, KEPT_DIFF_NAME)
    if tree.disk.entry(kept) is not None or tree.is_tracked(kept):
        raise ReportError(
            f"'{place}' has content that was never committed, and cannot be kept as "
            f"'{KEPT_DIFF_NAME}', which already exists",
            hint="commit or move away one of the two, then try again",
        )
    return {**changes, kept: was}, kept


def _is_derived(
    present: bytes, derived: bytes, disk: Snapshot, path: str, numbers: Mapping[str, int]
) -> bool:
    """Whether a diff.md was derived from these versions by this or an earlier engine."""
    if present == derived:
        return True
    if not read_engine(present.decode("utf-8", "replace")):
        return False
    files = {
        join(path, version_name(number)): disk.read(join(path, name))
        for name, number in numbers.items()
    }
    state = read_state(Overlay(disk, files), path)
    return state is not None and not any(check_diff(state))


def _list_others(tree: Tree, path: str, instructions: Instructions, *, changing: bool) -> list[str]:
    """The instructions, if they are not committed as they are, and new references beside them."""
    found: list[str] = []
    data = tree.disk.read(instructions.path)
    if not tree.is_committed(instructions.path, data) and (
        changing or not tree.is_tracked(instructions.path)
    ):
        found.append(instructions.path)
    if not found and not changing:
        return []
    for item in instructions.references:
        if item.target and not is_url(item.target):
            target, _ = target_path(path, item.target)
            if tree.is_new(target, path) and target not in found:
                found.append(target)
    return found


def _check_after(
    ahead: Snapshot, tree: Tree, path: str, numbers: Mapping[str, int]
) -> tuple[Finding, ...]:
    """The warnings that the checks will have for the folder; ReportError if there is an error."""
    state = read_state(ahead, path)
    assert state is not None
    findings = sorted(set(check_folder(None, state, Scope())))
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        # A new version without an item causes the other errors about it.
        first = next((each for each in errors if _is_unclaimed(state, each)), errors[0])
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise ReportError(
            f"the folder would not pass 'git report check': {first.code} {first.message}{more}",
            hint=_advise(state, first, numbers, tree),
            where=f"{first.path}:{first.line}" if first.line else first.path,
        )
    return tuple(findings)


def _advise(state: State, finding: Finding, numbers: Mapping[str, int], tree: Tree) -> str:
    if _is_unclaimed(state, finding) and tree.is_in_head(finding.path):
        return f"{advise_stamp(state.newest)}, then try again"
    if _is_unclaimed(state, finding):
        name = finding.path.rpartition("/")[2]
        now = next(old for old, number in numbers.items() if version_name(number) == name)
        rename = "" if now == name else f"rename '{now}' to '{name}', then "
        return (
            f"{rename}submit it with 'git report accept' or, if no reference was read for it, "
            "with 'git report revise'"
        )
    return f"{finding.hint}, then try again"


def _is_unclaimed(state: State, finding: Finding) -> bool:
    """Whether a finding is about a new version in a folder that this program maintains."""
    return finding.code == "R001" and bool(state.stamped())


def _make_plan(
    tree: Tree,
    path: str,
    base: str | None,
    numbers: Mapping[str, int],
    changes: Mapping[str, bytes | None],
) -> Plan:
    expected = {each: read_if_there(tree.disk, each) for each in changes}
    versions = {join(path, name) for name in numbers}
    # A committed version must be unchanged; all other files may have uncommitted edits.
    riding = {each for each in changes if each not in versions or not tree.is_in_head(each)}
    for each in sorted(riding):
        _check_staged(tree, each)
    return Plan(
        base=base,
        changes=changes,
        expected=expected,
        riding=frozenset(riding),
        message=_compose_message(path, numbers),
    )


def _check_staged(tree: Tree, path: str) -> None:
    """Raise ReportError if some text is only in the index: it would be lost."""
    entry = tree.index.entry(path)
    if entry is None or (tree.head is not None and tree.head.entry(path) == entry):
        return
    on_disk = read_if_there(tree.disk, path)
    if on_disk is None or tree.disk.blob_id(on_disk) != entry.oid:
        raise ReportError(
            f"'{path}' has staged changes that are not in the work tree",
            hint="commit or unstage them, then try again",
        )


def _compose_message(path: str, numbers: Mapping[str, int]) -> str:
    where = quiet_line(path) or "this folder"
    moves = [
        f"{quiet_line(name)} is {version_name(number)}"
        for name, number in numbers.items()
        if name != version_name(number)
    ]
    body = [f"It has {len(numbers)} version{'s' * (len(numbers) != 1)} that were made by hand."]
    if moves:
        listed = moves[:_LISTED]
        more = [f"and {len(moves) - _LISTED} more"] * (len(moves) > _LISTED)
        body.append("\n".join([*listed, *more]))
    newest = version_stem(len(numbers))
    parts = [f"Adopt the report of {where}", *body, f"Report-Adopted: {newest}"]
    return "\n\n".join(parts) + "\n"
