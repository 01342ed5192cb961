"""Undo and adopt, killed around the moment at which the branch moves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkouts import Checkout
from tests.faults.injection import is_possible, trace
from tests.repo.planning import leftovers, make_busy, whole_state

_GIT_REPORT = (sys.executable, "-m", "git_report.cli")
_ITERATE = (*_GIT_REPORT, "iterate", "--writer", "extractive", "-q")
_LAST, _STRIDE = 44, 11  # calls: what comes before these writes objects that nothing names yet
_SOURCES = {
    "report/references/a.md": "# A\n\nAlpha takes 54 days on 16 machines.\n",
    "report/references/b.md": "# B\n\nBeta costs $1.20 per million tokens.\n",
}
_ITEMS = "# Brief\n\n## References\n\n[ ] [A](references/a.md)\n\n[ ] [B](references/b.md)\n"
_BASE = {"staged.txt": "1\n", "unstaged.txt": "1\n", "removed.txt": "1\n"}
COMMANDS = {"undo": ["undo", "2"], "hard": ["undo", "2", "--hard"], "adopt": ["adopt", "--yes"]}

pytestmark = pytest.mark.skipif(
    not is_possible(), reason="faults need Linux on x86_64 and the right to trace one's children"
)


def make_template(root: Path, name: str) -> Checkout:
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
        subprocess.run(_ITERATE, cwd=checkout.root, check=True, capture_output=True)
        instructions.write_text(instructions.read_text().replace("# Brief", "# A brief"))
        subprocess.run(_ITERATE, cwd=checkout.root, check=True, capture_output=True)
    make_busy(checkout)
    return checkout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_next_command_finds_it_done_or_not_begun(tmp_path: Path, name: str) -> None:
    template = make_template(tmp_path, name)
    command = [*_GIT_REPORT, *COMMANDS[name]]
    done = Checkout(tmp_path / "done")
    shutil.copytree(template.root, done.root, symlinks=True)
    events = len(trace(command, done.root, done.root).events)
    right = [_describe(template), _describe(done)]
    assert right[0] != right[1]
    seen = set()
    for at in range(events - _LAST, events, _STRIDE):
        broken = Checkout(tmp_path / f"broken-{at}")
        shutil.copytree(template.root, broken.root, symlinks=True)
        hit = trace(command, broken.root, broken.root, "kill", at).hit
        subprocess.run([*_GIT_REPORT, "status"], cwd=broken.root, capture_output=True, check=False)
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
