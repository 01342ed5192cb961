"""Repository paths: which are valid, and which spellings lead into the git directory."""

from __future__ import annotations

from git_report.report.gitnames import is_git_name

__all__ = ["is_git_name", "is_repository_path", "parents"]


def is_repository_path(path: str) -> bool:
    """Whether git would accept a path in a tree; the root (``""``) is not one."""
    names = path.split("/")
    # A backslash separates names on some systems, so `a\\.git\\config` is rejected too.
    parts = [part for name in names for part in name.split("\\")]
    return (
        "\0" not in path
        and not any(name in {"", ".", ".."} for name in names)
        and not any(is_git_name(part) for part in parts)
    )


def parents(path: str) -> list[str]:
    """The folders above a path, from the top down, without the root."""
    names = path.split("/")[:-1]
    return ["/".join(names[:count]) for count in range(1, len(names) + 1)]
