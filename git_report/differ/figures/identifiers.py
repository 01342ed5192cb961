"""Digits that are no figures: those of addresses, identifiers, marks and times of day."""

from __future__ import annotations

from git_report.patterns import lazy

# Characters of a name before its digits, as many as `_WHOLE_WORD` has at most (an id of SHA-256),
# and of a label before a number ("ISBN-13: ").
_LONGEST_NAME, _LONGEST_LABEL = 64, 16
# Raised and lowered signs other than powers: "12^1,2", "CO_{2}", "s^-1", "45 %^2".
_RAISED = r"(?:\{[^{}\n]{1,24}\}|\([^()\n]{1,24}\)|[+\-−]?\d{1,4}(?:[.,–-]\d{1,4}){0,8})"
_RAISING = r"(?:[^\W_]|[)\]}%°])"
# Digits in these are of names, wherever they stand.
_ADDRESS_MARKS = ("://", "www.", "](", "<!--", "`", "^", "_")
# Each begins with one sign, and looks behind after it: only so is the search fast.
_ADDRESS = lazy(
    r"https?://[^\s<>\"]*+|www\.[^\s<>\"]*+|\]\([^\s()]*+|<!--(?>(?:[^-]|-(?!->))*)"
    r"|`(?<!``)[^`\n]{1,200}`(?!`)"
    rf"|\^(?<={_RAISING}\^){_RAISED}|_(?<={_RAISING}_){_RAISED}"
    rf"|\\[\^_](?<={_RAISING}\\[\^_]){_RAISED}"
)
# Names that hold digits, from the beginning of their word, from the word before, from the digits.
_WHOLE_WORD = lazy(
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"
    r"|[0-9A-Fa-f]{2}(?>(?:[:-][0-9A-Fa-f]{2}){5,})\b"
    r"|(?=[0-9]{0,40}[a-f])(?=[a-f]{0,40}[0-9])[0-9a-f]{7,64}\b"
    r"|(?=[0-9]{0,40}[A-F])(?=[A-F]{0,40}[0-9])[0-9A-F]{12,}+\b"
    r"|(?=[A-Z\d+/]{0,40}[a-z])(?=[a-z\d+/]{0,40}[A-Z])(?=[A-Za-z+/]{0,40}\d)[\w+/]{20,}+"
    r"|10\.\d{4,9}/\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}"
    r"|[\w-]{1,80}(?:\.[\w-]{1,20})?\.(?:tar|gz|zip|md|txt|csv|json|toml|ya?ml|py|pdf|html?|png|"
    r"jpe?g|svg|docx?|xlsx?|sh|c|h|rs|go|js|ts|mp[34])\b"
    r"|&#x?[0-9A-Fa-f]{1,6};|:\+1:"
    r"|(?:US|EP|WO|DE|GB|JP|CN)\d{6,10}\b"
)
# What a name of the next kind begins with, up to its digits.
_LABEL = lazy(
    r"(?:ISBN|ISSN|DOI|doi|PMID|arXiv|Tel|Phone|Fax|IBAN|OMIM|GTIN|EAN|CAS|US|EP|WO|DE|GB|JP|CN)"
    r"[-.:]?[ ]?(?:1[03][.:]?[ ])?\Z"
)
_LABELLED_WORD = lazy(
    r"(?<!\w)(?:ISBN|ISSN|DOI|doi|PMID|arXiv|Tel|Phone|Fax|IBAN|OMIM|GTIN|EAN|CAS)\b"
    r"(?:[- ]1[03])?[.:]?[ ]?"
    r"[\d()+][\dXA-Z/.()+–-]*+(?: \d[\d/.-]*+){0,6}"
    r"|(?<!\w)(?:US|EP|WO|DE|GB|JP|CN) \d{1,4}[,./]?\d{3}[,.]?\d{3}(?! ?[a-z])(?: ?[AB]\d)?"
)
_FROM_DIGITS = lazy(
    # What all of them go on with: most numbers do not, and need no other try.
    r"(?=\d{1,5}[A-Z)]?(?:[-:./°apUo]|[ ][\d(A-Zaehoprs]))(?:"
    r"(?:(?<=\+)|(?=0\d))\d{1,4}(?:[ -]\(?\d{2,5}\)?){2,6}"
    r"|\d{3}\)?[ -]\d{3}-\d{4}\b"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.]\w)"
    r"|\d{1,5}[A-Z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|"
    r"Blvd|Square|Way|Court|Place|Row|Terrace)\b"
    r"|(?:24/7(?:/365)?|9/11|50/50|20/20)(?![\w/])"
    r"|\d{1,2}[:.]\d{2}(?::\d{2})? ?(?:[ap]\.?m\b|Uhr\b|o['’]clock)"
    r"|\d{1,2} ?(?:[ap]m\b|[ap]\.m\.|Uhr\b|o['’]clock)"
    r"|[0-2]\d[0-5]\d (?:hours|hrs|UTC|GMT|CET|EST)\b"
    r"|[1-5]\d\d(?= (?:[A-Z][a-z]+ ){0,3}(?:[Ee]rrors?|status code|[Rr]esponse|Forbidden|"
    r"Unauthorized|Found|Gone|Conflict|OK|Created)\b)"
    r"|\d{1,3}(?:\.\d{1,8})?°(?:[ ]?\d{1,2}['′](?:[ ]?\d{1,2}[\"″])?)?[ ]?[NSEW]\b)"
)
# From the first encoded byte of a word to the end of the word.
_ENCODED = lazy(r"%(?<!\d%)[0-9A-Fa-f]{2}[^\s|]*+|%[0-9A-Fa-f]{2}(?=[\w.~=&/-]*%)[^\s|]*+")
_LAST_BREAK = lazy(r"(?s:.*)[\s(\[{\"'“*_|<>=,;]")
_CITATION = lazy(r"\[\^?\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3})*\](?!\()")


def find_addresses(text: str) -> list[tuple[int, int]]:
    """The ranges of a text whose digits are not figures: URLs, link targets, code, superscripts."""
    found: list[tuple[int, int]] = []
    if any(mark in text for mark in _ADDRESS_MARKS):
        found += [match.span() for match in _ADDRESS.finditer(text)]
    if "%" in text and (encoded := _find_encoded(text)):
        found = sorted([*found, *encoded])
    return found


def _find_encoded(text: str) -> list[tuple[int, int]]:
    """The words with percent-encoded bytes: "name=caf%C3%A9"; in "5%" the sign is after a digit."""
    out: list[tuple[int, int]] = []
    end = 0
    for match in _ENCODED.finditer(text):
        # Each is searched back to the one before only, so that no text is read twice.
        start = max(text.rfind(blank, end, match.start()) for blank in " \n|")
        out.append((max(end, start + 1), match.end()))
        end = match.end()
    return out


def find_citations(text: str) -> list[tuple[int, int]]:
    """The ranges of citations in brackets: ``[3]``, ``[^3]``."""
    return [match.span() for match in _CITATION.finditer(text)]


def find_name_end(text: str, start: int) -> int:
    """The end of the identifier, address or time that contains a digit; 0 if there is none.

    It is searched around each number, because searching the whole text takes twice as long.
    """
    near = text[max(0, start - _LONGEST_NAME) : start]
    last = _LAST_BREAK.match(near)
    word = start - len(near) + (last.end() if last else 0)
    for pattern, place in ((_WHOLE_WORD, word), (_FROM_DIGITS, start)):
        name = pattern.match(text, place)
        if name is not None and name.end() > start:
            return name.end()
    label = _LABEL.search(near[-_LONGEST_LABEL:])
    if label is not None and (name := _LABELLED_WORD.match(text, start - len(label[0]))):
        return name.end() if name.end() > start else 0
    return 0
