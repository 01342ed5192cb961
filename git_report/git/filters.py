"""Conversions between the work tree and git: line endings, encodings, the user's filters.

Git does the conversion. This module only recognises files that need none, so that no process is
started for most files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from git_report.git.index_file import copy_index
from git_report.git.objects import Objects

if TYPE_CHECKING:
    from git_report.git.attributes import Attributes
    from git_report.git.plumbing import Git


def clean(git: Git, attributes: Attributes, path: str, data: bytes) -> bytes:
    """Convert the bytes of a file in the work tree to what ``git add`` would store."""
    if not _converts(git, attributes.of(path), data, line_end=b"\r\n"):
        return data
    with _scratch_objects(git) as env:
        index = Path(env["GIT_INDEX_FILE"])
        if git.index.exists():
            copy_index(git.index, index)
        # Not hash-object, which ignores that a file is already stored with CRLF.
        name = os.fsencode(path) + b"\0"
        git.git("update-index", "--add", "-z", "--stdin", input=name, env=env)
        staged = git.git("ls-files", "-s", "-z", "--", path, env=env)
        oid = staged.split(None, 2)[1].decode("ascii")
        return Objects(git.runner, git.hash_name, env).read(oid, "blob")


def smudge(
    git: Git,
    attributes: Attributes,
    path: str,
    data: bytes,
    oid: str = "",
    *,
    env: Mapping[str, str] | None = None,
) -> bytes:
    """Convert bytes as git stores them to what a checkout would write at a path.

    `oid` is their blob if the object database has it; otherwise a temporary one is written.
    `env` is the environment of the filters.
    """
    if not _converts(git, attributes.of(path), data, line_end=b"\n"):
        return data
    if oid:
        return git.git("cat-file", "--filters", f"--path={path}", oid, env=env)
    with _scratch_objects(git) as scratch:
        args = ("hash-object", "-w", "--no-filters", "--stdin")
        oid = git.git(*args, input=data, env=scratch).decode("ascii").strip()
        del scratch["GIT_INDEX_FILE"]
        return git.git(
            "cat-file", "--filters", f"--path={path}", oid, env={**scratch, **(env or {})}
        )


def _converts(git: Git, attributes: Mapping[str, str], data: bytes, *, line_end: bytes) -> bool:
    """Whether git might convert the data; only this direction changes `line_end`."""
    specified = {name for name, value in attributes.items() if value != "unset"}
    if specified & {"filter", "working-tree-encoding"}:
        return True
    if "ident" in specified and b"$Id" in data:
        return True
    if line_end not in data:
        return False
    autocrlf = git.config("core.autocrlf") or "false"
    ends_matter = autocrlf.lower() == "input" or git.config_flag("core.autocrlf")
    return ends_matter or bool(specified & {"text", "eol", "crlf"})


@contextmanager
def _scratch_objects(git: Git) -> Iterator[dict[str, str]]:
    """Yield an environment with a temporary object database and index: reading must not write."""
    own = os.environ.get("GIT_OBJECT_DIRECTORY") or str(git.common_dir / "objects")
    below = [_quote(str(Path(own).resolve()))]
    inherited = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    if inherited:
        below.append(inherited)
    import tempfile  # slow to load, and few files are converted

    # In the git directory, because a split index finds its shared part only from there.
    with tempfile.TemporaryDirectory(prefix="report-iterate.", dir=git.git_dir) as scratch:
        objects = Path(scratch, "objects")
        objects.mkdir()
        yield {
            "GIT_OBJECT_DIRECTORY": str(objects),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(below),
            "GIT_INDEX_FILE": str(Path(scratch, "index")),
        }


def _quote(path: str) -> str:
    """A path for GIT_ALTERNATE_OBJECT_DIRECTORIES, quoted if it contains the separator."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
