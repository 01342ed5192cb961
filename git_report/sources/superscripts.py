"""Superscripts and subscripts as plain text, so that they do not merge with what is before them.

`10<sup>-3</sup>` is `10^-3` and `CO<sub>2</sub>` is `CO_2`: without a sign the first would be 10-3,
and `101<sub>2</sub>` would be 1012. Text that is only raised, such as the end of `1st`, needs none.
"""

from __future__ import annotations

import re

_MINUS = re.compile("^[−–‐‑‒]")
_TRAILING_MINUS = re.compile("[−–‐‑‒]$")
# Needs no brackets: a number, a word, the charge of an ion. Two numbers separated by a comma are
# two citations, and stay as they are.
_SINGLE = re.compile(r"[+-]?\d+(?:[.,]\d+)*|[+-]?[^\W\d_]+|\d*[+-]|[+-]?∞|′+|'+")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_SCRIPT = re.compile(r"[*†‡§¶®™℠©°%ºª•]+|\[[^\[\]]*\]")
# Endings of ordinals in English, French, Italian, Spanish and Portuguese, and of abbreviations.
_AFTER_DIGIT = frozenset("st nd rd th d e è er ère ers ères re me ème eme ième nde".split())
_AFTER_LETTER = frozenset("me mes lle lles gr tm sm mc st".split())
_DEGREES = re.compile(r"\s?[CFK](?![^\W_])")


def raise_text(before: str, text: str, after: str) -> str:
    """The plain text for a superscript `text` between `before` and `after`."""
    text = _join(text)
    base, low = before[-1:], text.casefold()
    if not text or _NO_SCRIPT.fullmatch(text):
        return text
    if low in {"o", "0"} and before.rstrip()[-1:].isdigit() and _DEGREES.match(after):
        return "°"
    if low == "o" and (base.isdigit() or (base in {"n", "N"} and not before[-2:-1].isalnum())):
        return "º"
    if base.isdigit() and low in _AFTER_DIGIT:
        return text
    if base.isalpha() and low in _AFTER_LETTER:
        return text
    return _sign("^", text, after)


def lower_text(text: str, after: str) -> str:
    """The plain text for a subscript `text` that is followed by `after`."""
    text = _join(text)
    return _sign("_", text, after) if text else ""


def enclose(text: str) -> str:
    """A text in brackets, unless it is one number, one word or in brackets already."""
    if _SINGLE.fullmatch(text) or _BRACKETED.fullmatch(text):
        return text
    return f"({text})"


def _sign(sign: str, text: str, after: str) -> str:
    shown = enclose(text)
    if shown == text and text[-1].isdigit() and after[:1].isdigit():
        shown = f"({text})"  # `x_(1)2`: the next digit is not part of it
    return f"{sign}{shown}"


def _join(text: str) -> str:
    text = " ".join(text.split())
    if len(text) > 1 and not any(c.isalnum() for c in text):
        return text
    text = _TRAILING_MINUS.sub("-", _MINUS.sub("-", text))
    return re.sub(r"^([+-]) (?=\w+$)", r"\1", text)
