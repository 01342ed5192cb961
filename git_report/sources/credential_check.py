"""Find credentials in what is about to be sent to a model, stored and committed."""

from __future__ import annotations

from dataclasses import replace

from git_report.errors import ReportError
from git_report.report.checklist import Reference
from git_report.report.credential_shapes import find_secret
from git_report.report.redaction import redact_address
from git_report.sources.evidence import Evidence
from git_report.sources.source import Source

_HINT = "remove it and revoke it, or pass --allow-secrets if it is not a credential"
_USER_HINT = (
    "give the address without the user name and the password, with which no page is fetched; "
    "change the password if it was committed"
)


def check_reference(reference: Reference, where: str) -> None:
    """Raise ReportError if an item's target or text contains a credential: it is committed."""
    for what, text in (("the address", reference.target), ("the item", reference.text)):
        found = find_secret(text)
        if found is not None:
            raise ReportError(
                f"{what} of a reference contains {_like(found[1])}; "
                "nothing of it was sent or written",
                hint=_USER_HINT if text == reference.target and _has_user(text) else _HINT,
                where=where,
            )


def check_secrets(source: Source) -> None:
    """Raise ReportError, without showing it, if a source contains what looks like a credential.

    The text for the writer, the bytes that would be stored, and the title are searched.
    """
    kept = source.evidence.text.decode("utf-8", "replace") if source.evidence else ""
    # For a page, its text is stored; for a file its bytes, which may contain more than the text.
    texts = dict.fromkeys((source.text, kept))
    for text in texts:
        found = find_secret(text)
        if found is not None:
            raise ReportError(
                f"line {found[0]} of '{source.title}' contains {_like(found[1])}; "
                "nothing of it was sent or written",
                hint=_HINT,
                where=source.target,
            )
    found = find_secret(f"{source.title}\n{source.target}")
    if found is not None:
        raise ReportError(
            f"the title or the address of the source contains {_like(found[1])}; "
            "nothing of it was sent or written",
            hint=_HINT,
        )


def check_attached(evidence: Evidence) -> None:
    """Raise ReportError if the text of an attached file, or the target, contains a credential."""
    about = f"{evidence.target}\n{evidence.title}\n{evidence.attached}"
    found = find_secret(evidence.text.decode("utf-8", "replace"))
    if found is not None:
        raise ReportError(f"line {found[0]} of the text {_contains(found[1])}", hint=_HINT)
    found = find_secret(about)
    if found is not None:
        raise ReportError(f"the address, title or file name {_contains(found[1])}", hint=_HINT)


def find_in_evidence(evidence: Evidence) -> str:
    """The kind of a credential in anything that is stored of a reading; empty if there is none."""
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
    """Evidence of a page without credentials outside its text.

    Addresses after redirects are often signed, and scripts of pages contain keys: an address is
    stored without its signature, and such a body is not stored at all.
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


def _has_user(address: str) -> bool:
    """Whether an address begins with a user name, with or without a password."""
    return "@" in address.partition("://")[2].partition("/")[0]


def _contains(kind: str) -> str:
    return f"contains {_like(kind)}; nothing was kept"


def _like(kind: str) -> str:
    return f"what looks like {kind}"
