"""What a report says already, word for word or nearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from git_report.differ.words.sentences import split_sentences
from git_report.digest.numbers import value_texts
from git_report.digest.wording import content_words, normalise, plain
from git_report.markdown import Block, Code, Item, List, Quote, Table

# Two sentences with that share of the shorter one's content words say the same.
NEAR = 0.75
# With the same figures less will do, for synonyms: these are told by nothing else. So it does in
# what is a copy for the most part.
NEAR_WITH_FIGURES = NEAR_IN_COPY = 0.5
_FEWEST, _FEW = 4, 6

Bag = frozenset[str]


class Said:
    """An index of sentences; `knows` tells whether one of them says the same.

    Once it is told that a text is `copied` for the most part, it knows rewordings more readily.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.copied = False
        self._exact: set[str] = set()
        self._asked: dict[tuple[str, bool], tuple[int, bool]] = {}
        self._texts: list[str] = []
        self._bags: list[Bag] = []
        self._figures: dict[int, Bag] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str, words: Bag | None = None) -> None:
        """Remember a sentence; `words` are its content words, where they are known."""
        key = normalise(text)
        if not key or key in self._exact:
            return
        self._exact.add(key)
        bag = frozenset(content_words(text)) if words is None else words
        number = len(self._bags)
        for word in bag:
            self._holding[word].append(number)
        self._bags.append(bag)
        self._texts.append(text)

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
        start, known = self._asked.get((key, self.copied), (0, False))
        if not known:
            known = self._finds(text, start)
            self._asked[key, self.copied] = len(self._bags), known
        return known

    def _finds(self, text: str, start: int) -> bool:
        """Whether one of the sentences from that number on says the same."""
        words, figures = frozenset(content_words(text)), frozenset(value_texts(text))
        share = NEAR_WITH_FIGURES if len(figures) > 1 else NEAR
        # Neither is twice as long as the other, so that few need a closer look.
        least = (NEAR_IN_COPY if self.copied else share) * len(words) / 2
        for number, common in self._count_shared(words, start):
            if common < least:
                continue
            small, large = sorted((len(words), len(self._bags[number])))
            needed = NEAR_IN_COPY * small if self.copied else _needed(share, small)
            if small < _FEWEST or common < needed or small < 0.5 * large:
                continue
            if figures == self._values(number):
                return True
        return False

    def _count_shared(self, words: Bag, start: int) -> Iterable[tuple[int, int]]:
        """The sentences with a word of a bag, and how many words they share with it."""
        if start:  # what was asked before is held against what came since
            return ((n, len(words & self._bags[n])) for n in range(start, len(self._bags)))
        postings = (self._holding.get(word, ()) for word in words)
        return Counter(chain.from_iterable(postings)).items()

    def _values(self, number: int) -> Bag:
        """The figures of a sentence; few are ever asked for."""
        known = self._figures.get(number)
        if known is None:
            known = self._figures[number] = frozenset(value_texts(self._texts[number]))
        return known


def _needed(share: float, size: int) -> float:
    """How many words must be shared by a bag of that size: in a small one nearly each tells."""
    return share * size if size >= 2 * _FEW else max(share * size, size - size // _FEW)


def block_texts(block: Block) -> Iterator[str]:
    """The plain sentences of a block, or the rows and cells of a table."""
    if isinstance(block, Table):
        for row in block.rows:
            cells = [plain(cell) for cell in row.cells]
            yield " ".join(filter(None, cells))
            yield from (text for cell in cells if len(cell) > 24 for text in split_sentences(cell))
    elif isinstance(block, List):
        for item in block.items:
            yield from _item_texts(item)
    elif isinstance(block, Quote):
        yield from _sentences(block.inner)
    elif not isinstance(block, Code):
        yield from _sentences(block.content)


def _item_texts(item: Item) -> Iterator[str]:
    own = item.text
    for nested in item.items:
        own = own.replace(nested.text, "", 1)
    yield from _sentences(own.strip().removeprefix(item.marker.strip()))
    for nested in item.items:
        yield from _item_texts(nested)


def _sentences(source: str) -> list[str]:
    return split_sentences(plain(source)) if source.strip() else []
