"""Consulting reports made from a seed; no figure, quotation or citation stands twice in one."""

from __future__ import annotations

import random

SIZE = 48_000
SUBJECTS = (
    "Reserved capacity|Spot capacity|Prompt caching|Model routing|Distillation|Vector search|"
    "Managed inference|Batch inference|Checkpoint storage|Network fabric|Fleet scheduling|"
    "Edge deployment|Evaluation suites|Access control|Cost allocation|Data residency|"
    "Fine tuning|Retrieval pipelines|Agent runtimes|Observability|Incident response|"
    "Quantised serving|Tenant isolation|Release gates|Capacity forecasts|Vendor contracts"
).split("|")
FINDINGS = (
    "pays back within a quarter|needs a named owner|fails without measurement|scales with demand|"
    "hides its true cost|depends on the workload|removes a manual step|limits the blast radius"
).split("|")
VERBS = "reduces raises limits doubles shifts exposes explains settles steadies narrows".split()
NOUNS = (
    "the monthly bill|the queue at peak hours|recovery after a node failure|the median latency|"
    "the share of idle accelerators|the effort of each release|the number of open incidents|"
    "the time to a first answer|the load on the platform team|the variance between regions"
).split("|")
TAILS = (
    "when teams plan ahead|once the cache is warm|as long as traffic is steady|for regulated data|"
    "before any migration starts|where several teams share a fleet|if checkpoints are frequent|"
    "after the second quarter|because requests repeat|unless demand is seasonal"
).split("|")
UNITS = ("Gbps", "GB", "%", "ms", "TB", "tokens per second", "GPUs", "hours", "TFLOPS", "MW")
PEOPLE = (
    "Ana Ruiz, head of platform", "Tom Beck, chief architect", "Mei Lin, finance lead",
    "Omar Haddad, site reliability", "Julia Novak, data protection",
)  # fmt: skip


class Report:
    """A made report: its text, and the unique things that were put into it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.used: set[str] = set()
        self.figures: list[str] = []
        self.quotes: list[str] = []
        self.labels: list[str] = []
        self.urls: list[str] = []
        self.text = self._make()

    def _make(self) -> str:
        parts = ["# How to run language models at a sensible cost\n"]
        parts.append("## Executive summary\n\n" + self._paragraph() + "\n\n" + self._paragraph())
        subjects = [f"{s} {f}" for f in FINDINGS for s in SUBJECTS]
        self.rng.shuffle(subjects)
        number = 0
        while sum(map(len, parts)) < SIZE:
            title = subjects[number]
            number += 1
            parts.append(f"{'##' if number % 3 == 1 else '###'} {title}")
            parts += [self._paragraph() for _ in range(self.rng.randint(2, 3))]
            parts.append((self._table, self._quote, self._list, self._spoken)[number % 4]())
        definitions = [f"[^{n}]: [Source {n}](sources/{n}.md)" for n in self.labels]
        record = "<!-- git-report 06\nwriter: bench\n-->\n"
        return "\n\n".join([*parts, *definitions, record])

    def figure(self) -> str:
        """A figure that occurs nowhere else."""
        while True:
            value = self.rng.randint(11, 9899)
            digits = f"{value:,}"
            if digits not in self.used and not 1900 <= value < 2100:
                self.used.add(digits)
                unit = self.rng.choice(UNITS)
                text = f"{digits} {unit}"
                self.figures.append(text)
                return text

    def sentence(self) -> str:
        """A sentence that may contain a figure, a mark or a link."""
        rng = self.rng
        words = (
            f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(NOUNS)} {rng.choice(TAILS)}"
        )
        roll = rng.random()
        if roll < 0.45:
            words += f", by {self.figure()} in the measured period"
        if roll > 0.9:
            url = f"https://example.com/{rng.randrange(10**6)}/study"
            self.urls.append(url)
            words += f" ([study]({url}))"
        elif roll > 0.75:
            label = str(len(self.labels) + 1)
            self.labels.append(label)
            words += f"[^{label}]"
        return words + "."

    def _paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.rng.randint(3, 5)))

    def _said(self) -> str:
        rng = self.rng
        said = (
            f"We saw that {rng.choice(SUBJECTS).lower()} {rng.choice(VERBS)} {rng.choice(NOUNS)} "
            f"{rng.choice(TAILS)}, and run {rng.randrange(10**5)} told us so"
        )
        self.quotes.append(said)
        return said

    def _quote(self) -> str:
        return f'> "{self._said()}." — {self.rng.choice(PEOPLE)}'

    def _spoken(self) -> str:
        return f"{self.rng.choice(PEOPLE)}, put it plainly: “{self._said()}.” That settles it."

    def _list(self) -> str:
        return "\n".join(f"- {self.sentence()}" for _ in range(4))

    def _table(self) -> str:
        names = self.rng.sample([f"{s} {self.rng.randrange(100, 999)}" for s in SUBJECTS], 5)
        rows = [
            f"| {name} | {self.figure()} | {self.rng.choice(NOUNS)} | {self.rng.choice(TAILS)} |"
            for name in names
        ]
        return "\n".join(
            ["| Option | Measured | Concerns | Applies |", "|---|---:|---|---|", *rows]
        )
