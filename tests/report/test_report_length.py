"""How long a report may get: what a brief says of the report, and of nothing else."""

from __future__ import annotations

import pytest

from git_report.report.length import find_words


@pytest.mark.parametrize(
    ("brief", "words"),
    [
        ("---\nwords: 3000\n---\n\nText", 3000),
        ("---\ntitle: x\nwords: '4500'  # at most\n---\nText", 4500),
        ("---\nwords: 3000\n---\n\nAt most 900 words.", 3000),
        ("words: 3000\n", 0),
        ("---\nwords: many\n---\nText", 0),
        ("", 0),
    ],
)
def test_the_front_matter_comes_first(brief: str, words: int) -> None:
    assert find_words(brief) == words


@pytest.mark.parametrize(
    ("brief", "words"),
    [
        ("Write at most 900 words.", 900),
        ("# Memo\n\n- Plain words.\n- No more than 6,000 words in all.\n", 6000),
        ("Keep it under 1,500 words; quote twice.", 1500),
        ("The report must not exceed 6 000 words.", 6000),
        ("Length: about 2500 words.", 2500),
        ("Write a report of 3,000 words for the board.", 3000),
        ("Write a 900-word memo.", 900),
        ("900 words maximum.", 900),
        ("6,000 words or fewer, with a summary of 150 words.", 6000),
        ("Write between 800 and 900 words.", 900),
        ("Aim for about 800–900 words.", 900),
        ("Write a memo of two pages for one reader.", 1000),
        ("A two-page memo for the minister.", 1000),
        ("It fits on one page.", 500),
        ("The memo fits on two pages (at most 900 words).", 900),
        ("The memo fits on two pages. It has at most 900 words.", 900),
        ("At most 900 words, so that it fits on two pages.", 900),
        ("- Two pages at most.\n- About 800 words.\n", 800),
        ("A memo of two pages.\n\nAbout 800 words.", 1000),
        ("At most\n2 A4 pages, please.", 1000),
        ("Write a memo of at most 900 words, each section with a heading.", 900),
        ("For the report:\n\n- at most 900 words\n", 900),
        ("Schreibe höchstens 900 Wörter.", 900),
        ("Ein Bericht von 6.000 Wörtern.", 6000),
        ("Der Vermerk hat maximal zwei Seiten.", 1000),
        ("Écris au plus 900 mots.", 900),
        ("Un rapport de 6 000 mots, pas plus.", 6000),
        ("Un mémo de deux pages.", 1000),
        ("Escribe un informe de 3.000 palabras como máximo.", 3000),
        ("No más de dos páginas.", 1000),
        ("Una relazione di non più di 900 parole.", 900),
        ("Um relatório de até 900 palavras.", 900),
        ("Schrijf hoogstens 900 woorden.", 900),
        ("A summary of 150 words comes first. The report has 3,000 words at most.", 3000),
    ],
)
def test_a_sentence_limits_the_report(brief: str, words: int) -> None:
    assert find_words(brief) == words


@pytest.mark.parametrize(
    "brief",
    [
        "In other words, be short.",
        "Quotations of at most 250 words.",
        "Quote at most 150 words from each source.",
        "A summary of at most 150 words.",
        "The summary fits on one page.",
        "At most 300 words per section.",
        "At most 300 words for each service.",
        "## Summary\n\nAt most 200 words.",
        "For quotations:\n\n- at most 250 words\n",
        "The transcript has 6,000 words.",
        "Read the first 12 pages of the report.",
        "See pages 3 to 5.",
        "The reference is a report of 200 pages.",
        "At least 3,000 words.",
        "More than two pages are fine.",
        "Titles of at most 12 words.",
        "Write 20 words about each.",
        "The model reads 200,000 words a minute.",
        "> At most 900 words.",
        "```\nAt most 900 words.\n```",
        "It costs 900 dollars. Words matter.",
        "It is not a memo of two pages.",
        "Zitate von höchstens 150 Wörtern.",
        "Je Abschnitt maximal 300 Wörter.",
        "Mindestens zwei Seiten.",
        "Un résumé de 150 mots.",
        "Un resumen de 150 palabras.",
        "Fasse zwei Seiten der Quelle zusammen.",
        "One page of tables is enough.",
        "Compare five pages of the site.",
    ],
)
def test_other_lengths_are_not_the_reports(brief: str) -> None:
    assert find_words(brief) == 0
