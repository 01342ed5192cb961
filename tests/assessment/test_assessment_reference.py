"""What an assessment reads out of a reference: figures, hedges, quotations, names, topics."""

from __future__ import annotations

import pytest

from git_report.assessment.language import find_language, list_content
from git_report.assessment.names import list_misspellings
from git_report.assessment.quotable import is_whole, list_quotable
from git_report.assessment.source_figures import FigureStatement, find_hedge, list_figures
from git_report.assessment.statements import read_statements
from git_report.checks.amounts import Amounts
from git_report.markdown import parse

# Lincoln at Gettysburg, 1863; the opening of the Federalist No. 1, 1787.
GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
    "conceived in Liberty, and dedicated to the proposition that all men are created equal. "
    "The world will little note, nor long remember what we say here, but it can never forget "
    "what they did here."
)


def list_in(source: str, report: str = "# A\n") -> tuple[FigureStatement, ...]:
    known = Amounts()
    known.add_document(parse(report))
    return list_figures(read_statements(source), known, list_content(report))


def test_figures_have_their_sentence_and_tell_whether_the_report_has_them() -> None:
    (found,) = list_in("A rack draws 132 kW and weighs 1,360 kg.\n", "# A\n\nIt draws 132 kW.\n")
    assert found.sentence == "A rack draws 132 kW and weighs 1,360 kg."
    assert [(each.text, each.used) for each in found.figures] == [
        ("132 kW", True),
        ("1,360 kg", False),
    ]
    assert [each.text for each in found.unused] == ["1,360 kg"]


@pytest.mark.parametrize(
    "source",
    ["On 4 December 2024 it began.", "See Section 3.2 and Figure 4.", "We saw two of them.",
     "It runs on EC2 with Python 3.11."],
)  # fmt: skip
def test_dates_names_and_small_counts_are_no_figures(source: str) -> None:
    assert list_in(f"{source}\n") == ()


@pytest.mark.parametrize(
    ("sentence", "hedge"),
    [
        ("It saves up to 40%.", "up to"),
        ("Poolside expects to save 40%.", "expects"),
        ("We plan to hire about 300 people.", "plan to, about"),
        ("It saved 40% last year.", ""),
        ("We expect growth. It saved 40% last year.", ""),
        ("Der Umsatz soll auf rund 40 Millionen Euro steigen.", "soll, rund"),
        (f"It should {'in any of the years ' * 5}save 40%.", "should"),
        ("Die Anlage spart bis zu 40 % Energie.", "bis zu"),
        ("Nous prévoyons environ 300 embauches.", "prévoyons, environ"),
        ("Le coût baisse jusqu’à 40 % par an.", "jusqu’à"),
        ("Esperamos ahorrar hasta 40 % en dos años.", "Esperamos, hasta"),
        ("Se ahorró un 40 % en dos años.", ""),
    ],
)  # fmt: skip
def test_hedges(sentence: str, hedge: str) -> None:
    at = next(place for place, letter in enumerate(sentence) if letter.isdigit())
    assert find_hedge(sentence[:at]) == hedge


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("The cost of compute really is what decides whether it grows.", False),
        ("This is the biggest change in the history of the firm.", False),
        ("Nobody can train a model of that size on a single machine.", True),
        ("So nobody can train a model of that size on one machine.", False),
        ("And what they did matters to all of the people in town.", False),
        ("It's still by far the best solution for many applications.", False),
        ("Niemand kann ein solches Netz ohne eigene Leitungen betreiben.", True),
        ("Das ist die größte Veränderung in der Geschichte der Firma.", False),
        ("Personne ne peut exploiter un tel réseau sans ses propres lignes.", True),
        ("Cela reste la meilleure solution pour la plupart des usages.", False),
        ("Nadie puede mantener una red así sin sus propias líneas.", True),
        ("Esto es lo que cambia todo en la historia de la empresa.", False),
        ("Too short to be quoted.", False),
    ],
)
def test_sentences_that_stand_alone(sentence: str, whole: bool) -> None:
    assert is_whole(sentence) is whole


def test_candidates_are_sentences_of_the_reference_with_their_speaker() -> None:
    source = (
        "Ana Ruiz: We never promised that a border can be closed in one night by decree.\n\n"
        "Tom Berg: I had coffee with my sister in the morning before the long train left.\n\n"
        "Ana Ruiz: A pump that nobody maintains fails within the first 18 months of service.\n\n"
        "Tom Berg: That is what I heard as well, and more than once in the last few weeks.\n"
    )
    found = list_quotable(read_statements(source), list_content("pumps, borders, service"))
    assert [(each.speaker, each.line) for each in found] == [("Ana Ruiz", 1), ("Ana Ruiz", 5)]
    assert all(each.text in source for each in found)


def test_words_in_quotation_marks_are_those_of_the_named_person() -> None:
    source = (
        "“A bank must never lend what it cannot afford to lose in a bad year,” said Clara Bruni, "
        "who led the inquiry.\n"
    )
    (found,) = list_quotable(read_statements(source), frozenset())
    assert found.speaker == "Clara Bruni"
    assert found.text == "A bank must never lend what it cannot afford to lose in a bad year"


def test_prose_of_nobody_without_strong_words_is_no_candidate() -> None:
    source = "The pump was delivered to the station in the second week of the month.\n"
    assert list_quotable(read_statements(source), list_content("pump station")) == ()
    assert list_quotable(read_statements(GETTYSBURG), frozenset()) == ()


@pytest.mark.parametrize(
    ("source", "report", "found"),
    [
        ("I met Rama Thaman at the booth.", "By Rama Thamman of the firm.", ["Thaman"]),
        ("We trained on Tranium chips.", "It needs Trainium chips.", ["Tranium"]),
        ("They call it Hyper Pod here.", "It runs on HyperPod.", ["Hyper Pod"]),
        # Names of five letters, one of them another; two of them in a name of eight.
        ("We met Rama Selim there.", "By Rama Selin of it.", ["Selim"]),
        ("We met Rama Soli there.", "By Rama Suli of it.", []),
        ("We met Rama Kovalikh there.", "By Rama Kobalekh of it.", ["Kovalikh"]),
        ("We met Rama Kovalik there.", "By Rama Kobalek of it.", []),
        # Plurals, ordinary words, and names that both have.
        ("We like the Training of Models.", "It has a Model and training.", []),
        ("I met Andersen and Anderson there.", "By Andersen and by Anderson.", []),
        # All German nouns have capitals.
        ("Es geht um die Leitung und um die Kosten, die wir für das Netz und den Strom und die "
         "Arbeit haben, und nicht nur um den Posten, der uns von der Bank und dem Land und dem "
         "Bund bleibt, wenn wir das Netz und die Leitung wie in dem Plan bauen.",
         "Wir sehen die Leistung als das, was uns und dem Land bleibt.", []),
    ],
)  # fmt: skip
def test_names_that_are_spelled_otherwise(source: str, report: str, found: list[str]) -> None:
    assert [each.text for each in list_misspellings(source, [report])] == found


def test_the_language_of_a_text() -> None:
    english = GETTYSBURG
    german = (
        "Wir halten fest, dass die Kosten in diesem Jahr nicht so stark gestiegen sind wie im Jahr "
        "davor. Die Preise für Strom und Gas sind wieder auf dem Stand von vor der Krise, und das "
        "gilt auch für die meisten anderen Rohstoffe, die wir für die Produktion brauchen."
    )
    french = (
        "Nous constatons que les coûts n'ont pas augmenté autant que l'année dernière. Les prix de "
        "l'électricité et du gaz sont revenus au niveau d'avant la crise, et c'est aussi le cas de "
        "la plupart des autres matières dont nous avons besoin pour la production dans nos usines."
    )
    spanish = (
        "Los costes no han subido tanto como el año pasado. Los precios de la electricidad y del "
        "gas han vuelto al nivel de antes de la crisis, y lo mismo vale para la mayoría de las "
        "otras materias que se necesitan para la producción en las fábricas de la empresa."
    )
    polish = (
        "Koszty nie wzrosły w tym roku tak bardzo jak w ubiegłym. Ceny prądu i gazu wróciły do "
        "poziomu sprzed kryzysu, a dotyczy to także większości innych surowców, których potrzebuje "
        "produkcja w zakładach firmy, oraz transportu, który znów jest tańszy niż przed rokiem."
    )
    assert [find_language(text) for text in (english, german, french, spanish, polish)] == [
        "en", "de", "fr", "es", "",
    ]  # fmt: skip
    assert find_language("A short one.") == ""
