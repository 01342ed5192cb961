"""What the web gave for a URL, before anybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from git_report.text import Tell


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response: the decoded body, and what a later conditional request needs.

    `url` is what was asked for, `final_url` where redirects led; `media_type` is lower case
    without parameters, `charset` the header's, empty for none; `etag` and `modified` are the
    validators as sent; `time` is ISO 8601, UTC, in seconds.
    """

    url: str
    final_url: str
    media_type: str
    charset: str
    body: bytes
    etag: str = ""
    modified: str = ""
    time: str = ""


class Web(Protocol):
    """The web, as far as a reference may reach it."""

    def fetch(self, url: str, tell: Tell, *, etag: str = "", modified: str = "") -> Fetched | None:
        """Get a URL; None where validators are given and it has not changed.

        Raises ReportError for an address that is refused, and for whatever keeps a complete body
        from coming.
        """
        ...
