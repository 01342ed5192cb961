"""Additions to a report: such that its source bears out, and such that it does not.

Each gives Markdown, and where it needs one, behind a NUL, an entry of the record.
"""

# ruff: noqa: ARG001 - every addition is called in the same way

from __future__ import annotations

import random
import re
from collections.abc import Callable

from legal_edits import ATTRIBUTIONS
from made_reports import NOUNS, PEOPLE, Report

Addition = Callable[[Report, random.Random], str]


def figure_of_nothing(source: Report, rng: random.Random) -> str:
    return f"In practice it saves {rng.randint(12_000, 90_000):,} hours a year."


def figure_nearly_right(source: Report, rng: random.Random) -> str:
    figure = rng.choice(source.figures)
    value = int(figure.split()[0].replace(",", "")) * 7 + 100_003
    return f"The study measured {value:,} {figure.partition(' ')[2]}."


def figure_in_a_table(source: Report, rng: random.Random) -> str:
    return f"| Option | Measured |\n|---|---|\n| New | {rng.randint(20_000, 99_000)} GB |"


def figure_with_another_unit(source: Report, rng: random.Random) -> str:
    figure = rng.choice([f for f in source.figures if f.endswith(("%", "ms"))])
    return f"The price fell to ${figure.split()[0]} per hour."


def figure_from_an_invented_operand(source: Report, rng: random.Random) -> str:
    value = rng.randint(20_000, 40_000)
    return f"Together that is {2 * value:,} GB.\0computed: {2 * value:,} GB = 2 × {value:,} GB"


def percentage_of_nothing(source: Report, rng: random.Random) -> str:
    return f"It cuts the bill by {rng.randint(10, 99)}.{rng.randint(1, 9)} percent."


def quotation_of_nothing(source: Report, rng: random.Random) -> str:
    said = f"Our {rng.choice(NOUNS)} has never looked better than this year."
    return f'> "{said}" — {rng.choice(PEOPLE)}'


def quotation_touched_up(source: Report, rng: random.Random) -> str:
    said = rng.choice(source.quotes)
    return f"{rng.choice(PEOPLE)}: “{said.replace('We saw that', 'We proved that')}.”"


def quotation_glued(source: Report, rng: random.Random) -> str:
    first, second = rng.sample(source.quotes, 2)
    return f"> {' '.join(first.split()[:6])} {' '.join(second.split()[-6:])}."


def quotation_with_a_word_less(source: Report, rng: random.Random) -> str:
    words = rng.choice(source.quotes).split()
    del words[4]
    return f'As they said, "{" ".join(words)}".'


def quotation_with_another_figure(source: Report, rng: random.Random) -> str:
    said = rng.choice(source.quotes)
    return f"They said: “{re.sub('run [0-9]+', 'run 100001', said)}.”"


def arithmetic_that_is_wrong(source: Report, rng: random.Random) -> str:
    whole = rng.randint(400, 900)
    share = rng.randint(10, 40)
    part = round(whole * (share + 11) / 100)
    shown = rng.choice((f"{share} % = {part} / {whole}", f"{share} % (calc: {part} / {whole})"))
    return f"In general a share of {shown} is idle.†"


INVENTED_FIGURES: tuple[Addition, ...] = (
    figure_of_nothing, figure_nearly_right, figure_in_a_table, figure_with_another_unit,
    figure_from_an_invented_operand, percentage_of_nothing,
    arithmetic_that_is_wrong,
)  # fmt: skip
INVENTED_QUOTATIONS: tuple[Addition, ...] = (
    quotation_of_nothing, quotation_touched_up, quotation_glued, quotation_with_a_word_less,
    quotation_with_another_figure,
)  # fmt: skip


def figure_as_it_stands(source: Report, rng: random.Random) -> str:
    return f"The study measured {rng.choice(source.figures)}, and nothing else."


def figure_formatted(source: Report, rng: random.Random) -> str:
    figure = rng.choice(source.figures).replace(",", "").replace(" %", " percent")
    return f"About {figure} were measured."


def figure_in_a_column(source: Report, rng: random.Random) -> str:
    figure = rng.choice([f for f in source.figures if f.endswith(" GB")])
    return f"| Option | Memory (GB) |\n|---|---:|\n| New | {figure.split()[0]} |"


def figure_of_the_brief(source: Report, rng: random.Random) -> str:
    return "All of it is for 4321 users."


def figure_computed(source: Report, rng: random.Random) -> str:
    figure = rng.choice([f for f in source.figures if f.endswith(" GB")])
    value = int(figure.split()[0].replace(",", ""))
    return (
        f"Six of them hold {6 * value:,} GB (calc).\0computed: {6 * value:,} GB = 3 × 2 × {figure}"
    )


def figure_known(source: Report, rng: random.Random) -> str:
    return f"A rack draws about {rng.randint(40, 90)}.5 kW in general.†"


def arithmetic_that_is_right(source: Report, rng: random.Random) -> str:
    whole = rng.randint(400, 900)
    share = rng.randint(10, 40)
    part = whole * share / 100
    return f"In general a share of {share} % = {part:g} / {whole} is idle.†"


def figure_computed_from_known(source: Report, rng: random.Random) -> str:
    power = rng.randint(40, 90)
    day = f"{(power + 0.5) * 24:,.0f} kWh"
    return (
        f"A rack draws about {power}.5 kW in general.† A day of it is {day}."
        f"\0computed: {day} = {power}.5 kW × 24 h"
    )


def column_computed(source: Report, rng: random.Random) -> str:
    figure = rng.choice([f for f in source.figures if f.endswith(" GB")])
    value = 24 * int(figure.split()[0].replace(",", ""))
    return (
        f"| Option | Memory (GB) |\n|---|---:|\n| All | {value:,} |"
        f"\0computed: {value:,} GB = 24 × {figure}"
    )


def quotation_with_speaker(source: Report, rng: random.Random) -> str:
    return f"> {rng.choice(source.quotes)}.{rng.choice(ATTRIBUTIONS)}"


def table_known(source: Report, rng: random.Random) -> str:
    return f"**Typical racks †**\n\n| Rack | Power |\n|---|---|\n| A | {rng.randint(40, 90)}.5 kW |"


def no_figure(source: Report, rng: random.Random) -> str:
    year = rng.randint(2001, 2030)
    return (
        f"Since {year}, and from 14 March {year} on, the 21st release (v3.14.15) runs on EC2 P5, "
        f"p5.48xlarge and Llama 3 405B, as Section 12 and Table 17 show in 3 steps.[^{7}]"
    )


def quotation_as_it_stands(source: Report, rng: random.Random) -> str:
    return f"> “{rng.choice(source.quotes)}.”\n> — {rng.choice(PEOPLE)}"


def quotation_wrapped(source: Report, rng: random.Random) -> str:
    said = re.sub(r"(.{20,30}?) ", r"\1\n> ", rng.choice(source.quotes))
    return f"> {said}."


def quotation_cut(source: Report, rng: random.Random) -> str:
    words = rng.choice(source.quotes).split()
    return f'They said: "[W]e {" ".join(words[1:5])} […] {" ".join(words[8:])}".'


def quotation_emphasised(source: Report, rng: random.Random) -> str:
    words = rng.choice(source.quotes).split()
    said = [" ".join(part) for part in (words[:3], words[3:6], words[6:])]
    return f'He said "{said[0]} **{said[1]}** {said[2]}," and left.'


def title_in_quotation_marks(source: Report, rng: random.Random) -> str:
    return 'See "How to run language models at a sensible cost" for the rest.'


GROUNDED: tuple[Addition, ...] = (
    figure_as_it_stands, figure_formatted, figure_in_a_column, figure_of_the_brief, figure_computed,
    figure_known, arithmetic_that_is_right, figure_computed_from_known, column_computed,
    table_known, no_figure, quotation_with_speaker, quotation_as_it_stands,
    quotation_wrapped, quotation_cut, quotation_emphasised, title_in_quotation_marks,
)  # fmt: skip
