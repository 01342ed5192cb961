"""The report in what a model hands in: what is around it goes, what is in it stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.checks.structure import find_faults
from git_report.edits.unwrapping import TwoReportsError, strip_reasoning, unwrap_report
from git_report.markdown import parse
from tests.differ.markdown_texts import pairs

OLD = "# Mills\n\n## Flow\n\nMill A grinds 40 t a day.\n\n## Use\n\n```sh\nmill --run\n```\n"
NEW = OLD.replace("40 t", "45 t") + "\n## Wear\n\nStones last two years.\n"
TAIL = "\n[^1]: [A](a.md)\n\n<!-- git-report 01\nwriter: agent\n-->\n"
PRIOR = parse(OLD + TAIL)
FENCE = "```"

AROUND = [
    "<think>\n# Plan\nKeep all.\n</think>\n\n{}",
    "<thinking>a</thinking>\n<reflection>b</reflection>\n{}",
    "<reasoning effort='high'>\nx\n</reasoning>\n{}",
    "<scratchpad>x</scratchpad>{}",
    '<tool_call>\n{{"name": "read"}}\n</tool_call>\n{}',
    "{}\n<think>\nDone.\n</think>\n",
    "# Plan\n\nKeep all.\n</think>\n\n{}",
    "Okay, I keep `a`.\n</thinking>{}",
    "[THINK]x[/THINK]\n{}",
    "\u25c1think\u25b7x\u25c1/think\u25b7\n{}",
    "<answer>\n{}</answer>",
    "Here it is:\n\n<final_answer>\n{}</final_answer>\n\nDone.\n",
    "<think>x</think>\n<output>{}</output>\n",
    "{}\n</answer>\n",
    "<|channel|>analysis<|message|># Plan<|end|><|start|>assistant<|channel|>final<|message|>{}",
    "analysisThe user wants a report.assistantfinal{}",
    "<|im_start|>assistant\n{}<|im_end|>\n",
    "<|start_header_id|>assistant<|end_header_id|>\n\n{}<|eot_id|>",
    "[INST] Write it. [/INST] {}</s>",
    "<\uff5cAssistant\uff5c>{}<\uff5cend\u2581of\u2581sentence\uff5c>",
    "<start_of_turn>model\n{}<end_of_turn>\n",
    f"{FENCE}markdown\n{{}}{FENCE}",
    f"Sure! Here you go:\n\n{FENCE}md\n{{}}{FENCE}\n\nI kept everything else.\n",
    f"<think>x</think>\n\n{FENCE}\n{{}}{FENCE}\n",
    "~~~~markdown\n{}~~~~\n",
    "Sure, here is the updated report:\n\n{}",
    "**Updated report**\n\n---\n\n{}\n---\n\n*I have integrated the new reference.*\n",
    "{}\nLet me know if you want more.\n",
    "{}\nSag mir Bescheid, wenn du mehr willst.\n",
    "{}\n**Summary of changes:**\n\n- Added a section on wear\n- Kept everything else\n",
    "{}\n---\n\n**Changes made:**\n1. Updated a section.\n\n2. Added [^4].\n\nLet me know!\n",
    "{}\n*Key changes made*: updated one figure and inserted a new section.\n",
    "{}\n__Summary of the edits__\n* Renamed nothing; expanded the report by one section.\n",
    f"{FENCE}md\n{{}}{FENCE}\n\nChanges to this report:\n\n"
    + "- Added a section on wear, as reported by the maker.\n" * 14,
]


@pytest.mark.parametrize("prior", [PRIOR, None], ids=["next", "first"])
@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_is_around_a_report_goes(around: str, prior: object, ending: str) -> None:
    text = around.format(NEW).replace("\n", ending)
    report = unwrap_report(text, prior)  # type: ignore[arg-type]
    assert report.replace("\r\n", "\n").strip("\n") == NEW.strip("\n")
    assert [fault for fault in find_faults(parse(report)) if fault.code == "S013"] == []


@pytest.mark.parametrize(
    "text",
    [NEW + NEW, f"{NEW}\n{NEW}\n{NEW}", f"{OLD}\n{NEW}", OLD + TAIL + NEW, f"{NEW}\n{OLD}",
     f"{OLD}{OLD}{NEW}"],
)  # fmt: skip
def test_a_second_copy_and_the_prior_version_go(text: str) -> None:
    assert unwrap_report(text, PRIOR).strip("\n") == NEW.strip("\n")


def test_the_prior_version_goes_before_one_of_another_title() -> None:
    renamed = NEW.replace("# Mills", "# Mills of 2025", 1)
    assert unwrap_report(f"{OLD}\n{renamed}", PRIOR).strip() == renamed.strip()


@pytest.mark.parametrize(
    "text",
    [
        NEW + NEW.replace("45", "46"),
        f"{FENCE}markdown\n{NEW}{FENCE}\n\nor\n\n{FENCE}markdown\n{OLD}{FENCE}\n",
    ],
)
def test_two_different_reports_are_refused(text: str) -> None:
    with pytest.raises(TwoReportsError):
        unwrap_report(text, PRIOR)


@pytest.mark.parametrize(
    "text",
    [
        NEW,
        f"---\ntitle: x\n---\n{NEW}",
        f"![a badge](b.svg)\n\n{NEW}",
        f"{NEW}\n# An appendix\n\nA part of its own.\n",
        f"{NEW}\n{FENCE}\n<|im_start|>assistant\n<think>x</think>\n{FENCE}\n",
        f"{NEW}\nThe model ends its thoughts with `</think>`.\n",
        f"{NEW}\nI added a third stone in May.\n",
        f"{NEW}\nChanges made:\n\n- Stones of granite\n- Two gears\n",
        f"{NEW}\n**Changes made:**\n\n- The maker added a gear\n- A wheel was moved\n",
        f"{NEW}\nSummary of changes: the sections of the wheel are thinner.\n",
        f"{NEW}\n## Changes made\n\n- Added a section of wall\n",
        f"{NEW}\n**Changes made:**\n\n- Added a section on wear\n\nThat is what the law says.\n",
        "No title, and an example.\n\n```md\nno heading\n```\n",
    ],
)
@pytest.mark.parametrize("prior", [PRIOR, None], ids=["next", "first"])
def test_a_report_with_nothing_around_it_stays(text: str, prior: object) -> None:
    assert unwrap_report(text, prior) == text  # type: ignore[arg-type]


def test_words_that_the_prior_version_has_stay() -> None:
    text = f"In short, this is all:\n\n{OLD}\nI have kept everything else.\n"
    assert unwrap_report(text, parse(text)) == text


def test_a_summary_of_changes_of_the_prior_version_stays() -> None:
    text = f"{NEW}\n**Changes made:**\n\n- Added a section of wall\n"
    assert unwrap_report(text, parse(text)) == text


def test_a_title_behind_other_words_is_not_lost() -> None:
    assert "# Mills" in unwrap_report(f"So be it# Mills\n\n{NEW.partition('Mills')[2]}", PRIOR)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("<think>a</think>{}", "{}"),
        ("<think>a</think>\n<plan>b</plan>{}", "{}"),
        ("<think>a", "<think>a"),
        ("a</think>{}", "a</think>{}"),
        ("{} <think>a</think>", "{} <think>a</think>"),
    ],
)
def test_reasoning_goes_where_a_text_begins_with_it(text: str, rest: str) -> None:
    assert strip_reasoning(text) == rest


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_what_is_left_is_a_piece_of_what_was_handed_in(pair: tuple[str, str]) -> None:
    prior, new = pair
    try:
        report = unwrap_report(new, parse(prior))
    except TwoReportsError:
        return
    assert report.replace("\r\n", "\n").rstrip("\n") in new.replace("\r\n", "\n")


PIECES = ["<think>", "</think>", "<answer>", "</answer>", "```", "```md", "# A", "## B", "---", "x",
          "<|im_end|>", "[INST]", "Let me know if it fits.", "Here is the report:", ""]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_no_text_makes_it_raise_anything_else(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    for prior in (PRIOR, None):
        try:
            once = unwrap_report(text, prior)
        except TwoReportsError:
            continue
        assert len(once) <= len(text) + 1
