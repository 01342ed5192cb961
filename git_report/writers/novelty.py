"""What a report says already, word for word or nearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from git_report.markdown import Document, Item, List, Quote, Table
from git_report.writers.numbers import value_texts
from git_report.writers.sentences import split_sentences
from git_report.writers.wording import content_words, normalise, plain

# Two sentences with that share of the shorter one's content words say the same.
NEAR = 0.75
_FEWEST = 4


class Said:
    """An index of sentences; `knows` tells whether one of them says the same."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._exact: set[str] = set()
        self._bags: list[tuple[frozenset[str], frozenset[str]]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Remember a sentence."""
        key = normalise(text)
        if not key or key in self._exact:
            return
        self._exact.add(key)
        words, figures = frozenset(content_words(text)), frozenset(value_texts(text))
        for word in words:
            self._holding[word].append(len(self._bags))
        self._bags.append((words, figures))

    def learn(self, text: str) -> bool:
        """Remember a sentence; False where it was known."""
        if self.knows(text):
            return False
        self.add(text)
        return True

    def knows(self, text: str) -> bool:
        """Whether a sentence is there: the same words, or nearly all with the same figures.

        What has no words says nothing that is not known.
        """
        key = normalise(text)
        if not key or key in self._exact:
            return True
        words, figures = frozenset(content_words(text)), frozenset(value_texts(text))
        shared = Counter(n for word in words for n in self._holding.get(word, ()))
        for number, common in shared.items():
            other, others = self._bags[number]
            small, large = sorted((len(words), len(other)))
            if small < _FEWEST or common < NEAR * small or small < 0.5 * large:
                continue
            if figures == others:
                return True
        return False


def said_by(document: Document | None) -> Said:
    """Everything that a report says: sentences, items, rows and cells."""
    said = Said()
    if document is not None:
        for section in document.sections:
            said.add(plain(section.title))
            for block in section.blocks:
                if isinstance(block, Table):
                    for row in block.rows:
                        _add_text(said, " ".join(row.cells))
                        for cell in row.cells:
                            _add_text(said, cell)
                elif isinstance(block, List):
                    for item in block.items:
                        _add_item(said, item)
                else:
                    _add_text(said, block.inner if isinstance(block, Quote) else block.content)
    return said


def _add_item(said: Said, item: Item) -> None:
    _add_text(said, item.text.strip().removeprefix(item.marker.strip()))
    for nested in item.items:
        _add_item(said, nested)


def _add_text(said: Said, source: str) -> None:
    text = plain(source)
    said.add(text)
    for sentence in split_sentences(text):
        said.add(sentence)
