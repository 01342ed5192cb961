"""Credentials are found by the shapes that their makers document; placeholders are none."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.sources import Source
from git_report.sources.secrets import check_secrets, find_secret

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
PLACEHOLDERS = [
    "AKIAIOSFODNN7EXAMPLE",
    "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "ghp_000000000000000000000000000000000000",
    "https://user:password-example@host.example.com/",
    "postgres://user:<password>@localhost/db",
    "https://$USER:$TOKEN@host/",
    "https://user:password@host.net/ and https://{name}:{secret}@host.net/",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "sk-learn and sk-ant are no keys",
    "see https://example.com:8080/path@2x.png",
    "AKIA is how an access key begins",
    "git@github.com:owner/name.git",
    "3f9c2ab81d043f9c2ab81d043f9c2ab81d043f9c",
    "npm_config_registry=https://registry.npmjs.org/",
    "eyJhbGciOiJIUzI1NiJ9 is the head of a token",
]


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


def test_one_behind_a_placeholder_is_found() -> None:
    text = f"AKIAIOSFODNN7EXAMPLE\n\n{SECRETS['an AWS access key']}\n"
    assert find_secret(text) == (3, "an AWS access key")


def test_the_message_names_the_place_and_never_the_secret() -> None:
    text = f"a\n{SECRETS['a GitHub token']}\n"
    with pytest.raises(ReportError, match="line 2 of 'Notes' looks like a GitHub token") as caught:
        check_secrets(Source("Notes", "a.md", text, text.encode(), "0" * 40))
    assert "ghp_" not in str(caught.value) + caught.value.hint
    assert "--allow-secrets" in caught.value.hint


def test_a_long_text_takes_no_time() -> None:
    assert find_secret("a://" + "b" * 200_000 + ":" + "npm_ sk- AKIA" * 50_000) is None
