"""Find credentials in a text by the formats that their issuers document.

Each match has a secret part, which alone decides whether the match is a placeholder. Letters that a
random secret may contain by chance do not make it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from git_report.patterns import lazy

_B64 = r"[A-Za-z0-9_-]"
# Not "\b": a token can end with a hyphen, be in "_" for emphasis, or be next to other scripts.
_BEGIN = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)"
_END = r"(?![A-Za-z0-9])"


class Shape(NamedTuple):
    """One kind of credential.

    `hints` are literals of one line, and every match contains one of them: a text without them is
    not searched, and the pattern is not even compiled. The group `p` of the pattern is the secret
    part.
    """

    kind: str
    hints: tuple[str, ...]
    pattern: str
    is_prefixed: bool = False
    is_password: bool = False

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every match in a text; searching for literals first is much faster."""
        if not self.is_prefixed:
            if any(hint in text for hint in self.hints):
                yield from _compile(self.pattern).finditer(text)
            return
        for hint in self.hints:
            at = text.find(hint)
            while at >= 0:
                match = _compile(self.pattern).match(text, at)
                if match is not None:
                    yield match
                at = text.find(hint, match.end() if match is not None else at + 1)


class Secret(NamedTuple):
    """A credential in a text: its kind, and where its secret part is."""

    kind: str
    start: int
    end: int


def _spell(words: Iterable[str]) -> str:
    """A pattern for words in lower, upper or title case; random letters mix both cases."""
    return "|".join(f"{word}|{word.upper()}|{word.title()}" for word in words)


def _prefixed(kind: str, prefixes: str, part: str) -> Shape:
    """A token that begins with one of some prefixes, which are separated by spaces."""
    hints = tuple(prefixes.split(" "))
    begins = "|".join(map(re.escape, hints))
    return Shape(kind, hints, rf"{_BEGIN}(?:{begins})(?P<p>{part})", is_prefixed=True)


_SHAPES = (
    Shape(
        "a private key",
        ("PRIVATE KEY",),
        r"(?P<p>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S]){0,9000})",
    ),
    _prefixed("an age key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{50,}"),
    # In base32, which has no 0, 1, 8 and 9.
    _prefixed("an AWS access key", "AKIA ASIA", rf"[A-Z2-7]{{16}}{_END}"),
    Shape(
        "an AWS secret key",
        ("ecret", "ECRET"),
        r"(?i:secret[_-]?(?:access[_-]?)?key)\W{1,12}(?P<p>(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40})"
        r"(?![A-Za-z0-9/+=])",
    ),
    _prefixed("an Anthropic key", "sk-ant-", rf"{_B64}{{24,}}"),
    _prefixed("an OpenRouter key", "sk-or-", r"(?:v\d-)?[a-f0-9]{60,}"),
    # Keys of the two above have the same beginning, and are named once.
    _prefixed("an OpenAI key", "sk-", rf"(?!ant-|or-){_B64}{{32,}}"),
    _prefixed("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{36,}"),
    _prefixed("a GitHub token", "github_pat_", r"[A-Za-z0-9_]{60,}"),
    _prefixed(
        "a GitLab token",
        "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glsoat- glimt- glagent-",
        rf"{_B64}{{20,}}(?:\.[0-9a-z]{{2}}\.[0-9a-z]{{9}})?",
    ),
    _prefixed(
        "a Slack token", "xoxa- xoxb- xoxc- xoxd- xoxe- xoxe. xoxo- xoxp- xoxr- xoxs- xapp- xwfp-",
        r"(?:[A-Za-z0-9+/-]|%[0-9A-Fa-f]{2}){20,}=*",
    ),
    Shape(
        "a Slack webhook",
        ("hooks.slack.com/",),
        r"\bhooks\.slack\.com/(?:services|workflows|triggers)/\w+/\w+/(?P<p>[A-Za-z0-9]{20,})",
    ),
    Shape(
        "a Discord webhook",
        ("/api/webhooks/",),
        rf"\bdiscord(?:app)?\.com/api/webhooks/\d+/(?P<p>{_B64}{{50,}})",
    ),
    Shape("a Telegram token", (":AA",), rf"{_BEGIN}\d{{8,10}}:AA(?P<p>{_B64}{{33}}){_END}"),
    _prefixed("a Google API key", "AIza", rf"{_B64}{{35}}{_END}"),
    _prefixed("a Google client secret", "GOCSPX-", rf"{_B64}{{28}}"),
    _prefixed("a Google token", "ya29.", rf"{_B64}{{30,}}"),
    _prefixed("a Stripe key", "sk_live_ rk_live_", r"[A-Za-z0-9]{20,}"),
    _prefixed("a Stripe key", "whsec_", r"[A-Za-z0-9+/]{20,}={0,2}"),
    _prefixed("a PyPI token", "pypi-", rf"{_B64}{{60,}}"),
    _prefixed("an npm token", "npm_", rf"[A-Za-z0-9]{{36}}{_END}"),
    _prefixed("a RubyGems key", "rubygems_", rf"[a-f0-9]{{48}}{_END}"),
    _prefixed("a Hugging Face token", "hf_ api_org_", r"[A-Za-z0-9]{34,}"),
    _prefixed("a Groq key", "gsk_", r"[A-Za-z0-9]{40,}"),
    _prefixed("an xAI key", "xai-", r"[A-Za-z0-9]{60,}"),
    _prefixed("a Perplexity key", "pplx-", r"[A-Za-z0-9]{40,}"),
    _prefixed("a Replicate token", "r8_", r"[A-Za-z0-9]{37,}"),
    Shape("a SendGrid key", ("SG.",), rf"{_BEGIN}SG\.(?P<p>{_B64}{{22}}\.{_B64}{{43}})"),
    _prefixed("a Twilio key", "SK", rf"[a-f0-9]{{32}}{_END}"),
    Shape(
        "a Twilio token",
        ("wilio", "WILIO", "uth_token", "UTH_TOKEN", "uthToken"),
        rf"(?i:twilio\w*token|auth_?token)\W{{1,12}}(?P<p>[a-f0-9]{{32}}){_END}",
    ),
    _prefixed("a Mailgun key", "key-", rf"[a-f0-9]{{32}}{_END}"),
    _prefixed("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", r"[a-f0-9]{64}"),
    _prefixed("a Docker token", "dckr_pat_ dckr_oat_", rf"{_B64}{{27,}}"),
    _prefixed("a Shopify token", "shpat_ shpca_ shppa_ shpss_", r"[a-fA-F0-9]{32}"),
    _prefixed("a Databricks token", "dapi", rf"[a-f0-9]{{32}}(?:-\d)?{_END}"),
    _prefixed("a Vault token", "hvs. hvb. hvr.", rf"{_B64}{{24,}}"),
    _prefixed("a Grafana token", "glsa_ glc_", r"[A-Za-z0-9_+/=]{32,}"),
    _prefixed("a Linear key", "lin_api_ lin_oauth_", r"[A-Za-z0-9]{32,}"),
    _prefixed("a Notion token", "ntn_", r"[A-Za-z0-9]{40,}"),
    _prefixed("an Atlassian token", "ATATT3", r"[A-Za-z0-9_=-]{60,}"),
    Shape(
        "an Azure key",
        ("AccountKey", "SharedAccessKey", "accountKey", "ccount_key", "CCOUNT_KEY"),
        r"(?i:account_?key|sharedaccesskey)\W{1,4}(?P<p>(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42,86}={1,2})",
    ),
    Shape(
        "a signed token",
        ("eyJ",),
        # The payload may be anything; only the signature is secret.
        rf"{_BEGIN}eyJ{_B64}{{10,}}\.eyJ{_B64}{{10,}}\.(?P<p>{_B64}{{20,}})",
    ),
    Shape(
        "a token in a URL",
        ("ignature=", "sig=", "oken=", "ecret=", "key=", "Key=", "KEY=", "assword=", "asswd=",
         "auth=", "jwt=", "signature%3D", "Signature%3D", "oken%3D"),
        r"[?&#;](?i:x-(?:amz|goog)-(?:signature|security-token)|sig|signature|"
        r"(?:[a-z]+[_-])?token|(?:client[_-])?secret|(?:[a-z]+[_-])?api[_-]?key|jwt|auth|"
        r"password|passwd)(?:=|%3D)(?P<p>(?:[A-Za-z0-9_.~+/-]|%[0-9A-Fa-f]{2}){16,}=*)",
    ),
    Shape(
        "a token in a URL",
        ("://",),
        r"https?://(?P<p>[A-Za-z0-9_.~-]{20,})(?::(?:x-oauth-basic|x)?)?@[\w.-]+",
    ),
    Shape(
        "a password in a URL",
        ("://",),
        r"://[^\s/:@<>\"'`*]{0,64}:(?P<p>[^\s/:@<>\"'`]{6,128})@(?P<host>[\w.-]+|\[)",
        is_password=True,
    ),
)  # fmt: skip

# A header without a key: "-----BEGIN PRIVATE KEY-----\n..." shows how a file begins.
_NO_BODY = lazy(
    r"(?:\\[nr]|[\s>|])*(?:[A-Za-z0-9+/=]{0,48}(?:\.{3}|…)|[<\[{(*$]|(?i:your|example|base64)\b)"
)
# The secret parts of complete credentials that are published in documentation.
_PUBLISHED = frozenset({
    # Azurite's and the storage emulator's account, and the token on the front page of jwt.io.
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
})  # fmt: skip

# Words that are long enough, or delimited, so that random secrets do not contain them: of secrets
# with 40 characters, fewer than one in 10,000,000 has one of these.
_LONG = ("example", "placeholder", "redacted", "changeme", "qwertyui", "foobar", "notreal")
_SHORT = ("your", "dummy", "sample", "fake", "insert", "replace", "real")
_WORDS = lazy(f"{_spell(_LONG)}|(?<![A-Za-z0-9])(?:{_spell(_SHORT)})(?![A-Za-z0-9])")
_FILLED = lazy(r"([xX0*#?_-])\1{7,}")
# The words of a title in a URL, "sk-learn-in-a-nutshell-for-people-in-a-hurry".
_SPELT = lazy(
    r"(?:[A-Z]?[a-z]+|\d{1,4})(?:[_-](?:[A-Z]?[a-z]+|\d{1,4})){3,}|[A-Z]+(?:[_-][A-Z]+){2,}"
)
_REPEATED = lazy(r"(.{1,12}?)\1{2,}.{0,11}")
_FEW = 5  # different characters, of 16 or more
_RUN = 8  # characters in the order of the alphabet or of the digits

# Placeholders for a password: a variable, a field, one character repeated.
_NO_PASSWORD = lazy(
    r"\$[A-Z_][A-Z0-9_]*|\$\w*(?i:pass|pwd|secret|token|key)\w*|\$?\{[^{}]*\}|\{\{.*\}\}|"
    r"\$\([^()]*\)|%[A-Z_]+%|\[[\w -]+\]|\.{3,}|(?P<c>.)(?P=c)+|"
    r"(?=.*(?:PASS|PWD|SECRET|TOKEN|KEY|YOUR|HERE))[A-Z]+(?:[_-][A-Z]+)+"
)
# Words from which manuals make passwords, also combined: "my-secret-pw", "yourpassword123".
_MANUAL = lazy(
    r"(?:(?:a|my|the|your|some|db|user|root|admin|test|strong|secure|super|very|long|example|guest|"
    r"pass|word|passwd|passw0rd|p4ssw0rd|p@ssw0rd|phrase|code|pwd|pw|secret|token|api|key|here|goes|"
    r"change|it|me|hunter|letmein|placeholder|redacted|postgres|mysql|rabbitmq|mongo|redis|demo|"
    r"hello|world)[-_]?){1,6}(?:1234?5?6?|\d)?",
    re.IGNORECASE,
)
_MADE_UP_HOST = lazy(r"(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid)", re.IGNORECASE)


def find_secrets(text: str) -> Iterator[Secret]:
    """Yield every credential in a text, in no particular order, without placeholders."""
    hinted = frozenset(chain.from_iterable(map(_list_hinted, text.split("\n\n"))))
    for number in sorted(hinted):
        shape = _SHAPES[number]
        for match in shape.find(text):
            if not _is_placeholder(shape, match):
                yield Secret(shape.kind, match.start("p"), match.end("p"))


# Most paragraphs of a version are in the next one as well, and most have no hint.
@lru_cache(maxsize=4096)
def _list_hinted(paragraph: str) -> tuple[int, ...]:
    """The shapes of which a paragraph has a hint, and the text around it may have a match."""
    return tuple(
        number
        for number, shape in enumerate(_SHAPES)
        if any(hint in paragraph for hint in shape.hints)
    )


def find_secret(text: str) -> tuple[int, str] | None:
    """The line (1-based) and the kind of the first credential in a text; None if there is none."""
    found = min(find_secrets(text), key=lambda secret: secret.start, default=None)
    return None if found is None else (text.count("\n", 0, found.start) + 1, found.kind)


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return lazy(pattern)


def _is_placeholder(shape: Shape, match: re.Match[str]) -> bool:
    """Whether a match is a placeholder for a secret, judged by its secret part."""
    part = match["p"]
    if part.startswith("-----"):
        return _is_no_key(match)
    if shape.is_password:
        # "postgres:postgres@localhost" is an example.
        user = match[0][3:].partition(":")[0]
        return part == user or bool(
            _NO_PASSWORD.fullmatch(part)
            or _MANUAL.fullmatch(part)
            or _MADE_UP_HOST.fullmatch(match["host"])
        )
    return (
        part in _PUBLISHED
        or len(set(part.lower())) <= _FEW
        or bool(_FILLED.search(part) or _WORDS.search(part))
        or bool(_SPELT.fullmatch(part) or _REPEATED.fullmatch(part))
        or _has_run(part.lower())
    )


def _is_no_key(match: re.Match[str]) -> bool:
    """Whether the header of a private key is followed by a placeholder or by nothing."""
    _, _, body = match["p"].removeprefix("-----").partition("-----")
    is_empty = not body.strip("\\nr \n\t>|")
    ends_at_once = is_empty and match.string.startswith("-----END", match.end())
    return ends_at_once or bool(_NO_BODY.match(body) or _FILLED.search(body[:200]))


def _has_run(text: str) -> bool:
    """Whether a text contains consecutive characters, as in "12345678", "abcdefgh", "34567890"."""
    run = 1
    for before, after in pairwise(text):
        follows = ord(after) - ord(before) == 1 or before + after == "90"
        run = run + 1 if follows else 1
        if run == _RUN:
            return True
    return False
