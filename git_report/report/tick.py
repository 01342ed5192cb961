"""Edits of a checklist; each replaces whole lines and changes nothing else in the file."""

from __future__ import annotations

import re
from itertools import pairwise

from git_report.errors import ReportError
from git_report.report.checklist import ITEM, STAMP, Box, Reference, Stamp
from git_report.report.instructions import Instructions
from git_report.report.links import find_link
from git_report.text import flatten

_SKIPPED = re.compile(r" \(skipped: .*\)(?=\r?$)")


def tick(text: str, reference: Reference, stamp: Stamp) -> str:
    """Check a reference's box and add a stamp at the end of its first line.

    If the reference has readings already, the stamp is added to the same comment. One line of
    `text` changes (law 5). ReportError if the reference is no longer on its line.
    """
    lines = text.split("\n")
    line = _set_box(lines, reference, Box.READ)
    body = line.removesuffix("\r")
    ending = line[len(body) :]
    stamped = STAMP.search(body)
    readings = f"{stamped['readings']} {stamp}" if stamped else str(stamp)
    kept = body[: stamped.start()] if stamped else body.rstrip(" \t")
    lines[reference.line - 1] = f"{kept} <!-- {readings} -->{ending}"
    return "\n".join(lines)


def skip(text: str, reference: Reference, why: str) -> str:
    """Skip a reference: its box becomes ``[-]``, and the reason is added to its last line."""
    lines = text.split("\n")
    lines[reference.line - 1] = _set_box(lines, reference, Box.SKIPPED)
    last = lines[reference.last - 1]
    body = last.removesuffix("\r")
    lines[reference.last - 1] = (
        f"{body.rstrip()} (skipped: {_without_comments(why)}){last[len(body) :]}"
    )
    return "\n".join(lines)


def unskip(text: str, reference: Reference) -> str:
    """Open the box of a skipped reference, and remove a reason that `skip` added."""
    lines = text.split("\n")
    lines[reference.line - 1] = _set_box(lines, reference, Box.OPEN)
    lines[reference.last - 1] = _SKIPPED.sub("", lines[reference.last - 1])
    return "\n".join(lines)


def open_again(text: str, reference: Reference) -> str:
    """Open the box of a read item but keep its stamp, so that it is read again."""
    lines = text.split("\n")
    lines[reference.line - 1] = _set_box(lines, reference, Box.OPEN)
    return "\n".join(lines)


def tick_again(text: str, reference: Reference) -> str:
    """Check the box of an item that `open_again` had opened."""
    lines = text.split("\n")
    lines[reference.line - 1] = _set_box(lines, reference, Box.READ)
    return "\n".join(lines)


def untick(instructions: Instructions, version: int, before: Instructions | None = None) -> str:
    """The text without what a version had added to it; nothing else in the file changes.

    The version's stamps are removed, and with the last stamp of an item its tick; the item of a
    revision is removed as a whole. An item with stamps of other versions keeps its tick, unless it
    was to be read again in `before`, the instructions as they were. Lines are restored as they are
    in `before`, since a tick removes the white space at the end of its line.
    """
    lines = instructions.text.split("\n")
    # From below, because deleting an item changes the numbers of the lines after it.
    for reference in reversed(instructions.references):
        left = tuple(stamp for stamp in reference.stamps if stamp.version != version)
        if left == reference.stamps:
            continue
        if not left and reference.is_revision:
            _delete_item(lines, instructions, reference)
            continue
        stays = left and not _was_reopened(before, reference, left)
        line = lines[reference.line - 1] if stays else _set_box(lines, reference, Box.OPEN)
        body = line.removesuffix("\r")
        stamped = STAMP.search(body)
        kept = body[: stamped.start()] if stamped else body
        if left:
            kept = f"{kept} <!-- {' '.join(map(str, left))} -->"
        lines[reference.line - 1] = _restore_line(before, kept, reference.line) + line[len(body) :]
    return "\n".join(lines)


def remove_item(instructions: Instructions, reference: Reference) -> str:
    """The text without an item, and without the blank line that separated it from the others."""
    lines = instructions.text.split("\n")
    _delete_item(lines, instructions, reference)
    return "\n".join(lines)


def move_up(instructions: Instructions, item: Reference, above: Reference) -> str:
    """The text with an item moved before another one; blank lines stay as they were."""
    lines = instructions.text.split("\n")
    first, last = item.line - 1, item.last
    ends = len(lines) if lines[-1] else len(lines) - 1
    while last < ends and not lines[last].strip():
        last += 1
    moved = lines[first:last]
    if last == item.last and last == ends:  # the last item: its blank lines are before it
        while first and not lines[first - 1].strip():
            first -= 1
        moved = [*lines[item.line - 1 : last], *lines[first : item.line - 1]]
    at = above.line - 1
    return "\n".join([*lines[:at], *moved, *lines[at:first], *lines[last:]])


def append_item(instructions: Instructions, item: str) -> str:
    """The instructions' text with a new open item after the last one, in the same style.

    `item` is the text after the box, on one line. Blank lines between items, bullet and line ending
    are as in the existing items. If a formatter has escaped the last item's box, the new item gets
    a bullet, which protects its box from formatters.
    """
    lines = instructions.text.split("\n")
    before = instructions.references[-1]
    model = lines[before.line - 1]
    match = ITEM.match(model.removesuffix("\r"))
    assert match is not None
    ending = "\r" if model.endswith("\r") else ""
    bullet = match["bullet"] or ("- " if "\\[" in model[: match.start("box")] else "")
    new = f"{match['indent']}{bullet}[ ] {_without_comments(item)}{ending}"
    apart = [ending] if _set_apart(instructions) else []
    at = before.last
    if at == len(lines):  # the last item has no line ending of its own
        lines[-1] += ending
        new = new.removesuffix("\r")
    return "\n".join([*lines[:at], *apart, new, *lines[at:]])


def format_item(target: str, title: str, why: str) -> str:
    """An item's text: a link if there is a title, else the bare URL, or the path as a link."""
    if title or not target.startswith(("http://", "https://")):
        shown = (title or target).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        plain = not any(mark in target for mark in " ()<>\\\t")
        link = f"[{shown}]({target if plain else _angled(target)})"
    else:
        link = target
    return f"Read {link} {_without_comments(why)}" if why else link


def is_one_target(item: str, target: str) -> bool:
    """Whether an item's text is parsed as a reference to exactly this target."""
    link = find_link(item)
    return link is not None and link.target == target


def _set_box(lines: list[str], reference: Reference, box: Box) -> str:
    line = lines[reference.line - 1] if reference.line <= len(lines) else ""
    match = ITEM.match(line.removesuffix("\r"))
    if match is None:
        raise ReportError(
            f"the item '{reference.title}' is no longer on line {reference.line}",
            hint="the instructions changed in the meantime: try again",
        )
    at = match.start("box")
    return f"{line[:at]}{box}{line[at + 1 :]}"


def _was_reopened(
    before: Instructions | None, reference: Reference, left: tuple[Stamp, ...]
) -> bool:
    """Whether an item was to be read again in `before`; of several, the one on its line counts."""
    items = before.references if before else ()
    same = {r.line: r for r in items if (r.text, r.stamps) == (reference.text, left)}
    item = same.get(reference.line) or next(iter(same.values()), None)
    return item is not None and item.reopened


def _restore_line(before: Instructions | None, body: str, number: int) -> str:
    """An item's first line as it was in `before`; of several, the one on the same line."""
    if before is None:
        return body
    lines = before.text.split("\n")
    bodies = {item.line: lines[item.line - 1].removesuffix("\r") for item in before.references}
    same = {at: known for at, known in bodies.items() if _bare(known) == _bare(body)}
    return same.get(number) or next(iter(same.values()), body)


def _bare(body: str) -> tuple[str, str]:
    """An item's first line without insignificant white space, and its readings."""
    stamped, item = STAMP.search(body), ITEM.match(body)
    kept = body[: stamped.start()] if stamped else body
    if item is not None:
        kept = kept[: item.start("box")] + item["box"].lower() + kept[item.end("box") :]
    return kept.rstrip(" \t"), stamped["readings"] if stamped else ""


def _delete_item(lines: list[str], instructions: Instructions, reference: Reference) -> None:
    """Remove an item, and what `append_item` had added around it."""
    others = tuple(item for item in instructions.references if item != reference)
    first, last = reference.line - 1, reference.last
    was_last = last == len(lines)
    blank = first > 0 and not lines[first - 1].strip(" \t\r")
    if others and blank and _set_apart(instructions._replace(references=others)):
        first -= 1
    del lines[first:last]
    if was_last and others and lines[others[-1].line - 1].endswith("\r"):
        lines[-1] = lines[-1].removesuffix("\r")


def _set_apart(instructions: Instructions) -> bool:
    """Whether most items are separated by blank lines; true for a single item without a bullet."""
    items = instructions.references
    gaps = [b.line > a.last + 1 for a, b in pairwise(items)]
    if gaps:
        return 2 * sum(gaps) > len(gaps)
    first = instructions.text.split("\n")[items[0].line - 1].lstrip()
    return first.startswith(("[", "\\["))


def _angled(target: str) -> str:
    escaped = target.replace("\\", "\\\\").replace("<", "\\<").replace(">", "\\>")
    return f"<{escaped}>"


def _without_comments(text: str) -> str:
    """A user's text as part of one line of Markdown, unable to end the line or form a stamp."""
    return flatten(text).replace("<!--", "<!- -").replace("-->", "-- >")
