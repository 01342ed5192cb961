"""Credentials as their makers form them, of random characters, and what manuals write instead.

All is put together here, so that no scanner takes a file of this repository for a leak.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from urllib.parse import quote

Make = Callable[[random.Random], str]

_LETTERS = string.ascii_letters
_ALNUM = _LETTERS + string.digits
_URL64 = f"{_ALNUM}-_"
_STD64 = f"{_ALNUM}+/"
_HEX = string.hexdigits[:16]
_BASE36 = string.digits + string.ascii_lowercase
_BASE32 = string.ascii_uppercase + "234567"
_PASSWORD = f"{_ALNUM}!$%^&+=_~.-,;()"


def _draw(chance: random.Random, alphabet: str, length: int) -> str:
    return "".join(chance.choices(alphabet, k=length))


def _token(prefix: str, alphabet: str, length: int) -> Make:
    return lambda chance: prefix + _draw(chance, alphabet, length)


def _signed(chance: random.Random) -> str:
    head = {"alg": chance.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    body = {
        "sub": _draw(chance, string.digits, 10),
        "iss": "https://login.example.com/",
        "jti": _draw(chance, _ALNUM, 20),
    }
    parts = [json.dumps(part).encode() for part in (head, body)]
    parts.append(chance.randbytes(chance.choice([32, 64, 256])))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def _key_block(name: str, start: bytes) -> Make:
    def make(chance: random.Random) -> str:
        body = base64.b64encode(start + chance.randbytes(600)).decode()
        lines = [body[at : at + 64] for at in range(0, len(body), 64)]
        return "\n".join([f"-----BEGIN {name}-----", *lines, f"-----END {name}-----"])

    return make


def _azure(name: str, size: int) -> Make:
    return lambda chance: f"{name}={base64.b64encode(chance.randbytes(size)).decode()}"


def _url(start: str, alphabet: str, shortest: int, longest: int, end: str) -> Make:
    return lambda chance: start + _draw(chance, alphabet, chance.randint(shortest, longest)) + end


def _sas(chance: random.Random) -> str:
    digest = base64.b64encode(chance.randbytes(32)).decode()
    signature = digest.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return f"https://a.blob.core.windows.net/c/b?sv=2024-11-04&sr=b&se=2027&sp=r&sig={signature}"


CREDENTIALS: dict[str, tuple[str, Make]] = {
    "OpenAI": ("an OpenAI key", _token("sk-", _ALNUM, 48)),
    "OpenAI, project": ("an OpenAI key", _token("sk-proj-", _URL64, 156)),
    "OpenAI, short": ("an OpenAI key", _token("sk-proj-", _URL64, 48)),
    "OpenAI, service": ("an OpenAI key", _token("sk-svcacct-", _URL64, 120)),
    "DeepSeek": ("an OpenAI key", _token("sk-", _HEX, 32)),
    "OpenRouter": ("an OpenRouter key", _token("sk-or-v1-", _HEX, 64)),
    "Anthropic": ("an Anthropic key", _token("sk-ant-api03-", _URL64, 95)),
    "Anthropic, OAuth": ("an Anthropic key", _token("sk-ant-oat01-", _URL64, 95)),
    "GitHub": ("a GitHub token", _token("ghp_", _ALNUM, 36)),
    "GitHub, OAuth": ("a GitHub token", _token("gho_", _ALNUM, 36)),
    "GitHub, app": ("a GitHub token", _token("ghs_", _ALNUM, 36)),
    "GitHub, fine-grained": (
        "a GitHub token",
        lambda chance: f"github_pat_{_draw(chance, _ALNUM, 22)}_{_draw(chance, _ALNUM, 59)}",
    ),
    "GitLab": ("a GitLab token", _token("glpat-", _URL64, 20)),
    "GitLab, runner": ("a GitLab token", _token("glrt-", _URL64, 20)),
    "GitLab, routable": (
        "a GitLab token",
        lambda chance: f"glpat-{_draw(chance, _URL64, 27)}.01.{_draw(chance, _BASE36, 9)}",
    ),
    "AWS": ("an AWS access key", _token("AKIA", _BASE32, 16)),
    "AWS, session": ("an AWS access key", _token("ASIA", _BASE32, 16)),
    "AWS, secret": ("an AWS secret key", _token("aws_secret_access_key = ", _STD64, 40)),
    "AWS, secret in JSON": (
        "an AWS secret key",
        lambda chance: f'"SecretAccessKey": "{_draw(chance, _STD64, 40)}"',
    ),
    "Google API": ("a Google API key", _token("AIza", _URL64, 35)),
    "Google client": ("a Google client secret", _token("GOCSPX-", _URL64, 28)),
    "Google OAuth": ("a Google token", _token("ya29.a0", _URL64, 160)),
    "Slack": (
        "a Slack token",
        lambda chance: "-".join([
            "xoxb", _draw(chance, string.digits, 12), _draw(chance, string.digits, 13),
            _draw(chance, _ALNUM, 24),
        ]),
    ),
    "Slack, cookie": (
        "a Slack token",
        lambda chance: "xoxd-" + quote(base64.b64encode(chance.randbytes(60)), safe=""),
    ),
    "Slack, cookie, decoded": (
        "a Slack token",
        lambda chance: f"xoxd-{base64.b64encode(chance.randbytes(64)).decode()}",
    ),
    "Slack, app": (
        "a Slack token",
        lambda chance: f"xapp-1-A{_draw(chance, _BASE32, 10)}-{_draw(chance, _HEX, 64)}",
    ),
    "Slack, webhook": (
        "a Slack webhook",
        lambda chance: "/".join([
            "https://hooks.slack.com/services", f"T{_draw(chance, _BASE32, 8)}",
            f"B{_draw(chance, _BASE32, 8)}", _draw(chance, _ALNUM, 24),
        ]),
    ),
    "Discord, webhook": (
        "a Discord webhook", _token("https://discord.com/api/webhooks/82731/", _URL64, 68),
    ),
    "Telegram": (
        "a Telegram token",
        lambda chance: f"{_draw(chance, '123456789', 10)}:AA{_draw(chance, _URL64, 33)}",
    ),
    "Stripe": ("a Stripe key", _token("sk_live_", _ALNUM, 24)),
    "Stripe, restricted": ("a Stripe key", _token("rk_live_", _ALNUM, 99)),
    "Stripe, webhook": ("a Stripe key", _token("whsec_", _ALNUM, 32)),
    "Svix, webhook": (
        "a Stripe key", lambda chance: f"whsec_{base64.b64encode(chance.randbytes(24)).decode()}",
    ),
    "npm": ("an npm token", _token("npm_", _ALNUM, 36)),
    "PyPI": ("a PyPI token", _token("pypi-AgEIcHlwaS5vcmcCJ", _URL64, 150)),
    "RubyGems": ("a RubyGems key", _token("rubygems_", _HEX, 48)),
    "Hugging Face": ("a Hugging Face token", _token("hf_", _LETTERS, 34)),
    "Groq": ("a Groq key", _token("gsk_", _ALNUM, 52)),
    "xAI": ("an xAI key", _token("xai-", _ALNUM, 80)),
    "Perplexity": ("a Perplexity key", _token("pplx-", _ALNUM, 48)),
    "Replicate": ("a Replicate token", _token("r8_", _ALNUM, 37)),
    "SendGrid": (
        "a SendGrid key",
        lambda chance: f"SG.{_draw(chance, _URL64, 22)}.{_draw(chance, _URL64, 43)}",
    ),
    "Twilio": ("a Twilio key", _token("SK", _HEX, 32)),
    "Twilio, token": ("a Twilio token", _token("TWILIO_AUTH_TOKEN=", _HEX, 32)),
    "Mailgun": ("a Mailgun key", _token("key-", _HEX, 32)),
    "DigitalOcean": ("a DigitalOcean token", _token("dop_v1_", _HEX, 64)),
    "Docker": ("a Docker token", _token("dckr_pat_", _URL64, 27)),
    "Shopify": ("a Shopify token", _token("shpat_", _HEX, 32)),
    "Databricks": ("a Databricks token", _token("dapi", _HEX, 32)),
    "Vault": ("a Vault token", _token("hvs.", _URL64, 90)),
    "Grafana": (
        "a Grafana token",
        lambda chance: f"glsa_{_draw(chance, _ALNUM, 32)}_{_draw(chance, _HEX, 8)}",
    ),
    "Linear": ("a Linear key", _token("lin_api_", _ALNUM, 40)),
    "Notion": ("a Notion token", _token("ntn_", _ALNUM, 46)),
    "Atlassian": (
        "an Atlassian token",
        lambda chance: f"ATATT3{_draw(chance, _URL64, 180)}={_draw(chance, _HEX, 8).upper()}",
    ),
    "age": ("an age key", _token("AGE-SECRET-KEY-1", "023456789ACDEFGHJKLMNPQRSTUVWXYZ", 58)),
    "Azure, storage": ("an Azure key", _azure("AccountName=a;AccountKey", 64)),
    "Azure, shared": ("an Azure key", _azure("SharedAccessKey", 32)),
    "Azure, SAS": ("a token in a URL", _sas),
    "JWT": ("a signed token", _signed),
    "AWS, signed address": (
        "a token in a URL", _url("https://s.net/f.pdf?X-Amz-Signature=", _HEX, 64, 64, ""),
    ),
    "an access token": (
        "a token in a URL", _url("https://a.net/f?access_token=", _URL64, 20, 60, "&b=1"),
    ),
    "a fragment's token": (
        "a token in a URL", _url("https://a.net/f#id_token=", _URL64, 20, 60, ""),
    ),
    "a token as a user": ("a token in a URL", _url("https://", _URL64, 20, 60, "@git.a.net/r.git")),
    "a password": ("a password in a URL", _url("postgres://app:", _PASSWORD, 8, 24, "@db.a.net/m")),
    "a password alone": ("a password in a URL", _url("redis://:", _PASSWORD, 8, 24, "@10.0.1.1/0")),
    "RSA": ("a private key", _key_block("RSA " + "PRIVATE KEY", b"\x30\x82\x04\xa4\x02\x01\x00")),
    "PKCS 8": ("a private key", _key_block("PRIVATE " + "KEY", b"\x30\x82\x04\xbe\x02\x01\x00")),
    "OpenSSH": (
        "a private key",
        _key_block(
            "OPENSSH " + "PRIVATE KEY",
            b"openssh-key-v1\0\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1\0\0\0\x33\0\0\0\x0bssh-ed",
        ),
    ),
    "PGP": ("a private key", _key_block("PGP " + "PRIVATE KEY BLOCK", b"\x95\x03")),
}  # fmt: skip

# As manuals, README files and blogs have them.
PLACEHOLDERS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "AKIA" + "I44QH8DHBEXAMPLE",
    "AKIA" + "XXXXXXXXXXXXXXXX",
    "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "aws_secret_access_key = " + "x" * 40,
    "AWS_SECRET_ACCESS_KEY=<your secret access key>",
    "sk-" + "ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-" + "ant-your-api-key-goes-here-please",
    "sk-" + "ant-api03-" + "..." + "xyz",
    "sk-" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-" + "proj-your-openai-api-key-in-this-place-here",
    "sk-" + "1234567890abcdef1234567890abcdef",
    "sk-" + "YOUR_OPENAI_API_KEY_THAT_YOU_HAVE_COPIED",
    "sk-" + "proj-****************************************",
    "ghp_" + "0" * 36,
    "ghp_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789",
    "ghp_" + "exampleexampleexampleexampleexample12",
    "github_pat_" + "11AAAAAAA0xxxxxxxxxxxxxx_" + "x" * 59,
    "glpat-" + "XXXXXXXXXXXXXXXXXXXX",
    "glpat-" + "your-access-token-here",
    "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "xoxb-" + "your-slack-bot-token-goes-here",
    "xoxp-" + "xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx",
    "https://hooks.slack.com/services/" + "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "AIza" + "SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "sk_live_" + "xxxxxxxxxxxxxxxxxxxxxxxx",
    "sk_" + "test_4eC39HqLyjWDarjtT1zdP7dc",
    "whsec_" + "YOURWEBHOOKSECRETEXAMPLE",
    "npm_" + "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "npm_" + "config_registry=https://registry.npmjs.org/",
    "pypi-" + "x" * 70,
    "hf_" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "SG." + "x" * 22 + "." + "x" * 43,
    "SK" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "SK" + "0" * 32,
    "TWILIO_AUTH_TOKEN=your_auth_token",
    "key-" + "0123456789abcdef0123456789abcdef",
    "AccountName=devstoreaccount1;AccountKey="
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ."
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "eyJhbGciOiJIUzI1NiJ9 is the head of a token",
    "https://example.com/?access_token=YOUR_ACCESS_TOKEN_HERE",
    "https://example.com/?token=xxxxxxxxxxxxxxxxxxxxxxxx",
    "https://shop.net/?token=short and ?key=a-page-of-many-words-in-a-row",
    "https://s.net/f?X-Amz-Signature=<signature>",
    "https://user:password-example@host.example.com/",
    "https://user:correct-horse-battery@example.com/",
    "postgres://user:<password>@localhost/db",
    "postgres://postgres:postgres@localhost:5432/postgres",
    "postgres://user:yourpassword@db.host.net:5432/name",
    "mongodb://root:${MONGO_PASSWORD}@mongo:27017",
    "mongodb+srv://admin:my-secret-pw@cluster0.abc.mongodb.net",
    "amqp://user:{{ rabbitmq_password }}@queue",
    "mysql://root:DB_PASSWORD@db/app",
    "redis://:p4ssw0rd@redis:6379/0",
    "https://user:xxxxxxxx@host.net/ and https://user:********@host.net/",
    "https://$USER:$TOKEN@host/",
    "https://user:password@host.net/ and https://{name}:{secret}@host.net/",
    "https://examplePublicKeyOfAProject@o0.ingest.sentry.io/0",
    "see https://example.com:8080/path@2x.png",
    "git@github.com:owner/name.git",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN RSA " + "PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN " + "PRIVATE KEY-----\\nMIIEvQIBADANBg...\\n-----END PRIVATE KEY-----",
    "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n<your key>\n-----END OPENSSH PRIVATE KEY-----",
    "-----BEGIN " + "PRIVATE KEY-----\n-----END PRIVATE KEY-----",
    "sk-learn and sk-ant are no keys",
    "https://a.net/sk-learn-in-a-nutshell-for-people-who-are-in-a-hurry-2024",
    "AKIA is how an access key begins",
    "3f9c2ab81d043f9c2ab81d043f9c2ab81d043f9c",
]
