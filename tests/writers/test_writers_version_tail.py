"""The tail that the tool keeps."""

from __future__ import annotations

import pytest

from git_report.digest.writer import Extractive
from git_report.edits.application import apply
from git_report.edits.operations import Answer, Drop, Operation, Remove, Replace
from git_report.errors import ReportError
from git_report.markdown import parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.protocol import Request
from git_report.writers.version_tail import finish

PRIOR = """\
# T

one[^1] and `[^3]`

## B

two[^2]

[^1]: [One](one.md)

[^2]: [Two](two.md)

[^3]: [Three](three.md)

<!-- git-report 03
writer: somebody
-->
"""


def run(*operations: Operation, title: str = "Four", target: str = "four.md") -> str:
    document = parse(PRIOR)
    reference = Reference(1, 1, Box.OPEN, "", title, target, "")
    request = Request(4, "", reference, Source(title, target, "", b"", ""), document)
    answer = Answer(operations)
    return finish(apply(document, operations), request, answer, Extractive())


def test_cited_definitions_stay_and_the_newest_comes() -> None:
    tail = parse(run(Remove("1", "old"))).tail
    assert tail is not None
    assert [d.label for d in tail.definitions] == ["1", "4"]
    assert tail.record.version == 4
    assert tail.record.values("removed") == ("T › B: old",)


def test_the_body_is_left_alone() -> None:
    text = run()
    assert text.startswith(PRIOR[: PRIOR.index("[^1]: ")])
    assert "[^1]: [One](one.md)\n\n[^2]: [Two](two.md)\n\n[^4]: [Four](four.md)\n" in text


def test_drops_are_recorded() -> None:
    drops = (Drop("3,200 Gbps → 400 Gbps", "per node"), Drop("a quotation", "stale -->\n# x"))
    tail = parse(run(Replace("1", "new[^4]", drops=drops))).tail
    assert tail is not None
    assert tail.record.values("figure") == ("3,200 Gbps → 400 Gbps: per node",)
    assert len(tail.record.values("removed")) == 1
    assert len(parse(run(Replace("1", "new[^4]", drops=drops))).sections) == 3


@pytest.mark.parametrize(
    ("title", "target", "definition"),
    [
        ("A [b] *c*", "x.md", r"[^4]: [A \[b\] \*c\*](x.md)"),
        ("A\nb", "with space.md", "[^4]: [A b](<with space.md>)"),
        ("A", "a(b).md", "[^4]: [A](<a(b).md>)"),
        ("A", "a<b>.md", r"[^4]: [A](<a\<b\>.md>)"),
        ("-->", "https://example.org/?a=1&b=2", r"[^4]: [--\>](https://example.org/?a=1&b=2)"),
    ],
)
def test_titles_and_targets_are_data(title: str, target: str, definition: str) -> None:
    text = run(title=title, target=target)
    assert f"{definition}\n" in text
    tail = parse(text).tail
    assert tail is not None
    assert tail.definitions[-1].label == "4"


def test_line_endings_are_the_bodys() -> None:
    document = parse("# T\r\n\r\none\r\n")
    reference = Reference(1, 1, Box.OPEN, "", "T", "t.md", "")
    request = Request(2, "", reference, Source("T", "t.md", "", b"", ""), document)
    text = finish(apply(document, ()), request, Answer(()), Extractive())
    assert "\n" not in text.replace("\r\n", "")
    assert text.startswith("# T\r\n\r\none\r\n\r\n[^2]: ")


@pytest.mark.parametrize("end", ["```\ncode\n", "<!-- open\n", "<script>\n"])
def test_a_body_that_would_swallow_the_tail_is_refused(end: str) -> None:
    document = parse(f"# T\n\n{end}")
    reference = Reference(1, 1, Box.OPEN, "", "T", "t.md", "")
    request = Request(2, "", reference, Source("T", "t.md", "", b"", ""), document)
    with pytest.raises(ReportError, match="ends in an open"):
        finish(apply(document, ()), request, Answer(()), Extractive())
