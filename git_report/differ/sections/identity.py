"""Sections that are surely the same: keys that name one section on each side, strongest first."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache

from git_report.differ.sections.outline import Matching, Outline, list_grams
from git_report.differ.sections.similarity import contain
from git_report.patterns import lazy

# A shorter text may be the same by chance; from 10 to 160 bench/thresholds.py shows no difference.
_LONG = 40
# Of 60 characters too few titles count: F1 of kinds 0.966 in place of 0.974 (bench/thresholds.py).
_LONG_TITLE = 20
# Where both bodies have this many 3-grams, sharing next to none means another subject: 3 to 48 find
# the same, a share of 0.2 takes reworded sections for others (bench/thresholds.py: 0.972).
_GUARDED = 12
_RELATED = 0.05
_WORD = lazy(r"[^\W_]+")

Key = Callable[[int], Hashable]


def match_identical(matching: Matching) -> None:
    """Match by subtree, by title and body, by guarded title path, by body alone."""
    before, after = _paths(matching)
    _match_trees(matching, before, after)
    _match_keys(
        matching,
        _titled_body(matching.prior, before),
        _titled_body(matching.new, after),
    )
    # Where each title is on both sides, nothing else is asked of the words of most sections.
    same = set(before) == set(after)
    _match_keys(
        matching,
        lambda i: before[i],
        lambda j: after[j],
        accept=lambda i, j: (same and _begin_alike(matching, i, j)) or is_related(matching, i, j),
    )
    _match_keys(matching, _long_body(matching.prior), _long_body(matching.new))


def match_paths(matching: Matching) -> None:
    """Match what is left by title path, whatever the content: the section was written again."""
    before, after = _paths(matching)
    _match_keys(matching, lambda i: before[i], lambda j: after[j])


def match_titles(matching: Matching) -> None:
    """Match by a long title that no other free section has, where the text does not object."""

    def key(outline: Outline) -> Key:
        def name(index: int) -> Hashable:
            title = outline[index].title
            return title if len(title) >= _LONG_TITLE else None

        return name

    _match_keys(
        matching,
        key(matching.prior),
        key(matching.new),
        accept=lambda i, j: is_related(matching, i, j),
    )


def match_unique_titles(matching: Matching) -> None:
    """Match what was written again at another level: a title that each version has once."""
    _match_keys(
        matching,
        _unique_key(matching.prior, _name_words),
        _unique_key(matching.new, _name_words),
        accept=lambda i, j: _in_line(matching, i, j),
    )


def match_child_titles(matching: Matching) -> None:
    """Match what was written again under another title, above subsections of the same titles."""
    _match_keys(
        matching,
        _unique_key(matching.prior, _name_children),
        _unique_key(matching.new, _name_children),
    )


def is_related(matching: Matching, i: int, j: int) -> bool:
    """Whether nothing speaks against two sections of one name being the same."""
    a, b = matching.prior[i], matching.new[j]
    if a.body == b.body or min(len(a.grams), len(b.grams)) < _GUARDED:
        return True
    return contain(a, b) >= _RELATED


def _begin_alike(matching: Matching, i: int, j: int) -> bool:
    """Whether the first quarters of two bodies share as much as related ones must in all.

    Most sections that were edited do, and the rest of them need not be read.
    """
    body, other = matching.prior[i].body, matching.new[j].body
    if not (body.isascii() and other.isascii()):
        return False
    size = min(len(body), len(other))
    # What is before a blank are whole words, and a text has half as many as characters at most.
    ours, theirs = (list_grams(text[: size // 4].rpartition(" ")[0]) for text in (body, other))
    return len(ours & theirs) >= _RELATED * (size + 1) / 2


def _name_words(outline: Outline, index: int) -> Hashable:
    """The words of a title, its marks and punctuation aside; None where there are none."""
    return list_title_words(outline[index].title)


# Versions that are compared one after the other have most titles in common.
@lru_cache(maxsize=1024)
def list_title_words(title: str) -> tuple[str, ...] | None:
    """The words of a title; None where there are none."""
    return tuple(_WORD.findall(title)) or None


def _name_children(outline: Outline, index: int) -> Hashable:
    """The titles below a section; None where there are fewer than two."""
    names = frozenset(_name_words(outline, child) for child in outline[index].children)
    return names if len(names) > 1 else None


def _unique_key(outline: Outline, name: Callable[[Outline, int], Hashable]) -> Key:
    """A key that is None where sections share it, matched ones among them."""
    known = _unique(range(len(outline)), lambda index: name(outline, index))
    names = {index: key for key, index in known.items()}
    return names.get


def _in_line(matching: Matching, i: int, j: int) -> bool:
    """Whether two sections are below the same ones, so far as these are known.

    "Eligibility" of one grant and of another are two sections, though each version has one.
    """
    above, home = matching.to_new[matching.prior[i].parent], matching.new[j].parent
    origin = matching.to_prior[home]
    return (
        min(above, origin) < 0
        or above in matching.new.above(j)
        or origin in matching.prior.above(i)
    )


def _paths(matching: Matching) -> tuple[list[Hashable], list[Hashable]]:
    """The title path of each node, comparable between both documents."""
    names: dict[tuple[Hashable, str], int] = {}
    out: list[list[Hashable]] = []
    for outline in (matching.prior, matching.new):
        paths: list[Hashable] = []
        for node in outline.nodes:
            above = paths[node.parent] if node.parent >= 0 else -1
            paths.append(names.setdefault((above, node.title), len(names)))
        out.append(paths)
    return out[0], out[1]


def _match_trees(matching: Matching, before: list[Hashable], after: list[Hashable]) -> None:
    """Match whole subtrees that are equal and unique, the largest first."""
    trees = _name_trees(matching)

    def key(outline: Outline, trees: list[int], paths: list[Hashable]) -> Key:
        def name(index: int) -> Hashable:
            # "Note" with nothing under it is not an identity: only in its own place is it the same.
            long = len(outline[index].body) >= _LONG or (
                sum(len(outline[k].body) for k in outline.below(index)) >= _LONG
            )
            return (trees[index], None if long else paths[index])

        return name

    left = _unique(range(len(matching.prior)), key(matching.prior, trees[0], before))
    right = _unique(range(len(matching.new)), key(matching.new, trees[1], after))
    for name, i in left.items():
        j = right.get(name, -1)
        if j < 0 or matching.to_new[i] >= 0 or matching.to_prior[j] >= 0:
            continue
        for x, y in zip(matching.prior.below(i), matching.new.below(j), strict=True):
            if matching.to_new[x] < 0 and matching.to_prior[y] < 0:
                matching.add(x, y)


def _name_trees(matching: Matching) -> tuple[list[int], list[int]]:
    """A number for each node, the same for nodes with equal subtrees."""
    names: dict[tuple[str, str, tuple[int, ...]], int] = {}
    out: list[list[int]] = []
    for outline in (matching.prior, matching.new):
        trees = [-1] * len(outline)
        for index in reversed(range(len(outline))):
            node = outline[index]
            below = tuple([trees[child] for child in node.children])
            trees[index] = names.setdefault((node.title, node.body, below), len(names))
        out.append(trees)
    return out[0], out[1]


def _titled_body(outline: Outline, paths: list[Hashable]) -> Key:
    def name(index: int) -> Hashable:
        node = outline[index]
        return (node.title, node.body, None if len(node.body) >= _LONG else paths[index])

    return name


def _long_body(outline: Outline) -> Key:
    def name(index: int) -> Hashable:
        body = outline[index].body
        return body if len(body) >= _LONG else None

    return name


def _match_keys(
    matching: Matching,
    left: Key,
    right: Key,
    accept: Callable[[int, int], bool] = lambda _i, _j: True,
) -> None:
    """Match the free nodes whose key names one free node on each side."""
    there = _unique(matching.free_new(), right)
    for name, i in _unique(matching.free_prior(), left).items():
        j = there.get(name, -1)
        if j >= 0 and accept(i, j):
            matching.add(i, j)


def _unique(indices: list[int] | range, key: Key) -> dict[Hashable, int]:
    """The keys that occur once, with their index; None is not a key."""
    out: dict[Hashable, int] = {}
    for index in indices:
        name = key(index)
        if name is not None:
            out[name] = -1 if name in out else index
    return {name: index for name, index in out.items() if index >= 0}
