"""``git report setup --agent``: each agent reads the same text, which we update and remove."""

from __future__ import annotations

import re
from collections.abc import Callable

import click
import pytest

from git_report.agents.files import AGENTS, find_part, install, make_part, read_job, remove
from git_report.cli.main import group
from git_report.setup import command as setup_command

from .conftest import Place, Run

OWN = [name for name, agent in AGENTS.items() if not agent.shared]
OTHERS = "# House rules\n\nWrite tests.\n"


def test_setup_offers_the_agents_that_there_are() -> None:
    assert list(AGENTS) == list(setup_command.AGENTS)


@pytest.mark.parametrize("name", AGENTS)
def test_all_agents_read_the_one_text(place: Place, report: Run, name: str) -> None:
    ran = report("setup", "--agent", name)
    assert (ran.code, ran.out) == (0, f"installed: {AGENTS[name].path}\n")
    text = (place.root / AGENTS[name].path).read_text()
    assert read_job() in text
    assert text.startswith(("---\n", "# ", "<!--"))
    again = report("setup", "--agent", name)
    assert (again.code, again.out) == (0, f"already installed: {AGENTS[name].path}\n")


@pytest.mark.parametrize("name", AGENTS)
def test_removing_leaves_no_trace(place: Place, report: Run, name: str) -> None:
    before = place.state()
    assert report("setup", "--agent", name).code == 0
    ran = report("setup", "--agent", name, "--remove")
    assert (ran.code, ran.out) == (0, f"removed: {AGENTS[name].path}\n")
    assert place.state() == before
    assert not (place.root / AGENTS[name].path.partition("/")[0]).exists()
    assert "nothing to remove" in report("setup", "--agent", name, "--uninstall").err


def test_the_text_names_commands_and_options_that_exist() -> None:
    context = click.Context(group)
    calls = [code for code in re.findall(r"`(git report [^`]*)`", read_job()) if " -" in code]
    assert len(calls) >= 4
    for call in calls:
        command = group.get_command(context, call.split()[2])
        assert command is not None, call
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"(?<= )--?[a-z]+", call)) <= known, call
    named = set(re.findall(r"--[a-z]+", read_job()))
    accept = group.get_command(context, "accept")
    assert accept is not None
    assert {"--request", "--by", "--removed", "--allow"} <= named
    assert {"--removed", "--allow"} <= {o for p in accept.params for o in p.opts}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("option", [(), ("--remove",)])
def test_an_edited_file_is_kept(
    place: Place, report: Run, name: str, option: tuple[str, ...]
) -> None:
    assert report("setup", "--agent", name).code == 0
    file = place.root / AGENTS[name].path
    edited = file.read_text().replace("three times", "ten times")
    file.write_text(edited)
    ran = report("setup", "--agent", name, *option)
    assert ran.code == 1
    assert "was edited after it was written" in ran.err
    assert file.read_text() == edited


@pytest.mark.parametrize("name", OWN)
def test_a_file_of_another_is_kept(place: Place, report: Run, name: str) -> None:
    place.write({AGENTS[name].path: OTHERS})
    ran = report("setup", "--agent", name)
    assert ran.code == 1
    assert "was not written by git report" in ran.err
    assert "nothing to remove" in report("setup", "--agent", name, "--remove").err
    assert (place.root / AGENTS[name].path).read_text() == OTHERS


@pytest.mark.parametrize(
    "others", [OTHERS, OTHERS.removesuffix("\n"), OTHERS.replace("\n", "\r\n"), "Ends blank.\n\n"]
)
def test_a_block_is_added_to_the_words_of_others_and_goes_again(
    place: Place, report: Run, others: str
) -> None:
    (place.root / "AGENTS.md").write_bytes(others.encode())
    assert report("setup", "--agent", "agents-md").code == 0
    whole = (place.root / "AGENTS.md").read_bytes().decode()
    assert whole.startswith(others)
    assert read_job() in whole.replace("\r\n", "\n")
    assert ("\r\n" in whole) == ("\r\n" in others)
    assert "\r" not in whole.replace("\r\n", "")
    assert report("setup", "--agent", "agents-md").out == "already installed: AGENTS.md\n"
    assert report("setup", "--agent", "agents-md", "--remove").code == 0
    end = "\r\n" if "\r" in others else "\n"
    kept = (place.root / "AGENTS.md").read_bytes().decode()
    assert kept == (others if others.endswith("\n") else others + end)


def test_a_block_of_another_release_is_updated_where_it_is(place: Place, report: Run) -> None:
    agent = AGENTS["agents-md"]
    older = _sign_again(make_part(agent), lambda text: text.replace("three times", "twice"))
    place.write({"AGENTS.md": f"Before.\n\n{older}\nAfter.\n"})
    assert report("setup", "--agent", "agents-md").out == "updated: AGENTS.md\n"
    assert (place.root / "AGENTS.md").read_text() == f"Before.\n\n{make_part(agent)}\nAfter.\n"


def test_an_edited_or_broken_block_is_kept(place: Place, report: Run) -> None:
    block = make_part(AGENTS["agents-md"])
    beginning = block.split("\n")[0]
    for broken, words in (
        (block.replace("three times", "ten times"), "was edited after it was written"),
        (f"{beginning}\nNo end.\n", "an incomplete block"),
        (block + block, "or several"),
    ):
        place.write({"AGENTS.md": broken})
        for option in ((), ("--remove",)):
            ran = report("setup", "--agent", "agents-md", *option)
            assert ran.code == 1
            assert words in ran.err
            assert (place.root / "AGENTS.md").read_text() == broken


def test_nothing_is_written_through_a_symbolic_link(place: Place, report: Run) -> None:
    outside = place.root.parent / "outside.md"
    outside.write_text(OTHERS)
    (place.root / "AGENTS.md").symlink_to(outside)
    (place.root / ".claude").symlink_to(place.root.parent)
    for name in ("agents-md", "claude"):
        ran = report("setup", "--agent", name)
        assert ran.code == 1
        assert "a symbolic link" in ran.err
    assert outside.read_text() == OTHERS
    assert not (place.root.parent / "skills").exists()


def test_agent_is_given_alone(place: Place, report: Run) -> None:
    assert report("setup", "--agent", "claude", "--drivers").code == 2
    assert report("setup", "--agent", "nobody").code == 2


@pytest.mark.parametrize("name", AGENTS)
def test_install_and_remove_are_inverse(name: str) -> None:
    agent = AGENTS[name]
    once = install(agent, None)
    assert install(agent, once) == once
    part = find_part(agent, once)
    assert part is not None
    assert not part.edited
    assert remove(agent, once) == ""


def _sign_again(block: str, change: Callable[[str], str]) -> str:
    """A block as a release with another text would have written it."""
    import hashlib

    first, rest = block.split("\n", 1)
    text, last = rest.removesuffix("\n").rsplit("\n", 1)
    text = change(text + "\n")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{first}\n{text}{re.sub('[0-9a-f]{64}', digest, last)}\n"
