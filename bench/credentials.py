"""Credentials: random tokens that are found, placeholders and prose that raise no alarm, cost.

    python bench/credentials.py [--tokens 10000] [--seed 0] [--peers PYTHON] [DOCUMENT…]

PYTHON is an interpreter with detect-secrets, which is asked for the same. Exits with 1 where a
token is hidden or a placeholder is an alarm. Alarms in documents are listed, without the secret.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from git_report.report.credential_shapes import find_secret
from tests.sources.credentials import CREDENTIALS, PLACEHOLDERS

_AROUND = (
    "{}",
    "export KEY='{}'",
    '{{"key": "{}"}}',
    "| a | {} |",
    "See <{}> for it.",
    "The _{}_.",
    "密钥：{}。",
)
# Reads a list of texts as JSON, and prints the places of those in which it finds something.
_PEER = """
import json, sys
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import default_settings
texts = json.load(sys.stdin)
with default_settings():
    found = [any(list(scan_line(l)) for l in text.split("\\n")) for text in texts]
json.dump([n for n, it in enumerate(found) if it], sys.stdout)
"""


def main() -> int:
    """Print the figures; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=10_000, help="of each shape")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("documents", type=Path, nargs="*")
    asked = parser.parse_args()
    hidden = _count_hidden(asked.tokens, asked.seed, asked.peers)
    alarms = [text for text in PLACEHOLDERS if find_secret(f"Say `{text}` in it.") is not None]
    print(f"placeholders: {len(alarms)} of {len(PLACEHOLDERS)} raise an alarm", *alarms, sep="\n  ")
    if asked.peers:
        found = _ask_peer(asked.peers, [f"Say `{text}` in it." for text in PLACEHOLDERS])
        print(f"detect-secrets: {len(found)} of {len(PLACEHOLDERS)} raise an alarm")
    _read_documents(asked.documents)
    return 1 if hidden or alarms else 0


def _count_hidden(tokens: int, seed: int, peer: str | None) -> int:
    hidden = 0
    for name, (_, make) in CREDENTIALS.items():
        chance = random.Random(f"{seed} {name}")
        texts = [_AROUND[n % len(_AROUND)].format(make(chance)) for n in range(tokens)]
        missed = sum(find_secret(text) is None for text in texts)
        hidden += missed
        told = f"{name}: {missed:,} of {tokens:,} hidden"
        if peer:
            some = texts[:200]
            told += f"; detect-secrets: {len(some) - len(_ask_peer(peer, some))} of {len(some)}"
        print(told)
    print(f"{len(CREDENTIALS)} shapes: {hidden:,} hidden in all")
    return hidden


def _ask_peer(python: str, texts: list[str]) -> list[int]:
    asked = subprocess.run(
        [python, "-c", _PEER], input=json.dumps(texts).encode(), stdout=subprocess.PIPE, check=True
    )
    found: list[int] = json.loads(asked.stdout)
    return found


def _read_documents(documents: list[Path]) -> None:
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in documents}
    if not texts:
        return
    started = time.process_time()
    found = {path: find_secret(text) for path, text in texts.items()}
    spent = time.process_time() - started
    size = sum(map(len, texts.values()))
    alarms = [(path, *place) for path, place in found.items() if place is not None]
    print(f"{len(texts):,} documents, {size:,} characters: {len(alarms)} raise an alarm")
    for path, line, kind in alarms:
        print(f"  {path}:{line}: {kind}")
    print(f"{spent / size * 1e9:.0f} ns of CPU a character")


if __name__ == "__main__":
    sys.exit(main())
