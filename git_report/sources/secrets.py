"""Credentials in a text that is about to be sent to a model and committed."""

from __future__ import annotations

import re

from git_report.errors import ReportError
from git_report.sources.source import Source

# Shapes that providers document, long enough that no prose has them by chance.
_SHAPES = {
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "an Anthropic key": r"\bsk-ant-[A-Za-z0-9_-]{24,}",
    "an OpenAI key": r"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{40,}",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})",
    "a GitLab token": r"\bglpat-[A-Za-z0-9_-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}",
    "a Google API key": r"\bAIza[A-Za-z0-9_-]{35}\b",
    "a Stripe key": r"\b[rs]k_live_[A-Za-z0-9]{20,}",
    "a PyPI token": r"\bpypi-[A-Za-z0-9_-]{60,}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]{2,12}://[^\s/:@<>\"'*]{1,64}:"
    r"(?!(?i:[$%{\[(]|pass|secret|token|your))[^\s/:@<>\"'*]{6,128}@[\w.-]+",
}
_ANY = re.compile("|".join(f"(?P<s{n}>{shape})" for n, shape in enumerate(_SHAPES.values())))
_NAMES = tuple(_SHAPES)
# What documentation writes in place of a secret.
_PLACEHOLDER = re.compile(r"EXAMPLE|example|(?:xx|XX|\.\.|00000|12345|abcdef)")


def find_secret(text: str) -> tuple[int, str] | None:
    """The line (1-based) and the kind of the first credential in a text; None for none."""
    for match in _ANY.finditer(text):
        if not _PLACEHOLDER.search(match[0]):
            kind = _NAMES[int((match.lastgroup or "s0")[1:])]
            return text.count("\n", 0, match.start()) + 1, kind
    return None


def check_secrets(source: Source) -> None:
    """ReportError where a source holds what looks like a credential; it is not shown."""
    found = find_secret(source.text)
    if found is not None:
        line, kind = found
        raise ReportError(
            f"line {line} of '{source.title}' looks like {kind}; nothing was sent or written",
            hint="take it out and revoke it, or say --allow-secrets if it is none",
            where=source.target,
        )
