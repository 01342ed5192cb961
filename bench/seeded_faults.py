"""Seeded faults in clean histories, and clean histories without a fault, held against the checks.

    python bench/seeded_faults.py [--seed 0] [--histories 200] [--steps 10] [--only PART]

Every history begins with the example of this repository, in a repository of its own, and goes on
with real commands. A fault is caught where each door it can be seen through tells its code. The
clean histories are random walks of legal steps, checked before and after each commit: a finding,
warnings included, is a false alarm. Exits with 1 where a fault is missed or an alarm is false.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fault_seeds import ALL, CODES, FAULTS, IN_TREE, OPEN, RANGE, RECEIVED, STAGED, Case, Fault

from tests.checks.walks import Tally, Walk, findings, prepare, walks


@dataclass
class Score:
    """What became of the faults of one code."""

    caught: int = 0
    seen: int = 0
    alone: int = 0
    missed: list[str] = field(default_factory=list)


def begin(walk: Walk, rng: random.Random) -> Case:
    """Some legal steps more, until three references are read and three or more are open."""
    steps = [walk.add, walk.edit_checklist, walk.skip, walk.merge, walk.iterate]
    for step in rng.sample(steps, 2):
        step(rng.randrange(2**16))
    while walk.newest() < "report-03.md":
        walk.iterate(rng.randrange(2**16))
    while len(walk.items(OPEN)) < 3:
        walk.add(rng.randrange(2**16))
    return Case(walk)


def receive(walk: Walk) -> list[str]:
    """What a server says to a push of HEAD, whose commit it does not have yet on a branch."""
    pushed = walk.text("rev-parse", "HEAD")
    walk.git("reset", "-q", "--soft", "HEAD~1")
    line = f"{walk.text('rev-parse', 'HEAD')} {pushed} refs/heads/main\n"
    command = [sys.executable, "-m", "git_report.cli", "check", RECEIVED]
    done = subprocess.run(
        command, cwd=walk.root, input=line, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines() or [f"exit {done.returncode}: {done.stderr}"]


def look(case: Case, fault: Fault) -> dict[str, set[str]]:
    """The codes that each door tells of the fault."""
    fault.seed(case)
    if fault.doors == IN_TREE:
        # Not committed: what was never added would be added by that.
        told = {door: findings(case.walk.root, door) for door in fault.doors}
    else:
        told = look_at_commit(case.walk, fault)
    return {door: set(re.findall(r": ([VSRD]\d{3}) ", "\n".join(f))) for door, f in told.items()}


def look_at_commit(walk: Walk, fault: Fault) -> dict[str, list[str]]:
    """What the doors tell of the fault before and after it is committed."""
    told: dict[str, list[str]] = {}
    walk.git("add", "-A")
    if STAGED in fault.doors:
        told[STAGED] = findings(walk.root, STAGED)
    walk.git("commit", "-q", "-m", fault.name)
    if RANGE in fault.doors:
        told[RANGE] = findings(walk.root, RANGE, "HEAD~1..HEAD")
    if ALL in fault.doors:
        told[ALL] = findings(walk.root, ALL)
    if RECEIVED in fault.doors:
        told[RECEIVED] = receive(walk)
    return told


def seed_faults(
    template: Path, space: Path, number: int, tally: Tally, codes: tuple[str, ...]
) -> dict[str, Score]:
    """Every fault of those codes in a history of its own, by code."""
    scores: dict[str, Score] = defaultdict(Score)
    for place, fault in enumerate(FAULTS):
        if fault.code not in codes:
            continue
        rng = random.Random(f"{number} {place}")
        case = begin(Walk(template, space, tally, strict=True), rng)
        told = look(case, fault)
        score = scores[fault.code]
        score.seen += 1
        blind = [door for door in fault.doors if fault.code not in told[door]]
        score.caught += not blind
        score.alone += all(codes <= {fault.code} for codes in told.values())
        if blind:
            score.missed.append(f"{fault.name}: {told}")
    return scores


def tell_faults(scores: dict[str, Score], codes: tuple[str, ...]) -> bool:
    print("| Code | Faults | Caught | No other code told |\n|---|---|---|---|")
    for code in codes:
        score = scores[code]
        print(f"| {code} | {score.seen} | {score.caught} | {score.alone} |")
    seen, caught = (sum(getattr(s, name) for s in scores.values()) for name in ("seen", "caught"))
    print(f"\n{caught} of {seen} faults caught, {len(codes)} codes")
    for code, score in sorted(scores.items()):
        for missed in score.missed:
            print(f"missed {code} {missed}")
    return caught == seen and all(scores[code].seen >= 3 for code in codes)


def run_faults(space: Path, number: int, codes: tuple[str, ...]) -> bool:
    template = space / "template"
    template.mkdir(parents=True)
    prepare(template)
    return tell_faults(seed_faults(template, space, number, Tally(), codes), codes)


def walk_histories(space: Path, number: int, count: int, steps: int) -> Tally:
    tally = Tally()
    space.mkdir()
    factory = walks(space, tally, strict=False)

    @seed(number)
    def begin_walk() -> Walk:
        return factory()

    run_state_machine_as_test(
        begin_walk,  # type: ignore[arg-type]
        settings=settings(
            max_examples=count, stateful_step_count=steps, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return tally


def tell_histories(tally: Tally) -> None:
    print("\n| Step | Times |\n|---|---|")
    for step, times in sorted(tally.steps.items()):
        print(f"| {step} | {times} |")
    print(
        f"\n{tally.histories} clean histories, {tally.commits} steps, {tally.checks} checks: "
        f"{len(tally.alarms)} false alarms"
    )
    contents = Counter(re.findall(r": ([KG]\d{3}) ", "\n".join(tally.contents)))
    print(f"warnings about contents (K and G), not counted: {dict(contents)}")
    for line in sorted(set(tally.contents)):
        print(line)
    for alarm in tally.alarms:
        print(f"false alarm: {alarm}")


def set_git_apart(home: Path) -> None:
    """A git without the configuration, hooks and identity of whoever runs this."""
    for name in tuple(os.environ):
        if name.startswith("GIT_"):
            del os.environ[name]
    config = home / "gitconfig"
    config.write_text(
        "[user]\nname = Ada\nemail = ada@example.com\n"
        "[init]\ndefaultBranch = main\n[gc]\nauto = 0\n"
    )
    os.environ.update(HOME=str(home), GIT_CONFIG_GLOBAL=str(config), GIT_CONFIG_NOSYSTEM="1")
    os.environ.update(GIT_EDITOR="true", GIT_CEILING_DIRECTORIES=str(home))


def main() -> int:
    parser = argparse.ArgumentParser(description="Seeded faults and clean histories.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument(
        "--only", metavar="PART", help="faults, histories, or codes such as V003,V009"
    )
    options = parser.parse_args()
    codes = CODES if options.only in (None, "faults") else tuple(options.only.split(","))
    if options.only != "histories" and not set(codes) <= set(CODES):
        parser.error(f"--only takes faults, histories or some of {', '.join(CODES)}")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        space = Path(scratch)
        set_git_apart(space)
        right = options.only == "histories" or run_faults(space / "faults", options.seed, codes)
        if options.only in (None, "histories"):
            tally = walk_histories(
                space / "histories", options.seed, options.histories, options.steps
            )
            tell_histories(tally)
            right = right and not tally.alarms and tally.histories >= options.histories
    print(f"seed {options.seed}, {time.perf_counter() - begun:.0f} s")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
