"""The part of ``git report setup`` that shows how to exclude reports from formatters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from git_report.report.formatter_exclusion import EXCLUDE, name_hooks

_FRAMEWORK = ".pre-commit-config.yaml"
# Hooks that rewrite Markdown, or refuse it because of its spelling or its format.
_HOOKS = re.compile(
    r"\bid:[ \t]*[\"']?(mdformat|prettier|markdownlint[\w-]*|rumdl[\w-]*|pymarkdown|typos|codespell"
    r"|cspell|trailing-whitespace|end-of-file-fixer|fix-smartquotes|fix-ligatures)\b"
)
_NAMES = ("report-*.md", "diff.md", "instructions.md")
_ANYWHERE = "[{}]".format(", ".join(f'"**/{name}"' for name in _NAMES))
_CLI2 = (".markdownlint-cli2.yaml", ".markdownlint-cli2.jsonc")
_TYPOS = ("typos.toml", "_typos.toml", ".typos.toml")
_EXCLUDED = re.compile(r"report-[*\\\[?]")  # a pattern, not one of our own hooks


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool, recognised by `configs` (patterns in the root), and the `lines` that `file` needs."""

    configs: tuple[str, ...]
    file: str
    lines: tuple[str, ...]


_TOOLS = (
    _Tool((".prettierrc*", "prettier.config.*", ".prettierignore"), ".prettierignore", _NAMES),
    _Tool((".mdformat.toml",), ".mdformat.toml", (f"exclude = {_ANYWHERE}",)),
    _Tool((".markdownlintrc", ".markdownlintignore"), ".markdownlintignore", _NAMES),
    _Tool(_CLI2[:1], _CLI2[0], (f"ignores: {_ANYWHERE}",)),
    _Tool(_CLI2[1:], _CLI2[1], (f'"ignores": {_ANYWHERE},',)),
    *(_Tool((name,), name, ("[files]", f"extend-exclude = {_ANYWHERE}")) for name in _TYPOS),
)


def advise_formatters(root: Path) -> Iterator[str]:
    """Yield what to add for each tool that is configured and would change reports."""
    config = _read(root / _FRAMEWORK)
    hooks = list(dict.fromkeys(_HOOKS.findall(config)))
    if hooks and not _EXCLUDED.search(config):
        yield f"to keep {name_hooks(hooks)} away from reports, add to each in {_FRAMEWORK}:"
        yield f"  {EXCLUDE}"
    for tool in _TOOLS:
        is_used = any(found for pattern in tool.configs for found in root.glob(pattern))
        if is_used and not _EXCLUDED.search(_read(root / tool.file)):
            yield f"to keep formatters away from reports, add to {tool.file}:"
            yield from (f"  {line}" for line in tool.lines)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
