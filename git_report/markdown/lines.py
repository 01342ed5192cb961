"""The lines of a text, and the copy of it that is scanned for block structure."""

from __future__ import annotations

from itertools import accumulate

from git_report.markdown.document import Span

# White space in Python but ordinary characters in CommonMark: a scanner must not see them as blank.
_NOT_SPACE = (
    "\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


class Lines:
    """A text split after each LF, with the byte offset of every line.

    Joined, `texts` are the source, which may contain surrogate escapes of one byte each.
    """

    def __init__(self, source: str) -> None:
        texts = source.split("\n")
        last = texts.pop()
        self.texts = [f"{text}\n" for text in texts]
        if last:
            self.texts.append(last)
        self._offsets = _byte_offsets(self.texts, plain=source.isascii())

    def __len__(self) -> int:
        return len(self.texts)

    def span(self, first: int, end: int) -> Span:
        """The span of the lines with 0-based indexes from `first` up to but not `end`."""
        return Span(self._offsets[first], self._offsets[end], first + 1, end)

    def text(self, first: int, end: int) -> str:
        """The source of those lines."""
        return "".join(self.texts[first:end])


def _byte_offsets(texts: list[str], *, plain: bool) -> list[int]:
    if plain:
        return list(accumulate(map(len, texts), initial=0))
    sizes = [
        len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))
        for text in texts
    ]
    return list(accumulate(sizes, initial=0))


def scan_copy(source: str) -> str:
    """A copy of the source, line for line, in which CommonMark's block structure can be found.

    CR LF becomes LF, a lone CR becomes a space, and white space that CommonMark does not count as
    such becomes a letter.
    """
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", " ")
    for space in _NOT_SPACE:  # a tenth of the time that a pattern of them takes
        source = source.replace(space, "x")
    return source
