"""Take credentials out of a text that is shown or stored."""

from __future__ import annotations

from collections.abc import Iterable

from git_report.report.credential_shapes import Secret, find_secrets


def redact(text: str) -> str:
    """A text for messages, with "[redacted]" in place of each credential's secret part."""
    return _cut(text, find_secrets(text), "[redacted]")


def redact_address(address: str) -> str:
    """A URL that may be stored: without password, token or signature, and still a valid URL."""
    return _cut(address, find_secrets(address), "redacted")


def _cut(text: str, secrets: Iterable[Secret], instead: str) -> str:
    pieces: list[str] = []
    end = 0
    for secret in sorted(secrets, key=lambda each: each.start):
        # Two kinds may match the same characters, which are replaced once.
        if secret.end > end:
            start = max(secret.start, end)
            pieces += [text[end:start], instead if secret.start >= end else ""]
            end = secret.end
    return "".join((*pieces, text[end:]))
