"""V010: credentials that a version has and the previous version does not have."""

from __future__ import annotations

from collections.abc import Iterator

from git_report.checks.accepted_findings import list_allowed
from git_report.checks.findings import Finding
from git_report.checks.folder_change import FolderChange
from git_report.markdown import Document
from git_report.markdown.tail import clean_value
from git_report.report.credential_shapes import find_secrets


def check_credentials(path: str, new: Document, prior: Document | None) -> Iterator[Finding]:
    """Findings on new text that looks like a credential: line and kind, never the text itself."""
    found = sorted(find_secrets(new.source), key=lambda secret: secret.start)
    # The previous version is only needed if there are any, and most versions have none.
    known = prior.source if found and prior is not None else ""
    for secret in found:
        if new.source[secret.start : secret.end] not in known:
            line = new.source.count("\n", 0, secret.start) + 1
            yield Finding(
                path, line, "V010", f"the version contains what looks like {secret.kind}",
                "remove the credential and revoke it; if it is not a credential, make the version "
                "with --allow-secrets",
            )  # fmt: skip


def check_versions(change: FolderChange) -> Iterator[Finding]:
    """V010 for the new versions of a folder, without findings that their records allow."""
    state = change.state
    for number in change.new_versions:
        new = state.version(number)
        if new is None:
            continue
        path, prior = state.version_path(number), state.version(number - 1)
        for finding in check_credentials(path, new, prior):
            allowed = list_allowed(new.tail)
            if clean_value(f"{finding.code} {finding.message}") not in allowed:
                yield finding
