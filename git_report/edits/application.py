"""Apply section operations to a version's text.

A section that no operation names is byte-identical in the result, except that a line ending or a
blank line may be added between sections that were not adjacent before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from git_report.edits.footnotes import Labels, defines, find_dropped, neutralise, relabel
from git_report.edits.operations import (
    Edit,
    Insert,
    Move,
    Operation,
    Remove,
    Rename,
    Replace,
    Row,
    Whole,
)
from git_report.edits.section_numbers import (
    TOP,
    OperationError,
    check_operations,
    find_section,
    name_operation,
    number_document,
)
from git_report.edits.section_tree import DEEPEST, EditedSection, grow, heading_line, join, shift
from git_report.edits.splices import (
    SpliceError,
    TextEdit,
    find_break,
    find_overlap,
    find_words,
    replace_words,
    splice,
)
from git_report.edits.table_rows import change_row
from git_report.markdown import Code, Document, Heading, Kind, parse
from git_report.markdown.anchors import plain_title
from git_report.text import find_line_end

_SENTINEL = "end of the text"
# Only fenced code, comments and other raw HTML continue over blank lines and headings.
_OPENINGS = ("```", "~~~", "<")


def body_of(document: Document) -> str:
    """A version's text without its tail."""
    if document.tail is None:
        return document.source
    return document.source[: len(document.source) - len(document.tail.text)]


def apply(document: Document | None, operations: Sequence[Operation], number: int = 0) -> str:
    """The next version's text, without its tail.

    `document` is the current version, None before the first; `number` is the version to be made,
    needed if the current one has no record. Raises OperationError with each operation that has a
    wrong address, contradicts another, or contains text that would change other sections.
    """
    if any(isinstance(operation, Whole) for operation in operations):
        return _apply_whole(document, operations, number)
    if document is None:
        raise OperationError(["the first version needs a whole document"])
    if not operations:
        return body_of(document)
    return _Application(document, operations, number).run()


def free_number(text: str, number: int) -> str:
    """A version's text in which no footnote of its own has the next version's number as its label.

    The label `[^2]` says that version 2 read a reference, but a report that was not made here may
    define it too. Its note then gets a new label, in the definition and in the citations.
    """
    label = str(number)
    if not defines(text, label):
        return text
    return relabel(text, {label: Labels(text, "", frozenset()).fresh()})


def _apply_whole(document: Document | None, operations: Sequence[Operation], number: int) -> str:
    whole = operations[0]
    if len(operations) > 1 or not isinstance(whole, Whole):
        raise OperationError(["a document operation cannot be combined with others"])
    replaced = _replaced(document, whole)
    text = neutralise(_unix(whole.text), _labels(document, number), replaced).strip("\n") + "\n"
    problem = find_open_block(text)
    if not problem and not parse(text).title.strip():
        problem = "it has no title: begin it with '# ' and its title"
    if problem:
        raise OperationError([f"document: {problem}"])
    return text


def _labels(document: Document | None, number: int) -> Labels:
    """The labels in use; that of the next version already belongs to the tool."""
    if document is None:
        return Labels("", "", frozenset({str(number or 1)}))
    tail = document.tail
    known = {definition.label for definition in tail.definitions} if tail else set()
    if number or tail:
        # `number` is needed for a version written by hand, which has no record.
        known.add(str(number or (tail.record.version + 1 if tail else 0)))
    return Labels(document.source, body_of(document), frozenset(known))


def _replaced(document: Document | None, operation: Operation) -> str:
    """The text of a version that an operation replaces; empty if it replaces none."""
    if document is not None and isinstance(operation, Whole):
        return body_of(document)
    if document is not None and isinstance(operation, Replace | Edit):
        section = find_section(document, operation.section)
        return "".join(block.text for block in section.blocks) if section else ""
    return ""


def _is_inside(operation: Operation) -> TypeGuard[Edit | Row]:
    return isinstance(operation, Edit | Row)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_open_block(text: str) -> str:
    """Describe an open block that would absorb the text after it; empty if there is none."""
    if not any(mark in text for mark in _OPENINGS):
        return ""
    document = parse(f"\n{text}\n\n# {_SENTINEL}\n")
    for block in document.blocks():
        if isinstance(block, Code) and block.fenced and not block.closed:
            line = block.content.split("\n")[0].strip()
            return f"the code block '{line}' in its text is not closed"
    if document.sections[-1].title != _SENTINEL:
        return "a comment or an HTML block in its text is not closed"
    return ""


def drop_own_heading(body: str, title: str) -> str:
    """A section's text without a leading heading that repeats the section's title."""
    document = parse(f"\n{body}")
    first = next((block for block in document.blocks() if block.kind is not Kind.BLANK), None)
    if not isinstance(first, Heading) or _fold_title(first.title) != _fold_title(title):
        return body
    # One line less, for the blank line in front.
    return body.split("\n", first.span.last - 1)[-1].lstrip("\n")


def _fold_title(title: str) -> str:
    # Writers repeat a heading as a label: "## Costs:".
    return plain_title(title).casefold().rstrip(":")


def list_dropped_notes(
    document: Document | None, operations: Sequence[Operation], number: int = 0
) -> tuple[str, ...]:
    """The footnotes in a writer's texts that `apply` drops: their labels belong to the tool."""
    labels = _labels(document, number)
    return tuple(
        note
        for operation in operations
        for note in find_dropped(_unix(_text_of(operation)), labels, _replaced(document, operation))
    )


def _text_of(operation: Operation) -> str:
    """The new Markdown of an operation; empty if it has none."""
    match operation:
        case Whole(text=text) | Insert(body=text) | Replace(body=text) | Edit(new=text):
            return text
        case _:
            return ""


class _Application:
    """Apply operations once: the section tree, the order before it, and the problems so far."""

    def __init__(self, document: Document, operations: Sequence[Operation], number: int) -> None:
        self.document = document
        self.operations = operations
        self.ending = find_line_end(document.source)
        self.labels = _labels(document, number)
        self.root = grow(document.root)
        self.order = [node for node in self.root.walk() if node.text]
        self.scheme = number_document(document)
        nodes = {n.origin.index: n for n in self.root.walk() if n.origin is not None}
        self.nodes = {number: nodes[s.index] for number, s in self.scheme.sections.items()}
        self.problems: list[str] = []
        # The last section placed after each neighbour: the next one follows it, to keep the order.
        self.placed: dict[tuple[int, str], EditedSection] = {}

    def run(self) -> str:
        """Check all operations, change the tree, and parse the result to verify it."""
        self._stop_at(check_operations(self.operations, self.scheme))
        for number in dict.fromkeys(o.section for o in self.operations if _is_inside(o)):
            self._change_text(number)
        for index, operation in enumerate(self.operations):
            self._apply(name_operation(index, operation), operation)
        self._stop_at(self.problems)
        ends_last = self.document.tail is None
        body = join(self.root, self.order, self.ending, one_ending=ends_last)
        front = self.document.front_matter
        text = (front.text if front else "") + body
        # The law of this module holds for the text as it is parsed, not as it was put together.
        self._read_back(text)
        return text

    def _stop_at(self, problems: Sequence[str]) -> None:
        if problems:
            raise OperationError(problems)

    def _apply(self, name: str, operation: Operation) -> None:
        match operation:
            case Replace(section=number, body=body):
                replaced = _replaced(self.document, operation)
                self._replace(name, self.nodes[number], body, replaced)
            case Rename(section=number, title=title):
                self._rename(self.nodes[number], title)
            case Remove(section=number):
                self.nodes[number].take_out()
            case Insert(parent=parent, after=after):
                node = self._new_section(name, operation)
                if node is not None:
                    self._place(name, node, parent, after)
            case Move(section=number, parent=parent, after=after):
                node = self.nodes[number]
                if node in self._parent(parent).ancestry():
                    self.problems.append(f"{name}: section {number} cannot be placed under itself")
                    return
                node.take_out()
                self._place(name, node, parent, after)
            case Edit() | Row():
                pass  # applied by _change_text
            case Whole():
                raise AssertionError("a whole document is applied apart")

    def _change_text(self, number: str) -> None:
        """Apply all edits and rows of a section at once, each located in the unchanged text."""
        node = self.nodes[number]
        named: list[tuple[str, TextEdit]] = []
        for index, operation in enumerate(self.operations):
            if isinstance(operation, Edit | Row) and operation.section == number:
                name = name_operation(index, operation)
                try:
                    named.append((name, self._find_splice(node.own, operation)))
                except SpliceError as error:
                    self.problems.append(f"{name}: {error}{self._name_elsewhere(operation)}")
        names, splices = [name for name, _ in named], [found for _, found in named]
        overlap = find_overlap(splices)
        if overlap is not None:
            first, second = overlap
            self.problems.append(f"{names[second]}: {names[first]} changes the same words")
            return
        text = splice(node.own, splices)
        problem = find_break(node.own, splices)
        # A block that nobody closed was open before: it is no reason to refuse an edit elsewhere.
        if not problem and not find_open_block(_unix(node.own)):
            problem = find_open_block(_unix(text))
        if problem:
            self.problems.append(f"{' and '.join(names)}: {problem}")
            return
        text = neutralise(text, self.labels, node.own)
        if text.strip():
            # So much is behind it as was: nothing, at the end of a file that has no line ending.
            kept = node.own[len(node.own.rstrip("\r\n")) :]
            node.own = text.rstrip("\r\n") + kept
        else:
            node.own, node.touched = "", True

    def _find_splice(self, own: str, operation: Edit | Row) -> TextEdit:
        if isinstance(operation, Row):
            return change_row(own, operation, self.ending)
        new = self._native(_unix(operation.new))
        return replace_words(own, operation.old, new, f"section {operation.section}")

    def _name_elsewhere(self, operation: Edit | Row) -> str:
        """The other section that has the words of an edit, as the end of a message."""
        if isinstance(operation, Row) or find_words(
            self.nodes[operation.section].own, operation.old
        ):
            return ""
        numbers = (n for n, node in self.nodes.items() if find_words(node.own, operation.old))
        number = next(numbers, "")
        return f"; they are in section {number}" if number else ""

    def _replace(self, name: str, node: EditedSection, body: str, replaced: str) -> None:
        if node.origin is not None:
            body = drop_own_heading(body, node.origin.title)
        tree = self._body_tree(name, body, replaced)
        if tree is None:
            return
        ending = [part for part in tree.children if part.level <= node.level or not node.level]
        if ending:
            title = ending[0].heading.strip()
            self.problems.append(
                f"{name}: the heading '{title}' in its text would end the section: "
                "use deeper headings or another operation"
            )
            return
        node.own = tree.own
        node.heading = self._ended(node.heading)
        node.touched = True
        for place, child in enumerate(list(tree.children)):
            node.add(child, place)

    def _rename(self, node: EditedSection, title: str) -> None:
        blank = node.heading[len(node.heading.rstrip("\r\n")) :]
        node.heading = heading_line(node.level, title) + blank
        node.touched = True

    def _new_section(self, name: str, insert: Insert) -> EditedSection | None:
        tree = self._body_tree(name, insert.body)
        if tree is None:
            return None
        if not 1 <= insert.level <= DEEPEST:
            self.problems.append(f"{name}: there is no heading of level {insert.level}")
            return None
        heading = heading_line(insert.level, insert.title) + 2 * self.ending
        node = EditedSection(insert.level, heading, tree.own, touched=True)
        top = min((child.level for child in tree.children), default=7)
        for child in list(tree.children):
            # Headings that are deep enough stay as the writer has them: a level may be left out.
            shift(child, max(0, insert.level + 1 - top), self.ending)
            node.add(child, len(node.children))
        return node

    def _place(self, name: str, node: EditedSection, number: str, after: str) -> None:
        parent = self._parent(number)
        key = (id(parent), after)
        before = self.placed.get(key) or self.nodes.get(after)
        if before is not None and before.parent is parent:
            place = parent.children.index(before) + 1
        else:
            place = 0 if after == "first" else len(parent.children)
        if node.origin is not None:
            shift(node, parent.child_level(place) - node.level, self.ending)
        if node.level <= parent.level:
            self.problems.append(
                f"{name}: level {node.level} is not below its parent's, {parent.level}"
            )
        elif node.depth() > DEEPEST:
            self.problems.append(f"{name}: its headings would be deeper than level {DEEPEST}")
        elif place and parent.children[place - 1].level < node.level:
            level = parent.children[place - 1].level
            self.problems.append(
                f"{name}: after a section of level {level} it would become its subsection"
            )
        elif place < len(parent.children) and parent.children[place].level > node.level:
            level = parent.children[place].level
            self.problems.append(
                f"{name}: before a section of level {level}, that would become its subsection"
            )
        parent.add(node, place)
        self.placed[key] = node

    def _parent(self, number: str) -> EditedSection:
        return self.nodes[number or TOP]

    def _body_tree(self, name: str, body: str, replaced: str = "") -> EditedSection | None:
        """A writer's Markdown as a tree with the document's line endings; None if it is invalid."""
        text = neutralise(_unix(body).strip("\n"), self.labels, replaced)
        problem = find_open_block(text)
        if problem:
            self.problems.append(f"{name}: {problem}")
            return None
        # The blank line makes a leading '---' a thematic break instead of front matter.
        tree = grow(parse(f"\n{text}\n\n# {_SENTINEL}\n").root)
        last = list(tree.walk())[-1]
        last.take_out()
        for part in tree.walk():
            part.own = self._ended(self._native(part.own))
            part.heading = self._ended(self._native(part.heading))
            part.touched = True
        tree.own = tree.own.lstrip("\r\n")
        return tree

    def _native(self, text: str) -> str:
        return text.replace("\n", self.ending) if self.ending == "\r\n" else text

    def _ended(self, text: str) -> str:
        """A text that ends in exactly one blank line; empty if it is blank."""
        kept = text.rstrip("\r\n")
        return f"{kept}{2 * self.ending}" if kept.strip() else ""

    def _read_back(self, text: str) -> None:
        """Raise OperationError if the new text does not parse to the intended sections."""
        document = parse(text)
        tail = document.tail.text if document.tail else ""
        wanted = list(self.root.walk())
        found = list(grow(document.root).walk())
        if tail:  # of a report with two records the first is a part of its text
            last = max((n for n, node in enumerate(found) if node.text), default=0)
            found[last].own += tail
        for node, parsed in zip(wanted, found, strict=False):
            if node.shape() != parsed.shape():
                title = (node.heading or node.own).strip().split("\n")[0][:60]
                raise OperationError([f"the section at '{title}' would not be read as intended"])
        if len(wanted) != len(found):
            raise OperationError(["the new text would not have the intended sections"])
