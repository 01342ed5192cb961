"""Apply a unified diff hunk by hunk to a newer version of its text.

unidiff parses the patch; this module finds the place of each hunk. As with patch(1), outer context
lines and white space may differ, if only one place matches then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import NamedTuple

from git_report.errors import ReportError
from git_report.text import decode, shorten

# Removed lines of so many characters identify their place without context: a short one like
# "- yes" may also occur elsewhere.
_TELLING = 20
# Enough for all ways to omit lines of git's three and three lines of context, and for those of a
# longer context that keep most of it.
_CUTS = 60
_SHOWN = 60
_APPLIED = "it has already been applied"
_COMBINED = re.compile(r"^(?:diff --(?:cc|combined) |@@@+ )", re.M)
# The output of 'git diff --color', whose header lines begin with a colour too.
_COLOURED = re.compile(r"^(?:\x1b\[[0-9;]*m)+(?:diff |--- |\+\+\+ |@@ )", re.M)
_COLOUR = re.compile(r"\x1b\[[0-9;]*[mK]")
# A reviewer's suggestion as a forge shows it, with only the new lines.
_SUGGESTION = re.compile(r"^[ \t>]*(?:```+|~~~+)[ \t]*suggestion\b", re.M)
_MAIL = re.compile(rb"\A(?:From [0-9a-f]{40} [^\n]*\n|(?:From|Subject|Date|Message-ID): )", re.I)
_SUBJECT = re.compile(r"\A(?:\[[^\]\n]*\]\s*)+")
_OCTAL = re.compile(rb"\\([0-7]{3}|.)", re.S)
_ESCAPES = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"v": b"\v",
}


class PatchLine(NamedTuple):
    """A line of a hunk: its mark (" ", "-" or "+") and its text without the line ending."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class PatchHunk:
    """A change of adjacent lines; `start` is its 1-based line in the old text."""

    start: int
    lines: tuple[PatchLine, ...]
    source: str

    @property
    def old(self) -> tuple[str, ...]:
        """The lines before the change."""
        return tuple(line.text for line in self.lines if line.mark != "+")

    @property
    def new(self) -> tuple[str, ...]:
        """The lines after the change."""
        return tuple(line.text for line in self.lines if line.mark != "-")


@dataclass(frozen=True, slots=True)
class FilePatch:
    """The hunks of one file; `path` is its path in the patch, without ``a/``."""

    path: str
    hunks: tuple[PatchHunk, ...]
    added: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """The files of a patch in order, and the subject of its mail, empty if it is not a mail."""

    files: tuple[FilePatch, ...]
    subject: str = ""


class PlacedHunk(NamedTuple):
    """A hunk that was applied, its 1-based line, and how its place was found."""

    hunk: PatchHunk
    line: int
    how: str


class RefusedHunk(NamedTuple):
    """A hunk that was not applied, and why; `present` if the text already has its new lines."""

    hunk: PatchHunk
    why: str
    present: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """A text with a patch applied, and the hunks that were and were not applied."""

    text: str
    placed: tuple[PlacedHunk, ...]
    refused: tuple[RefusedHunk, ...]


def read_patch(data: bytes, name: str) -> Patch:
    """The files of a unified diff, which may be in a mail as ``git format-patch`` writes it.

    `name` is the file's, for messages. Terminal colours are removed. Raises ReportError if it has
    no text changes.
    """
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    text, subject = _decode_mail(data, name)
    if _COLOURED.search(text):
        text = _COLOUR.sub("", text)
    if _COMBINED.search(text):
        raise ReportError(
            f"'{name}' is the combined diff of a merge, which has no single prior text",
            hint="make one against a single parent, as with 'git diff HEAD^1 HEAD'",
        )
    try:
        parsed = PatchSet(text)
    except UnidiffParseError as error:
        raise ReportError(
            f"'{name}' is damaged: {_explain_damage(str(error))}",
            hint="save the patch again, whole and without changes",
        ) from None
    except ValueError:  # a number too long to be read
        raise ReportError(
            f"'{name}' is not a patch: a line number in it cannot be read",
            hint="save the patch again, whole and without changes",
        ) from None
    files = tuple(
        FilePatch(
            _name_file(each.source_file, each.target_file),
            tuple(_read_hunk(hunk) for hunk in each),
            each.source_file == "/dev/null",
            each.target_file == "/dev/null",
        )
        for each in parsed
    )
    if not any(each.hunks for each in files):
        if _SUGGESTION.search(text):
            raise ReportError(
                f"'{name}' is a suggestion without its place: it has only the new lines",
                hint="commit the suggestion on the forge and give the patch of that commit, or the "
                "output of 'gh pr diff NUMBER'",
            )
        binary = any(each.is_binary_file for each in parsed) or "GIT binary patch" in text
        what = "changes only binary files" if binary else "contains no changes in unified format"
        raise ReportError(
            f"'{name}' {what}",
            hint="make a patch with 'git diff', 'git format-patch' or 'gh pr diff NUMBER'",
        )
    return Patch(files, subject)


def apply_hunks(text: str, hunks: Sequence[PatchHunk], below: str = "") -> Applied:
    """The text with the hunks applied whose place can be found.

    `below` has the rest of the file (footnotes and record), which a patch must not change.
    """
    lines = text.split("\n")
    placed: list[PlacedHunk] = []
    refused: list[RefusedHunk] = []
    shift = 0
    for hunk in hunks:
        if _is_applied(lines, hunk):
            refused.append(RefusedHunk(hunk, _APPLIED, present=True))
            continue
        place = _find_place(lines, hunk, hunk.start - 1 + shift)
        if place is None:
            refused.append(_refuse(lines, hunk, below))
            continue
        replacement = list(_replace(lines, place))
        before = len(lines)
        lines[place.start : place.start + place.size] = replacement
        # The next hunk is looked for near where this one was found, as patch(1) does.
        shift = place.start - place.lead - (hunk.start - 1) + len(lines) - before
        placed.append(PlacedHunk(hunk, place.start + 1, place.how))
    return Applied("\n".join(lines), tuple(placed), tuple(refused))


class _Place(NamedTuple):
    """The place of a hunk's lines without its first `lead` lines, and perhaps its last ones."""

    start: int
    size: int
    lead: int
    lines: Sequence[PatchLine]
    how: str


def _find_place(lines: Sequence[str], hunk: PatchHunk, near: int) -> _Place | None:
    """The nearest exact match, else the only approximate one."""
    changed = [k for k, line in enumerate(hunk.lines) if line.mark != " "]
    if not changed:
        return None
    lead, trail = changed[0], len(hunk.lines) - 1 - changed[-1]
    for first, last in _list_cuts(lead, trail):
        part = hunk.lines[first : len(hunk.lines) - last]
        old = [line.text for line in part if line.mark != "+"]
        context = [*part[: lead - first], *part[len(part) - trail + last :]]
        if not _is_telling(old, context):
            continue
        for same, how in ((_as_is, ""), (_without_blanks, "white space differs")):
            found = _search(lines, old, same)
            cut = first + last
            if not found or (len(found) > 1 and (cut or how)):
                continue
            start = min(found, key=lambda at: abs(at - near - first))
            fuzz = f"{cut} line{'s' * (cut > 1)} of context ignored" if cut else ""
            return _Place(start, len(old), first, part, ", ".join(filter(None, (how, fuzz))))
    return None


def _list_cuts(lead: int, trail: int) -> list[tuple[int, int]]:
    """The numbers of context lines to omit at both ends, fewest first."""
    cuts = [(a, b) for a in range(lead + 1) for b in range(trail + 1)]
    return sorted(cuts, key=lambda cut: (sum(cut), max(cut)))[:_CUTS]


def _is_telling(old: Sequence[str], context: Sequence[PatchLine]) -> bool:
    """Whether lines identify their place, by some context or by enough removed text."""
    if any(line.text.strip() for line in context):
        return True
    return sum(len(text.strip()) for text in old) >= _TELLING


def _search(lines: Sequence[str], old: Sequence[str], same: Callable[[str], str]) -> list[int]:
    wanted = [same(text) for text in old]
    have = [same(text) for text in lines]
    size = len(wanted)
    return [at for at in range(len(have) - size + 1) if have[at : at + size] == wanted]


def _as_is(text: str) -> str:
    return text


def _without_blanks(text: str) -> str:
    return " ".join(text.split())


def _replace(lines: Sequence[str], place: _Place) -> Iterator[str]:
    """The new lines, with context lines as they are in the text."""
    at = place.start
    for line in place.lines:
        if line.mark == "+":
            yield line.text
            continue
        if line.mark == " ":
            yield lines[at]
        at += 1


def _is_applied(lines: Sequence[str], hunk: PatchHunk) -> bool:
    """Whether the text has a hunk's new lines, and its old lines only within them.

    Otherwise a hunk that only adds lines would be applied again, as half of its context matches.
    """
    changed = any(line.mark != " " for line in hunk.lines)
    if not changed or not _is_telling(hunk.new, [PatchLine(" ", text) for text in hunk.new]):
        return False
    matches = _search(lines, hunk.new, _without_blanks)
    last = len(hunk.new) - len(hunk.old)
    return bool(matches) and all(
        any(at <= old <= at + last for at in matches)
        for old in _search(lines, hunk.old, _without_blanks)
    )


def _refuse(lines: Sequence[str], hunk: PatchHunk, below: str) -> RefusedHunk:
    if _is_present(lines, hunk):
        return RefusedHunk(hunk, _APPLIED, present=True)
    return RefusedHunk(hunk, _explain_refusal(lines, hunk, below))


def _is_present(lines: Sequence[str], hunk: PatchHunk) -> bool:
    """Whether the text has all lines that a hunk adds, and their context."""
    new = [text for text in hunk.new if text.strip()]
    have = {_without_blanks(text) for text in lines}
    added = [line.text for line in hunk.lines if line.mark == "+" and line.text.strip()]
    return bool(added) and all(_without_blanks(text) in have for text in new)


def _explain_refusal(lines: Sequence[str], hunk: PatchHunk, below: str) -> str:
    have = {_without_blanks(text) for text in lines}
    tail = {_without_blanks(text) for text in below.split("\n")}
    removed = [line.text for line in hunk.lines if line.mark == "-" and line.text.strip()]
    for text in removed or [line for line in hunk.old if line.strip()]:
        if _without_blanks(text) not in have:
            if _without_blanks(text) in tail:
                return "it changes the footnotes and the record below the report, which are derived"
            return f"the text has no line '{shorten(text, _SHOWN)}'"
    if not hunk.old:
        return "it has no context lines, so its place is unknown"
    return "its lines are in the text, but in other places"


def _decode_mail(data: bytes, name: str) -> tuple[str, str]:
    """The decoded text of a patch and the subject of its mail."""
    if not _MAIL.match(data):
        return decode(data, name, hint="give a patch in UTF-8").replace("\r\n", "\n"), ""
    # The first line of an mbox is not a header, and would end the headers.
    start = data.partition(b"\n")[2] if data.startswith(b"From ") else data
    message = message_from_bytes(start, policy=policy.default)
    subject = _SUBJECT.sub("", " ".join(str(message.get("Subject", "")).split()))
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    encoding = str(message.get("Content-Transfer-Encoding", "8bit")).lower()
    if encoding in {"7bit", "8bit", "binary"} and not message.is_multipart():
        # Not from the message: of several mails in one file, it would have only the first.
        return decode(data, name, hint="give a patch in UTF-8").replace("\r\n", "\n"), subject
    text = "\n".join(str(part.get_content()) for part in parts)
    return text.replace("\r\n", "\n"), subject


def _read_hunk(hunk: object) -> PatchHunk:
    lines = tuple(
        PatchLine(line.line_type or " ", line.value.removesuffix("\n"))
        for line in hunk  # type: ignore[attr-defined]
        # Not "\", the line that says that a file does not end in a line ending.
        if line.line_type in {" ", "-", "+", ""}
    )
    return PatchHunk(hunk.source_start, lines, str(hunk))  # type: ignore[attr-defined]


def _name_file(source: str, target: str) -> str:
    name = target if target != "/dev/null" else source
    name = _unquote(name)
    # The last four are of diff.mnemonicPrefix: index, work tree, commit, object.
    return name[2:] if name[:2] in {"a/", "b/", "i/", "w/", "c/", "o/"} else name


def _unquote(name: str) -> str:
    """A path without the quotes and octal escapes that git writes for non-ASCII characters."""
    if len(name) < 2 or not (name.startswith('"') and name.endswith('"')):
        return name

    def plain(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8) & 255]) if len(code) == 3 else _ESCAPES.get(code, code)

    inner = name[1:-1].encode("utf-8", "surrogateescape")
    return _OCTAL.sub(plain, inner).decode("utf-8", "replace")


def _explain_damage(error: str) -> str:
    kind, _, line = error.partition(":")
    reasons = {
        "Hunk is shorter than expected": "a hunk has fewer lines than its header says",
        "Hunk is longer than expected": "a hunk has more lines than its header says",
        "Hunk diff line expected": f"'{shorten(line, _SHOWN)}' is not a valid hunk line",
    }
    return reasons.get(kind, "its lines are not those of a unified diff")
