"""Find attributes in a tree that change how a report's own files are checked out or shown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from git_report.checks.findings import Finding
from git_report.checks.folder_change import FolderChange
from git_report.checks.folder_state import State
from git_report.report.folder import join
from git_report.report.gitnames import fold_name
from git_report.report.snapshot import REGULAR
from git_report.report.versions import DIFF_NAME

_NAME = ".gitattributes"
# The harmless values of each attribute. `text` is not asked for: versions have LF already.
_HARMLESS: Mapping[str, frozenset[str]] = {
    "filter": frozenset({"unset"}),
    "ident": frozenset({"unset"}),
    "working-tree-encoding": frozenset({"unset", "utf-8"}),
    "eol": frozenset({"unset", "lf"}),
    "diff": frozenset({"set", "markdown", "report"}),
    "merge": frozenset({"set", "unset", "text", "binary", "report-diff", "report-checklist"}),
    "encoding": frozenset({"set", "unset", "utf-8"}),
    "export-subst": frozenset({"unset"}),
    "conflict-marker-size": frozenset({"unset", "7"}),
}
# Most attributes files do not mention these, and then git is not asked.
_SAID = re.compile(rb"filter|ident|encoding|eol=crlf|diff|merge|binary|export-subst|marker-size")


def is_attributes_file(path: str) -> bool:
    """Whether git reads a path as an attributes file, on any file system."""
    name = path.rpartition("/")[2]
    return (name.startswith(".") or not name.isascii()) and fold_name(name) == _NAME


def check_attributes(change: FolderChange) -> Iterator[Finding]:
    """V009: attributes that files of the tree give to a report's own files, new since the base."""
    base, state = change.base, change.state
    rules = _list_rules(state)
    if not rules:
        return
    unchanged = (
        base is not None
        and base.path == state.path
        and _own_paths(state) <= _own_paths(base)
        and _list_rules(base) == rules
    )
    if unchanged:
        return
    found = _list_harmful(state, rules)
    known = _list_harmful(base, _list_rules(base)) if found and base is not None else {}
    harmful: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (attribute, value, kind), paths in found.items():
        if (attribute, value, kind) not in known:
            harmful[attribute, value] += paths
    for (attribute, value), paths in sorted(harmful.items()):
        first, *rest = sorted(paths)
        more = f" and {len(rest)} more file{'s' * (len(rest) != 1)}" if rest else ""
        said = (f"-{attribute}" if value == "unset" else attribute if value == "set"
                else f"{attribute}={value}")  # fmt: skip
        yield Finding(
            first, 0, "V009",
            f"'{_NAME}' sets the attribute '{said}' for '{first.rpartition('/')[2]}'{more}",
            f"remove it, or add a last line that sets '!{attribute}' for the report's files",
        )  # fmt: skip


def _own_paths(state: State) -> set[str]:
    own = {state.version_path(number) for number in state.versions} | {state.instructions_path}
    return own | {state.diff_path} if DIFF_NAME in state.entries else own


def _list_rules(state: State) -> dict[str, str]:
    """The blobs of the attributes files that concern the folder, by path, from the root down."""
    found: dict[str, str] = {}
    names = state.path.split("/") if state.path else []
    for count in range(len(names) + 1):
        folder = "/".join(names[:count])
        for name, entry in state.snapshot.entries(folder).items():
            if entry.mode in REGULAR and is_attributes_file(name):
                path = join(folder, name)
                snapshot = state.snapshot
                found[path] = entry.oid or snapshot.blob_id(snapshot.read(path))
    return found


def _list_harmful(state: State, rules: Mapping[str, str]) -> dict[tuple[str, str, str], list[str]]:
    """The folder's own files with harmful attributes, by attribute, value and kind of file."""
    files: dict[str, bytes] = defaultdict(bytes)
    for path in rules:
        # If a file system folds names, any of several files may be the one in use.
        files[join(path.rpartition("/")[0], _NAME)] += state.snapshot.read(path) + b"\n"
    if not any(_SAID.search(data) for data in files.values()):
        return {}
    # Imported late: it starts processes, and few hooks need it.
    from git_report.git.attributes import read_attributes

    paths = sorted(_own_paths(state))
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for path, attributes in read_attributes(files, tuple(_HARMLESS), paths):
        for attribute, value in attributes.items():
            key = (attribute, value, _kind(state, path))
            if value.lower() not in _HARMLESS[attribute] and path not in found[key]:
                found[key].append(path)
    return {key: files for key, files in found.items() if files}


def _kind(state: State, path: str) -> str:
    if path == state.instructions_path:
        return "instructions"
    return DIFF_NAME if path == state.diff_path else "version"
