"""A tree in memory: what a commit or a work tree holds, without a repository."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from git_report.report.snapshot import DIRECTORY, Entry


@dataclass(frozen=True)
class Files:
    """A tree in memory, by path; `special` has what is not a regular file, with its mode."""

    files: Mapping[str, bytes]
    special: Mapping[str, str] = field(default_factory=dict)
    name: str = "HEAD"
    report_bytes: int = 0

    def entries(self, folder: str) -> Mapping[str, Entry]:
        prefix = f"{folder}/" if folder else ""
        paths = (*self.files, *self.special)
        names = {p.removeprefix(prefix).split("/")[0] for p in paths if p.startswith(prefix)}
        found = {name: self.entry(prefix + name) for name in names}
        return {name: entry for name, entry in found.items() if entry is not None}

    def entry(self, path: str) -> Entry | None:
        if path in self.special:
            return Entry(self.special[path])
        if path in self.files:
            return Entry("100644", self.blob_id(self.files[path]))
        below = any(known.startswith(f"{path}/") for known in (*self.files, *self.special))
        return Entry(DIRECTORY) if below or not path else None

    def read(self, path: str) -> bytes:
        return self.files[path]

    def check_out(self, path: str, data: bytes) -> bytes:
        return data

    def markdown_files(self) -> tuple[str, ...]:
        return tuple(sorted(path for path in self.files if path.endswith(".md")))

    def blob_id(self, data: bytes) -> str:
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def change(self, changes: Mapping[str, bytes | None]) -> Files:
        files: dict[str, bytes | None] = {**self.files, **changes}
        return Files({path: data for path, data in files.items() if data is not None})
