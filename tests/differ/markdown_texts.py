"""Markdown-like texts for laws: sections that are kept, edited, moved, renamed, cut and joined."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = (
    "gpu memory cost 40 % of 3,200 Gbps | pipe ` tick * star > quote # no — dash 日本 🎉 [^1] </td>"
).split()
_TITLES = [
    "Note",
    "Example",
    "A | B",
    "1. Cost",
    "2. Cost",
    "3.2 Use",
    "`x` #",
    "",
    "Größe",
    "Exhibit 9",
]

words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12).map(" ".join)
titles = st.sampled_from(_TITLES)
blocks = st.one_of(
    words,
    st.lists(words, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {x}" for x in items)),
    words.map(lambda text: "| a | b |\n|---|---|\n" + f"| {text.replace('|', '')} | 1 |"),
    words.map(lambda text: f"```\n{text}\n# no heading\n```"),
    words.map(lambda text: f"```\n{text}"),
    words.map(lambda text: f"> {text}\n> # no section"),
    words.map(lambda text: f"<!-- {text}"),
    st.just("***"),
    st.just("a\rb\u2028c"),
)
sections = st.builds(
    lambda level, title, body: "#" * level + f" {title}\n\n" + "\n\n".join(body),
    st.integers(1, 4),
    titles,
    st.lists(blocks, max_size=3),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two texts that share sections, or any two texts."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.text(max_size=80)), draw(st.text(max_size=80))
    pool = draw(st.lists(sections, min_size=1, max_size=6))
    parts = st.lists(st.one_of(st.sampled_from(pool), st.sampled_from(pool), sections), max_size=7)
    ends = st.sampled_from(["", "\n"])
    end = draw(st.sampled_from(["\n", "\r\n"]))
    texts = ["\n\n".join(draw(parts)) + draw(ends) for _ in range(2)]
    return texts[0].replace("\n", end), texts[1].replace("\n", draw(st.sampled_from(["\n", end])))
