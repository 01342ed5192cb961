"""Print the findings of ``git report check`` in the formats of people, forges and tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import click

from git_report.checks.findings import RULES, Finding, Note, Severity
from git_report.cli.output import result, result_json, say
from git_report.terminal import clean, clean_message

_LINES = 8  # other lines that are named for a finding


class CommitFinding(NamedTuple):
    """A finding and its commit, which is empty for the index or the work tree."""

    finding: Finding
    commit: str = ""


def _print_text(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    for item in findings:
        finding = item.finding
        place = f"{finding.path}:{finding.line}" if finding.line else finding.path
        commit = f"{item.commit[:10]} " if item.commit else ""
        level = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        words = finding.message + format_lines([line for line, _ in finding.also])
        result(f"{commit}{clean_message(place)}: {finding.code} {level}{clean_message(words)}")
        if finding.hint:
            result(f"    {clean_message(finding.hint)}")
    for note in notes:
        say(f"note: {clean_message(note.path)}: {clean_message(note.message)}")
        if note.hint:
            say(f"    {clean_message(note.hint)}")


def format_lines(also: Sequence[int]) -> str:
    """The other lines of a finding, the first few by number."""
    if not also:
        return ""
    *most, last = [str(line) for line in also[:_LINES]]
    hidden = len(also) - _LINES
    if hidden > 0:
        most, last = [*most, last], f"{hidden} more"
    lines = f"{', '.join(most)} and {last}" if most else last
    return f"; also on line{'s' if len(also) > 1 else ''} {lines}"


def count_findings(findings: Sequence[CommitFinding]) -> str:
    """The number of errors and warnings, as text."""
    if not findings:
        return "no findings"
    errors = sum(t.finding.severity is Severity.ERROR for t in findings)
    warnings = len(findings) - errors
    return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"


def _print_json(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    document = {
        "schema": "git-report/check/1",
        "findings": [_as_json(t) for t in findings],
        "notes": [{"path": n.path, "message": n.message, "hint": n.hint} for n in notes],
    }
    result_json(document)


def _as_json(located: CommitFinding) -> dict[str, Any]:
    finding = located.finding
    return {
        "path": finding.path,
        "line": finding.line,
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint,
        "commit": located.commit,
    }


def _print_github(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    """Print GitHub workflow commands: one annotation per finding and note."""
    for item in findings:
        finding = item.finding
        place = f"file={_property(finding.path)}"
        if finding.line:
            place += f",line={finding.line}"
        title = f"title={_property(finding.code)}"
        words = finding.message + (f"\n{finding.hint}" if finding.hint else "")
        click.echo(f"::{finding.severity} {place},{title}::{_data(words)}")
    for note in notes:
        words = note.message + (f"\n{note.hint}" if note.hint else "")
        click.echo(f"::notice file={_property(note.path)}::{_data(words)}")


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _print_sarif(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    """Print SARIF 2.1.0 for code scanning: one run, its rules, a result for each finding."""
    findings = list(findings)
    codes = sorted({each.finding.code for each in findings})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": RULES[code].title},
            "help": {"text": f"docs/findings.md explains {code}."},
            "defaultConfiguration": {"level": str(RULES[code].severity)},
        }
        for code in codes
    ]
    results = [
        {
            "ruleId": each.finding.code,
            "ruleIndex": codes.index(each.finding.code),
            "level": str(each.finding.severity),
            "message": {"text": _words(each.finding)},
            "locations": [_sarif_location(each.finding.path, each.finding.line)],
            "partialFingerprints": {"gitReport/v1": print_},
        }
        for each, print_ in zip(findings, _fingerprint(findings), strict=True)
    ]
    notifications = [
        {
            "level": "note",
            "message": {"text": clean(note.message)},
            "locations": [_sarif_location(note.path, 0)],
        }
        for note in notes
    ]
    driver = {
        "name": "git-report",
        "version": _version(),
        "rules": rules,
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results,
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    result_json(document)


def _sarif_location(path: str, line: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(path), "uriBaseId": "%SRCROOT%"}}
    if line:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}


def _print_rdjsonl(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    """Print reviewdog's diagnostics, one JSON object per line; a note has the level INFO."""
    for item in findings:
        finding = item.finding
        level = "ERROR" if finding.severity is Severity.ERROR else "WARNING"
        _print_diagnostic(finding.path, finding.line, level, _words(finding), finding.code)
    for note in notes:
        _print_diagnostic(note.path, 0, "INFO", clean(note.message), "")


def _print_diagnostic(path: str, line: int, level: str, message: str, code: str) -> None:
    import json  # not needed by hooks, which print text

    location: dict[str, Any] = {"path": clean(path)}
    if line:
        location["range"] = {"start": {"line": line}}
    diagnostic: dict[str, Any] = {"message": message, "location": location, "severity": level}
    diagnostic["source"] = {"name": "git-report"}
    if code:
        diagnostic["code"] = {"value": code}

    click.echo(json.dumps(diagnostic, ensure_ascii=False))


def _print_gitlab(findings: Iterable[CommitFinding], notes: Iterable[Note]) -> None:
    """Print GitLab's code quality report; notes, which it does not support, go to stderr."""
    findings = list(findings)
    document: list[Any] = [
        {
            "check_name": each.finding.code,
            "description": f"{each.finding.code} {_words(each.finding)}",
            "severity": "major" if each.finding.severity is Severity.ERROR else "minor",
            "fingerprint": print_,
            "location": {
                "path": clean(each.finding.path),
                "lines": {"begin": max(1, each.finding.line)},
            },
        }
        for each, print_ in zip(findings, _fingerprint(findings), strict=True)
    ]
    result_json(document)
    for note in notes:
        say(f"note: {clean_message(note.path)}: {clean_message(note.message)}")


def _words(finding: Finding) -> str:
    return clean(finding.message + (f"\n{finding.hint}" if finding.hint else ""))


def _fingerprint(findings: Sequence[CommitFinding]) -> list[str]:
    """Identify each finding across runs by its file, code and message, but not its line.

    The line changes with the text above it. Equal findings are numbered, so that the others keep
    their fingerprints if one is fixed.
    """
    from hashlib import sha256  # imports OpenSSL, which only this format needs

    seen: Counter[tuple[str, str, str]] = Counter()
    prints: list[str] = []
    for each in findings:
        key = (each.finding.path, each.finding.code, each.finding.message)
        seen[key] += 1
        data = "\0".join((*key, str(seen[key]))).encode("utf-8", "surrogateescape")
        prints.append(sha256(data).hexdigest()[:32])
    return prints


def _version() -> str:
    from importlib.metadata import version  # slow to import, and rarely needed

    return version("git-report-iterate")


# By their names in --format.
FORMATS: Mapping[str, Callable[[Iterable[CommitFinding], Iterable[Note]], None]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_github,
    "gitlab": _print_gitlab,
    "rdjsonl": _print_rdjsonl,
    "sarif": _print_sarif,
}
