"""Responses from the web, before they are converted to text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from git_report.text import Tell


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response: the decoded body, and what a later conditional request needs.

    `url` is the requested one, `final_url` the one after redirects; `media_type` is lower case
    without parameters, `charset` is from the header, empty if there is none; `etag` and `modified`
    are the validators as received; `time` is ISO 8601, UTC, in seconds.
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
    """Access to the web for reading references."""

    def fetch(self, url: str, tell: Tell, *, etag: str = "", modified: str = "") -> Fetched | None:
        """Get a URL; None if validators are given and it has not changed.

        Raises ReportError for an address that is refused, and if no complete body is received.
        """
        ...
