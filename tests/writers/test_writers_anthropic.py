"""The real SDK talks to a server over real HTTP: what becomes an answer, and what an error."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from git_report.edits.operations import Usage
from git_report.errors import ReportError
from git_report.writers.channel import Prompt, PromptPart, Question, Reply, Sending, Turn
from git_report.writers.channels.anthropic import Anthropic, anthropic_channel
from git_report.writers.channels.credentials import (
    Credentials,
    find_credentials,
    require_credentials,
)
from git_report.writers.settings import Settings
from tests.writers.wire import (
    KEY,
    Exchange,
    Step,
    Wire,
    answer,
    broken,
    echoing,
    ended,
    errored,
    failing,
    overloaded,
    pinging,
    raw,
    silent,
    status,
    streaming,
    succeeded,
    write_event,
)

SCHEMA = {
    "type": "object",
    "properties": {"operations": {"type": "array", "items": {"type": "string"}}},
    "required": ["operations"],
    "additionalProperties": False,
}
PROMPT = Prompt(
    system=(
        PromptPart("You edit a report.", stable=True),
        PromptPart("Answer with operations.", stable=True),
    ),
    user=(
        PromptPart("# Brief", stable=True),
        PromptPart("# Report", stable=True),
        PromptPart("# Reference"),
    ),
    schema=SCHEMA,
)
ANSWER = json.dumps({"operations": [{"replace": {"section": "2.1", "body": "New."}}]})
PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>x</body></html>"


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    with Wire() as wire:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield wire


@dataclass
class Asking:
    """A channel to the server, and what it told and how long it would have slept."""

    wire: Wire
    told: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    channel: Anthropic | None = None

    def open(self, **settings: Any) -> Anthropic:
        self.channel = Anthropic(
            require_credentials({"ANTHROPIC_API_KEY": KEY}),
            Settings(**{"base_url": self.wire.url, "deadline": 60, **settings}),
            sleep=self.slept.append,
            chance=lambda: 0.5,
        )
        return self.channel

    def ask(self, *script: Step, prompt: Prompt = PROMPT) -> tuple[str, Usage]:
        self.wire.script = list(script)
        reply = (self.channel or self.open()).ask(prompt, self.told.append)
        return reply.text, reply.usage

    def fail(self, *script: Step, prompt: Prompt = PROMPT) -> ReportError:
        with pytest.raises(ReportError) as caught:
            self.ask(*script, prompt=prompt)
        return caught.value


@pytest.fixture
def asking(wire: Wire) -> Asking:
    return Asking(wire)


def test_it_brings_the_answer_as_it_came_with_what_it_cost(asking: Asking) -> None:
    text = 'Preamble: {"operations": ["é", "\\u0000", "日本"]}\n\n'
    counts = {
        "input_tokens": 1_200,
        "cache_creation_input_tokens": 300,
        "cache_read_input_tokens": 9_000,
        "output_tokens": 77,
    }
    assert asking.ask(answer(text, usage=counts, thinking="Hm.", size=3)) == (
        text,
        Usage(input=1_500, output=77, cached=9_000),
    )
    assert [asked.path for asked in asking.wire.requests] == [
        "/v1/messages/count_tokens",
        "/v1/models/claude-opus-5-5",
        "/v1/messages",
    ]


def test_the_request_says_all_in_an_order_that_caches(asking: Asking) -> None:
    asking.open(effort="high")
    turns = (Turn('{"operations": [1]}  \n', "Operation 1 is none."), Turn("", "Nothing came."))
    prompt = Prompt(PROMPT.system, PROMPT.user, turns, schema=SCHEMA)
    asking.ask(answer(ANSWER), prompt=prompt)
    body = asking.wire.asked[0].body
    cached = {"type": "ephemeral"}
    assert body["system"] == [
        {"type": "text", "text": "You edit a report."},
        {"type": "text", "text": "Answer with operations.", "cache_control": cached},
    ]
    assert body["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "# Brief", "cache_control": cached},
                {"type": "text", "text": "# Report", "cache_control": cached},
                {"type": "text", "text": "# Reference"},
            ],
        },
        {"role": "assistant", "content": '{"operations": [1]}'},
        {"role": "user", "content": "Operation 1 is none."},
        {"role": "assistant", "content": "(an empty answer)"},
        {"role": "user", "content": "Nothing came."},
    ]
    assert body["output_config"] == {
        "effort": "high",
        "format": {"type": "json_schema", "schema": SCHEMA},
    }
    assert body["stream"] is True
    assert body["model"] == "claude-opus-5-5"
    assert not {"temperature", "top_p", "top_k"} & body.keys()


def test_a_prompt_sets_the_effort_before_the_settings(asking: Asking) -> None:
    asking.open(effort="low")
    asking.ask(answer(ANSWER), prompt=Prompt(PROMPT.system, PROMPT.user, effort="max"))
    assert asking.wire.asked[0].body["output_config"] == {"effort": "max"}


def test_bytes_that_are_not_text_and_blank_parts_do_not_stop_a_request(asking: Asking) -> None:
    parts = (PromptPart("a\udcff b"), PromptPart(" \n", stable=True))
    asking.ask(answer(ANSWER), prompt=Prompt((), parts, (Turn("x\ud800", "y"),)))
    body = asking.wire.asked[0].body
    assert "system" not in body
    assert body["messages"][0]["content"] == [{"type": "text", "text": "a? b"}]


# What happens, what the person reads, and how many requests for an answer that takes.
FAILURES: dict[str, tuple[list[Step], str, int]] = {
    "the key is refused": (
        [status(401, "authentication_error", "invalid x-api-key")],
        "the endpoint does not accept the credentials of ANTHROPIC_API_KEY (401): invalid",
        1,
    ),
    "the key is not allowed": (
        [status(403, "permission_error", "not yours")],
        "the credentials of ANTHROPIC_API_KEY do not allow this request (403): not yours",
        1,
    ),
    "the model is unknown": (
        [status(404, "not_found_error", "model: claude-opus-5-5")],
        "the endpoint has no model 'claude-opus-5-5', or no messages API (404):"
        " model: claude-opus-5-5",
        1,
    ),
    "the request is wrong": (
        [status(400, "invalid_request_error", "messages.0: roles must alternate")],
        "the endpoint does not understand the request (400): messages.0: roles must alternate",
        1,
    ),
    "the prompt is too long after all": (
        [status(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000")],
        "the request is too large for the model (400): prompt is too long: 210000 tokens > 200000",
        1,
    ),
    "the body is too large": (
        [status(413, "request_too_large", "Request exceeds the maximum size")],
        "the request is too large for the model (413): Request exceeds the maximum size",
        1,
    ),
    "nothing but overload": (
        [status(529, "overloaded_error", "Overloaded")] * 6,
        "the endpoint is overloaded (529): Overloaded (6 tries)",
        6,
    ),
    "nothing but overload inside the stream": (
        [overloaded('{"operations": [')] * 6,
        "the endpoint stopped with 'overloaded_error': Overloaded (6 tries)",
        6,
    ),
    "an error inside the stream that stays": (
        [failing("invalid_request_error", "no", "abc")],
        "the endpoint stopped with 'invalid_request_error': no",
        1,
    ),
    "the server asks not to come back": (
        [status(500, "api_error", "no", {"x-should-retry": "false"})],
        "the endpoint failed (500): no",
        1,
    ),
    "the answer is cut at its limit": (
        [answer(ANSWER, stop="max_tokens")],
        "the answer of 'claude-opus-5-5' was cut off at its limit of 64,000 tokens",
        1,
    ),
    "the answer is cut at the window": (
        [answer(ANSWER, stop="model_context_window_exceeded")],
        "the answer of 'claude-opus-5-5' was cut off at the end of the model's window",
        1,
    ),
    "a refusal": (
        [answer("", stop="refusal")],
        "'claude-opus-5-5' refused to answer",
        1,
    ),
    "a refusal with a reason": (
        [
            answer(
                "I can",
                stop="refusal",
                details={"type": "refusal", "category": "bio", "explanation": "It\nis."},
            )
        ],
        "'claude-opus-5-5' refused to answer: bio: It is.",
        1,
    ),
    "a pause": (
        [answer(ANSWER, stop="pause_turn")],
        "'claude-opus-5-5' stopped before the end of its answer: 'pause_turn'",
        1,
    ),
    "an ending that nobody knows": (
        [answer(ANSWER, stop="new\x1b[2J_reason")],
        "'claude-opus-5-5' stopped before the end of its answer: 'new[2J_reason'",
        1,
    ),
    "an empty answer": (
        [answer(" \n")],
        "the answer of 'claude-opus-5-5' is empty",
        1,
    ),
    "a page of a proxy in place of a stream": (
        [raw(200, b"<html>Log in</html>", "text/html")],
        "the endpoint sent 'text/html' instead of a stream of events",
        1,
    ),
    "a message that is not streamed": (
        [raw(200, b'{"type": "message", "content": []}')],
        "the endpoint sent 'application/json' instead of a stream of events",
        1,
    ),
    "a page of a proxy for an error": (
        [raw(403, PAGE, "text/html")],
        "the credentials of ANTHROPIC_API_KEY do not allow this request (403):"
        " a page of HTML, '502 Bad Gateway'",
        1,
    ),
    "garbage for an error": (
        [raw(400, b"\xff\x00\x1b[31m\n\ngarbage" + b"x" * 5000, "text/plain")],
        "the endpoint does not understand the request (400): \N{REPLACEMENT CHARACTER}[31m garbage",
        1,
    ),
    "streams that are cut, always": (
        [ended("abc")] * 6,
        "the answer ended too early (6 tries)",
        6,
    ),
    "a stream of garbage, always": (
        [streaming(b"event: message_start\ndata: {garbage\n\n")] * 6,
        "the endpoint sent an event that cannot be read (6 tries)",
        6,
    ),
    "an empty stream, always": (
        [streaming()] * 6,
        "the answer ended too early (6 tries)",
        6,
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_what_is_not_an_answer_is_an_error(asking: Asking, case: str) -> None:
    script, message, requests = FAILURES[case]
    error = asking.fail(*script)
    assert error.message.startswith(message)
    assert len(error.message) < 500
    assert "\n" not in error.message
    assert len(asking.wire.asked) == requests


PASSING: dict[str, Step] = {
    "too many requests": status(429, "rate_limit_error", "slow down"),
    "overload": status(529, "overloaded_error", "Overloaded"),
    "a failure": status(500, "api_error", "Internal server error"),
    "a proxy's failure": raw(502, PAGE, "text/html"),
    "overload inside the stream": overloaded('{"operations": ['),
    "overload before the first word": overloaded(),
    "a failure inside the stream": failing("api_error", "Internal server error"),
    "an error without a type inside the stream": streaming(b"event: error\ndata: oops\n\n"),
    "a cut connection": broken('{"operations": ['),
    "a stream that ends too early": ended('{"operations": ['),
    "an event that is not JSON": streaming(b"event: message_start\ndata: <html>\n\n"),
    "events out of order": streaming(
        write_event("content_block_delta", index=7, delta={"type": "text_delta", "text": "x"}),
        write_event("message_delta"),
        write_event("message_stop"),
    ),
}


@pytest.mark.parametrize("case", PASSING)
def test_what_may_pass_is_tried_again_and_leaves_nothing_in_the_answer(
    asking: Asking, case: str
) -> None:
    text, usage = asking.ask(PASSING[case], PASSING[case], answer(ANSWER))
    assert text == ANSWER
    assert usage == Usage(input=1000, output=50)
    assert len(asking.wire.asked) == 3
    assert asking.slept == [1.0, 2.0]
    assert any("trying again in 1 s (1 of 5)" in line for line in asking.told)


def test_an_answer_that_is_whole_is_not_paid_twice_for_a_cut_after_it(asking: Asking) -> None:
    def step(exchange: Any) -> None:
        exchange.start()
        block = {"type": "text", "text": "all of it"}
        exchange.event("content_block_start", index=0, content_block=block)
        exchange.event("message_delta", delta={"stop_reason": "end_turn"}, usage={})
        exchange.cut()

    assert asking.ask(step)[0] == "all of it"
    assert len(asking.wire.asked) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, 1.0),
        ({"retry-after": "nan"}, 1.0),
    ],
)
def test_it_waits_as_long_as_the_endpoint_asks(
    asking: Asking, headers: dict[str, str], seconds: float
) -> None:
    asking.ask(status(429, "rate_limit_error", "slow", headers), answer(ANSWER))
    assert asking.slept == [seconds]


def test_it_waits_for_a_minute_at_most(asking: Asking) -> None:
    asking.open(deadline=600, retries=8)
    asking.ask(*[status(529, "overloaded_error", "busy")] * 8, answer(ANSWER))
    assert asking.slept == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_it_does_not_wait_past_the_deadline(asking: Asking) -> None:
    error = asking.fail(status(429, "rate_limit_error", "slow", {"retry-after": "3600"}))
    assert "the next attempt would be in 3,600 s, past the deadline of 60 s" in error.message
    assert asking.slept == []


@pytest.mark.parametrize("step", [silent(), pinging(), answer("x" * 1000, pause=0.05)])
def test_the_deadline_is_for_the_whole_stream(asking: Asking, step: Step) -> None:
    asking.open(deadline=1)
    before = time.monotonic()
    error = asking.fail(step)
    assert error.message == "the answer was not complete after 1 s"
    assert "report.timeout" in error.hint
    assert time.monotonic() - before < 3
    assert len(asking.wire.asked) == 1


def test_an_endpoint_that_is_not_there(asking: Asking) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        asking.open(base_url=url)
        error = asking.fail()
    assert error.message.startswith(f"the endpoint '{url}' cannot be reached: ")
    assert "ANTHROPIC_BASE_URL" in error.hint
    assert asking.slept == [1.0, 2.0]


REJECTIONS = {
    "format": "output_config.format: Extra inputs are not permitted",
    "structured": "structured outputs are not supported by this model",
    "grammar": "failed to parse grammar",
    "effort": "This model does not support the effort parameter",
}


@pytest.mark.parametrize("case", REJECTIONS)
def test_a_compatible_endpoint_is_asked_without_what_it_does_not_know(
    asking: Asking, case: str
) -> None:
    asking.open(effort="high")
    refusal = status(400, "invalid_request_error", REJECTIONS[case])
    assert asking.ask(refusal, answer(ANSWER))[0] == ANSWER
    without = "effort" if case == "effort" else "format"
    kept = {"effort", "format"} - {without}
    assert [set(asked.body["output_config"]) for asked in asking.wire.asked] == [
        {"effort", "format"},
        kept,
    ]
    asking.ask(answer(ANSWER))
    assert set(asking.wire.asked[-1].body["output_config"]) == kept
    assert len([line for line in asking.told if "asking without" in line]) == 1
    assert asking.slept == []


def test_an_endpoint_that_knows_neither_is_asked_three_times_at_most(asking: Asking) -> None:
    asking.open(effort="high")
    refusals = [
        status(400, "invalid_request_error", REJECTIONS[case]) for case in ("format", "effort")
    ]
    error = asking.fail(*refusals, refusals[0])
    assert error.message.startswith("the endpoint does not understand the request (400)")
    assert "output_config" not in asking.wire.asked[2].body
    assert len(asking.wire.asked) == 3


@pytest.mark.parametrize("code", [400, 401, 403, 404, 413, 429, 500, 529])
def test_the_key_is_shown_nowhere_even_where_the_endpoint_sends_it_back(
    asking: Asking, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    asking.open(retries=1)
    step = echoing(code, "error", "no: {key} " + KEY)
    error = asking.fail(step, step)
    shown = [error.message, error.hint, str(error), repr(vars(asking.channel)), *asking.told]
    assert not [text for text in shown if KEY in text or KEY[:20] in text]
    assert error.__cause__ is None
    assert error.__context__ is None
    assert KEY not in "".join(capfd.readouterr())


def test_the_live_line_tells_tokens_and_the_section_that_is_written(asking: Asking) -> None:
    text = json.dumps(
        {
            "operations": [
                {"op": "replace", "section": "2.1", "body": 'A "section": "9" is quoted.'},
                {"op": "insert", "title": 'The "new"\none \x1b[2J' + "x" * 99, "body": "b" * 400},
            ]
        }
    )
    asking.ask(answer(text, size=7, usage={"cache_read_input_tokens": 9_000, "output_tokens": 150}))
    lines = [line for line in asking.told if " in (" in line]
    assert any(line.endswith("· section 2.1") for line in lines)
    assert not any("section 9" in line for line in lines)
    last = lines[-1]
    assert last.startswith("anthropic claude-opus-5-5: 0:0")
    assert '10,000 tokens in (9,000 cached) · 150 out · \'The "new" one' in last
    assert all("\n" not in line and len(line) < 200 for line in lines)


def test_a_long_answer_comes_whole_and_soon(asking: Asking) -> None:
    text = "é\x00\x1b[31m\u202e" * 400_000  # 2,000,000 characters
    before = time.process_time()
    assert asking.ask(answer(text, size=4_000))[0] == text
    assert time.process_time() - before < 20


def test_what_does_not_fit_is_refused_with_its_size(asking: Asking) -> None:
    asking.wire.tokens = 199_500
    error = asking.fail()
    assert error.message == (
        "the request has 199,500 tokens, more than the window of 'claude-opus-5-5' (200,000)"
    )
    assert "report.window" in error.hint
    assert asking.wire.asked == []


@pytest.mark.parametrize(
    ("card", "tokens", "settings", "limit"),
    [
        ({"max_input_tokens": 200_000, "max_tokens": 64_000}, 1_000, {}, 64_000),
        ({"max_input_tokens": 1_000_000, "max_tokens": 128_000}, 900_000, {}, 64_000),
        ({"max_input_tokens": 200_000, "max_tokens": 8_192}, 1_000, {}, 8_192),
        ({"max_input_tokens": 200_000, "max_tokens": 64_000}, 190_000, {}, 10_000),
        ({"max_tokens": 8_192}, 1_000, {"max_tokens": 9_000}, 8_192),
        ({"max_tokens": 8_192}, 1_000, {"max_tokens": 900}, 900),
        ({"max_input_tokens": 4_096}, 3_000, {"window": 8_000}, 5_000),
        ({"max_input_tokens": "many", "max_tokens": None}, 1_000, {}, 32_000),
        (None, 1_000, {}, 32_000),
        (None, None, {"window": 2_000}, 1_983),
    ],
)
def test_the_answer_may_be_as_long_as_the_model_can(
    asking: Asking, card: Any, tokens: int | None, settings: Any, limit: int
) -> None:
    asking.wire.card, asking.wire.tokens = card, tokens
    asking.open(**settings)
    asking.ask(answer(ANSWER))
    assert asking.wire.asked[0].body["max_tokens"] == limit


def test_refused_credentials_end_the_run_before_the_prompt_is_sent(asking: Asking) -> None:
    asking.wire.pages["/v1/messages/count_tokens"] = echoing(401, "authentication_error", "{key}")
    error = asking.fail()
    assert error.message == (
        "the endpoint does not accept the credentials of ANTHROPIC_API_KEY (401): [redacted]"
    )
    assert error.__context__ is None
    assert [asked.path for asked in asking.wire.requests] == ["/v1/messages/count_tokens"]


@pytest.mark.parametrize(
    "step",
    [
        status(500, "api_error", "no"),
        status(400, "invalid_request_error", "no"),
        raw(200, PAGE, "text/html"),
        raw(200, b'{"input_tokens": "many"}'),
        raw(200, b"[1, 2"),
    ],
)
def test_a_count_that_fails_does_not_stop_the_run(asking: Asking, step: Step) -> None:
    asking.wire.pages["/v1/messages/count_tokens"] = step
    asking.wire.pages["/v1/models/claude-opus-5-5"] = step
    assert asking.ask(answer(ANSWER))[0] == ANSWER


def test_an_endpoint_without_counts_is_estimated_and_not_asked_again(asking: Asking) -> None:
    asking.wire.card = asking.wire.tokens = None
    asking.ask(answer(ANSWER))
    asking.ask(answer(ANSWER))
    assert [asked.path for asked in asking.wire.requests] == [
        "/v1/messages/count_tokens",
        "/v1/models/claude-opus-5-5",
        "/v1/messages",
        "/v1/messages",
    ]
    error = asking.fail(prompt=Prompt((), (PromptPart("x" * 800_000),)))
    assert error.message.startswith("the request has about 200,000 tokens")


def test_nothing_is_kept_back_for_a_second_question_in_one_loop(asking: Asking) -> None:
    """A notebook has a loop of its own running: the channel works there too."""
    import asyncio

    async def cell() -> str:
        return asking.ask(answer(ANSWER))[0]

    assert asyncio.run(cell()) == ANSWER


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "-x", "x" * 300, "a-->b"])
def test_a_name_that_no_model_has(name: str) -> None:
    with pytest.raises(ReportError, match="is not a model name"):
        Anthropic(require_credentials({"ANTHROPIC_API_KEY": KEY}), Settings(model=name))


CONFIGURED = {
    "report.model": "claude-haiku-5-5",
    "report.effort": "low",
    "report.baseUrl": "http://127.0.0.1:1/x",
    "report.timeout": "90",
    "report.window": "8k",
    "report.maxTokens": "500",
}
NOTHING: dict[str, str] = {}
ENVIRON = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://127.0.0.1:2"}


def test_the_channel_is_as_configured() -> None:
    channel = anthropic_channel(CONFIGURED.get, None, None, ENVIRON)
    assert channel.settings == Settings(
        model="claude-haiku-5-5",
        effort="low",
        max_tokens=500,
        window=8192,
        deadline=90,
        base_url="http://127.0.0.1:1/x",
    )
    assert channel.name == "anthropic claude-haiku-5-5"
    chosen = anthropic_channel(CONFIGURED.get, "m", "max", ENVIRON)
    assert (chosen.settings.model, chosen.settings.effort) == ("m", "max")
    plain = anthropic_channel(NOTHING.get, None, None, ENVIRON)
    assert plain.settings == Settings(base_url="http://127.0.0.1:2")
    assert plain.name == "anthropic claude-opus-5-5"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"report.timeout": "0"}, "the value of 'report.timeout' is not above zero: '0'"),
        ({"report.timeout": "soon"}, "is not a number"),
        ({"report.effort": "huge"}, "'report.effort' is not an effort level: 'huge'"),
        ({"report.provider": "other"}, "'report.provider' is not a provider: 'other'"),
        ({"report.baseUrl": "ftp://x"}, "the endpoint's base URL is not a valid address"),
        ({"report.baseUrl": "http://"}, "the endpoint's base URL is not a valid address"),
        ({"report.baseUrl": "http://[x"}, "the endpoint's base URL is not a valid address"),
        ({"report.baseUrl": "http://x:99999"}, "the endpoint's base URL is not a valid address"),
        ({"report.baseUrl": "http://a b"}, "the endpoint's base URL is not a valid address"),
    ],
)
def test_a_configuration_that_cannot_be_meant(config: dict[str, str], message: str) -> None:
    with pytest.raises(ReportError, match=message.replace("(", r"\(")):
        anthropic_channel(config.get, None, None, ENVIRON)


def test_missing_credentials_are_one_clear_message_before_any_work(asking: Asking) -> None:
    with pytest.raises(ReportError, match="no credentials for the anthropic writer") as caught:
        anthropic_channel(NOTHING.get, None, None, {"ANTHROPIC_BASE_URL": asking.wire.url})
    assert "ANTHROPIC_API_KEY" in caught.value.hint
    assert asking.wire.requests == []


def test_a_password_in_the_base_url_is_shown_nowhere(asking: Asking) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        environ = {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": f"http://ada:hunter2hunter2@127.0.0.1:{taken.getsockname()[1]}",
        }
        channel = anthropic_channel(NOTHING.get, None, None, environ)
        channel.sleep = asking.slept.append
        with pytest.raises(ReportError) as caught:
            channel.ask(PROMPT, asking.told.append)
    assert "cannot be reached" in caught.value.message
    assert not [line for line in (str(caught.value), *asking.told) if "hunter2" in line]


def test_credentials_are_found_where_the_sdk_finds_them(tmp_path: Any) -> None:
    def source(provider: str = "anthropic", **environ: str) -> str | None:
        found = find_credentials({"HOME": str(tmp_path), **environ}, provider)
        return found.source if found is not None else None

    assert source() is None
    assert source(ANTHROPIC_API_KEY=f" {KEY}\n") == "ANTHROPIC_API_KEY"
    assert source(ANTHROPIC_API_KEY=" ", ANTHROPIC_AUTH_TOKEN="t") == "ANTHROPIC_AUTH_TOKEN"
    assert source(ANTHROPIC_PROFILE="work") == "profile 'work'"
    assert source(ANTHROPIC_CONFIG_DIR=str(tmp_path)) is None
    federation = {"ANTHROPIC_FEDERATION_RULE_ID": "r", "ANTHROPIC_ORGANIZATION_ID": "o"}
    assert source(**federation) is None
    assert source(**federation, ANTHROPIC_IDENTITY_TOKEN="t") == "workload identity"
    configs = tmp_path / ".config" / "anthropic" / "configs"
    configs.mkdir(parents=True)
    (configs / "team.json").write_text("{}")
    assert source() is None
    (configs.parent / "active_config").write_text("team\n")
    assert source() == "profile 'team'"
    assert source("bedrock") is None
    assert source("bedrock", AWS_ACCESS_KEY_ID="i") is None
    assert source("bedrock", AWS_PROFILE="p") == "AWS_PROFILE"
    assert source("vertex") is None
    assert source("vertex", GOOGLE_APPLICATION_CREDENTIALS="/f") == "GOOGLE_APPLICATION_CREDENTIALS"


@pytest.mark.parametrize("key", ["sk-ant-\u200b123456", "sk-ant 123456", "sk-\x00ant"])
def test_a_key_that_cannot_be_one_is_reported_without_showing_it(key: str) -> None:
    with pytest.raises(ReportError) as caught:
        find_credentials({"ANTHROPIC_API_KEY": key})
    assert caught.value.message == (
        "the value of 'ANTHROPIC_API_KEY' contains characters that a key cannot have"
    )


def test_credentials_do_not_show_themselves() -> None:
    found = require_credentials({"ANTHROPIC_AUTH_TOKEN": KEY})
    assert KEY not in repr(found)
    assert found.redact(f"a {KEY} b") == "a [redacted] b"


BATCHES = "/v1/messages/batches"


def test_a_batch_brings_each_reply_under_its_key_in_any_order(asking: Asking) -> None:
    batches = asking.open(max_tokens=2000).batches
    assert batches is not None
    params = batches.prepare(PROMPT, asking.told.append)
    assert params["max_tokens"] == 2000
    assert "stream" not in params
    other = batches.prepare(Prompt((), (PromptPart("Other"),)), asking.told.append)
    asking.wire.result = lambda asked: (
        errored("api_error", f"no {KEY}") if "Other" in asked.text else succeeded(ANSWER)
    )
    asking.wire.looks = 7
    name = batches.send([Question("aa", params), Question("bb", other)], asking.told.append)
    found = dict(batches.collect(name, asking.told.append))
    assert found["aa"] == Reply(ANSWER, Usage(input=1_000, output=50))
    refused = found["bb"]
    assert isinstance(refused, ReportError)
    assert "api_error: no " in refused.message
    assert KEY not in refused.message
    assert asking.slept == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert f"waiting for batch {name}, for 0 min" in asking.told


@pytest.mark.parametrize(
    ("first", "sent"),
    [(status(529, "overloaded_error", "Overloaded"), 2), (silent(), 1), (raw(200, b"{}"), 1)],
    ids=["refused", "cut", "nameless"],
)
def test_a_batch_is_sent_again_only_if_it_was_certainly_not_accepted(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, first: Step, sent: int
) -> None:
    monkeypatch.setattr("git_report.writers.channels.anthropic._CALL", 1.0)
    batches = asking.open().batches
    assert batches is not None
    steps = [first, raw(200, json.dumps({"id": "msgbatch_01"}).encode())]

    def step(exchange: Exchange) -> None:
        steps.pop(0)(exchange)

    asking.wire.pages[BATCHES] = step
    questions = [Question("aa", batches.prepare(PROMPT, asking.told.append))]
    try:
        assert batches.send(questions, asking.told.append) == "msgbatch_01"
    except ReportError:
        assert sent == 1
    asked = [asked for asked in asking.wire.requests if asked.path == BATCHES]
    assert len(asked) == sent


@pytest.mark.parametrize(("minutes", "found"), [(14, True), (16, False)])
def test_the_clock_of_an_endpoint_may_be_fifteen_minutes_slow(
    asking: Asking, minutes: int, found: bool
) -> None:
    batches = asking.open().batches
    assert batches is not None
    params = batches.prepare(PROMPT, asking.told.append)
    name = batches.send([Question("aa", params)], asking.told.append)
    created = datetime.fromisoformat(asking.wire.batches[0].created)
    sending = Sending(created + timedelta(minutes=minutes), 1)
    assert batches.find({"aa"}, sending, asking.told.append) == (name if found else "")


def test_the_clouds_have_no_batches() -> None:
    credentials = Credentials("bedrock", "the environment")
    assert Anthropic(credentials, Settings("a-model")).batches is None
