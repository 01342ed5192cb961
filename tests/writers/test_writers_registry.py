"""Who writes the next version, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from git_report.errors import ReportError
from git_report.writers.protocol import WriterKind
from git_report.writers.registry import Author, WriterContext, choose, list_authors
from git_report.writers.registry import WriterOptions as Options

KEY = {"ANTHROPIC_API_KEY": "sk-test-0123456789"}


class Nowhere:
    """A store that keeps nothing."""

    def find(self, key: str) -> bytes | None:
        return None

    def put(self, key: str, data: bytes) -> None: ...

    def drop(self, start: str) -> None: ...


def context(
    config: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    programs: Sequence[str] = (),
    written_by: Sequence[str] = (),
    brief: str = "",
) -> WriterContext:
    return WriterContext(
        config=(config or {}).get,
        environ=environ or {"HOME": "/nowhere"},
        which=lambda name: f"/bin/{name}" if name in programs else None,
        brief=brief,
        written_by=[Author(name, WriterKind.of_name(name)) for name in written_by],
        store=Nowhere(),
        secret=lambda: b"s" * 32,
    )


@pytest.mark.parametrize(
    ("options", "where", "name", "why"),
    [
        (Options(), context(), "extractive", "no model is configured"),
        (Options(), context({"report.model": "m"}), "extractive", "no credentials for the model"),
        (Options("extractive"), context({"report.writer": "x"}), "extractive", "--writer"),
        (Options(), context({"report.writer": "extractive"}, KEY), "extractive", "report.writer"),
        (Options(), context({}, KEY), "anthropic claude-opus-5-5", "ANTHROPIC_API_KEY"),
        (Options(model="m"), context({}, KEY), "anthropic m", "--model"),
        (Options(), context({"report.model": "m"}, KEY), "anthropic m", "ANTHROPIC_API_KEY"),
        (Options(), context({"report.command": "/bin/llm -m x"}), "command llm", "report.command"),
        (Options(), context({"report.command": "llm"}, KEY), "command llm", "report.command"),
        (Options("anthropic"), context({"report.command": "llm"}, KEY), "anthropic claude-opus-5-5",
         "--writer"),
        (Options(), context(written_by=("extractive", "person")), "extractive",
         "no model is configured"),
        (Options("extractive"), context(written_by=("anthropic m",)), "extractive", "--writer"),
    ],
)  # fmt: skip
def test_the_writer_and_the_reason(
    options: Options, where: WriterContext, name: str, why: str
) -> None:
    chosen = choose(options, where)
    assert (chosen.writer.name, chosen.why) == (name, why)


def test_a_model_without_credentials_says_what_it_lacks() -> None:
    chosen = choose(Options(), context({"report.model": "m"}, programs=("claude",)))
    assert "ANTHROPIC_API_KEY" in chosen.offer


@pytest.mark.parametrize(
    ("options", "where", "message", "hint"),
    [
        (Options("gpt"), context(), "'gpt' is not a writer (--writer)", "extractive"),
        (Options(), context({"report.writer": "gpt"}), "(report.writer)", "anthropic"),
        (Options("anthropic"), context(), "no credentials", "ANTHROPIC_API_KEY"),
        (Options("command"), context(), "'report.command' is not configured", "git config"),
        (Options("command", model="m"), context({"report.command": "x"}), "chooses its model",
         "model"),
        (Options(), context({"report.command": "llm 'x"}), "cannot be split into words", ""),
        (Options(), context({"report.effort": "hardest"}), "an effort level: 'hardest'",
         "low, "),
        (Options(), context(written_by=("extractive", "anthropic m")),
         "'anthropic m' wrote this report", "--writer extractive"),
        (Options(), context(written_by=("agent",), programs=("claude",)),
         "'agent' wrote this report", 'git config report.command "claude -p"'),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen_says_what_to_do(
    options: Options, where: WriterContext, message: str, hint: str
) -> None:
    with pytest.raises(ReportError) as caught:
        choose(options, where)
    assert message in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("options", "where", "effort"),
    [
        (Options(), context(brief="Think harder to do this."), "xhigh"),
        (Options(), context({"report.effort": "low"}, brief="Think harder."), "low"),
        (Options(effort="max"), context({"report.effort": "low"}), "max"),
        (Options(), context(), ""),
    ],
)
def test_effort_is_the_option_then_the_configuration_then_the_brief(
    options: Options, where: WriterContext, effort: str
) -> None:
    assert choose(options, where).effort == effort


def test_an_agent_on_the_path_is_offered_where_nothing_is_configured() -> None:
    assert 'report.command "claude -p"' in choose(Options(), context(programs=("claude",))).offer
    assert not choose(Options("extractive"), context(programs=("claude",))).offer


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
