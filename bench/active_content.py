"""What S007 names and leaves in peace, beside what cmark-gfm makes of the same documents.

    python bench/active_content.py [--documents 3000] [--seed 0] [--bombs 100000]

Seeded documents of nested containers (tests/checks/living.py) are rendered by cmark-gfm with raw
HTML and all extensions but the tag filter, and its HTML is read as a browser reads it. A document
is hostile where anything in it loads, runs or submits, else harmless; each suspect in it has a
marker, so that a miss and a false alarm are of single places. Then CPU seconds on inputs that are
made to be slow. Exits with 1 where something was missed or named wrongly.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_report.checks.active_content import find_activity
from tests.checks.living import live_markers, make_document, markers, shown_markers

BOMBS = (
    "`", "` `` ", "`a``b```", "[", "![", "[a](", "[a](b", "![a](<", "[a](b 'c", "]", "][", "[]",
    "[a][b", "<", "<a ", "<a b='", "<a b=\"c' ", "<!--", "<!-- -", "<?", "<![CDATA[", "<!D ",
    "</a ", "<a@b.c", "<ab:c", "http://a", "www.", "www.a.b)", "http://a/;", "\\", "\\[", "&#",
    "> ", "> <b c=d>\n", "- ", "- <b\n", "[a]: b\n", "[a]: <b> '\n", "[^a]: ", "|a", "|-",
    "a|b\n-|-\n",
    "# a ",
    "<div>\n", "<div>\n\n", "<style>", "<style>\n\n", "<textarea>", "<b style='url(", "![a]",
    "![a](//b)", "<div\n\n", "<img srcset=',", "<i style='url(//a)'>", "@import '",
    "<svg><style>", "<svg><style><!--", "<svg><style><g a='", "<i style='image-set(\\75 '>",
    "a <svg><style> ",
)  # fmt: skip


def main() -> int:
    """Compare, then time; the figures as lines."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--documents", type=int, default=3000, help="of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bombs", type=int, default=100_000, help="characters of the slow inputs")
    options = parser.parse_args()
    seen = {"hostile": 0, "harmless": 0}
    suspects = missed = alarms = 0
    started = time.process_time()
    for seed in count(options.seed):
        text = make_document(random.Random(seed))
        live = live_markers(text)
        kind = "hostile" if live else "harmless"
        if seen[kind] == options.documents:
            if min(seen.values()) == options.documents:
                break
            continue
        seen[kind] += 1
        suspects += len(live)
        named = {marker for found in find_activity(text) for marker in markers(found.text)}
        missed += len(live - named)
        alarms += len((named - live) & shown_markers(text))
    spent = time.process_time() - started
    print(f"{seen['hostile']} hostile documents, {suspects} live places: {missed} missed")
    print(f"{seen['harmless']} harmless documents, and text in the hostile: {alarms} false alarms")
    print(f"CPU {spent:.1f} s, renderer included")
    slowest = max((_time(bomb, options.bombs), bomb) for bomb in BOMBS)
    half = _time(slowest[1], options.bombs // 2)
    print(
        f"slowest of {len(BOMBS)} inputs of {options.bombs:,} characters: {slowest[1]!r},", end=" "
    )
    print(f"CPU {slowest[0]:.2f} s; half of it {half:.2f} s")
    return 1 if missed or alarms else 0


def _time(piece: str, size: int) -> float:
    text = "![x](//e) " + piece * (size // len(piece))
    started = time.process_time()
    list(find_activity(text))
    return time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
