"""Recognise pages served in place of the requested one: logins, walls, checks, errors, redirects.

A server sends them with status 200, and their text would end up in the report. They are recognised
by their words and because they are short: an article about cookies, logins or missing pages is
longer than any of them. A page longer than `LONGEST` is never one. A policy or terms of use have
the words of a wall; they are recognised by their address and title (`policies`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.sources.pages.nodes import ancestors, attribute, plain_text
from git_report.sources.pages.policies import address_says, names_policy

# Lengths here and below are in characters. With all of them doubled, five articles of
# tests/sources/test_sources_blocked_pages.py are refused (on logins, sign-on, 404s, captchas,
# paywalls); with all halved, none of its blocked pages is missed.
LONGEST = 2_500
_LONGEST_STUB = 400
# Of the text without headings; if there is less, everything that the page shows is checked. At 60 a
# short article below a bar of links is refused.
_SHORTEST = 30
_MANY = 200  # nodes of one kind that are checked
_FLAGS = re.IGNORECASE

_REFRESH = re.compile(
    r"\s*(\d{1,6})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?['\"]?\s*([^'\"\s>]+)", _FLAGS
)
_SCRIPTED = re.compile(
    r"(?:\b(?:window|document|self|top|parent)\s*\.\s*)?\blocation"
    r"(?:\s*\.\s*href)?\s*=\s*['\"]([^'\"\n]{1,2000})['\"]"
    r"|\blocation\s*\.\s*(?:replace|assign)\s*\(\s*['\"]([^'\"\n]{1,2000})['\"]"
)
_MOVED = re.compile(
    r"\b(?:page|document|site|article|resource)\b.{0,40}\b(?:has |was |is )?(?:been "
    r")?(?:permanently )?"
    r"(?:moved|relocated)\b|\bredirect(?:ing|ed)?\b|if you are not (?:automatically )?redirected|"
    r"moved permanently|object moved|\bweitergeleitet\b|\bredirection\b",
    _FLAGS,
)
_CHECK_TITLE = re.compile(
    r"\s*(?:just a moment|one moment, please|attention required|checking your browser|"
    r"access denied|are you (?:a )?(?:human|robot)|robot check|bot (?:check|verification)|"
    r"(?:security|human) (?:check|checkpoint|verification)|verify(?:ing)? (?:that )?you are|"
    r"pardon our interruption|ddos-guard|client challenge|request rejected|captcha|"
    r"vercel security checkpoint|un moment|einen moment)",
    _FLAGS,
)
_CHECK = re.compile(
    r"verif(?:y|ying) (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot|bot)|"
    r"(?:not|are you) a (?:robot|bot)\b|unusual (?:traffic|activity) from your|"
    r"checking (?:if the site connection is secure|your browser)|prove (?:that )?you(?:'re| are) "
    r"human|"
    r"(?:complete|solve|enter|type) (?:the |this )?(?:security check|captcha|characters you see)|"
    r"javascript and cookies to continue|performance (?:&|and) security by cloudflare|"
    r"(?:review|checking) the security of your connection|you have been blocked|"
    r"automated (?:access|queries|requests)",
    _FLAGS,
)
_SCRIPTLESS = re.compile(
    r"(?:enable|turn on|activate|allow|requires?|needs?)\b.{0,40}\bjavascript|"
    r"javascript\b.{0,30}\b(?:disabled|required|not (?:enabled|available|supported)|must be|"
    r"(?:needs|has) to be|aktivieren|deaktiviert|erforderlich)|activer javascript|"
    r"(?:activar|habilitar|habilite|attiva(?:re)?|включите) javascript|"
    r"javascript.{0,8}(?:有効|启用|啟用|inschakelen)|(?:启用|啟用|打开).{0,4}javascript",
    _FLAGS,
)
_BROWSER = re.compile(
    r"browser\b.{0,20}\b(?:not|no longer|un) ?supported|unsupported browser|"
    r"(?:supported|newer|current|recent|up[ -]to[ -]date|different|modern) (?:version of )?"
    r"(?:.{0,20}\b)?(?:browser|chrome|firefox|safari|edge)\b|(?:update|upgrade) your browser",
    _FLAGS,
)
_ASKS_LOGIN = re.compile(
    r"(?:must|have to|need to) (?:first )?(?:be )?(?:logged|signed|log|sign)[ -]?(?:in|on)\b|"
    r"please,? (?:log|sign)[ -]?(?:in|on)\b|(?:log|sign)[ -]?in to (?:view|see|read|continue)|"
    r"(?:logged|signed)[ -]in (?:users|members) only",
    _FLAGS,
)
_LOGIN = re.compile(
    r"log[ -]?(?:in|on)\b|sign[ -]?(?:in|on)\b|authenticat|single sign|member access|anmeld|"
    r"einloggen|se connecter|connexion|identif|iniciar sesi|inicie sesi|acced[ie]|ingresar|"
    r"ログイン|登录|войти|вход",
    _FLAGS,
)
_WALL = re.compile(
    r"\bcookies?\b|\bconsent\b|\b(?:our|\d+) (?:trusted )?partners\b|personal data|your privacy|"
    r"your (?:choices|preferences)|tracking|legitimate interest|advertising|privacy (?:policy|"
    r"notice)|"
    r"einwilligung|datenschutz|zustimm|vie privée|consentement|consentimiento|privacidad|"
    r"toestemming|advertenties|consenso|riservatezza|consentimento|prywatno",
    _FLAGS,
)
_WALL_VOICE = re.compile(
    r"\b(?:we|our partners|this (?:web)?site|and our)\b[^;:]{0,80}\b(?:use|uses|using|store|value|"
    r"process|need|ask)\b|\byou(?:r)?\b.{0,60}\b(?:accept|agree|consent|reject|choices|privacy)|"
    r"\bby (?:clicking|continuing|using|selecting)\b|before you continue|\bwir\b.{0,60}\bverwenden|"
    r"\bnous\b.{0,60}\butilis|\butilizamos\b|\bwij?\b.{0,60}\bgebruiken|\butilizziamo\b|\busamos\b|"
    r"\bużywamy\b|\bdoor op\b.{0,40}\bte klikken|\bal hacer clic|\bcliccando\b|\ben cliquant",
    _FLAGS,
)
_WALL_TITLE = re.compile(
    r"before you continue|\bwe (?:value|care|use|respect)\b|\bconsent\b|\bchoices?\b|"
    r"\b(?:settings|preferences)\b|\baccept|einwilligung|einstellungen|zustimm|consentement|"
    r"consentimiento|consenso|toestemming",
    _FLAGS,
)
_ACCEPT = re.compile(
    r"(?:i )?(?:accept|agree|allow|reject|decline|refuse|consent|got it|manage|customi[sz]e|"
    r"continue without|essential|necessary|only necessary|alle(?:s)? (?:akzeptieren|ablehnen)|"
    r"akzeptieren|ablehnen|zustimmen|einverstanden|(?:tout )?accepter|(?:tout )?refuser|"
    r"aceptar|rechazar|accett[ao]|rifiuta|akkoord|accepteren|weigeren|aceitar|rejeitar|zgadzam)\b"
    r".{0,40}",
    _FLAGS,
)
_MISSING_TITLE = re.compile(
    r"\s*(?:error\W{0,3})?(?:404|410)(?:\W{1,3}|\s*$)(?:error|page|file|not found|seite|gone|"
    r"\s*$|.*"
    r"not found)|"
    r".*(?:[-–—|:·(]|\b(?:error|http|code|status|fehler|erreur))\s*(?:404|410)\)?\s*$|"
    r"(?:.{0,20}\W)?(?:page|file|document|article|content|url|site) "
    r"(?:was |is |could )?not "
    r"(?:be )?found|\s*not found\b|seite (?:wurde )?nicht gefunden|"
    r"page (?:introuvable|non trouvée)|página no encontrada|pagina non trovata|"
    r"(?:.{0,20}\W)?page (?:doesn.t|does not|no longer) exists?|(?:.{0,20}\W)?page (?:is "
    r")?unavailable",
    _FLAGS,
)
_MISSING = re.compile(
    r"(?:page|article|document|content|file|item|link|url|product)\b.{0,60}\b(?:can(?:no|.)t be "
    r"found|"
    r"cannot be found|could ?n.t be found|could not be found|(?:was|is|were) ?n.t found|"
    r"(?:was|is) not found|not found|does ?n.t exist|does not exist|no longer (?:exists|available)|"
    r"(?:has|may have|might have) (?:been )?(?:re)?moved|is(?: not|n.t) available|been deleted)|"
    r"(?:page|article|document) you\b.{0,40}\bis(?: not|n.t) (?:t?here|available)|"
    r"can(?:no|.)t (?:seem to )?find (?:the|that|this) page|we could(?: not|n.t) find (?:the|"
    r"that|what)|"
    r"seite.{0,60}(?:nicht gefunden|existiert nicht)|page.{0,60}(?:n.existe|introuvable)|"
    r"página.{0,60}no (?:existe|encontrada)",
    _FLAGS,
)
_BROKEN_TITLE = re.compile(
    r"\s*(?:error\W{0,3})?(?:(?:50[0-4]|403|429|451)(?:\s*$|\s*[^\w\s]|\s+(?:error|internal|not|"
    r"bad|service|gateway|forbidden|too|unavailable))|"
    r"bad gateway|service (?:temporarily )?unavailable|"
    r"internal server error|gateway time-?out|account suspended|(?:site )?(?:under|down for) "
    r"maintenance|welcome to nginx|apache2? .{0,20}default page|too many requests|forbidden|"
    r"unavailable (?:for|due to) legal reasons)",
    _FLAGS,
)
_PAY = re.compile(
    r"subscribe (?:now |today )?(?:to|and) (?:continue|keep|read|unlock|get (?:full|unlimited))|"
    r"(?:to|and) (?:continue|keep) reading|continue reading (?:this|with|for)|"
    r"already (?:a subscriber|a member|have an account)|"
    r"(?:article|content|story|post) is (?:only |exclusively )?(?:for|available to|reserved for) "
    r"(?:paid |paying |our )?(?:subscribers|members)|(?:subscribers|members)[- ]only|"
    r"reached your (?:\w+ )?(?:limit|free)|free articles? (?:left|remaining|this month)|"
    r"unlock (?:this|the full|full|unlimited)|create a free account to|get (?:full|unlimited) "
    r"access|"
    r"start (?:your )?(?:free )?(?:trial|subscription)|upgrade to (?:continue|read)|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen)|für abonnenten|réservé aux abonnés|"
    r"pour lire la suite|abonnez-vous|suscríbete para|sólo para suscriptores",
    _FLAGS,
)
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that a page is not the requested one, collected before anything is removed from it.

    `article` is the text of its `main` or `article`. The flags say whether it has a password field
    outside its bars, a button to accept something, a captcha, metadata that say that access is
    paid, scripts. `policy` is the result of `address_says`.
    """

    title: str
    policy: bool | None
    redirect: str
    article: str
    password: bool
    accept: bool
    captcha: bool
    paid: bool
    scripts: bool


def read_signs(tree: LexborHTMLParser, title: str, target: str, *, paid: bool) -> Signs:
    """Collect the signs of a page whose scripts are still there; `paid` is from its metadata.

    `target` is the requested address, or the name of a file.
    """
    clickable = tree.css("button, a, input[type=button], input[type=submit], [role=button]")
    labels = (plain_text(node) or attribute(node, "value") for node in clickable[:_MANY])
    return Signs(
        title=title,
        policy=address_says(target),
        redirect=find_refresh(tree) or _find_scripted(tree),
        article=plain_text(marked)[:LONGEST] if (marked := tree.css_first("main, article")) else "",
        password=any(map(_is_in_text, tree.css("input[type=password i]")[:_MANY])),
        accept=any(_ACCEPT.fullmatch(label[:100]) for label in labels),
        captcha=_has_captcha(tree),
        paid=paid,
        scripts=tree.css_first("script") is not None,
    )


def name_impostor(signs: Signs, text: str, shown: str) -> str:
    """What a page seems to be instead of the requested one; empty if it seems to be that one.

    `text` is its extracted text, `shown` everything that it shows, including bars and notices.
    """
    if len(text) > LONGEST:
        return ""
    unheaded = re.sub(r"^#{1,6} .+$", "", text, flags=re.MULTILINE)
    whole = " ".join((text if len(unheaded.strip()) > _SHORTEST else shown).split())
    if len(whole) > 2 * LONGEST:
        return ""
    titles = [signs.title, *re.findall(r"^#{1,2} (.+)$", text, re.MULTILINE)[:2]]
    policy = _is_policy(signs, titles)
    return (
        _redirect(signs, whole)
        or ("" if policy else _check(signs, titles, whole))
        or _scriptless(signs, whole)
        or _login(signs, titles, whole)
        or _missing(titles, whole)
        or _broken(titles, whole)
        or ("" if policy else _wall(signs, titles, whole) or _paywall(signs, whole))
    )


def find_refresh(tree: LexborHTMLParser) -> str:
    """The target of a `<meta http-equiv=refresh>` within 30 seconds; empty if there is none."""
    for node in tree.css("meta[http-equiv=refresh i]")[:5]:
        found = _REFRESH.match(attribute(node, "content")[:2_000])
        if found and int(found[1]) <= 30:
            return found[2]
    return ""


def find_stub(html: str, url: str) -> str:
    """The address to which a page with almost no text redirects; empty for any other page."""
    tree = LexborHTMLParser(html)
    target = find_refresh(tree)
    if not target:
        return ""
    tree.strip_tags(["script", "style", "template", "noscript", "head"])
    if tree.body is not None and len(plain_text(tree.body)) > _LONGEST_STUB:
        return ""
    try:
        joined = urljoin(url, target)
    except ValueError:
        return ""
    return "" if joined.partition("#")[0] == url.partition("#")[0] else joined


def _find_scripted(tree: LexborHTMLParser) -> str:
    for node in tree.css("script:not([src])")[:20]:
        found = _SCRIPTED.search((node.text() or "")[:5_000])
        if found:
            return found[1] or found[2]
    return ""


def _is_in_text(field: LexborNode) -> bool:
    """Whether a field is part of the page's text, not of a bar that all pages of the site have."""
    return not {node.tag for node in ancestors(field)} & {"header", "nav", "footer", "aside"}


def _has_captcha(tree: LexborHTMLParser) -> bool:
    marks = "[class*=captcha i], [id*=captcha i], [id^=cf-], [class^=cf-], script[src*=challenge]"
    return tree.css_first(marks) is not None


def _is_policy(signs: Signs, titles: list[str]) -> bool:
    """Whether the page is a policy or terms of use by its address and title.

    If the address names something else, it is not, whatever the title: the site's cookie policy may
    be served at an article's address.
    """
    if signs.policy is False:
        return False
    if any(names_policy(title) for title in titles[: 1 if signs.accept else None]):
        return True
    walled = any(_WALL_TITLE.search(title) or _CHECK_TITLE.match(title) for title in titles)
    return signs.policy is True and not walled


def _redirect(signs: Signs, whole: str) -> str:
    moved = bool(_MOVED.search(f"{signs.title} {whole}"))
    if signs.redirect and (len(whole) < 100 or (moved and len(whole) < _LONGEST_STUB)):
        return f"a redirect to '{signs.redirect[:300]}'"
    return "a note that the page has moved" if moved and len(whole) < 200 else ""


def _check(signs: Signs, titles: list[str], whole: str) -> str:
    phrases = len(_CHECK.findall(whole))
    named = any(_CHECK_TITLE.match(title) for title in titles)
    short = len(whole) < 1_200
    if short and ((named and (phrases or signs.captcha or len(whole) < 300)) or
                  (phrases and (signs.captcha or len(whole) < 500 or phrases > 1))):  # fmt: skip
        return "a check for robots"
    return ""


def _scriptless(signs: Signs, whole: str) -> str:
    if len(whole) >= _LONGEST_STUB:
        return ""
    # At 0.65 a page that asks in two sentences to enable scripts is accepted.
    if not signs.scripts and _ratio(_SCRIPTLESS, whole) >= 0.5:
        return "a page that asks for JavaScript"
    return "a page that asks for another browser" if _ratio(_BROWSER, whole) >= 0.8 else ""


def _login(signs: Signs, titles: list[str], whole: str) -> str:
    named = any(len(title) < 80 and _LOGIN.search(title) for title in titles)
    mentioned = bool(_LOGIN.search(whole))
    if signs.password and ((named and len(whole) < 1_500) or (mentioned and len(whole) < 600)):
        return "a login page"
    asked = _ratio(_ASKS_LOGIN, whole) >= 0.5 or (named and _ratio(_LOGIN, whole) >= 0.5)
    if len(whole) < _LONGEST_STUB and (asked or (named and mentioned and len(whole) < 150)):
        return "a login page"
    return ""


def _missing(titles: list[str], whole: str) -> str:
    mentioned = bool(_MISSING.search(whole))
    named = any(len(title) < 100 and _MISSING_TITLE.match(title) for title in titles)
    # At 0.22 an article about link rot is refused.
    mostly = len(whole) < _LONGEST_STUB and _ratio(_MISSING, whole) >= 0.3
    if mostly or (named and len(whole) < 900 and (mentioned or len(whole) < 300)):
        return "a note that the page does not exist (a 404 page with status 200)"
    return ""


def _broken(titles: list[str], whole: str) -> str:
    named = any(len(title) < 80 and _BROKEN_TITLE.match(title) for title in titles)
    return "an error page of the server" if named and len(whole) < 800 else ""


def _wall(signs: Signs, titles: list[str], whole: str) -> str:
    beside = len(signs.article) > _SHORTEST and not _WALL.search(signs.article)
    # At 0.65 a notice of two sentences about cookies is accepted.
    if beside or _ratio(_WALL, whole) < 0.5:
        return ""
    voice = _ratio(_WALL_VOICE, whole)
    asked = any(_WALL.search(title) or "before you continue" in title.lower() for title in titles)
    if signs.accept and (voice >= 0.3 or (asked and voice > 0)):
        return "a cookie or consent wall"
    return "a cookie or consent wall" if voice >= 0.5 and len(whole) < 600 else ""


def _paywall(signs: Signs, whole: str) -> str:
    phrases = {found.casefold() for found in _PAY.findall(whole)}
    at_end = bool(_PAY.search(whole, max(0, len(whole) - 600)))
    if at_end and (signs.paid or len(phrases) > 1 or len(whole) < 700):
        return "the beginning of a text behind a paywall"
    return ""


def _ratio(pattern: re.Pattern[str], text: str) -> float:
    """The share of a text's characters that are in sentences matching a pattern."""
    sentences = [each for each in _SENTENCE.split(text) if each.strip()]
    hits = sum(len(each) for each in sentences if pattern.search(each))
    return hits / max(1, sum(map(len, sentences)))
