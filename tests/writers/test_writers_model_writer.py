"""A model as a writer: what it answers has to fit what it was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from git_report.edits.answers import AnswerError
from git_report.edits.operations import Usage
from git_report.text import Tell
from git_report.writers.channel import Prompt, Reply
from git_report.writers.model_writer import ModelWriter
from git_report.writers.protocol import Request
from tests.writers.test_writers_prompt_words import make

INSERT = {
    "op": "insert", "parent": "1", "after": "", "level": 2, "title": "News", "body": "It grew.",
    "reason": "new",
}  # fmt: skip


def answer(base: str) -> dict[str, object]:
    """An answer with one insertion, made on the version of that blob id."""
    return {"base": base, "reason": "", "operations": [INSERT], "computed": []}


class Memory:
    """A store in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def find(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.kept[key] = data

    def drop(self, start: str) -> None:
        self.kept = {key: data for key, data in self.kept.items() if not key.startswith(start)}


class Scripted:
    """A channel that gives one answer."""

    name = identity = "scripted"
    batches = None
    window = 0

    def __init__(self, told: Mapping[str, object]) -> None:
        self.answer = json.dumps(told)
        self.asked = 0

    def ask(self, prompt: Prompt, tell: Tell) -> Reply:
        self.asked += 1
        return Reply(self.answer, Usage())


def ask(request: Request, told: Mapping[str, object]) -> list[str]:
    """The problems of an answer to a request; none where it fits."""
    writer = ModelWriter(Scripted(told), Memory(), lambda: b"s" * 32)
    try:
        writer.write(request)
    except AnswerError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    ("base", "problems"),
    [
        ("a" * 40, []),
        ("", []),
        ("b" * 40, [f"the base is '{'a' * 40}', not '{'b' * 40}'"]),
        ("a" * 39, [f"the base is '{'a' * 40}', not '{'a' * 39}'"]),
    ],
)
def test_an_answer_to_another_version_is_refused(base: str, problems: list[str]) -> None:
    assert ask(make(), answer(base)) == problems


@pytest.mark.parametrize(
    ("request_", "kinds"),
    [
        (make(report=None), ["Whole"]),
        (make(rewrite=True), ["Whole"]),
        (make(), ["Remove", "Replace", "Rename"]),
    ],
)
def test_a_whole_document_is_told_as_edits_of_the_version_before(
    request_: Request, kinds: list[str]
) -> None:
    text = "# Another\n\nThe text of another report.\n"
    told = {**answer(""), "operations": [{"op": "document", "text": text, "reason": "w"}]}
    writer = ModelWriter(Scripted(told), Memory(), lambda: b"s" * 32)
    made = writer.write(request_)
    assert sorted({type(operation).__name__ for operation in made.operations}) == sorted(kinds)


def test_a_refused_answer_is_kept_and_not_paid_for_again() -> None:
    channel, store = (
        Scripted(answer("b" * 40)),
        Memory(),
    )
    writer = ModelWriter(channel, store, lambda: b"s" * 32)
    for _ in range(2):
        with pytest.raises(AnswerError):
            writer.write(make())
    assert channel.asked == 1
    writer.landed()
    assert store.kept == {}


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b"{}", b'{"text": "{}", "usage": null}', b'{"text": "{}"}']
)
def test_a_kept_file_that_is_not_an_answer_is_asked_for_again(data: bytes) -> None:
    channel, store = Scripted(answer("a" * 40)), Memory()
    ModelWriter(channel, store, lambda: b"s" * 32).write(make())
    store.kept = dict.fromkeys(store.kept, data)
    ModelWriter(channel, store, lambda: b"s" * 32).write(make())
    assert channel.asked == 2
    assert data not in store.kept.values()
