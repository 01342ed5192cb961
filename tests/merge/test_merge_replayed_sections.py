"""A version replayed on another one: each section is of one of both sides, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from git_report.edits.application import body_of
from git_report.markdown import Definition, Document, Record, parse, render_tail
from git_report.merge.replayed_sections import Clash, Renumbering, replay

WORDS = ("cost", "network", "memory", "risk", "storage", "training")
Sections = dict[str, str]


def version(sections: Sections, number: int, read: str, extra: Sequence[str] = ()) -> Document:
    body = "# Report\n\n" + "".join(f"## {t}\n\n{own}\n\n" for t, own in sections.items())
    names = {str(number): read} | dict(pair.split("=") for pair in extra)
    notes = [
        Definition(label, f"[^{label}]: [{name}]({name}.md)", 0)
        for label, name in sorted(names.items())
        if label == str(number) or f"[^{label}]" in body
    ]
    return parse(body + render_tail(notes, "", Record(number, (("writer", "bench"),))))


def told(made: str | Clash) -> Sections:
    """The sections by title, footnotes without their numbers."""
    assert isinstance(made, str)
    return texts(parse(made))


def texts(document: Document) -> Sections:
    sections = parse(body_of(document)).sections
    return {
        s.title: re.sub(r"\[\^\d+\]", "[^n]", "".join(b.text for b in s.blocks).strip())
        for s in sections
    }


BASE = {"One": "First [^1].", "Two": "Second.", "Three": "Third."}


def test_footnotes_get_the_new_number_and_keep_the_old_ones() -> None:
    base = version(BASE, 1, "zero")
    ours = version({**BASE, "One": "Ours [^1] [^2]."}, 2, "alpha", ["1=zero"])
    theirs = version({**BASE, "Two": "Theirs [^2], `[^2]`."}, 2, "beta", ["1=zero"])
    made = replay(base, ours, theirs, Renumbering(2, 3, 1))
    assert isinstance(made, str)
    assert "Theirs [^3], `[^2]`." in made
    assert "Ours [^1] [^2]." in made
    new = parse(made)
    assert new.tail is not None
    assert [d.text for d in new.tail.definitions] == [
        "[^1]: [zero](zero.md)", "[^2]: [alpha](alpha.md)", "[^3]: [beta](beta.md)"
    ]  # fmt: skip
    assert new.tail.record == Record(3, (("writer", "bench"),))


def test_a_note_of_the_report_with_the_new_number_gets_another_label() -> None:
    own = {**BASE, "Three": "Third [^3].\n\n[^3]: A handbook.\n\nMore."}
    base = version(own, 1, "zero")
    ours = version({**own, "One": "Ours [^2]."}, 2, "alpha", ["1=zero"])
    theirs = version({**own, "Two": "Theirs [^2]."}, 2, "beta", ["1=zero"])
    made = replay(base, ours, theirs, Renumbering(2, 3, 1))
    assert isinstance(made, str)
    assert "Third [^note-a].\n\n[^note-a]: A handbook.\n\nMore." in made
    assert "Theirs [^3]." in made
    assert made.count("[^3]:") == 1


def test_figures_that_our_side_lists_as_ungrounded_stay_listed() -> None:
    base = version(BASE, 1, "zero")
    ours = version({**BASE, "One": "Ours saves 47 % [^1] [^2]."}, 2, "alpha", ["1=zero"])
    assert ours.tail is not None
    record = ours.tail.record
    listed = ours.source.replace("writer: bench", "writer: bench\nungrounded: 47 %")
    theirs = version({**BASE, "Two": "Theirs [^2]."}, 2, "beta", ["1=zero"])
    made = replay(base, parse(listed), theirs, Renumbering(2, 3, 1))
    assert isinstance(made, str)
    tail = parse(made).tail
    assert tail is not None
    assert tail.record.entries == (*record.entries, ("ungrounded", "47 %"))


def test_an_earlier_footnote_of_theirs_is_known_by_what_it_says() -> None:
    base = version({**BASE, "Two": "Theirs [^2]."}, 2, "beta", ["1=zero"])
    theirs = version({**BASE, "Two": "Theirs [^2] [^3]."}, 3, "gamma", ["1=zero", "2=beta"])
    both = {**BASE, "One": "Ours [^2].", "Two": "Theirs [^3]."}
    ours = version(both, 3, "beta", ["2=alpha"])
    made = replay(base, ours, theirs, Renumbering(3, 4, 1))
    assert isinstance(made, str)
    assert "Theirs [^3] [^4]." in made
    gone = version({**BASE, "One": "Ours [^2]."}, 2, "alpha")
    clash = replay(base, gone, theirs, Renumbering(3, 3, 1))
    assert isinstance(clash, Clash)
    assert clash.sections == ("Two",)


@pytest.mark.parametrize(
    ("mine", "other", "sections"),
    [
        ({"One": "A."}, {"One": "B."}, ("One",)),
        ({"One": None}, {"One": "B."}, ("One",)),
        ({"One": "A."}, {"One": None}, ("One",)),
        ({"New": "A."}, {"New": "B."}, ("New",)),
        ({"One": None}, {"One": None}, ("One",)),
    ],
)
def test_what_both_touched_is_reported(
    mine: dict[str, str | None], other: dict[str, str | None], sections: tuple[str, ...]
) -> None:
    sides = [
        version({t: own for t, own in {**BASE, **edit}.items() if own is not None}, 2, name)
        for edit, name in ((mine, "alpha"), (other, "beta"))
    ]
    clash = replay(version(BASE, 1, "zero"), sides[0], sides[1], Renumbering(2, 3, 1))
    assert isinstance(clash, Clash)
    assert clash.sections == sections


def test_sections_of_both_stand_after_the_same_one() -> None:
    ours = version({**BASE, "Mine": "A."}, 2, "alpha")
    theirs = version({**BASE, "Theirs": "B."}, 2, "beta")
    made = told(replay(version(BASE, 1, "zero"), ours, theirs, Renumbering(2, 3, 1)))
    assert list(made) == ["", "Report", "One", "Two", "Three", "Mine", "Theirs"]


@pytest.mark.parametrize("place", range(len(BASE) + 1))
def test_a_new_section_of_theirs_follows_the_one_that_it_followed(place: int) -> None:
    def insert(title: str, sections: Sections) -> Sections:
        entries = list(sections.items())
        return dict([*entries[:place], (title, "Theirs."), *entries[place:]])

    ours = version({**BASE, "Two": "Ours."}, 2, "alpha")
    theirs = version(insert("New", BASE), 2, "beta")
    made = told(replay(version(BASE, 1, "zero"), ours, theirs, Renumbering(2, 3, 1)))
    assert list(made) == ["", "Report", *insert("New", BASE)]


def test_a_footnote_that_nothing_cites_any_more_is_not_defined() -> None:
    base = version(BASE, 1, "zero")
    ours = version({**BASE, "One": "Ours [^2]."}, 2, "alpha")
    theirs = version({**BASE, "Two": "Theirs [^2]."}, 2, "beta", ["1=zero"])
    assert "[^1]: [zero]" in theirs.source
    made = replay(base, ours, theirs, Renumbering(2, 3, 1))
    assert isinstance(made, str)
    new = parse(made)
    assert new.tail is not None
    assert [d.label for d in new.tail.definitions] == ["2", "3"]


def test_another_text_that_shares_nothing_is_told_by_what_ours_changed() -> None:
    """As a whole it replaces the version that it was made on, or nothing."""
    base = version(BASE, 1, "zero")
    other = parse("Something else [^2].\n" + version({}, 2, "beta").source.partition("\n\n")[2])
    same = version(BASE, 2, "alpha")
    made = replay(base, same, other, Renumbering(2, 3, 1))
    assert isinstance(made, str)
    assert made.startswith("Something else [^3].")
    changed = version({**BASE, "One": "Ours."}, 2, "alpha")
    clash = replay(base, changed, other, Renumbering(2, 3, 1))
    assert clash == Clash(("One",))
    shorter = version({"One": BASE["One"], "Two": BASE["Two"]}, 2, "alpha")
    assert replay(base, shorter, other, Renumbering(2, 3, 1)) == Clash(("Three",))


def own_text(who: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(
        lambda words: f"The {who} said {' '.join(words)} [^2]."
    )


def edited(who: str) -> st.SearchStrategy[dict[str, str | None]]:
    titles = st.sampled_from(["A", "B", "C", "D", "E"])
    new = st.sampled_from([f"{who} 1", f"{who} 2", "Both"])
    change = st.dictionaries(titles, st.none() | own_text(who), max_size=3)
    return st.builds(
        lambda edits, more: {**edits, **more},
        change,
        st.dictionaries(new, own_text(who), max_size=2),
    )


@settings(max_examples=80, deadline=None)
@given(edited("ours"), edited("theirs"))
def test_each_section_is_of_one_side_and_none_is_lost(
    mine: dict[str, str | None], other: dict[str, str | None]
) -> None:
    start = {
        t: f"Section {t} tells of {' '.join(WORDS[n : n + 3])}." for n, t in enumerate("ABCDE")
    }
    base = version(start, 1, "zero")
    ours, theirs = (
        version({t: own for t, own in {**start, **edit}.items() if own is not None}, 2, name)
        for edit, name in ((mine, "alpha"), (other, "beta"))
    )
    made = replay(base, ours, theirs, Renumbering(2, 3, 1))
    touched = {t for t in mine if t in other}
    if isinstance(made, Clash):
        assert made.sections
        assert touched or any(own is None for own in {**mine, **other}.values())
        return
    result, before, here, there = told(made), texts(base), texts(ours), texts(theirs)
    for title, own in result.items():
        assert own in {side.get(title) for side in (here, there)}
        if here.get(title) != before.get(title):
            assert own == here[title]
    for side in (here, there):
        for title, own in side.items():
            assert before.get(title) == own or result[title] == own
