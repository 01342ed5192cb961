"""The result of reading a body: Markdown, and the metadata of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from git_report.errors import ReportError
from git_report.markdown import Kind, parse
from git_report.markdown.code import blank_code_spans

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_IMAGE = re.compile(r"(?<!\\)!\[(?P<alt>[^\]\n]{0,500})\]\((?P<target>[^)\s]{1,2000})")


class ImpostorError(ReportError):
    """A page was served in place of the requested one: `kind` says which ("a login page")."""

    def __init__(self, kind: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Page:
    """The cleaned text of a page or a file, with LF line endings and one at the end.

    `canonical`, `language` and `date` are as the page gives them, empty if it does not; `unseen`
    names the images whose content is not in the text; `notes` are messages to the user about how
    it was read.
    """

    text: str
    title: str = ""
    canonical: str = ""
    language: str = ""
    date: str = ""
    unseen: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def clean_language(tag: str) -> str:
    """A page's language tag, such as ``de`` or ``pt-BR``; empty if it is not a valid one."""
    return tag if _LANGUAGE.fullmatch(tag) else ""


def name_images(text: str) -> tuple[str, ...]:
    """The images of a text, each once, by alternative text and target; code is skipped."""
    if "![" not in text:
        return ()
    prose = (b.text for b in parse(text).blocks() if b.kind is not Kind.CODE)
    found = (m for part in prose for m in _IMAGE.finditer(blank_code_spans(part)))
    return tuple(dict.fromkeys(_name(m["alt"].strip(), m["target"]) for m in found))


def _name(alt: str, target: str) -> str:
    shown = "(embedded)" if target.casefold().startswith("data:") else target
    return f"{alt} {shown}" if alt else shown
