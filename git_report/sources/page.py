"""What a reader made of a body: Markdown, and what the page says about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The cleaned text of a page or a file, LF line endings, ending in one.

    `canonical`, `language` and `date` are the page's own words, empty where it says nothing;
    `unseen` names the images whose content is not in the text; `notes` are what a person should
    know of how it was read.
    """

    text: str
    title: str = ""
    canonical: str = ""
    language: str = ""
    date: str = ""
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
