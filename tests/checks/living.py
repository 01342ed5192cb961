"""Documents that hide what is live among what only looks so; cmark-gfm says which is which.

Every suspect of a document has a marker of its own, so that what is found can be compared with
what GitHub's renderer makes of the same text, one by one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from cmarkgfm import cmark
from selectolax.lexbor import LexborHTMLParser, LexborNode

_MARKER = re.compile(r"zq\d+z", re.IGNORECASE)
_OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
# All but "tagfilter", which would take scripts and styles for text.
_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist")

# What may be live, with {m} for the marker; a definition of the label {m} goes elsewhere.
SUSPECTS = (
    "![{m}](http://e.example/{m}.png)",
    "![a [b [c]] \\[ {m}](//e.example/{m})",
    "![{m}](<https://e.example/{m} x.png> 'title')",
    "![{m}](http&colon;&#47;/e.example/{m})",
    "![{m}](hTTp\\://e.example/{m})",
    "![{m}](ftp://e.example/{m})",
    "![%s{m}](http://e.example/{m})" % ("long " * 100),
    "![x\ny](http://e.example/{m})",
    "[![{m}](http://e.example/{m})](local.md)",
    "![{m}]",
    "![{m}][]",
    "![x {m}][{m}]",
    "[{m}](javascript:{m})",
    "[{m}](<java&#115;cript:{m}>)",
    '[{m}](VBScript:{m} "it\'s")',
    "[{m}](data:text/html,{m})",
    "<javascript:{m}>",
    "<script id={m}>x</script>",
    "<SCRIPT src='{m}'></SCRIPT>",
    "<script\tclass={m}>x</script>",
    "<iframe srcdoc='{m}'></iframe>",
    "<object data={m}></object>",
    "<embed src={m}>",
    "<form action={m}></form>",
    "<base href={m}>",
    "<link rel=stylesheet href={m}>",
    "<meta http-equiv=refresh content='0;url={m}'>",
    "<b onclick='{m}'>x</b>",
    '<kbd title="%s" onclick={m}>x</kbd>' % ("long " * 450),
    "<a href=' java&#10;script:{m}'>x</a>",
    "<a href=x ping=//e.example/{m}>x</a>",
    "<img src=//e.example/{m}>",
    "<img alt='>' src = \"https://e.example/{m}\" />",
    "<img src=\\\\e.example/{m}>",
    "<img src=a.png srcset='b.png 2x,//e.example/{m} 3x'>",
    "<img dynsrc=http://e.example/{m}>",
    "<img lowsrc=http://e.example/{m}>",
    "<img src=ftp://e.example/{m}>",
    "<table background=//e.example/{m}><tr><td>x</table>",
    "<video poster=//e.example/{m}></video>",
    "<audio><source src=//e.example/{m}></audio>",
    "<video><track src=//e.example/{m}></video>",
    "<input type=image src=//e.example/{m}>",
    "<svg><image href=//e.example/{m} /></svg>",
    "<svg><use xlink:href='//e.example/{m}' /></svg>",
    "<i style='background:url(//e.example/{m})'>x</i>",
    '<i style="b:u\\72l( &quot;https://e.example/{m}&quot; )">x</i>',
    "<i style=\"b:image-set('//e.example/{m}' 1x)\">x</i>",
    "<style>@import '//e.example/{m}';</style>",
    "<style>b{{c:url(//e.example/{m})}}</style>",
    "<? > <kbd onclick={m}> ?>",
    "<!D > <kbd onclick={m}> >",
    "<![CDATA[ > <kbd onclick={m}> ]]>",
)
# What is never live.
PLAIN = (
    "![{m}](images/{m}.png)",
    "[{m}](https://e.example/{m})",
    "<https://e.example/{m}>",
    "https://e.example/{m}`x",
    "www.e.example/{m}`",
    "<img src={m}.png srcset='a.png 1x, b.png 2x'>",
    "<a href='https://e.example/{m}' title=\"<script>\">x</a>",
    "<br>",
    "`",
    "``",
    "\\`",
    "[",
    "]",
    "![",
    "a | b",
    "\\|",
    "*b*",
    'it\'s "so"',
    "&lt;script id={m}&gt;",
    "\\<script id={m}>",
    "\\![{m}](images/x.png)",
    "<i style='color: red' data-x={m}>x</i>",
    "words and words",
)
INLINE: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text,
    lambda text: f"a {text} b",
    lambda text: f"`{text}`",
    lambda text: f"`` {text} ` ``",
    lambda text: f"` {text}",
    lambda text: f"\\`{text}`",
    lambda text: f"\\{text}",
    lambda text: f"*{text}*",
    lambda text: f"[{text}](local.md)",
    lambda text: f"![{text}](local.png)",
    lambda text: f"[x](y '{text}')",
    lambda text: f"<i title='{text}'>x</i>",
    lambda text: f"<!-- {text} -->",
    lambda text: f"https://e.example/` {text} `",
    lambda text: f"[ {text} ]",
    lambda text: f"<a@e.example> ` {text} <b@e.example`> `",
)


def make_document(rng: random.Random) -> str:
    """A document of nested containers, with several suspects in and out of code."""
    return _Maker(rng).document()


def live_markers(text: str) -> set[str]:
    """The markers of what loads, runs or submits in cmark-gfm's HTML of a text."""
    found: set[str] = set()
    for node in _walk(LexborHTMLParser(render(text))):
        if _is_live(node):
            found.update(markers(node.text() if node.tag == "style" else _values(node)))
    return found


def shown_markers(text: str) -> set[str]:
    """The markers that cmark-gfm's HTML shows as text, or has in a title or a description."""
    found: set[str] = set()
    for node in _walk(LexborHTMLParser(render(text))):
        if node.tag == "-text" and node.parent and node.parent.tag not in ("script", "style"):
            found |= markers(node.text_content or "")
        elif node.tag and not node.tag.startswith(("-", "_")):
            found |= markers(" ".join(node.attributes.get(name) or "" for name in ("alt", "title")))
    return found


def markers(text: str) -> set[str]:
    """The markers in a text."""
    return {marker.lower() for marker in _MARKER.findall(text)}


class _Maker:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.count = 0
        self.labels: list[str] = []
        self.notes: list[str] = []

    def document(self) -> str:
        parts = [self.block(0) for _ in range(self.rng.randint(1, 5))]
        for label in self.labels:
            at = self.rng.randrange(len(parts) + 1)
            parts.insert(at, self.wrap(self.definition(label)))
        notes = "".join(f"[^{note}]" for note in self.notes)
        return self.rng.choice(["\n\n", "\n\n", "\n"]).join([f"Notes: {notes}.\n", *parts]) + "\n"

    def definition(self, label: str) -> str:
        target = self.rng.choice(
            [f"http://e.example/{label}", f"<//e.example/{label}> 't'", f"images/{label}.png"]
        )
        return f"[{label}]:{self.rng.choice([' ', chr(10)])}{target}\n"

    def inline(self) -> str:
        return " ".join(self.suspect() for _ in range(self.rng.randint(1, 3)))

    def suspect(self) -> str:
        template = self.rng.choice(SUSPECTS if self.rng.random() < 0.6 else PLAIN)
        self.count += 1
        marker = f"zq{self.count}z"
        if template in ("![{m}]", "![{m}][]", "![x {m}][{m}]"):
            self.labels.append(marker)
        return self.rng.choice(INLINE)(template.format(m=marker))

    def block(self, depth: int) -> str:
        kinds = ["paragraph", "list", "quote", "table", "fence", "code", "html", "comment", "note",
                 "heading", "lines"]  # fmt: skip
        kind = self.rng.choice(kinds)
        match kind:
            case "list" | "quote" if depth < 4:
                inner = [self.block(depth + 1) for _ in range(self.rng.randint(1, 3))]
                joined = self.rng.choice(["\n\n", "\n"]).join(inner)
                return self.wrap(joined, list_item=kind == "list")
            case "table":
                row = "| {} | {} |"
                rows = [row.format(self.cell(), self.cell()) for _ in range(self.rng.randint(1, 3))]
                head = row.format(self.cell(), self.cell())
                return "\n".join([head, "|---|:-:|", *rows])
            case "fence":
                mark = self.rng.choice(["```", "~~~", "````"])
                return f"{mark} text\n{self.inline()}\n{mark}"
            case "code":
                return "x\n\n" + _indent(self.inline(), "    ")
            case "html":
                return f"<div>\n{self.inline()}\n</div>\n"
            case "comment":
                return f"<!--\n{self.inline()}\n-->\n"
            case "note":
                self.notes.append(f"n{len(self.notes)}")
                body = "\n\n".join([self.inline(), self.inline()])
                return f"[^{self.notes[-1]}]: {_indent(body, '    ').lstrip()}"
            case "heading":
                return f"## {self.inline()} #".replace("\n", " ")
            case _:
                return "\n".join(self.inline() for _ in range(self.rng.randint(1, 3)))

    def cell(self) -> str:
        return self.inline().replace("\\|", "").replace("|", "\\|").replace("\n", " ")

    def wrap(self, text: str, *, list_item: bool | None = None) -> str:
        """The text in a list item or a quote; here and there a line is lazy."""
        if self.rng.random() < 0.5 if list_item is None else list_item:
            mark = self.rng.choice(["- ", "* ", "1. ", "12) "])
            return mark + _indent(text, " " * len(mark)).lstrip(" ")
        lines = text.split("\n")
        return "\n".join(
            line if at and line and self.rng.random() < 0.1 else f"> {line}"
            for at, line in enumerate(lines)
        )


def _indent(text: str, by: str) -> str:
    return "\n".join(by + line if line else line for line in text.split("\n"))


_LIVE_TAGS = frozenset("script iframe object embed form link base meta".split())
_LOADS = frozenset("src poster background dynsrc lowsrc href xlink:href".split())
_ADDRESSES = _LOADS | {"action", "formaction", "data"}
_SCRIPTS = re.compile(r"javascript:|vbscript:|data:text/html")
_ELSEWHERE = re.compile(r"(?:https?|ftp)://|//")
_IN_STYLE = re.compile(r"(?:url\(|@import|image-set\()[\s\"']*(?:https?:)?//")


def _is_live(node: LexborNode) -> bool:
    if node.tag in _LIVE_TAGS:
        return True
    if node.tag == "style":
        return _IN_STYLE.search(node.text()) is not None
    return any(_lives(str(node.tag), name, value or "") for name, value in node.attributes.items())


def _lives(tag: str, name: str, value: str) -> bool:
    address = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/").lower()
    if name.startswith("on") or name == "ping" or (name in _ADDRESSES and _SCRIPTS.match(address)):
        return True
    if name == "style":
        return _IN_STYLE.search(value.replace("\\72", "r")) is not None
    if name == "srcset":
        return any(_ELSEWHERE.match(part) for part in re.split(r"[\s,]+", value))
    return name in _LOADS and tag != "a" and _ELSEWHERE.match(address) is not None


def _values(node: LexborNode) -> str:
    return " ".join(value or "" for value in node.attributes.values())


def render(text: str) -> str:
    """cmark-gfm's HTML of a text, with raw HTML and all extensions but the tag filter."""
    return str(cmark.markdown_to_html_with_extensions(text, _OPTIONS, _EXTENSIONS))


def _walk(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    if tree.root is not None:
        yield from tree.root.traverse(include_text=True)
