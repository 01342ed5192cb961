"""Credentials are found by the shapes that their makers document; placeholders are none."""

from __future__ import annotations

import random

import pytest

from git_report.errors import ReportError
from git_report.report.checklist import Box, Reference
from git_report.report.credential_shapes import find_secret
from git_report.report.redaction import redact, redact_address
from git_report.sources import Source
from git_report.sources.credential_check import (
    check_reference,
    check_secrets,
    clean_evidence,
    find_in_evidence,
)
from git_report.sources.evidence import Evidence
from tests.sources.credentials import CREDENTIALS, PLACEHOLDERS

# Put together here, so that no scanner takes this file for a leak.
_DIGITS = "q7Wm2Zr9Tk4Lx8Vn3Bc6Hd1Jf5Gs0PyQwErTyUiOpAsDfGhJk"


def long(start: str, length: int) -> str:
    return start + (_DIGITS * 3)[:length]


SECRETS = {
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE",
    "a private key of OpenSSH": "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
    "a private key of PGP": "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
    "an AWS access key": "AKIA" + "QZ7RWM2TKLXVNBCH",
    "an AWS access key of a session": "ASIA" + "QZ7RWM2TKLXVNBCH",
    "an Anthropic key": long("sk-ant-" + "api03-", 40),
    "an OpenAI key": long("sk-" + "proj-", 48),
    "a GitHub token": long("ghp" + "_", 36),
    "a GitHub token of an app": long("ghs" + "_", 36),
    "a GitHub token, fine-grained": long("github" + "_pat_", 70),
    "a GitLab token": long("glpat" + "-", 20),
    "a Slack token": long("xoxb" + "-", 40),
    "a Google API key": long("AIza", 35),
    "a Stripe key": long("sk" + "_live_", 24),
    "a PyPI token": long("pypi" + "-", 80),
    "an npm token": long("npm" + "_", 36),
    "a signed token": ".".join([long("eyJ", 20), long("eyJ", 30), long("", 43)]),
    "a password in a URL": "postgres://app:" + "v8Kp2mQz" + "@db.internal.net/main",
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("around", ["{}", "first\n\nkey = '{}'\n", "| a | {} |\n"])
def test_a_credential_is_found_on_its_line(kind: str, around: str) -> None:
    text = around.format(SECRETS[kind])
    found = find_secret(text)
    assert found is not None
    line, told = found
    assert kind.startswith(told)
    assert line == 1 + around.partition("{}")[0].count("\n")


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_documentation_writes_is_none(text: str) -> None:
    assert find_secret(f"Say `{text}` in the console.\n") is None


@pytest.mark.parametrize("end", ["-", "_", "A", "9"])
@pytest.mark.parametrize("around", ["{}", "It is {}.", "Use _{}_ here.", "密钥{}。"])
@pytest.mark.parametrize(
    ("start", "length"),
    [("8271649305:" + "AA", 33), ("AIza", 35), ("GOCSPX" + "-", 28), ("glpat" + "-", 20),
     ("dckr" + "_pat_", 27), ("hvs" + ".", 24), ("SG" + "." + "q7Wm2Zr9Tk4Lx8Vn3Bc6Hd" + ".", 43)],
)  # fmt: skip
def test_a_token_is_found_whatever_it_ends_with(
    start: str, length: int, around: str, end: str
) -> None:
    token = long(start, length - 1) + end
    shown = redact(around.format(token))
    assert "[redacted]" in shown
    assert token[-8:] not in shown


def test_what_is_in_a_longer_name_is_none() -> None:
    for text in ("cache_key-" + "3f9c2ab81d04" * 2 + "3f9c2ab8", long("my_npm" + "_", 36)):
        assert find_secret(text) is None


def test_one_behind_a_placeholder_is_found() -> None:
    text = f"AKIAIOSFODNN7EXAMPLE\n\n{SECRETS['an AWS access key']}\n"
    assert find_secret(text) == (3, "an AWS access key")


def test_the_message_names_the_place_and_never_the_secret() -> None:
    text = f"a\n{SECRETS['a GitHub token']}\n"
    with pytest.raises(
        ReportError, match="line 2 of 'Notes' contains what looks like a GitHub"
    ) as caught:
        check_secrets(Source("Notes", "a.md", text, text.encode(), "0" * 40))
    assert "ghp_" not in str(caught.value) + caught.value.hint
    # A run with --all may have committed earlier references.
    assert str(caught.value).endswith("; nothing of it was sent or written")
    assert "--allow-secrets" in caught.value.hint


def test_a_long_text_takes_no_time() -> None:
    assert find_secret("a://" + "b" * 200_000 + ":" + "npm_ sk- AKIA" * 50_000) is None


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_random_credential_is_found_whatever_letters_it_has(name: str) -> None:
    """Letters of a placeholder in a random part hide nothing; bench/credentials.py draws more."""
    kind, make = CREDENTIALS[name]
    chance = random.Random(name)
    arounds = ("key: {}\n", "The _{}_.\n", "| {} |\n")
    told = [find_secret(arounds[n % 3].format(make(chance))) for n in range(300)]
    assert told == [(1, kind)] * 300


@pytest.mark.parametrize("name", CREDENTIALS)
def test_what_is_redacted_holds_none_of_it_any_more(name: str) -> None:
    made = CREDENTIALS[name][1](random.Random(name))
    text = f"before {made} after, and {made}"
    told = redact(text)
    assert told.startswith("before ")
    assert " after, and " in told
    assert find_secret(told) is None
    assert made not in told


def test_an_address_without_its_signature_is_one_still() -> None:
    signed = CREDENTIALS["AWS, signed address"][1](random.Random(1))
    assert redact_address(signed) == "https://s.net/f.pdf?X-Amz-Signature=redacted"
    assert redact_address("https://a.net/p?a=1#b") == "https://a.net/p?a=1#b"


@pytest.mark.parametrize("name", ["an access token", "a password", "Azure, SAS", "GitHub"])
def test_an_address_or_a_title_with_a_credential_is_not_a_reference(name: str) -> None:
    made = CREDENTIALS[name][1](random.Random(name))
    for item in (reference("A", made), reference(made, "a.md")):
        with pytest.raises(ReportError, match="of a reference contains what looks like") as caught:
            check_reference(item, "r/instructions.md:3")
        assert made[-8:] not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "advice"),
    [
        ("https://joe:" + "kX92mfPq7z" + "@docs.acme.io/page", "without the user name"),
        ("https://docs.acme.io/page?token=" + _DIGITS[:24], "--allow-secrets"),
    ],
)
def test_what_to_do_about_a_credential_in_an_address(target: str, advice: str) -> None:
    with pytest.raises(ReportError) as caught:
        check_reference(reference("A", target), "r/instructions.md:3")
    assert advice in str(caught.value.hint)


def reference(title: str, target: str) -> Reference:
    return Reference(3, 3, Box.OPEN, f"[{title}]({target})", title, target, "")


def test_what_is_kept_of_a_page_has_no_signed_address_and_no_key_of_a_script() -> None:
    key = CREDENTIALS["Google API"][1](random.Random(1))
    signed = CREDENTIALS["AWS, signed address"][1](random.Random(1))
    evidence = Evidence(
        "0" * 40, "https://a.net/p", b"Text.\n", raw=f"<script>k='{key}'</script>".encode(),
        final_url=signed, canonical="https://a.net/p",
    )  # fmt: skip
    assert find_in_evidence(evidence) == "a token in a URL"
    kept = clean_evidence(evidence)
    assert find_in_evidence(kept) == ""
    assert kept.raw == b""
    assert kept.final_url.startswith("https://s.net/f.pdf?X-Amz-Signature=")
    harmless = Evidence("0" * 40, "https://a.net/p", b"Text.\n", raw=b"<p>Text.</p>")
    assert clean_evidence(harmless) == harmless
