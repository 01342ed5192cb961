"""What git stores in place of some files: pointers to their contents, or encrypted text."""

from __future__ import annotations

import re
from typing import NamedTuple

_LFS = (b"version https://git-lfs.github.com/spec/v", b"version https://hawser.github.com/spec/v")
_ANNEX = rb"(?:\.\./|\.git/|/)*annex/objects/\S+\s*\Z"
_LONGEST_POINTER = 1_024
_ENCRYPTED = b"\0GITCRYPT\0"


class StoredForm(NamedTuple):
    """What git stores in place of a file: its name in messages, the command that gets the file."""

    name: str
    command: str


def find_stored_form(data: bytes) -> StoredForm | None:
    """The form of bytes from which only a filter makes the file; None if they are the file."""
    if data.startswith(_ENCRYPTED):
        return StoredForm("encrypted with git-crypt", "git-crypt unlock")
    if len(data) > _LONGEST_POINTER:
        return None
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(_LFS) and b"oid sha256:" in text:
        return StoredForm("a Git LFS pointer", "git lfs pull")
    if b"annex/objects/" in text and re.match(_ANNEX, text):
        return StoredForm("a git-annex pointer", "git annex get")
    return None
