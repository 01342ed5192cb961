"""Parse Markdown to Sections and Blocks with exact spans; only this package imports mistune."""

from git_report.markdown.document import (
    AnyPlace,
    Block,
    Code,
    Definition,
    Document,
    Heading,
    Item,
    Kind,
    List,
    Quote,
    Record,
    Section,
    Span,
    Table,
    TableRow,
    Tail,
)
from git_report.markdown.parser import parse
from git_report.markdown.tail import render_tail

__all__ = [
    "AnyPlace",
    "Block",
    "Code",
    "Definition",
    "Document",
    "Heading",
    "Item",
    "Kind",
    "List",
    "Quote",
    "Record",
    "Section",
    "Span",
    "Table",
    "TableRow",
    "Tail",
    "parse",
    "render_tail",
]
