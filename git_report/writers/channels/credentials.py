"""Find the credentials for a provider of models before any work starts; they are never shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from git_report.errors import ReportError
from git_report.extras import expect_extra

# Each is an extra of this package, too, which installs the module that is looked for.
_MODULES = {"anthropic": "anthropic", "bedrock": "boto3", "vertex": "google.auth"}
PROVIDERS = tuple(_MODULES)

_AWS = (
    ("AWS_BEARER_TOKEN_BEDROCK",),
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_PROFILE",),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI",),
)
_FEDERATION = ("ANTHROPIC_FEDERATION_RULE_ID", "ANTHROPIC_ORGANIZATION_ID")
_IDENTITY = ("ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE")
# Everything that an endpoint might repeat in an error, and that must stay secret.
_SECRET = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_IDENTITY_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)
# A shorter secret is a placeholder for an endpoint that needs none, and occurs in many words.
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Credentials:
    """How a request is authenticated.

    `source` says where they were found; `key` and `token` are empty if the SDK finds the
    credentials itself; `secrets` is everything that no message may contain.
    """

    provider: str
    source: str
    key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def redact(self, text: str) -> str:
        """The text without any of the secrets, which an endpoint may repeat."""
        # One may contain another, of which the rest would be shown.
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "[redacted]")
        return text


def find_credentials(
    environ: Mapping[str, str], provider: str = "anthropic", base_url: str = ""
) -> Credentials | None:
    """The credentials that the SDK would use, found without the network; None if there are none.

    A `base_url` may contain secrets (``https://user:password@host``), which are added. Raises
    ReportError for an unknown provider, and for an invalid key.
    """
    if provider not in PROVIDERS:
        raise ReportError(
            f"the value of 'report.provider' is not a provider: '{provider}'",
            hint="set one with 'git config report.provider anthropic'; the providers are: "
            + ", ".join(PROVIDERS),
        )
    secrets = _secrets(environ, base_url)
    if provider == "bedrock":
        source = _find_aws(environ)
    elif provider == "vertex":
        source = _find_google(environ)
    else:
        for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
            value = _read(environ, name)
            if value:
                key, token = (value, "") if name == "ANTHROPIC_API_KEY" else ("", value)
                return Credentials(provider, name, key, token, secrets)
        source = _find_profile(environ)
    return Credentials(provider, source, secrets=secrets) if source else None


class NoCredentialsError(ReportError):
    """No credentials for a model were found."""


def require_credentials(
    environ: Mapping[str, str], provider: str = "anthropic", base_url: str = ""
) -> Credentials:
    """As `find_credentials`; raises NoCredentialsError, with what to do, if there are none.

    The clouds' own libraries look in more places, such as the machine's role, and come last.
    """
    found = find_credentials(environ, provider, base_url)
    require_extra(provider)
    if found is not None:
        return found
    if provider == "anthropic":
        raise NoCredentialsError(
            "no credentials for the anthropic writer were found",
            hint="set ANTHROPIC_API_KEY (any value will do if your endpoint needs no key)",
        )
    if not (_has_aws_role() if provider == "bedrock" else _has_google_role()):
        raise NoCredentialsError(
            f"no credentials for the provider '{provider}' were found",
            hint="log in with the provider's own tool, or see its documentation for the variables",
        )
    return Credentials(provider, "the machine's own", secrets=_secrets(environ, base_url))


def require_extra(provider: str) -> None:
    """Raise ReportError, with the command that installs it, if a provider's library is missing."""
    expect_extra(provider, _MODULES[provider], f"the provider '{provider}'")


def _has_aws_role() -> bool:
    errors = import_module("botocore.exceptions")
    try:
        return import_module("boto3").Session().get_credentials() is not None
    except errors.BotoCoreError:
        return False


def _has_google_role() -> bool:
    errors = import_module("google.auth.exceptions")
    try:
        import_module("google.auth").default()
    except errors.GoogleAuthError:
        return False
    return True


def _read(environ: Mapping[str, str], name: str) -> str:
    """A credential without the white space that copying may add.

    The rest must be valid in a header: the HTTP library's error would contain the secret.
    """
    value = environ.get(name, "").strip()
    if not (value.isascii() and value.isprintable() and " " not in value):
        raise ReportError(
            f"the value of '{name}' contains characters that a key cannot have",
            hint="copy the key again, as one line",
        )
    return value


def _secrets(environ: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    values = {environ.get(name, "").strip() for name in _SECRET}
    for url in (base_url, environ.get("ANTHROPIC_BASE_URL", "")):
        try:
            values.add(urlsplit(url).password or "")
        except ValueError:
            continue  # the request to that address will report what is wrong with it
    for line in environ.get("ANTHROPIC_CUSTOM_HEADERS", "").split("\n"):
        _, _, value = line.partition(":")
        values.add(value.strip())
        # An endpoint may repeat the token without its scheme.
        values.add(value.strip().removeprefix("Bearer "))
    return tuple(sorted(value for value in values if len(value) >= _SHORTEST))


def _find_profile(environ: Mapping[str, str]) -> str:
    """The SDK's order after the two variables: a named profile, federation, the active profile."""
    named = environ.get("ANTHROPIC_PROFILE", "")
    if named:
        return f"profile '{named}'"
    if all(environ.get(name) for name in _FEDERATION) and any(map(environ.get, _IDENTITY)):
        return "workload identity"
    folder = _config_folder(environ)
    if folder is None:
        return ""
    active = _read_line(folder / "active_config") or "default"
    if (folder / "configs" / f"{active}.json").is_file():
        return f"profile '{active}'"
    return ""


def _config_folder(environ: Mapping[str, str]) -> Path | None:
    chosen = environ.get("ANTHROPIC_CONFIG_DIR")
    if chosen:
        return Path(chosen)
    home = _home(environ)
    return home / ".config" / "anthropic" if home is not None else None


def _home(environ: Mapping[str, str]) -> Path | None:
    home = environ.get("HOME") or (environ.get("USERPROFILE") if os.name == "nt" else None)
    return Path(home) if home else None


def _read_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _find_aws(environ: Mapping[str, str]) -> str:
    for names in _AWS:
        if all(environ.get(name) for name in names):
            return names[0]
    home = _home(environ)
    file = environ.get("AWS_SHARED_CREDENTIALS_FILE")
    paths = [Path(file)] if file else []
    paths += [home / ".aws" / name for name in ("credentials", "config")] if home else []
    return next((str(path) for path in paths if path.is_file()), "")


def _find_google(environ: Mapping[str, str]) -> str:
    if environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        return "GOOGLE_APPLICATION_CREDENTIALS"
    folder = environ.get("CLOUDSDK_CONFIG")
    home = _home(environ)
    if not folder and home is None:
        return ""
    assert folder or home is not None
    base = Path(folder) if folder else Path(home or "") / ".config" / "gcloud"
    path = base / "application_default_credentials.json"
    return str(path) if path.is_file() else ""
