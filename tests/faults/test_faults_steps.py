"""A version of five questions broken at calls that change a file: no answer is paid for twice."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.sweep import Template, make_template, run_case
from tests.faults.workshop import Loaded, Workshop

pytestmark = pytest.mark.slow

# Answers by the task at the end of the request, and writes a line for each that it gives.
MODEL = """\
import hashlib, json, re, sys
asked = sys.stdin.read()
task = re.findall(r"^# Your task: (.*)$", asked, re.M)[-1]
number = (re.findall(r"reference is \\[\\^(\\d+)\\]", asked) or ["0"])[-1]
said = f"Node {number} runs at {number}00 Gbps. [^{number}] It is fast."
if task.startswith("read"):
    answer = json.dumps({"facts": [], "summary": "A node."})
elif task.startswith("find the faults in figures"):
    fault = {"quote": "It is fast.", "fault": "nobody says so", "mend": "cut it", "severity": 1}
    answer = json.dumps({"thesis": "holds", "faults": [fault]})
elif task.startswith("find"):
    answer = json.dumps({"thesis": "holds", "faults": []})
elif "light" in task:
    answer = f"=== edit {number}\\n<<<\\n It is fast.\\n>>>\\n\\n=== reason\\nCorrected.\\n"
elif "There is no version" in asked:
    answer = f"# Nodes\\n\\n## Node {number}\\n\\n{said}\\n"
else:
    where = f"=== insert under top last level 2: Node {number}"
    answer = f"{where}\\n\\n{said}\\n\\n=== reason\\nNew.\\n"
with open(sys.argv[1], "a") as log:
    word = task.removeprefix("the ").split()[0]
    log.write(f"{word} {hashlib.sha256(asked.encode()).hexdigest()}\\n")
print(answer)
"""
_ITERATE = Loaded(("iterate", "--effort", "xhigh"))
_KINDS = ("kill", "torn", "enospc", "int")
_STRIDE = 37
_MOST = 200  # calls; a run makes fewer


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model") / "log"


@pytest.fixture(scope="module")
def template(workshop: Workshop, log: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    (log.parent / "model.py").write_text(MODEL)
    with pytest.MonkeyPatch.context() as patch:
        configure(patch, log)
        return workshop(make_template, tmp_path_factory.mktemp("steps"), _ITERATE)


def configure(patch: pytest.MonkeyPatch, log: Path) -> None:
    """Have the model asked by every run of this module, and by no other."""
    patch.setenv("GIT_CONFIG_COUNT", "1")
    patch.setenv("GIT_CONFIG_KEY_0", "report.command")
    patch.setenv("GIT_CONFIG_VALUE_0", f"'{sys.executable}' '{log.parent / 'model.py'}' '{log}'")


def test_the_unbroken_run_asks_five_questions(template: Template, log: Path) -> None:
    tasks = [line.rpartition(" ")[0] for line in log.read_text().splitlines()]
    assert tasks == ["read", "next", "find", "find", "light"] * 2  # two versions
    version = (template.root / "report/report-01.md").read_text()
    assert "It is fast" not in version
    assert version.count("\nstep: ") == 5


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("first", range(1, _MOST, _STRIDE))
def test_the_next_run_asks_only_what_has_no_answer(
    workshop: Workshop,
    template: Template,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    first: int,
) -> None:
    at = first + 9 * _KINDS.index(kind)  # not the same calls for all
    if at > template.events:
        pytest.skip("a run makes fewer calls")
    configure(monkeypatch, log)
    log.write_text("")
    case = workshop(run_case, template, kind, at)
    assert case.faults == (), case.hit
    asked = Counter(log.read_text().splitlines())
    # An answer that was on its way to the disk when the run was broken is lost, and no other.
    assert sum(asked.values()) - len(asked) <= 1, case.hit
