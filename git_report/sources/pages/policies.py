"""Recognise privacy policies, cookie policies and terms of use by their address and title.

Such a page has the words of a consent wall, so that its text does not show which of the two it is.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from git_report.report.targets import is_url

# Names of such pages, without accents, in lower case, with spaces between words.
_NAME = (
    # English
    r"(?:(?:privacy|cookies?|data (?:protection|privacy)|confidentiality|gdpr)(?: (?:and|&) "
    r"(?:privacy|cookies?|data protection|security|terms))? (?:policy|policies|notice|statement|"
    r"declaration)|policy on (?:privacy|cookies)|(?:website |general )?terms(?: of "
    r"(?:use|service|sale)|(?: (?:and|&)|,)? conditions)|termsofuse|termsofservice|privacypolicy|"
    r"cookiepolicy|(?:general )?conditions of (?:use|sale)|(?:acceptable|fair) use policy|"
    r"legal notice|"
    # German
    r"datenschutz ?(?:erkla(?:e)?rung|hinweise?|information(?:en)?|richtlinien?|bestimmungen)|"
    r"(?:hinweise|informationen) zum datenschutz|"
    r"cookie ?(?:richtlinien?|erkla(?:e)?rung|hinweise?)|"
    r"nutzungsbedingungen|allgemeine gescha(?:e)?ftsbedingungen|impressum|"
    # French
    r"(?:politique|declaration|charte) (?:de |d'|sur |relative |en matiere )?(?:gestion |"
    r"protection |utilisation )?(?:de |d'|des |du |aux |la |les |sur |a )*"
    r"(?:confidentialite|cookies|"
    r"(?:vie privee|donnees)(?: personnelles)?)|"
    r"conditions (?:generales )?(?:d'|d |de )(?:utilisation|"
    r"vente)|mentions legales|"
    # Spanish, Portuguese, Italian
    r"(?:politica|aviso|declaracion|declaracao|informativa|normativa) (?:de |do |da |sui |sulla |"
    r"sobre |di |per la |uso )*(?:privacidade?|privacy|cookies?|proteccion de datos|"
    r"protecao de dados)|aviso legal|"
    r"(?:terminos|termos|termini) (?:(?:y|e) (?:condiciones|condicoes|"
    r"condizioni)|(?:de |di |del |do |d'|d )+(?:uso|servicio|servico|servizio|utilizzo))|"
    r"(?:condiciones|condicoes|condizioni) (?:generales |gerais |generali )?(?:de |di |del |d'|d )+"
    r"(?:uso|servicio|servico|servizio|utilizacao|utilizzo)|note legali|"
    # Dutch, Scandinavian, Finnish, Polish, Czech, Hungarian, Turkish
    r"(?:privacy|cookie) ?(?:beleid|verklaring|statement)|(?:algemene |gebruiks)voorwaarden|"
    r"(?:integritets|cookie|privatlivs|personvern)(?:policy|politikk?|erklæring|erklaering)|"
    r"(?:anvandar|anvendelses|bruks|bruker)villkar|anvandarvillkor|(?:tietosuoja|evaste)"
    r"(?:seloste|kaytanto)|polityka (?:prywatnosci|(?:plikow )?cookies)|regulamin(?: serwisu)?|"
    r"zasady ochrany osobnich udaju|adatvedelmi (?:nyilatkozat|tajekoztato|szabalyzat)|"
    r"gizlilik politikasi|cerez politikasi|"
    # Russian, Chinese, Japanese, Korean
    r"политика (?:конфиденциальности|cookies?)|пользовательское соглашение|условия использования|"
    r"(?:隐私|隱私|私隱)(?:权|權)?(?:政策|声明|聲明)|(?:服务|服務|使用)(?:条款|條款)|"
    r"プライバシー ?ポリシー|クッキー ?ポリシー|利用規約|개인정보 ?처리방침|이용약관)"
)
# "Privacy Policy of Mill Ltd", "Mill Archive cookie policy", "Terms of Use and Privacy Policy".
_TITLE = re.compile(
    rf"(?:(?!how|why|what|when)[^\W_][\w.&'’]* ){{0,3}}{_NAME}(?:(?: (?:and|und|et|y|e|en)| &|,|/) "
    rf"?{_NAME})?(?: (?:of|for|at|der|des|von|de|du|della|di|da|do|van|\(|\d{{4}}).{{0,60}})?"
)
_PIECES = re.compile(r"\s[-–—|·»:/]\s|[|:»]")
# Shorter names that are enough in an address, if only a language or the like is before them.
_BRIEF = re.compile(
    r"privacy|cookies?|data protection|gdpr|dsgvo|rgpd|terms|tos|tou|eula|conditions|legal|"
    r"datenschutz|agb|nutzung|confidentialite|cgu|cgv|privacidade?|terminos|termos|condizioni|"
    r"privacybeleid|voorwaarden|prywatnosc|integritet|personvern|privatliv"
)
_GENERAL = re.compile(
    r"[a-z]{1,2}(?: [a-z]{2})?|[\d ]*|about(?: us)?|article|company|content|"
    r"corporate|default|docs?|"
    r"documents?|footer|help|home|index|info|information|legal|main|misc|node|pages?|polic(?:y|ies)|"
    r"public|site|static|support|view|web|www"
)
_SUFFIX = re.compile(r"\.(?:x?html?|php\d?|aspx?|jsp|md|cfm)\Z")


def names_policy(title: str) -> bool:
    """Whether a title, or its part next to the name of the site, is that of a policy."""
    return any(_TITLE.fullmatch(_fold(piece)) for piece in (title, *_PIECES.split(title)))


def address_says(target: str) -> bool | None:
    """Whether an address is that of a policy; None if it does not show this, as with a number.

    A target that is not a URL is a file, which was named by the person who saved it: its name can
    only confirm that it is a policy.
    """
    url = is_url(target)
    path = urlsplit(target).path if url else target.replace("\\", "/")
    segments = [_SUFFIX.sub("", _fold(unquote(part))) for part in path.split("/") if part]
    words = [re.sub(r"[-_.+ ]+", " ", part).strip() for part in segments]
    while words and _GENERAL.fullmatch(words[-1]) and not _BRIEF.fullmatch(words[-1]):
        words.pop()  # "/privacy/index.html", "/privacy-policy/en"
    if not words:
        return None
    brief = bool(_BRIEF.fullmatch(words[-1])) and (not url or all(map(_is_general, words[:-1])))
    if brief or _TITLE.fullmatch(words[-1]):
        return True
    return False if url else None


def _is_general(words: str) -> bool:
    return bool(_GENERAL.fullmatch(words) or _BRIEF.fullmatch(words))


def _fold(text: str) -> str:
    """A text in lower case, without accents, with single spaces."""
    apart = unicodedata.normalize("NFKD", text[:300]).casefold()
    plain = "".join(c for c in apart if not unicodedata.combining(c) or c in "\u3099\u309a")
    return " ".join(unicodedata.normalize("NFC", plain).replace("’", "'").split())
