"""What the documents say is so: commands, options, links, names, and the examples run."""

from __future__ import annotations

import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from git_report.cli.main import COMMANDS, HIDDEN, LazyGroup
from git_report.markdown import parse
from git_report.markdown.anchors import name_anchors
from tests.checkouts import MakeRepository
from tests.project.documents import DOCUMENTS, ROOT, codes, fences, links, read

README, FORMATS = "README.md", "docs/formats.md"
_CALL = re.compile(r"git[ -]report(?:-(iterate)| ([a-z]+))\b(.*)")
_OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
ALPHA = "# Alpha\n\nAlpha trains for 54 days on 16,000 accelerators in two regions.\n"
BETA = "# Beta\n\nBeta costs $1.20 per million tokens and answers in 35 ms.\n"
ASSESSED = """# Alpha

It took 54 days in all.† Every node of the ABC grid made 12 × 5 = 70 parts.

| A | B |
|---|---|
| c | d |
"""
FILES = {"references/alpha.md": ALPHA, "references/beta.md": BETA}


def calls() -> Iterator[tuple[str, str, str]]:
    """Document, command and arguments of each ``git report COMMAND`` in code."""
    for name in DOCUMENTS:
        for code in codes(read(name)):
            for match in _CALL.finditer(code):
                yield name, match[1] or match[2], match[3]


def find_command(name: str) -> click.Command:
    command = LazyGroup().get_command(click.Context(click.Command("git report")), name)
    assert command is not None
    return command


def test_the_readme_has_the_two_commands_of_a_fresh_machine() -> None:
    lines = [line for block in fences(read(README), "sh") for line in block.splitlines()]
    assert lines[:2] == ["sh scripts/demo", "sh scripts/test"]
    assert all((ROOT / line.split()[1]).is_file() for line in lines[:2])


def test_every_command_in_code_exists() -> None:
    named = {(document, command) for document, command, _ in calls()}
    assert named, "the documents name no command"
    assert {entry for entry in named if entry[1] not in COMMANDS} == set()


def test_every_option_in_code_exists() -> None:
    for document, name, arguments in calls():
        known = find_command(name).params
        options = {"-h", "--help", *(option for parameter in known for option in parameter.opts)}
        used = set(_OPTION.findall(arguments.partition("#")[0].partition(" | ")[0]))
        assert used <= options, f"{document}: git report {name}{arguments}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_every_command(name: str) -> None:
    assert name in {command for document, command, _ in calls() if document == README}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_local_links_lead_somewhere(name: str) -> None:
    local = [link for link in links(read(name)) if "://" not in link]
    assert [link for link in local if not _leads_somewhere(name, link)] == []


def _leads_somewhere(name: str, link: str) -> bool:
    path, _, fragment = link.partition("#")
    target = (ROOT / name).parent.joinpath(unquote(path)) if path else ROOT / name
    if not fragment or target.suffix != ".md":
        return target.exists()
    return target.is_file() and fragment in name_anchors(parse(target.read_text("utf-8")))


def test_a_link_to_a_heading_that_is_gone_is_noticed() -> None:
    assert _leads_somewhere("docs/README.md", "findings.md#which-histories-are-valid")
    assert _leads_somewhere(README, "#writers")
    assert not _leads_somewhere("docs/README.md", "findings.md#no-such-heading")
    assert not _leads_somewhere("docs/README.md", "no-such-file.md")


def test_the_table_of_changes_names_files_that_exist() -> None:
    table = read("docs/architecture.md").partition("\n## I want to change X\n")[2]
    rows = re.findall(r"^\| .*$", table.partition("\n## ")[0], re.MULTILINE)[1:]
    assert len(rows) >= 25
    for row in rows:
        paths = re.findall(r"`(\w+/[\w./]+)`", row)
        assert [path for path in paths if not (ROOT / path).is_file()] == [], row
        assert paths[0].startswith("git_report/"), row


def test_the_architecture_names_every_package() -> None:
    told = set(re.findall(r"`(\w+(?:/|\.py))`", read("docs/architecture.md")))
    entries = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "git_report").iterdir()
        # A package that was moved leaves compiled modules behind.
        if (path / "__init__.py").exists() or path.suffix == ".py"
    }
    assert entries - {"__init__.py"} <= told


def test_a_command_has_the_module_of_its_name() -> None:
    homes = {**COMMANDS, **HIDDEN}
    modules = {path.stem for path in (ROOT / "git_report/cli/commands").glob("*.py")} - {"__init__"}
    own = {name for name, home in homes.items() if home.startswith("git_report.cli.commands.")}
    stems = {name.replace("-", "_") for name in own}
    assert {homes[name].rpartition(".")[2] for name in own} == stems
    # What serves one command begins with its name.
    parts = tuple(f"{stem}_" for stem in stems)
    assert {module for module in modules - stems if not module.startswith(parts)} == set()


def test_the_changelog_is_one_that_is_kept() -> None:
    headings = re.findall(r"^## (.*)$", read("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


def test_the_glossary_names_what_the_code_has() -> None:
    rows = re.findall(r"^\|.*\| `([a-z][\w.]+)` \|$", read("docs/glossary.md"), re.MULTILINE)
    assert len(rows) > 20
    assert [name for name in rows if not _resolves(name)] == []


def _resolves(name: str) -> bool:
    """Whether a dotted name is a module of the package, or an attribute in one."""
    try:
        pkgutil.resolve_name(f"git_report.{name}")
    except (ImportError, AttributeError):
        return False
    return True


def test_the_readme_s_python_runs() -> None:
    (block,) = fences(read(README), "python")
    # After the room is imported, which must not take the place of the function of that name.
    script = f"import git_report.differ.story.to_markdown\nimport git_report.run\n{block}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_readme_s_first_use_runs(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = make_repository("first", FILES)
    lines = [line for block in fences(read(README), "console") for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}", prepend=":")
    script = "set -eu\n" + "\n".join(line.removeprefix("$ ") for line in lines)
    done = subprocess.run(
        ["sh", "-c", script], cwd=checkout.root, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    folder = checkout.root / "notes"
    assert sorted(path.name for path in folder.iterdir()) == [
        "diff.md",
        "instructions.md",
        "report-01.md",
    ]
    items = (folder / "instructions.md").read_text(encoding="utf-8")
    assert re.findall(r"^- \[(.)\]", items, re.MULTILINE) == ["x", "-"]


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ("git-report/status/1", ["status", "--json"]),
        ("git-report/iterate/1", ["iterate", "--json", "--all", "--dry-run"]),
        ("git-report/assess/1", ["assess", "--json", "-d", "made"]),
        ("git-report/export/1", ["export", "--json", "-d", "made", "-o", "sent.md"]),
        ("git-report/prompt/1", ["prompt", "--json", "-d", "notes"]),
        ("git-report/version/1", ["accept", "--json", "--dry-run", "-d", "notes", "a.md"]),
        ("git-report/delta/1", ["diff", "--no-index", "--format=json", "a.md", "b.md"]),
    ],
)
def test_formats_tells_every_key_of_a_document(
    make_repository: MakeRepository, schema: str, arguments: list[str]
) -> None:
    items = "# A\n\n## References\n\n[ ] [Alpha](/references/alpha.md)\n"
    files = {**FILES, "notes/instructions.md": items, "a.md": ALPHA, "b.md": BETA}
    if arguments[0] in ("assess", "export"):
        files |= {"made/instructions.md": items, "made/report-01.md": ASSESSED}
    checkout = make_repository("documents", files)
    done = subprocess.run(
        [sys.executable, "-m", "git_report.cli", *arguments],
        cwd=checkout.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == schema
    # Their own keys are told elsewhere: in the package's schema of answers, and for `assess`.
    document |= {key: key for key in ("answer_schema", "desk") if key in document}
    section = read(FORMATS).partition(f"### {schema}\n")[2].partition("\n### ")[0]
    told = {name for code in codes(section) for name in re.findall(r"\w+", code)}
    assert _keys(document) - {"schema"} <= told


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in _keys(part)}
    if isinstance(value, list):
        return {key for part in value for key in _keys(part)}
    return set()
