"""Undo and adopt, killed around the moment at which the branch moves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.checkouts import Checkout
from tests.commit.planning import leftovers, make_busy, whole_state
from tests.faults.injection import Outcome, trace
from tests.faults.workshop import Loaded, Workshop

pytestmark = pytest.mark.slow

_ITERATE = ("iterate", "--writer", "extractive", "-q")
_LAST, _STRIDE = 44, 11  # calls: what comes before these writes objects that nothing names yet
_SOURCES = {
    "report/references/a.md": "# A\n\nAlpha takes 54 days on 16 machines.\n",
    "report/references/b.md": "# B\n\nBeta costs $1.20 per million tokens.\n",
}
_ITEMS = "# Brief\n\n## References\n\n[ ] [A](references/a.md)\n\n[ ] [B](references/b.md)\n"
_BASE = {"staged.txt": "1\n", "unstaged.txt": "1\n", "removed.txt": "1\n"}
COMMANDS = {"undo": ("undo", "2"), "hard": ("undo", "2", "--hard"), "adopt": ("adopt", "--yes")}


def run(workshop: Workshop, checkout: Checkout, arguments: tuple[str, ...], at: int = 0) -> Outcome:
    """Run `git report` with some arguments, and kill it at a call."""
    kind = "kill" if at else ""
    return workshop(trace, Loaded(arguments), checkout.root, checkout.root, kind, at)


def make_template(workshop: Workshop, root: Path, name: str) -> Checkout:
    """Work going on, and a version to take back (an edit rode along with it), or one by hand."""
    checkout = Checkout(root / "template")
    checkout.root.mkdir()
    checkout.git("init", "-q", "-b", "main")
    instructions = checkout.root / "report/instructions.md"
    checkout.commit({**_BASE, **_SOURCES, "report/instructions.md": _ITEMS})
    if name == "adopt":
        hand = {"report/report.md": "# T\n", "report/report-07.md": "# T\n\nOne.\n"}
        checkout.write({**hand, "report/diff.md": "by hand\n"})
    else:
        assert run(workshop, checkout, _ITERATE).status == 0
        instructions.write_text(instructions.read_text().replace("# Brief", "# A brief"))
        assert run(workshop, checkout, _ITERATE).status == 0
    make_busy(checkout)
    return checkout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_next_command_finds_it_done_or_not_begun(
    workshop: Workshop, tmp_path: Path, name: str
) -> None:
    template = make_template(workshop, tmp_path, name)
    done = Checkout(tmp_path / "done")
    shutil.copytree(template.root, done.root, symlinks=True)
    events = len(run(workshop, done, COMMANDS[name]).events)
    right = [_describe(template), _describe(done)]
    assert right[0] != right[1]
    seen = set()
    for at in range(events - _LAST, events, _STRIDE):
        broken = Checkout(tmp_path / f"broken-{at}")
        shutil.copytree(template.root, broken.root, symlinks=True)
        hit = run(workshop, broken, COMMANDS[name], at).hit
        run(workshop, broken, ("status",))
        found = _describe(broken)
        assert found in right, hit
        assert leftovers(broken) == [], hit
        broken.git("fsck", "--strict", "--no-dangling")
        seen.add(right.index(found))
    assert seen == {0, 1}


def _describe(checkout: Checkout) -> list[bytes]:
    """HEAD, index and files, wherever they are."""
    place = bytes(checkout.root)
    return [part.removeprefix(place) for part in whole_state(checkout)]
