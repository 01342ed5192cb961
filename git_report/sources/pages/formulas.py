"""The formulas of a page on one line, each once: as TeX, as its text, or from its MathML.

KaTeX, MathJax and Wikipedia put a formula into a page two or three times: as MathML for screen
readers, as a drawing, and as TeX in an annotation, an attribute or a script.
"""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.sources.pages.nodes import attribute, elements, words
from git_report.sources.superscripts import enclose

_TEX = re.compile(r"(?:^|[/-])(?:la)?tex\b", re.IGNORECASE)
_DISPLAY = re.compile(r"\{\\(?:display|text|script)style\s(.*)\}", re.DOTALL)
_SILENT = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"})
_RELATIONS = frozenset("= ≠ < > ≤ ≥ ≈ ≃ ≡ ∼ ∝ → ← ↔ ⇒ ⇔ ∈ ∉ ⊂ ⊆ := ≪ ≫ + ± × ⋅ · ∗ ÷".split())
_MINUS = frozenset("-−–")
# "Function application", "invisible times" and the like, which nothing shows.
_UNSEEN = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_ACCENTS = {
    **dict.fromkeys("¯‾\u0304―", "\u0304"), **dict.fromkeys("^ˆ\u0302", "\u0302"),
    **dict.fromkeys("~˜∼\u0303", "\u0303"), **dict.fromkeys("→⇀\u20d7", "\u20d7"),
    **dict.fromkeys("˙.\u0307", "\u0307"), **dict.fromkeys("¨\u0308", "\u0308"),
}  # fmt: skip
_ROOTS = {"3": "∛", "4": "∜"}
_IMAGES = frozenset({"math", "tex", "latex", "mathjax", "formula", "equation"})


def read_formula(math: LexborNode) -> str:
    """A formula as its TeX source, else its alternative text, else text made from its MathML."""
    for note in math.css("annotation"):
        if _TEX.search(attribute(note, "encoding")) and (tex := note.text(deep=True).strip()):
            return _strip_style(tex)
    return _strip_style(attribute(math, "alttext")) or " ".join(_write(math).split())


def read_formula_image(image: LexborNode) -> str:
    """The alternative text of an image that is a formula; empty for any other image."""
    return _strip_style(attribute(image, "alt")) if words(image) & _IMAGES else ""


def is_formula(node: LexborNode) -> bool:
    """Whether an element contains only a formula, drawn or not.

    MathML next to its drawing is hidden only visually. A drawing counts if there is no MathML
    before it.
    """
    if node.tag == "img":
        return bool(read_formula_image(node)) and not follows_formula(node)
    return _contains_formula(node)


def read_drawing(node: LexborNode) -> str:
    """The label for screen readers of a MathJax container; empty if it contains MathML."""
    return "" if node.css_first("math") is not None else attribute(node, "aria-label")


def follows_formula(image: LexborNode) -> bool:
    """Whether an image shows the formula that is before it as MathML."""
    before = image.prev
    while before is not None and not before.is_element_node:
        if (before.text_content or "").strip():
            return False
        before = before.prev
    return before is not None and _contains_formula(before)


def _contains_formula(node: LexborNode) -> bool:
    for _ in range(4):
        if node.tag == "math":
            return True
        inner = list(islice(elements(node), 2))
        if len(inner) != 1:
            return False
        node = inner[0]
    return False


def show_scripted(tree: LexborHTMLParser) -> None:
    """Replace MathJax's scripts by their TeX, unless the page has the formula as MathML."""
    for script in tree.css("script[type^='math/tex']"):
        tex = (script.text(deep=True) or "").strip()
        drawn = script.prev
        while drawn is not None and not drawn.is_element_node:
            drawn = drawn.prev
        rendered = drawn is not None and bool({"jax", "math"} & words(drawn))
        if tex and not (rendered and drawn is not None and drawn.css_first("math") is not None):
            if rendered and drawn is not None:
                drawn.decompose()
            script.replace_with(f" {_strip_style(tex)} ")


def _strip_style(tex: str) -> str:
    tex = " ".join(tex.split())
    # Wikipedia puts all TeX into `{\displaystyle …}`.
    styled = _DISPLAY.fullmatch(tex)
    return styled[1].strip() if styled else tex


def _write(node: LexborNode) -> str:
    tag = node.tag or ""
    parts = [each for each in elements(node) if each.tag not in _SILENT]
    if tag in _SILENT:
        return ""
    if not parts:
        return _write_token(node, tag)
    if tag == "semantics":
        return _write(parts[0])
    if tag == "mmultiscripts":
        return _write_multiscripts(parts)
    if tag == "msqrt":
        return "√" + enclose(_write_row(parts).strip())
    texts = [_write(part).strip() for part in parts]
    if tag == "mfenced":
        opened, closed = attribute(node, "open") or "(", attribute(node, "close") or ")"
        return f"{opened}{', '.join(texts)}{closed}"
    return _write_kind(tag, texts) or _write_row(parts)


def _write_kind(tag: str, texts: list[str]) -> str:
    """Write an element whose children have roles by their position; empty for any other."""
    match tag:
        case "mfrac":
            return _divide(texts)
        case "mroot":
            return _write_root(texts)
        case "msup" | "mover":
            return _write_over(texts)
        case "msub" | "munder":
            return _write_scripts("_", texts)
        case "msubsup" | "munderover":
            return _write_scripts("_^", texts)
        case "mtable":
            return "; ".join(texts)
        case "mtr" | "mlabeledtr":
            return ", ".join(texts)
        case _:
            return ""


def _write_token(node: LexborNode, tag: str) -> str:
    text = " ".join((node.text(deep=True) or "").translate(_UNSEEN).split())
    if tag == "mo" and text in _RELATIONS:
        return f" {text} "
    if tag == "mo" and text in {",", ";"}:
        return f"{text} "
    return " " if tag == "mspace" else text


def _write_row(parts: list[LexborNode]) -> str:
    """Write parts in a row, with spaces between two numbers, two words, a number and a fraction."""
    text = ""
    for place, part in enumerate(parts):
        piece = _write(part)
        # At the start or after an operator, it is a sign.
        if part.tag == "mo" and piece in _MINUS and place and parts[place - 1].tag != "mo":
            piece = f" {piece} "
        if text and piece and _would_join(text, piece, part):
            text += " "
        text += piece
    return text


def _would_join(text: str, piece: str, part: LexborNode) -> bool:
    before, after = text[-1], piece[0]
    if part.tag == "mfrac" and before.isalnum():
        return True
    if before.isdigit() and after.isdigit():
        return True
    return before.isalpha() and len(piece) > 1 and piece.isalpha()


def _divide(texts: list[str]) -> str:
    top, bottom = (*texts, "")[:2]
    divisor = bottom if re.fullmatch(r"[\w.]+(?:[_^][\w.]+)?", bottom) else enclose(bottom)
    return f"{enclose(top)}/{divisor}"


def _write_root(texts: list[str]) -> str:
    base, index = (*texts, "")[:2]
    if index in _ROOTS:
        return _ROOTS[index] + enclose(base)
    return f"{enclose(base)}^(1/{enclose(index)})"


def _write_over(texts: list[str]) -> str:
    base, above = (*texts, "")[:2]
    accent = _ACCENTS.get(above) if len(base) == 1 else None
    return base + accent if accent else _write_scripts("^", texts)


def _write_scripts(signs: str, texts: list[str]) -> str:
    base, *scripts = texts
    written = [
        sign + enclose(_plain_minus(text))
        for sign, text in zip(signs, scripts, strict=False)
        if text
    ]
    return (enclose(base) if len(base) > 1 else base) + "".join(written)


def _write_multiscripts(parts: list[LexborNode]) -> str:
    """Write a base with the scripts after it and, from `mprescripts` on, before it: `^14_6C`."""
    behind: list[str] = []
    ahead: list[str] = []
    side = behind
    for part in parts[1:]:
        if part.tag == "mprescripts":
            side = ahead
        else:
            side.append(_write(part).strip())
    base = _write(parts[0]).strip()
    lead = "".join(
        _write_scripts("_^", ["", *ahead[place : place + 2]]) for place in range(0, len(ahead), 2)
    )
    tail = "".join(
        _write_scripts("_^", ["", *behind[place : place + 2]]) for place in range(0, len(behind), 2)
    )
    return f"{lead}{base}{tail}"


def _plain_minus(text: str) -> str:
    return "-" + text[1:].lstrip() if text[:1] in _MINUS else text
