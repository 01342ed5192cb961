"""``git report merge-driver``: the merge driver that git calls for diff.md and checklists."""

from __future__ import annotations

from pathlib import Path

import click

from git_report.differ import read_diff, read_engine
from git_report.errors import ReportError
from git_report.git.process import Runner
from git_report.merge.merged_checklist import merge_instructions
from git_report.report.sizes import MOST_BYTES, read_file
from git_report.report.versions import version_number

_NAMES = ("-L", "ours", "-L", "base", "-L", "theirs")


@click.command("merge-driver", hidden=True)
@click.argument("kind", type=click.Choice(["diff", "checklist"]))
@click.argument("files", nargs=4, type=click.UNPROCESSED)
def command(kind: str, files: tuple[str, str, str, str]) -> None:
    """Merge one file for git: the files of base, ours and theirs, and the path that is merged.

    The result replaces ours. Anything but a checklist or a generated diff.md, and anything that
    cannot be merged so, is merged line by line, with conflict markers where both sides changed it.
    """
    base, ours, theirs = (Path(name).absolute() for name in files[:3])
    try:
        texts = [read_file(place, MOST_BYTES).decode("utf-8") for place in (base, ours, theirs)]
        merged = choose_newer(*texts) if kind == "diff" else merge_instructions(files[3], *texts)
    except (ReportError, UnicodeDecodeError):
        merged = None
    if merged is not None:
        ours.write_bytes(merged.encode("utf-8"))
        return
    # Writes the result to `ours`, with conflict markers, and its exit status is the number of
    # conflicts.
    done = Runner(Path.cwd()).run("merge-file", *_NAMES, "--", *map(str, (ours, base, theirs)))
    if done.status:
        click.get_current_context().exit(1)


def choose_newer(base: str, ours: str, theirs: str) -> str | None:
    """The diff.md of the higher version, ours if both have the same; None if one is not a diff.md.

    If both have the same, the versions themselves are in conflict: ours is kept there too, and 'git
    report resolve' derives diff.md again. D001 reports a wrong one before it is committed.
    """
    # The other side alone changed it, whatever it is: not every diff.md was derived.
    if ours == base:
        return theirs
    numbers = []
    for text in (ours, theirs):
        number = version_number(read_diff(text).new)
        if not read_engine(text) or number is None:
            return None
        numbers.append(number)
    return theirs if numbers[1] > numbers[0] else ours
