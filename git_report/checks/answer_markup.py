"""Find markup of a model's answer: reasoning tags, wrappers, chat template tokens; for S013.

None of it is Markdown or HTML: a renderer drops the tags and shows what is between them. A report
about such markup shows it as code, which is not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from git_report.markdown import Block, Code, Kind
from git_report.markdown.code import blank_verbatim
from git_report.markdown.line_count import LineCount
from git_report.patterns import lazy

# Tags around a model's reasoning, by the names that models and their prompts use.
REASONING = (
    r"(?:antml:)?(?:ant)?think(?:ing)?|thoughts?|reasoning|reflections?|scratch_?pad|"
    r"inner_monologue|chain_of_thought|seed:think"
)
# Tags around the answer. Elsewhere they are words or HTML elements: they must be alone on a line.
WRAPPERS = (
    r"(?:final_|revised_|updated_)?(?:answer|report|response|document|output)|final|result|markdown|"
    r"(?:ant)?artifact|assistant"
)
CALLS = (
    r"(?:antml:)?(?:tool_calls?|tool_use|tool_results?|tool_response|function_calls?|"
    r"function_results?|invoke)|start_of_turn|end_of_turn|system-reminder|seed:\w+"
)
# ChatML, Llama, Harmony and Phi write "<|im_end|>", DeepSeek "<\uff5cUser\uff5c>", Llama 2 and
# Mistral "[INST]", Kimi "\u25c1think\u25b7".
TEMPLATE_MARKS = (
    r"<[|\uff5c][^\s<>|\uff5c](?:[^\n<>|\uff5c]{0,60}[^\s<>|\uff5c])?[|\uff5c]>"
    r"|<<\/?SYS>>|\u25c1/?think\u25b7|</?(?:start_of_turn|end_of_turn)>"
    r"|\[/?(?:INST|THINK|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\](?!\()"
)
_MARKUP = lazy(
    rf"""</?(?i:{REASONING}|{CALLS})(?:\s[^<>\n]{{0,200}})?/?>
       | {TEMPLATE_MARKS}
       | ^[ \t]*(?P<opening></?(?i:{WRAPPERS})(?:\s[^<>\n]{{0,200}})?>)
       | </(?i:{WRAPPERS})>(?=[ \t]*\r?$)""",
    re.VERBOSE | re.MULTILINE,
)
# Most texts contain none of the characters with which such markup begins.
_MAYBE = lazy(r"[<\u25c1]|\[/?(?:INST|TH|TO|AV|SY)")
_NESTED_TILDES = lazy(r"^[ \t>*+\-\d.)]*(~{3,})[^\n]*\n.*?(?:^[ \t>]*\1[ \t]*$|\Z)", re.M | re.S)


def find_markup(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """Yield the 1-based line and the text of each such piece of markup outside code."""
    for block in blocks:
        text = block.text
        if isinstance(block, Code) or not _MAYBE.search(text) or not _MARKUP.search(text):
            continue
        if block.kind is not Kind.HTML:  # in which backticks are letters
            text = blank_verbatim(_NESTED_TILDES.sub(_blank, text))
        yield from _find(text, block.span.first)


def find_markup_in_line(text: str) -> str:
    """The first piece of such markup in one line, outside code spans; empty if there is none."""
    if not _MAYBE.search(text):
        return ""
    return next((found for _, found in _find(blank_verbatim(text), 1)), "")


def _find(text: str, first: int) -> Iterator[tuple[int, str]]:
    lines = LineCount(text)
    for match in _MARKUP.finditer(text):
        found = match["opening"] or match[0]
        yield first + lines.before(match.end() - len(found)), found


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
