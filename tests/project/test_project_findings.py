"""The code, docs/findings.md and the README tell of the same findings and the same histories."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from importlib import import_module

import pytest

from git_report.checks.findings import RULES, Rule, Severity
from git_report.cli.main import COMMANDS
from tests.checkouts import MakeRepository
from tests.cli import test_cli_check
from tests.project.documents import ROOT, codes, fences, read

FINDINGS = "docs/findings.md"
_SECTION = re.compile(r"^## ([A-Z]\d{3}) (.+)\n", re.MULTILINE)
_EXAMPLE = re.compile(r"notes/[\w/.-]+\.md(?::\d+)?: ([A-Z]\d{3}) (warning: )?\S.*")
_ROW = re.compile(r"^\| .+ \| (yes|no) \| (.+) \| `(\w+)` \|$", re.MULTILINE)
_COMMAND = re.compile(r"git[ -]report[ -]([a-z]+)")
# Hints may name these before they are there: they are promised, and nothing else does their work.
TO_COME: set[str] = set()


def sections() -> dict[str, str]:
    pieces = re.split(r"^(?=## )", read(FINDINGS), flags=re.MULTILINE)
    return {match[1]: piece for piece in pieces if (match := _SECTION.match(piece))}


def histories() -> dict[str, tuple[bool, set[str]]]:
    """The rows of the table: by test, whether the history is right, and the codes told."""
    return {
        name: (right == "yes", set(re.findall(r"[A-Z]\d{3}", why)))
        for right, why, name in _ROW.findall(read(FINDINGS))
    }


def test_each_code_has_one_section_in_order() -> None:
    told = _SECTION.findall(read(FINDINGS))
    assert told == [(code, rule.title) for code, rule in RULES.items()]


def test_the_readme_and_the_findings_list_each_family() -> None:
    families = list(dict.fromkeys(rule.family for rule in RULES.values()))
    for document in ("README.md", FINDINGS):
        assert re.findall(r"^\| ([A-Z]) \| ", read(document), re.MULTILINE) == families


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_names_a_function_of_a_change_whose_words_name_its_code(rule: Rule) -> None:
    module, _, name = rule.check.rpartition(".")
    check = getattr(import_module(f"git_report.checks.{module}"), name)
    (parameter,) = inspect.signature(check).parameters.values()
    assert parameter.annotation == "FolderChange"
    words = inspect.getdoc(check) or ""
    assert rule.code in words or f"amily {rule.family} " in words


@pytest.mark.parametrize("code", RULES)
def test_a_section_tells_severity_example_reason_and_remedy(code: str) -> None:
    text = sections()[code]
    severity = "Error" if RULES[code].severity is Severity.ERROR else "Warning"
    (example,) = fences(text, "text")
    match = _EXAMPLE.fullmatch(example.strip())
    assert match is not None, example
    assert match[1] == code
    assert (match[2] is None) == (severity == "Error")
    assert re.search(r"^\*\*(\w+)\*?", text, re.MULTILINE)[1] == severity  # type: ignore[index]
    assert "\n*Why:* " in text
    assert "\n*Fix:* " in text


def test_commands_that_hints_name_exist() -> None:
    room = ROOT / "git_report" / "checks"
    named = {
        name
        for path in room.glob("*.py")
        for name in _COMMAND.findall(path.read_text(encoding="utf-8"))
    }
    assert {"iterate", "diff", "skip"} <= named
    assert named - set(COMMANDS) <= TO_COME
    assert set(COMMANDS) & TO_COME == set(), "a command that is there is not to come"


def test_every_code_that_is_made_is_a_rule_and_the_other_way_round() -> None:
    room = ROOT / "git_report" / "checks"
    made = {
        code
        for path in room.glob("*.py")
        if path.name != "findings.py"
        for code in re.findall(r'"([A-Z]\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert made == set(RULES)


def test_documents_name_no_code_that_is_none() -> None:
    named = set(re.findall(r"\b[VSRDKG]0\d\d\b", read(FINDINGS) + read("README.md")))
    assert named == set(RULES)


def test_formats_tells_every_key_of_a_finding(make_repository: MakeRepository) -> None:
    items = "# A\n\n## References\n\n[ ] [Gone](gone.md)\n"
    checkout = make_repository("documents", {"notes/instructions.md": items})
    done = subprocess.run(
        [sys.executable, "-m", "git_report.cli", "check", "--all", "--format", "json"],
        cwd=checkout.root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    section = read("docs/formats.md").partition(f"### {document['schema']}\n")[2]
    told = {name for code in codes(section.partition("\n#")[0]) for name in code.split()}
    assert {"findings", *document["findings"][0]} <= told


def test_every_history_of_the_table_is_a_test() -> None:
    rows = histories()
    right = {step.__name__ for step in test_cli_check.RIGHT}
    wrong = {step.__name__: told for step, told in test_cli_check.WRONG}
    assert len(rows) == len(_ROW.findall(read(FINDINGS))) > 30
    for name, (is_right, told) in rows.items():
        if is_right:
            assert name in right or hasattr(test_cli_check, f"test_{name}"), name
            assert told == set(), name
        else:
            assert told == wrong[name], name
    assert right <= set(rows), "a right history that the table does not tell"


def test_every_code_has_a_case_that_makes_it() -> None:
    made = {code for _, told in test_cli_check.WRONG for code in told}
    # R008 and R011, which look at the work tree, and V008, of servers, have tests of their own, and
    # so have the families K and G.
    assert made | {"R008", "R011", "V008"} == {code for code in RULES if code[0] not in "KG"}
