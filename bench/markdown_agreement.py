"""How exactly the parser tiles documents, and how far markdown-it-py agrees with it.

    python bench/markdown_agreement.py [--spec spec.txt] DOCUMENT...

`--spec` takes the specification's text, as the npm package `commonmark-spec` has it
(`npm pack commonmark-spec && tar xzf commonmark-spec-*.tgz package/spec.txt`); each of its
examples is one document. The GFM specification's text has the same form.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from git_report.markdown import Kind, parse
from tests.markdown.oracle import normalise, outline

EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n", re.DOTALL | re.MULTILINE)


def examples(spec: str) -> Iterator[tuple[str, str]]:
    text = Path(spec).read_text(encoding="utf-8")
    for number, example in enumerate(EXAMPLE.findall(text), start=1):
        yield f"example {number}", example.replace("\N{RIGHTWARDS ARROW}", "\t")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--spec", action="append", default=[])
    options.add_argument("documents", nargs="*")
    given = options.parse_args()
    texts = [
        (name, Path(name).read_bytes().decode("utf-8", "surrogateescape"))
        for name in given.documents
    ]
    for spec in given.spec:
        texts += examples(spec)
    tiled = headings = blocks = 0
    seconds = size = 0.0
    for name, raw in texts:
        started = time.process_time()
        document = parse(raw)
        seconds += time.process_time() - started
        size += len(raw.encode("utf-8", "surrogateescape"))
        tail = document.tail.text if document.tail else ""
        tiled += "".join(block.text for block in document.blocks()) + tail == raw
        matter = document.front_matter.span.last if document.front_matter else 0
        lines = normalise(raw).split("\n")
        if document.tail:
            del lines[document.tail.span.first - 1 :]
        theirs = outline("\n" * matter + "\n".join(lines[matter:]))
        ours = [(s.line, s.level, s.title) for s in document.sections[1:]]
        skipped = {b.span.first for b in document.blocks() if b.kind is Kind.DEFINITION}
        skipped |= {b.span.first for b in document.blocks() if b.kind is Kind.BLANK}
        kinds = [(b.span.first, str(b.kind)) for b in document.blocks()]
        kinds = [k for k in kinds if k[0] not in skipped and k[1] != "front matter"]
        headings += ours == theirs[0]
        same = kinds == [block for block in theirs[1] if block[0] not in skipped]
        blocks += same
        if ours != theirs[0] or not same:
            print(f"differs: {name}")
    count = len(texts)
    print(f"documents                      {count}")
    print(f"tile the source exactly        {tiled} ({tiled / count:.1%})")
    print(f"headings agree                 {headings} ({headings / count:.1%})")
    print(f"top-level blocks agree         {blocks} ({blocks / count:.1%})")
    print(f"CPU seconds per MB             {seconds / (size / 1e6):.3f}  ({size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
