"""Who writes the next version, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from git_report.errors import ReportError
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import Author, Place, Wish, choose, list_authors

KEY = {"ANTHROPIC_API_KEY": "sk-test-0123456789"}


class Nowhere:
    """A shelf that keeps nothing."""

    def find(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, data: bytes) -> None: ...

    def drop(self, start: str) -> None: ...


def place(
    config: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    programs: Sequence[str] = (),
    written_by: Sequence[str] = (),
    brief: str = "",
) -> Place:
    return Place(
        config=(config or {}).get,
        environ=environ or {"HOME": "/nowhere"},
        which=lambda name: f"/bin/{name}" if name in programs else None,
        brief=brief,
        written_by=[Author(name, WriterKind.of_name(name)) for name in written_by],
        shelf=Nowhere(),
        secret=lambda: b"s" * 32,
    )


@pytest.mark.parametrize(
    ("wish", "where", "name", "why"),
    [
        (Wish(), place(), "extractive", "no model is configured"),
        (Wish(), place({"report.model": "m"}), "extractive", "no credentials for the model"),
        (Wish("extractive"), place({"report.writer": "x"}), "extractive", "--writer"),
        (Wish(), place({"report.writer": "extractive"}, KEY), "extractive", "report.writer"),
        (Wish(), place({}, KEY), "anthropic claude-opus-5-5", "ANTHROPIC_API_KEY"),
        (Wish(model="m"), place({}, KEY), "anthropic m", "--model"),
        (Wish(), place({"report.model": "m"}, KEY), "anthropic m", "ANTHROPIC_API_KEY"),
        (Wish(), place({"report.command": "/bin/llm -m x"}), "command llm", "report.command"),
        (Wish(), place({"report.command": "llm"}, KEY), "command llm", "report.command"),
        (Wish("anthropic"), place({"report.command": "llm"}, KEY), "anthropic claude-opus-5-5",
         "--writer"),
        (Wish(), place(written_by=("extractive", "person")), "extractive",
         "no model is configured"),
        (Wish("extractive"), place(written_by=("anthropic m",)), "extractive", "--writer"),
    ],
)  # fmt: skip
def test_the_writer_and_the_reason(wish: Wish, where: Place, name: str, why: str) -> None:
    chosen = choose(wish, where)
    assert (chosen.writer.name, chosen.why) == (name, why)


def test_a_model_without_credentials_says_what_it_lacks() -> None:
    chosen = choose(Wish(), place({"report.model": "m"}, programs=("claude",)))
    assert "ANTHROPIC_API_KEY" in chosen.offer


@pytest.mark.parametrize(
    ("wish", "where", "message", "hint"),
    [
        (Wish("gpt"), place(), "'gpt' is not a writer (--writer)", "extractive"),
        (Wish(), place({"report.writer": "gpt"}), "(report.writer)", "anthropic"),
        (Wish("anthropic"), place(), "no credentials", "ANTHROPIC_API_KEY"),
        (Wish("command"), place(), "'report.command' is not configured", "git config"),
        (Wish("command", model="m"), place({"report.command": "x"}), "chooses its model", "model"),
        (Wish(), place({"report.command": "llm 'x"}), "cannot be split into words", ""),
        (Wish(), place({"report.effort": "hardest"}), "an effort level: 'hardest'", "low, "),
        (Wish(), place(written_by=("extractive", "anthropic m")), "'anthropic m' wrote this report",
         "--writer extractive"),
        (Wish(), place(written_by=("agent",), programs=("claude",)), "'agent' wrote this report",
         'git config report.command "claude -p"'),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_says_what_to_do(
    wish: Wish, where: Place, message: str, hint: str
) -> None:
    with pytest.raises(ReportError) as caught:
        choose(wish, where)
    assert message in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("wish", "where", "effort"),
    [
        (Wish(), place(brief="Think harder to do this."), "xhigh"),
        (Wish(), place({"report.effort": "low"}, brief="Think harder."), "low"),
        (Wish(effort="max"), place({"report.effort": "low"}), "max"),
        (Wish(), place(), ""),
    ],
)
def test_effort_is_the_option_then_the_configuration_then_the_brief(
    wish: Wish, where: Place, effort: str
) -> None:
    assert choose(wish, where).effort == effort


def test_an_agent_on_the_path_is_offered_where_nothing_is_configured() -> None:
    assert 'report.command "claude -p"' in choose(Wish(), place(programs=("claude",))).offer
    assert not choose(Wish("extractive"), place(programs=("claude",))).offer


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("writer: anthropic m", WriterKind.MODEL),
        ("writer: agent", WriterKind.MODEL),
        ("writer: person", WriterKind.PERSON),
        ("writer: extractive", WriterKind.DIGEST),
        ("writer: stub 1.0\nkind: digest", WriterKind.DIGEST),
        ("writer: extractive\nkind: model", WriterKind.MODEL),
        ("writer: stub 1.0\nkind: robot", WriterKind.MODEL),
    ],
)
def test_versions_say_in_their_records_who_wrote_them(record: str, kind: WriterKind) -> None:
    name = record.split("\n", maxsplit=1)[0].removeprefix("writer: ")
    texts = [f"# T\n\n<!-- git-report 02\n{record}\n-->\n", "# T\n", ""]
    assert list(list_authors(texts)) == [Author(name, kind)]
