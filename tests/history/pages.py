"""Pages of reports that are given as texts, without a repository."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from git_report.assessment.lists import assess
from git_report.history.html_page import render_page
from git_report.history.lineage_cache import StoredVersion
from git_report.history.origins import fold, trace_all
from git_report.history.page_blocks import VersionRenderer
from git_report.history.timeline import TimelineVersion, encode_changes, encode_timeline
from git_report.markdown import parse
from git_report.report.readings import Reading


def list_stages(
    texts: Sequence[str], readings: Sequence[Reading] = ()
) -> Iterator[TimelineVersion]:
    """The versions of a report; what was read for each is told, or made up."""
    versions = [StoredVersion("", text.encode("utf-8", "surrogatepass")) for text in texts]
    lineages = list(trace_all(version.parts for version in versions))
    renderer = VersionRenderer()
    for number, (own, lineage, origins) in enumerate(
        zip(versions, lineages, fold(lineages), strict=True), 1
    ):
        reading = (
            readings[number - 1]
            if readings
            else Reading(number, f"Reference {number}", f"https://example.org/{number}")
        )
        prior = versions[number - 2].document if number > 1 else None
        changes = encode_changes(prior, own.document)
        date = f"2025-06-{number % 28 + 1:02d}"
        shown = renderer.show(own.parts, origins)
        yield TimelineVersion(number, own, shown, lineage, origins, reading, changes, date=date)


def make_page(texts: Sequence[str], readings: Sequence[Reading] = ()) -> str:
    """The page of a report with these versions, and the assessment of the last."""
    data = encode_timeline(list_stages(texts, readings))
    return render_page("report", data, assess(parse(texts[-1])))


def read_data(page: str) -> Any:
    """The data that a page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])


FIRST = """# Training infrastructure

## Summary

The baseline cluster trains the model in 54 days on 16,000 accelerators. Engineers counted 419
unexpected interruptions in that time. Hardware caused 78 % of them.[^1]

## Compute

### GPU instances

P5 instances offer 3,200 Gbps of network bandwidth per node, and P3 instances remain the entry point
for small experiments.[^1]

- One node holds eight accelerators.
- A pod holds 64 nodes.

### Storage

| System | Throughput |
|---|---:|
| Object store | 10 GB/s |
| Parallel file system | 120 GB/s |
| Local disks | 30 GB/s |

See [the compute part](#compute) and [a file](references/a.md).

## Outlook

> We expect costs to fall, said the vendor.

Prices are a matter of the coming year, and of the next one.
"""
_HEAD, _OUTLOOK = FIRST.split("## Outlook")
_SUMMARY, _COMPUTE = _HEAD.split("## Compute")
SECOND = (
    f"{_SUMMARY}## Outlook{_OUTLOOK}\n## Compute{_COMPUTE}".replace("54 days", "49 days")
    .replace("### GPU instances", "### Accelerated instances")
    .replace("3,200 Gbps", "400 Gbps")
    .replace("of them.[^1]", "of them.[^1] Recovery takes 12 minutes instead of 90 minutes.[^2]")
    + "\n## Recovery\n\nCheckpoints are written every ten minutes, and a spare takes over.[^2]\n"
)
THIRD = (
    SECOND.replace("| Local disks | 30 GB/s |\n", "| Tape | 1 GB/s |\n")
    .replace("holds 64 nodes.", "holds 72 nodes.\n- Spares stand by.")
    .replace("every ten", "every three")
    .replace("> We expect costs to fall, said the vendor.\n\n", "")
)
# A section that moved and was renamed in parts, and words, rows, items and blocks that changed.
REPORT = (FIRST, SECOND, THIRD)
