"""GitPython beside git started directly: cost, configuration, refs, fetch and push.

    python bench/gitpython.py [--runs 9] [--seconds 20]

Each line is a reason for what `git_report/git/porcelain.py` does through GitPython and what it does
not. The repositories are made here. Times are of whole processes, median of the runs; `--seconds`
is how long a process lives that a pre-push hook leaves behind.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.update(
    {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(ROOT),
        "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
        "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
    }
)  # fmt: skip

import git  # noqa: E402

from git_report.git.porcelain import run_for_user  # noqa: E402
from git_report.git.process import Runner  # noqa: E402

STARTS = {
    "the interpreter": "pass",
    "git started directly, a first command": (
        "from pathlib import Path; from git_report.git.process import Runner;"
        "Runner(Path.cwd()).run('rev-parse', 'HEAD')"
    ),
    "GitPython, a first command": (
        "from git.cmd import Git; Git('.').execute(['git', 'rev-parse', 'HEAD'])"
    ),
    "GitPython, the names of remotes": "import git; [each.name for each in git.Repo('.').remotes]",
}


def make(place: Path, algorithm: str) -> Path:
    """A work tree with a commit, and a bare remote beside it."""
    root, remote = place / algorithm, place / f"{algorithm}.git"
    for options in ((str(root),), ("--bare", str(remote))):
        tell("init", "-q", f"--object-format={algorithm}", *options, cwd=place)
    (root / "file").write_text("x\n")
    tell("add", "file", cwd=root)
    tell("commit", "-qm", "first", cwd=root)
    tell("remote", "add", "origin", str(remote), cwd=root)
    return root


def tell(*args: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What git prints."""
    return subprocess.run(
        ["git", *args], cwd=cwd, env={**os.environ, **(env or {})},
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip


def ask(code: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a Python process prints, or how it ends."""
    done = subprocess.run(
        [sys.executable, "-c", f"import git; {code}"], cwd=cwd, env={**os.environ, **(env or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (done.stdout if done.returncode == 0 else done.stderr.strip().split("\n")[-1]).strip()


def time_starts(root: Path, runs: int) -> None:
    """Print wall and CPU milliseconds of each way to a first command."""
    for name, code in STARTS.items():
        walls, costs = [], []
        for _ in range(runs):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            walls.append(time.perf_counter() - start)
            costs.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        print(f"{name}: {median(walls) * 1000:.0f} ms, CPU {median(costs) * 1000:.0f} ms")


def compare_configuration(root: Path) -> None:
    """Print what either side reads of configuration from elsewhere, and what a write leaves."""
    given = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "remote.more.url",
             "GIT_CONFIG_VALUE_0": "x"}  # fmt: skip
    print("remotes with one of GIT_CONFIG_COUNT: git", tell("remote", cwd=root, env=given).split())
    print("  GitPython", ask("print([r.name for r in git.Repo('.').remotes])", root, given))
    tell("config", "extensions.worktreeConfig", "true", cwd=root)
    tell("config", "--worktree", "report.model", "one", cwd=root)
    print("a value of config.worktree: git", tell("config", "report.model", cwd=root))
    read = "git.Repo('.').config_reader().get_value('report', 'model', '(unset)')"
    print("  GitPython", ask(f"print({read})", root))
    file = root / ".git" / "config"
    for name, write in (
        ("git", lambda: tell("config", "report.writer", "a", cwd=root)),
        (
            "GitPython",
            lambda: git.Repo(root).config_writer().set_value("report", "a", "b").release(),
        ),
    ):
        file.write_text(f"# a comment\n{file.read_text()}")
        before = file.read_text().count("# a comment")
        write()
        print(f"comments after a write by {name}: {file.read_text().count('# a comment')}/{before}")


def compare_remotes(root: Path, seconds: int) -> None:
    """Print how long a push waits for what a hook left behind, and a fetch without FETCH_HEAD."""
    hook = root / ".git" / "hooks" / "pre-push"
    hook.write_text(f"#!/bin/sh\nsleep {seconds} >/dev/null &\n")
    hook.chmod(0o755)
    start = time.perf_counter()
    run_for_user(Runner(root), "push", "--quiet", "origin", "HEAD:refs/heads/one")
    print(f"push, a hook left a process for {seconds} s: {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    git.Repo(root).remotes.origin.push("HEAD:refs/heads/two")
    print(f"  Remote.push {time.perf_counter() - start:.1f} s")
    code = "git.Repo('.').remotes.origin.fetch('+one:refs/kept/one', no_write_fetch_head=True)"
    print("Remote.fetch without FETCH_HEAD:", ask(code, root))


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    print(f"GitPython {git.__version__}, {tell('version', cwd=ROOT)}")
    with tempfile.TemporaryDirectory() as folder:
        root, other = make(Path(folder), "sha1"), make(Path(folder), "sha256")
        time_starts(root, options.runs)
        compare_configuration(root)
        print("head.commit, SHA-256:", ask("print(git.Repo('.').head.commit)", other))
        compare_remotes(root, options.seconds)


if __name__ == "__main__":
    main()
