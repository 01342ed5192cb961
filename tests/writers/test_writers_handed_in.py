"""An answer that exists already: for which request it is, and what is said if it cannot be read."""

from __future__ import annotations

import json

import pytest

from git_report.edits.answers import AnswerError
from git_report.errors import ReportError
from git_report.writers.handed_in import HandedIn
from git_report.writers.prompt_words import request_id
from tests.writers.test_writers_prompt_words import make

DOCUMENT = [{"op": "document", "text": "# T\n\nIt was read.[^2]\n"}]
BASE = "a" * 40


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ({}, True),
        ({"base": BASE}, True),
        ({"base": "b" * 40}, False),
        ({"base": BASE[:-1]}, False),
        ({"request": "ID"}, True),
        ({"request": "0" * 12}, False),
        ({"base": "b" * 40, "request": "ID"}, False),
    ],
)
def test_an_answer_to_another_request_is_stale(given: dict[str, str], accepted: bool) -> None:
    request = make()
    own = {key: value.replace("ID", request_id(request)) for key, value in given.items()}
    writer = HandedIn("a person", json.dumps({"operations": DOCUMENT, **own}))
    if accepted:
        assert writer.write(request).operations
    else:
        with pytest.raises(ReportError, match=r"not that of the newest version|not the id"):
            writer.write(request)


def test_the_id_that_was_named_outweighs_that_of_the_text() -> None:
    request = make()
    text = json.dumps({"operations": DOCUMENT, "request": request_id(request)})
    with pytest.raises(ReportError, match="is not the id of the current request"):
        HandedIn("a person", text, "0" * 12).write(request)


@pytest.mark.parametrize("text", ['{"operations": [', '{"operations": [{"op": "grow"}]}', "{}"])
def test_operations_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(AnswerError) as caught:
        HandedIn("a person", text).write(make())
    assert caught.value.problems
    assert caught.value.answer == ""
    assert caught.value.hints
