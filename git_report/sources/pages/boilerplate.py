"""Find what is not content of a page: bars, menus, notices, share and related links, forms.

It is found by semantics first (elements and ARIA roles), then by the words of classes and ids, then
by the share of links in a block. A block with most of the page's text is kept, whatever its name.
The tree is not changed: the blocks to be dropped are returned by `mem_id`.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.sources.pages.formulas import is_formula
from git_report.sources.pages.invisible_styles import hides_box, read_style
from git_report.sources.pages.nodes import ancestors, attribute, count_text, plain_text, role, words

_ROLES = frozenset(
    "navigation banner contentinfo search dialog alertdialog menu menubar toolbar tooltip".split()
)
_ALWAYS = frozenset({"nav", "dialog"})
_MAYBE = frozenset({"aside", "header", "footer", "form"})
# One of these in a class or id is enough …
_STRONG = frozenset(
    "cookie cookies consent gdpr onetrust breadcrumb breadcrumbs newsletter advert advertisement "
    "adsbygoogle skiplink pagination paginator sharing sharebar addthis sharedaddy copyright "
    "colophon masthead navbar sitenav megamenu backtotop disqus".split()
)
# … two of these together are, or one if the block consists of links or is a single line.
_WEAK = frozenset(
    "nav navigation menu sidebar footer header share social related recommended subscribe promo "
    "sponsored sponsor ad ads banner popup modal overlay comments toc pager feedback rating skip "
    "topbar toolbar signup login crumbs next prev previous edit helpful follow tags".split()
)
_WITH = frozenset(
    "links link bar site global page main top bottom secondary list buttons button posts post "
    "articles content widget box section container wrapper block to icons media us sign up form "
    "reading area thread".split()
)
_ASIDES = frozenset(
    "note notes callout admonition warning tip important info pullquote quote example hint "
    "footnote caution definition".split()
)
# Elements and words of comments and author boxes below a text.
_BELOW = frozenset({"section", "div", "ol", "ul", "aside"})
_AUTHOR = frozenset({"box", "bio", "card", "about"})
_LABEL = re.compile(
    r"\b(?:cookies?|breadcrumbs?|share|social|related|navigation|footer|newsletter|pagination|"
    r"table of contents|on this page|advertisement)\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation|search)|back to top|"
    r"share (?:this|on)\b.*|tweet(?: this)?|"
    r"(?:was|did) (?:this|the) (?:\w+ )?(?:helpful|useful|help you)\b.*|"
    r"(?:edit|improve) this page(?: on github)?|print this page|advertisement|"
    r"(?:click )?to enable javascript.*",
    re.IGNORECASE,
)
_ANSWER = frozenset(
    "answer answers accordion collapse collapsible tab tabpanel panel content body faq transcript "
    "expandable expander details".split()
)
_READER = frozenset({"visuallyhidden", "sr-only", "visually-hidden", "screen-reader-text"})
# In characters: nested blocks could otherwise be measured again and again.
_LOOKS = 30_000_000
# Cases on both sides of each of these are in tests/sources/edges.py.
_MOST = 0.5  # of the page: a block that has more is the text, whatever its name
_LARGE = 0.4  # of the page: the same for a block that only its class or id names
_LINKED_ASIDE = 0.3  # of an aside in the text: with more in links it is a list of links
_LINKED_BLOCK = 0.5  # of a block with one weak word in its name
_LONGEST_ALOUD = 80  # characters that are only for screen readers; more is text
_LONGEST_LINE = 120  # characters of a phrase that sites put around their text


@dataclass(slots=True)
class _Page:
    """The page as a whole: its size, the blocks to keep in any case, and those dropped so far."""

    kept: AbstractSet[int]
    size: int
    looks: int = _LOOKS
    dropped: set[int] = field(default_factory=set)

    def measure(self, node: LexborNode) -> tuple[int, float]:
        """The length of a block's text, and the share of it that is in links."""
        # Counts as the text of the page, so that nothing more is dropped by its size.
        if self.looks <= 0:
            return self.size, 0.0
        text = count_text(node)
        self.looks -= text + 3_000
        if not text:
            return 0, 0.0
        linked = 0
        for link in node.css("a"):
            linked += count_text(link)
            self.looks -= 50
        return text, min(1.0, linked / text)


def find_boilerplate(
    tree: LexborHTMLParser, kept: AbstractSet[int]
) -> tuple[set[int], LexborNode | None]:
    """The `mem_id` of each block that is not content, and the block that contains the content.

    The latter is `main`, or the only `article`, if it contains most of the text; otherwise the
    root. `kept` are the answers to questions.
    """
    root = tree.body or tree.root
    if root is None:
        return set(), None
    page = _Page(kept, count_text(root))
    dropped_size = 0
    node: LexborNode | None = root.child
    while node is not None:
        drop = node.is_element_node and _is_boilerplate(page, node)
        if drop:
            page.dropped.add(node.mem_id)
            dropped_size += count_text(node)
        node = _following(node, root, deeper=not drop)
    return page.dropped, _find_main(tree, page.dropped, page.size - dropped_size) or root


def _find_main(tree: LexborHTMLParser, dropped: AbstractSet[int], whole: int) -> LexborNode | None:
    for selector in ("main, [role=main]", "article", "#content, #main-content"):
        found = [node for node in tree.css(selector)[:50] if node.mem_id not in dropped]
        found = [node for node in found if not _is_within(node, found)]
        if len(found) == 1 and count_text(found[0]) >= _MOST * whole:
            return found[0]
    return None


def _following(node: LexborNode, root: LexborNode, *, deeper: bool) -> LexborNode | None:
    """The next node in document order; None at the end of `root`."""
    if deeper and node.child is not None:
        return node.child
    current: LexborNode | None = node
    while current is not None and current.mem_id != root.mem_id:
        if current.next is not None:
            return current.next
        current = current.parent
    return None


def _is_within(node: LexborNode, others: list[LexborNode]) -> bool:
    ids = {other.mem_id for other in others}
    return any(parent.mem_id in ids for parent in ancestors(node))


def _is_boilerplate(page: _Page, node: LexborNode) -> bool:
    if node.mem_id in page.kept:
        return False
    tag, named = node.tag or "", role(node)
    if not node.attributes and tag not in _ALWAYS | _MAYBE | {"a", "p", "div", "span"}:
        return False
    if tag in _ALWAYS or named in _ROLES:
        return not _is_most(page, node)
    if _is_unseen(node):
        return True
    if tag in _MAYBE or named == "complementary":
        return _is_site_bar(page, node)
    if tag == "a":
        return _is_share_link(node)
    return _is_boilerplate_block(page, node)


def _is_most(page: _Page, node: LexborNode) -> bool:
    return page.measure(node)[0] > _MOST * page.size


def _is_unseen(node: LexborNode) -> bool:
    """Whether a block is hidden and is not an answer that a click would show."""
    attributes = node.attributes
    classes = set((attributes.get("class") or "").lower().split())
    if classes & _READER:
        aloud = node.tag in {"span", "a", "div", "p"} and len(plain_text(node)) < _LONGEST_ALOUD
        return aloud and not is_formula(node)
    hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
    if not hidden and not hides_box(read_style(node)):
        return False
    if attributes.get("hidden") == "until-found" or role(node) in {"tabpanel", "region"}:
        return False
    if is_formula(node):
        return False
    named = words(node)
    return not named & _ANSWER or bool(named & _STRONG)


def _is_site_bar(page: _Page, node: LexborNode) -> bool:
    """Whether a header, footer, aside or form belongs to the site, not to the text."""
    inside = {parent.tag for parent in ancestors(node)}
    named = words(node)
    if node.tag == "footer":
        return "blockquote" not in inside and not _is_most(page, node)
    if node.tag == "header":
        if inside & {"article", "main", "section"}:
            return False
        return node.css_first("h1") is None and not _is_most(page, node)
    if node.tag == "form":
        return node.css_first("h1, main, article") is None and not _is_most(page, node)
    if role(node) == "note" or named & _ASIDES:
        return False
    text, linked = page.measure(node)
    if text > _MOST * page.size:
        return False
    label = attribute(node, "aria-label")
    strange = linked > _LINKED_ASIDE or _is_below(named)
    strange = strange or bool(named & (_STRONG | _WEAK)) or bool(_LABEL.search(label))
    return strange or not inside & {"article", "main"}


def _is_share_link(node: LexborNode) -> bool:
    href = attribute(node, "href")
    if re.search(r"//[^/]*(?:facebook|twitter|x|linkedin|reddit)\.com/(?:sharer?|intent)", href):
        return True
    return bool(_LINE.fullmatch(plain_text(node)))


def _is_boilerplate_block(page: _Page, node: LexborNode) -> bool:
    named = words(node)
    if not named and not attribute(node, "aria-label"):
        return node.tag in {"p", "span", "div"} and _is_line(node)
    strong, weak = named & _STRONG, named & _WEAK
    if not named & {"site", "global"}:
        weak -= {"header", "footer"}  # those of a card or a section are content
    label = _LABEL.search(attribute(node, "aria-label"))
    if not (strong or weak or label or "author" in named):
        return node.tag in {"p", "span", "div"} and _is_line(node)
    if node.tag in {"body", "main", "article", "table", "tr", "h1", "pre", "code"}:
        return False
    text, linked = page.measure(node)
    if text > _LARGE * page.size or node.css_first("main, h1") is not None:
        return False
    if node.tag in _BELOW and _is_below(named):
        return True
    if strong or label or len(weak) > 1 or (weak and named & _WITH and len(named) <= 3):
        return True
    return linked > _LINKED_BLOCK


def _is_below(named: AbstractSet[str]) -> bool:
    return named == {"comments"} or ("author" in named and bool(named & _AUTHOR))


def _is_line(node: LexborNode) -> bool:
    """Whether a block is only a phrase that sites put around their text."""
    child = node.child
    if child is None or (child.next is not None and child.next.next is not None):
        return False
    html_free = (node.text_content or "") if node.is_text_node else node.text(deep=False)
    return len(html_free) < _LONGEST_LINE and bool(_LINE.fullmatch(" ".join(html_free.split())))
