"""Credentials in what is about to be sent to a model, kept and committed."""

from __future__ import annotations

from dataclasses import replace

from git_report.errors import ReportError
from git_report.report.checklist import Reference
from git_report.report.credential_shapes import find_secret, redact_address
from git_report.sources.evidence import Evidence
from git_report.sources.source import Source

_HINT = "remove it and revoke it, or pass --allow-secrets if it is not a credential"


def check_reference(reference: Reference, where: str) -> None:
    """ReportError where an item's address or words would carry a credential into commits."""
    for what, text in (("the address", reference.target), ("the item", reference.text)):
        found = find_secret(text)
        if found is not None:
            raise ReportError(
                f"{what} of a reference contains {_like(found[1])}; nothing was sent or written",
                hint=_HINT,
                where=where,
            )


def check_secrets(source: Source) -> None:
    """ReportError where a source contains what looks like a credential; it is not shown.

    So where the text that a writer sees does, the bytes behind it that are kept, or a title.
    """
    kept = source.evidence.text.decode("utf-8", "replace") if source.evidence else ""
    # Of a page what is kept is its text; of a file the bytes, which may say more than their text.
    texts = dict.fromkeys((source.text, kept))
    for text in texts:
        found = find_secret(text)
        if found is not None:
            raise ReportError(
                f"line {found[0]} of '{source.title}' looks like {found[1]}; "
                "nothing was sent or written",
                hint=_HINT,
                where=source.target,
            )
    found = find_secret(f"{source.title}\n{source.target}")
    if found is not None:
        raise ReportError(
            f"the title or the address of the source contains {_like(found[1])}; "
            "nothing was sent or written",
            hint=_HINT,
        )


def check_attached(evidence: Evidence) -> None:
    """ReportError where the text of an attached file, or the target, contains a credential."""
    about = f"{evidence.target}\n{evidence.title}\n{evidence.attached}"
    found = find_secret(evidence.text.decode("utf-8", "replace"))
    if found is not None:
        raise ReportError(f"line {found[0]} of the text {_looks(found[1])}", hint=_HINT)
    found = find_secret(about)
    if found is not None:
        raise ReportError(f"the address, title or file name {_looks(found[1])}", hint=_HINT)


def find_in_evidence(evidence: Evidence) -> str:
    """The kind of a credential in anything that is kept of a reading; empty for none."""
    about = (
        evidence.target, *evidence.also, evidence.final_url, evidence.canonical, evidence.title,
        evidence.attached, evidence.etag,
    )  # fmt: skip
    parts = (evidence.text, evidence.raw, evidence.facts)
    for text in ("\n".join(about), *(part.decode("utf-8", "replace") for part in parts)):
        found = find_secret(text)
        if found is not None:
            return found[1]
    return ""


def clean_evidence(evidence: Evidence) -> Evidence:
    """What is kept of a page, without the credentials that its text does not have.

    Addresses where redirects led are signed more often than not, and scripts of pages hold keys:
    the address is kept without the signature, and such a body not at all.
    """
    raw = evidence.raw
    if raw and find_secret(raw.decode("utf-8", "replace")) is not None:
        raw = b""
    return replace(
        evidence,
        raw=raw,
        final_url=redact_address(evidence.final_url),
        canonical=redact_address(evidence.canonical),
    )


def _looks(kind: str) -> str:
    return f"looks like {kind}; nothing was kept"


def _like(kind: str) -> str:
    return f"what looks like {kind}"
