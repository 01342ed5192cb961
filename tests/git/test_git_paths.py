from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.git.configuration import canonical_key, is_true, parse_configuration
from git_report.git.paths import is_git_name, is_repository_path, parents


@pytest.mark.parametrize(
    "name",
    [".git", ".GIT", ".Git", ".git.", ".git . ", "git~1", "GIT~1", ".git::$INDEX_ALLOCATION",
     ".g\u200cit", ".git\ufeff"],
)  # fmt: skip
def test_spellings_of_the_git_directory(name: str) -> None:
    assert is_git_name(name)
    assert not is_repository_path(f"a/{name}/config")


@pytest.mark.parametrize(
    "name", [".gitignore", ".gitattributes", "git", "a.git", "git~2", ".github"]
)
def test_names_that_only_look_like_it(name: str) -> None:
    assert not is_git_name(name)
    assert is_repository_path(f"a/{name}")


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/..", "./a", "a\0b", "a\\.git\\b"]
)
def test_no_paths(path: str) -> None:
    assert not is_repository_path(path)


@pytest.mark.parametrize("path", ["a", "a b/c", "-n", ":(top)x", "a\nb", "...", "a/...b", "é/日"])
def test_paths(path: str) -> None:
    assert is_repository_path(path)


def test_parents() -> None:
    assert parents("a/b/c.md") == ["a", "a/b"]
    assert parents("c.md") == []


def test_configuration_as_git_lists_it() -> None:
    values = parse_configuration(
        b"core.autocrlf\ninput\0remote.My.Org/X.url\nu\0a.b\none\0a.b\ntwo\nlines\0commit.gpgsign\0"
    )
    assert values["a.b"] == "two\nlines"
    assert values[canonical_key("Remote.My.Org/X.URL")] == "u"
    assert is_true(values, canonical_key("commit.gpgSign"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("Yes", True), ("on", True), ("1", True), ("-2", True),
     ("false", False), ("NO", False), ("off", False), ("0", False), ("", False), ("00", False)],
)  # fmt: skip
def test_booleans_as_git_reads_them(value: str, expected: bool) -> None:
    assert is_true({"a.b": value}, "a.b", default=not expected) is expected


def test_what_is_not_a_boolean_is_the_default() -> None:
    assert is_true({"a.b": "maybe"}, "a.b", default=True)
    with pytest.raises(ReportError, match=r"'report.strict' is neither true nor false: 'ja'"):
        is_true({"report.strict": "ja"}, "report.strict")
    assert not is_true({}, "a.b")
