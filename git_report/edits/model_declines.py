"""Recognize an answer in which a model declines, as opposed to a malformed one."""

from __future__ import annotations

import re

# The first words of refusals, in the most common languages of reports. An apostrophe also matches
# the typographic one, "…" up to four words.
_OPENINGS = (
    "i'm sorry", "i'm very sorry", "i'm really sorry", "i am sorry", "sorry", "my apologies",
    "i apologize", "i apologise", "unfortunately, i", "unfortunately i",
    "i'm unable", "i am unable",
    "i'm not able", "i am not able", "i can't", "i cannot", "i can not", "i won't", "i will not",
    "i must decline", "i decline", "as an ai",
    "es tut mir leid", "tut mir leid", "ich kann … nicht", "leider kann", "entschuldigung",
    "désolé", "je suis désolé", "je ne peux", "je ne suis pas en mesure", "malheureusement",
    "lo siento", "lo lamento", "no puedo", "lamentablemente",
    "mi dispiace", "non posso", "purtroppo",
    "desculpe", "sinto muito", "lamento", "não posso", "infelizmente",
    "het spijt me", "ik kan … niet", "helaas",
    "przepraszam", "niestety", "nie mogę",
    "jag kan … inte", "tyvärr", "desværre", "beklager",
    "üzgünüm", "maalesef",
    "извините", "простите", "к сожалению", "я не могу",
    "抱歉", "很抱歉", "对不起", "對不起", "我无法", "我無法", "我不能",
    "申し訳", "すみません", "ごめんなさい", "죄송", "미안", "عذرا", "آسف",
)  # fmt: skip
_REFUSAL = re.compile(
    r"\W*(?:"
    + "|".join(
        re.escape(opening).replace("'", "['\u2019]?").replace(r"…\ ", r"(?:\w+ ){0,4}")
        # No blank ends a word in Chinese and Japanese.
        + (r"\b" if opening.isascii() else "")
        for opening in _OPENINGS
    )
    + ")",
    re.IGNORECASE,
)


def find_refusal(text: str) -> str:
    """A text on one line if it begins like a refusal, else empty."""
    return " ".join(text.split()) if _REFUSAL.match(text) else ""
