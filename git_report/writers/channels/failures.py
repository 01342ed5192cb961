"""Explain why a request to a model failed, and whether another attempt may succeed."""

from __future__ import annotations

import email.utils
import math
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from git_report.errors import ReportError
from git_report.text import flatten, shorten

if TYPE_CHECKING:
    from anthropic import APIStatusError

_LONGEST = 300  # characters of an endpoint's own words in an error
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Temporary statuses, as in the SDK; 529 is "overloaded".
_PASSING = frozenset({408, 409, 425, 429})
# An error event inside a stream has status 200, so only its type says what went wrong.
_FINAL = frozenset(
    {
        "authentication_error",
        "billing_error",
        "invalid_request_error",
        "not_found_error",
        "permission_error",
        "request_too_large",
    }
)
_FORMAT = re.compile(
    r"output_config|output_format|output format|structured|json_schema|json schema|\bformat\b"
    r"|response_format|grammar",
    re.IGNORECASE,
)
_EFFORT = re.compile(r"\beffort\b", re.IGNORECASE)
_SIZE = re.compile(r"too long|context (?:length|size|window)|exceed\w* .*context", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed attempt.

    `passing` if another attempt may succeed, of which `retries` are worthwhile; `after` is the
    number of seconds that the endpoint asks to wait (None if it does not say); `rejects` is what
    the endpoint does not support and a request can omit: ``format``, ``effort`` or empty; `refused`
    if the endpoint has certainly not accepted the request.
    """

    message: str
    hint: str = ""
    passing: bool = False
    after: float | None = None
    rejects: str = ""
    retries: int = sys.maxsize
    refused: bool = False

    @property
    def error(self) -> ReportError:
        """The failure as the error that ends the run."""
        return ReportError(self.message, hint=self.hint)


def explain_result(result: object, model: str, redact: Callable[[str], str]) -> ReportError:
    """Why a question of a batch has no answer: the endpoint's message, or the result's type."""
    kind = getattr(result, "type", "")
    if kind == "errored":
        error = getattr(getattr(result, "error", None), "error", None)
        said = [getattr(error, name, None) for name in ("type", "message")]
        words = quote_foreign(": ".join(each for each in said if isinstance(each, str)), redact)
        return ReportError(
            f"'{model}' did not answer in the batch: {words or 'no reason is given'}",
            hint="try again; run without --batch to see how the endpoint answers",
        )
    state = {"expired": "expired", "canceled": "was canceled"}.get(kind, "has an unknown result")
    return ReportError(f"the request {state} before '{model}' answered it", hint="try again")


class Refused(ReportError):  # noqa: N818 - a refusal is an error by its base
    """The endpoint replied without an answer, and another attempt would not help."""


def quote_foreign(text: str, redact: Callable[[str], str] = str) -> str:
    """Foreign text as part of a message: one line, no secrets, at most 300 characters.

    A page of HTML, such as a proxy's, is shown by its title.
    """
    if _PAGE.match(text):
        title = _TITLE.search(text)
        text = f"a page of HTML, '{title[1].strip()}'" if title else "a page of HTML"
    return shorten(redact(flatten(_CONTROL.sub("", text))), _LONGEST)


def explain_status(
    error: APIStatusError, model: str, source: str, redact: Callable[[str], str]
) -> Failure:
    """The failure for an error response, by its status; inside a stream, by its type."""
    status, kind = error.status_code, str(error.type or "")
    said = quote_foreign(_message(error), redact)
    label = kind or str(status)
    if status < 400:  # an error event in a stream that had started normally
        return Failure(
            f"the endpoint stopped with '{quote_foreign(label, redact)}': {said}",
            "try again later" if kind not in _FINAL else "",
            passing=kind not in _FINAL,
            after=read_delay(error.response.headers),
        )
    reply = f"({status}): {said}" if said else f"({status})"
    if status == 401:
        return Failure(
            f"the endpoint does not accept the credentials of {source} {reply}",
            "check that they are still valid and meant for that endpoint",
            refused=True,
        )
    if status == 403:
        message = f"the credentials of {source} do not allow this request {reply}"
        return Failure(message, refused=True)
    if status == 404:
        return Failure(
            f"the endpoint has no model '{model}', or no messages API {reply}",
            "choose another with --model or 'git config report.model', or check the base URL",
            refused=True,
        )
    if status in {400, 413, 422}:
        return _explain_request(status, said, reply)
    again = _asks_again(error.response.headers, passing=status in _PASSING or status >= 500)
    what = "is overloaded" if status == 529 else "limits requests" if status == 429 else "failed"
    return Failure(
        f"the endpoint {what} {reply}",
        "try again later" if again else "",
        passing=again,
        after=read_delay(error.response.headers),
        refused=True,
    )


def _explain_request(status: int, said: str, reply: str) -> Failure:
    if status == 413 or _SIZE.search(said):
        return Failure(
            f"the request is too large for the model {reply}",
            "read a part of the source (a '#fragment'), or choose a model with a larger window",
            refused=True,
        )
    rejects = ""
    # First, because a complaint about the effort names its object, "output_config", as well.
    if _EFFORT.search(said):
        rejects = "effort"
    elif _FORMAT.search(said):
        rejects = "format"
    message = f"the endpoint does not understand the request {reply}"
    return Failure(message, rejects=rejects, refused=True)


def explain_transport(
    error: Exception, url: str, seconds: float, redact: Callable[[str], str]
) -> Failure:
    """The failure for a connection that was refused, broken, or silent for `seconds`."""
    import httpx2  # already imported by the SDK, whose error this is

    cause = _find_cause(error)
    said = quote_foreign(str(cause) or type(cause).__name__, redact)
    place = quote_foreign(url, redact)
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return Failure(
            f"the endpoint '{place}' cannot be reached: {said}",
            "check the network, and ANTHROPIC_BASE_URL or report.baseUrl",
            passing=True,
            retries=2,  # a misspelled host name will not resolve a minute later, either
            refused=True,
        )
    if isinstance(cause, httpx2.TimeoutException):
        return explain_silence(seconds)
    return Failure(f"the connection to '{place}' was lost: {said}", "try again", passing=True)


def explain_silence(seconds: float) -> Failure:
    """The failure for an answer that was not complete within the time limit."""
    return Failure(
        f"the answer was not complete after {seconds:,.0f} s",
        f"allow more time with 'git config report.timeout {2 * seconds:.0f}', or ask for less "
        "effort",
    )


def read_delay(headers: Mapping[str, str]) -> float | None:
    """The seconds that ``retry-after-ms`` or ``retry-after`` ask to wait; None if neither does.

    RFC 9110, 10.2.3: seconds or a date.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) * unit
        except ValueError:
            moment = email.utils.parsedate_tz(value)
            if moment is None:
                continue
            seconds = email.utils.mktime_tz(moment) - time.time()
        return None if math.isnan(seconds) else max(0.0, seconds)
    return None


def _asks_again(headers: Mapping[str, str], *, passing: bool) -> bool:
    # The SDK obeys this header of the provider if it makes the retries itself.
    return {"true": True, "false": False}.get(headers.get("x-should-retry", ""), passing)


def _message(error: APIStatusError) -> str:
    """The endpoint's own words: the error's message, or the body if it has none."""
    if isinstance(error.api_message, str) and error.api_message:
        return error.api_message
    body = error.body
    if isinstance(body, dict):
        for name in ("message", "error", "detail"):
            if isinstance(body.get(name), str):
                return str(body[name])
    return str(body if body is not None else error.message)


def _find_cause(error: BaseException) -> BaseException:
    """The HTTP library's error below the SDK's, or the error itself."""
    import httpx2

    found: BaseException | None = error
    while found is not None and not isinstance(found, httpx2.HTTPError):
        found = found.__cause__
    return error if found is None else found
