"""A clone that contains what git takes for a repository: nothing that its config names is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from git_report.cli.main import COMMANDS, HIDDEN, group
from git_report.errors import ReportError
from git_report.git.discovery import protect
from git_report.git.porcelain import run_for_user
from git_report.git.process import Runner
from git_report.git.repository import Repository
from tests.checkouts import Checkout, MakeRepository

from .conftest import ALPHA, INSTRUCTIONS, Place, Run

pytestmark = pytest.mark.slow

REFUSED = "looks like a bare git repository, whose configuration could run programs"
FOLDER = "notes"

# Each key of git, or of ours, whose value git or we run, and how the payload is in it.
PROGRAMS = {
    "core.fsmonitor": "{}",
    "core.pager": "{}",
    "core.editor": "{}",
    "core.sshCommand": "{}",
    "core.askPass": "{}",
    "core.gitProxy": "{}",
    "core.alternateRefsCommand": "{}",
    "sequence.editor": "{}",
    "report.command": "{}",
    "diff.external": "{}",
    "diff.x.command": "{}",
    "diff.x.textconv": "{}",
    "filter.x.clean": "{}",
    "filter.x.smudge": "{}",
    "filter.x.process": "{}",
    "merge.x.driver": "{} %O %A %B",
    "gpg.program": "{}",
    "gpg.ssh.program": "{}",
    "gpg.ssh.defaultKeyCommand": "{}",
    "credential.helper": "!{}",
    "uploadpack.packObjectsHook": "{}",
    "receive.procReceiveRefs": "{}",
    "interactive.diffFilter": "{}",
    "trailer.x.command": "{}",
    "trailer.x.cmd": "{}",
    "remote.origin.url": "ext::{}",
    "remote.origin.uploadpack": "{}",
    "remote.origin.receivepack": "{}",
    "submodule.x.update": "!{}",
    "hook.x.command": "{}",
    "alias.st": "!{}",
    "alias.report": "!{}",
    **{f"pager.{name}": "{}" for name in ("report", "status", "log", "show", "diff", "var")},
    **{f"alias.{name}": "!{}" for name in COMMANDS},
}
SETTINGS = {
    "core.bare": "false",
    "core.worktree": ".",
    "core.attributesFile": "attributes",
    "core.hooksPath": "hooks",
    "include.path": "included",
    "init.templateDir": "template",
    "report.writer": "command",
    "commit.gpgSign": "true",
    "log.showSignature": "true",
    "push.gpgSign": "true",
    "protocol.ext.allow": "always",
    "hook.x.event": "pre-commit",
    "credential.useHttpPath": "true",
}
HOOKS = (
    "pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg", "post-commit",
    "post-checkout", "post-index-change", "reference-transaction", "pre-push", "fsmonitor-watchman",
)  # fmt: skip

# What leads each command to its work, beside the folder.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "iterate": ("-q",),
    "init": (),
    "adopt": ("--yes",),
    "add": ("https://example.org/faq",),
    "skip": ("Alpha", "-m", "why"),
    "remove": ("Alpha",),
    "attach": ("Alpha", "page.html"),
    "status": (),
    "prompt": (),
    "accept": ("answer.json",),
    "revise": (),
    "undo": (),
    "resolve": (),
    "list": (),
    "log": (),
    "show": (),
    "assess": (),
    "export": ("-o", "x.html"),
    "blame": (),
    "view": (),
    "summary": ("HEAD~1..HEAD",),
    "diff": (),
    "source": ("1",),
    "suspects": (),
    "check": ("--worktree",),
    "setup": (),
    "completion": ("bash",),
    "help": (),
    "mcp": (),
    "setup-agent": ("claude",),
    "diff-driver": ("--", "report-01.md", "/dev/null", "0" * 40, ".", "/dev/null", "0" * 40, "."),
    "merge-driver": ("diff", "--", *3 * (os.devnull,), "diff.md"),
}
# They ask git nothing here, and so are not refused.
HARMLESS = {"completion", "help", "merge-driver"}
# From the root these look at commits and at the index, whatever folders are there.
FROM_ROOT = {"summary", "check", "setup", "setup-agent", "mcp", "resolve", "diff-driver", "init"}


@dataclass(frozen=True, slots=True)
class Clone(Checkout):
    """A clone that contains such a folder, and what its programs leave when they run."""

    marks: Path

    @property
    def folder(self) -> Path:
        return self.root / FOLDER

    def ran(self) -> list[str]:
        return sorted(path.name for path in self.marks.iterdir())

    def state(self) -> tuple[str, bytes]:
        return self.text("status", "--porcelain"), self.git("log", "--all", "--format=%H")


def make_programs(place: Path, marks: Path) -> dict[str, str]:
    """A program for each key, which leaves a mark of that name."""
    place.mkdir()
    marks.mkdir()
    programs = {}
    for name in (*PROGRAMS, "include.path", *(f"hook {hook}" for hook in HOOKS)):
        program = place / name.replace(" ", "-")
        program.write_text(f"#!/bin/sh\n: >'{marks / name}'\nexit 1\n")
        program.chmod(0o755)
        programs[name] = str(program)
    return programs


def render_config(values: dict[str, str]) -> str:
    """A config file, one section a key."""
    lines = ["[core]\n\trepositoryformatversion = 0\n"]
    for key, value in values.items():
        section, _, rest = key.partition(".")
        middle, _, variable = rest.rpartition(".")
        head = f'[{section} "{middle}"]' if middle else f"[{section}]"
        lines.append(f'{head}\n\t{variable} = "{value}"\n')
    return "".join(lines)


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test makes the clone that each gets a copy of."""
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture
def clone(space: Path, tmp_path: Path) -> Clone:
    """A copy, of which the programs are those of all: they leave their marks in one place."""
    if not (space / "clone").exists():
        make_clone(space)
    for mark in (space / "marks").iterdir():
        mark.unlink()
    shutil.copytree(space / "clone", tmp_path / "clone", symlinks=True)
    return Clone(tmp_path / "clone", space / "marks")


def make_clone(space: Path) -> None:
    """All that a commit can have: the folder is tracked, and so are attributes and submodules."""
    programs = make_programs(space / "programs", space / "marks")
    config = {key: form.format(programs[key]) for key, form in PROGRAMS.items()} | SETTINGS
    hooks = {
        f"{FOLDER}/hooks/{name}": f"#!/bin/sh\nexec {programs[f'hook {name}']}\n" for name in HOOKS
    }
    (space / "origin").mkdir()
    origin = Checkout(space / "origin")
    origin.git("init", "-q")
    origin.write({
        f"{FOLDER}/HEAD": "ref: refs/heads/main\n",
        f"{FOLDER}/config": render_config(config),
        f"{FOLDER}/included": render_config({"core.fsmonitor": programs["include.path"]}),
        f"{FOLDER}/objects/keep": "",
        f"{FOLDER}/refs/keep": "",
        f"{FOLDER}/attributes": "* filter=x diff=x merge=x\n",
        **hooks,
        f"{FOLDER}/instructions.md": INSTRUCTIONS,
        f"{FOLDER}/references/alpha.md": ALPHA,
        f"{FOLDER}/references/beta.md": ALPHA,
        ".gitattributes": "* filter=x diff=x merge=x\n",
        ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::{programs["alias.st"]}\n',
        "page.html": "<p>text", "answer.json": "{}", "report-01.md": "# A\n", "diff.md": "x\n",
    })  # fmt: skip
    for name in hooks:
        (origin.root / name).chmod(0o755)
    (origin.root / "linked").symlink_to(FOLDER)
    origin.commit({})
    origin.commit({}, "another, to name a range")
    origin.git("clone", "-q", ".", str(space / "clone"))


def takes_folder(name: str) -> str:
    """How a command is told its folder: ``argument``, ``option``, or not at all."""
    command = group.get_command(click.Context(group), name)
    assert command is not None
    for parameter in command.params:
        if parameter.name == "directory":
            return "option" if isinstance(parameter, click.Option) else "argument"
    return ""


def call(name: str, folder: str = "") -> list[str]:
    """A command line; the folder is named as the command takes it."""
    arguments = list(ARGUMENTS[name])
    if not folder or not takes_folder(name):
        return [name, *arguments]
    named = ["-d", folder] if takes_folder(name) == "option" else [folder]
    return [name, *named, *arguments]


def list_ways(clone: Clone, name: str) -> Iterator[tuple[str, Path, list[str]]]:
    """The ways to be led to the folder: where from, and with what command line."""
    elsewhere = clone.root.parent
    yield "inside", clone.folder, call(name)
    yield "below", clone.folder / "references", call(name)
    yield "through a link", clone.root / "linked", call(name)
    yield "inside, named", clone.folder, call(name, ".")
    if takes_folder(name):
        yield "named", clone.root, call(name, FOLDER)
        yield "named below", clone.root, call(name, f"{FOLDER}/references")
        yield "named by a link", clone.root, call(name, "linked")
        yield "named from a folder in it", clone.folder / "references", call(name, "..")
        if name != "resolve":  # it works in the repository of the current directory
            yield "named from elsewhere", elsewhere, call(name, str(clone.folder))


def test_every_command_is_called() -> None:
    assert set(ARGUMENTS) == {*COMMANDS, *HIDDEN}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_nothing_of_the_folder_runs(
    clone: Clone, report: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = clone.state()
    for way, start, arguments in list_ways(clone, name):
        monkeypatch.chdir(start)
        ran = report(*arguments)
        assert clone.ran() == [], way
        if name in HARMLESS:
            assert ran.code == 0
            continue
        assert (ran.code, REFUSED in ran.err) == (1, True), (way, ran)
        assert ran.err.count("error:") == 1
        assert ran.out == ""
    assert clone.state() == before


@pytest.mark.parametrize("name", ARGUMENTS)
def test_nothing_of_the_folder_runs_from_the_root(
    clone: Clone, report: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It is the only report folder, and so is meant where none is named."""
    monkeypatch.chdir(clone.root)
    (clone.root / "report-01.md").unlink()  # nothing else looks like a report
    ran = report(*call(name))
    assert clone.ran() == []
    if name not in HARMLESS | FROM_ROOT:
        assert (ran.code, REFUSED in ran.err) == (1, True), ran


@pytest.mark.parametrize("name", ["iterate", "status", "setup", "check", "help"])
def test_nothing_of_the_folder_runs_where_git_goes_there_first(clone: Clone, name: str) -> None:
    """`git -C DIR report`, with the real program; git does not know what comes after it."""
    where = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["git", "-C", FOLDER, "report", *call(name)],
        cwd=clone.root, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{where}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert clone.ran() == []
    if name in HARMLESS:
        assert done.returncode == 0
    else:
        assert (done.returncode, REFUSED in done.stderr) == (1, True), done


@pytest.mark.usefixtures("read_one")
def test_tracked_attributes_choose_filters_and_no_other_program(
    place: Place, report: Run, hermetic_git: Path, tmp_path: Path
) -> None:
    """The drivers are the person's own, as the attributes of a clone can ask for them."""
    programs = make_programs(tmp_path / "programs", tmp_path / "marks")
    wanted = ("diff.x.command", "diff.x.textconv", "diff.external", "merge.x.driver")
    for key in wanted:
        place.git("config", "--file", str(hermetic_git / "gitconfig"), key, programs[key])
    smudge = f"{programs['filter.x.smudge']}; cat"
    place.git("config", "--file", str(hermetic_git / "gitconfig"), "filter.x.smudge", smudge)
    place.commit({".gitattributes": "* filter=x diff=x merge=x\n"})
    assert report("iterate", "--writer", "extractive", "-q").code == 0
    for name in ("status", "log", "diff", "blame", "summary", "check", "suspects", "view"):
        ran = report(name, *(("HEAD~1..HEAD",) if name == "summary" else ()))
        assert (ran.code, "V009" in ran.out) == ((1, True) if name == "check" else (0, False)), ran
    assert [path.name for path in (tmp_path / "marks").iterdir()] == ["filter.x.smudge"]


@pytest.fixture
def unpacked(clone: Clone) -> Clone:
    """Its files without a `.git`: an archive, or a work tree that has its git directory elsewhere.

    The config says that there is a work tree.
    """
    shutil.rmtree(clone.root / ".git")
    return clone


@pytest.mark.parametrize("name", ARGUMENTS)
def test_nothing_runs_where_no_repository_is_around_the_folder(
    unpacked: Clone, report: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for start in (unpacked.folder, unpacked.folder / "references", unpacked.root / "linked"):
        monkeypatch.chdir(start)
        ran = report(*call(name))
        assert unpacked.ran() == [], start
        if name not in HARMLESS:
            refused = "is a bare git repository, and git report needs a work tree"
            shown = refused in ran.err or (name in ("check", "setup") and REFUSED in ran.err)
            assert (ran.code, shown) == (1, True), ran


def test_git_would_run_it_where_it_is_named(unpacked: Clone) -> None:
    """The payload of the tests above does run."""
    unpacked.git("--git-dir", FOLDER, "status", check=False)
    assert "include.path" in unpacked.ran() or "core.fsmonitor" in unpacked.ran()


def test_help_asks_no_folder_for_a_pager(
    unpacked: Clone, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(unpacked.folder)
    monkeypatch.setattr("git_report.cli.commands.help._show_page", lambda _: False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert report("help", "status").out.startswith("Usage: ")
    assert unpacked.ran() == []


def test_a_server_s_own_repository_is_set_up_from_inside(
    repository: Checkout, report: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    repository.git("init", "-q", "--bare", str(tmp_path / "server.git"))
    monkeypatch.chdir(tmp_path / "server.git")
    assert report("setup", "--server").code == 0
    for words in (("status",), ("check",), ("help", "setup")):
        assert report(*words).code == (0 if words[0] == "help" else 1)


def test_status_of_all_folders_tells_of_it(
    clone: Clone, report: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clone.root)
    ran = report("status", "--all")
    assert ran.code == 0
    assert REFUSED in ran.out
    assert clone.ran() == []


def test_git_itself_would_run_what_the_folder_names(clone: Clone) -> None:
    """The payload of the tests above does run."""
    clone.git("-C", FOLDER, "status", check=False)
    clone.git("-C", FOLDER, "st", check=False)
    clone.git("-C", FOLDER, "hook", "run", "pre-commit", check=False)
    assert set(clone.ran()) >= {"alias.st", "hook pre-commit", "include.path"}


def test_an_alias_of_the_person_leads_no_further(clone: Clone, hermetic_git: Path) -> None:
    """git finds the repository for it, and names it to us by GIT_DIR."""
    call_it = f"!{sys.executable} -m git_report.cli"
    clone.git("config", "--file", str(hermetic_git / "gitconfig"), "alias.rp", call_it)
    done = subprocess.run(
        ["git", "rp", "status"], cwd=clone.folder, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, REFUSED in done.stderr) == (1, True), done
    assert set(clone.ran()) <= {"core.fsmonitor"}


@pytest.mark.parametrize(
    "files",
    [
        ("HEAD", "objects/x", "refs/x"),
        ("HEAD", "commondir"),
        ("HEAD", "refs/x"),
    ],
)
def test_layouts_that_git_can_be_led_to(
    place: Place, monkeypatch: pytest.MonkeyPatch, files: tuple[str, ...]
) -> None:
    """objects/ is elsewhere with GIT_OBJECT_DIRECTORY, refs/ and objects/ with a commondir."""
    place.write({f"report/{name}": "ref: refs/heads/main\n" for name in files})
    for start in (place.folder, place.folder / "references"):
        with pytest.raises(ReportError, match=REFUSED):
            Repository.open(start)
        with pytest.raises(ReportError, match=REFUSED):
            run_for_user(Runner(start), "status")


def test_a_head_that_is_a_link(place: Place) -> None:
    place.write({"report/objects/x": "", "report/refs/x": ""})
    (place.folder / "HEAD").symlink_to("refs/heads/main")
    with pytest.raises(ReportError, match=REFUSED):
        Repository.open(place.folder)


def test_a_folder_that_only_resembles_one(place: Place, report: Run) -> None:
    place.put("HEAD", "the head of the department\n")
    place.put("objects/x", "")
    place.put("config", "")
    assert report("status").code == 0


def test_a_work_tree_that_resembles_one(place: Place, report: Run) -> None:
    """git looks for `.git` first."""
    place.write({"HEAD": "ref: refs/heads/main\n", "objects/x": "", "refs/x": ""})
    assert report("status").code == 0
    assert report("status", "report").code == 0


def test_a_repository_of_ones_own_is_used_where_it_is_named(
    place: Place, monkeypatch: pytest.MonkeyPatch, report: Run
) -> None:
    """It is in a work tree, which does not track it."""
    place.git("init", "-q", "--bare", "server.git")
    monkeypatch.chdir(place.root / "server.git")
    assert REFUSED in report("setup", "--server").err
    monkeypatch.setenv("GIT_DIR", ".")
    ran = report("setup", "--server")
    assert ran.code == 0, ran
    assert (place.root / "server.git" / "hooks" / "pre-receive").exists()


def test_a_folder_of_another_repository_is_not_found(place: Place, report: Run) -> None:
    place.git("init", "-q", "report")
    ran = report("status")
    assert (ran.code, ran.err.startswith("error: no report folder in this repository")) == (1, True)


def test_a_submodule_and_a_linked_work_tree_are_not_strangers(
    place: Place, make_repository: MakeRepository, report: Run
) -> None:
    outer = make_repository("outer", {"a.txt": "a\n"})
    outer.git("submodule", "--quiet", "add", str(place.root), "sub")
    assert report("status", str(outer.root / "sub" / "report")).code == 0
    place.git("worktree", "add", "-q", "trees/one")
    assert report("status", "trees/one/report").code == 0


def test_hooks_and_their_own_git_processes_do_not_find_it_either(clone: Clone) -> None:
    """What a process of ours starts inherits the setting."""
    clone.hook("pre-commit", f"cd {FOLDER} && unset GIT_DIR GIT_INDEX_FILE && git status")
    done = run_for_user(Runner(clone.root), "hook", "run", "pre-commit")
    if has_setting(clone):
        assert done.status == 128
        assert "safe.bareRepository" in done.err
        assert clone.ran() == []


def has_setting(clone: Clone) -> bool:
    version = clone.text("version").split()[2].split(".")
    return (int(version[0]), int(version[1])) >= (2, 38)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, "1"),
        ({"GIT_CONFIG_COUNT": ""}, "1"),
        ({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"}, "2"),
        ({"GIT_CONFIG_COUNT": "x"}, "x"),
        ({"GIT_CONFIG_COUNT": "-1"}, "-1"),
    ],
)
def test_the_caller_s_settings_by_variables_are_kept(given: dict[str, str], count: str) -> None:
    guarded = protect(given)
    assert guarded["GIT_CONFIG_COUNT"] == count
    assert guarded.items() >= {k: v for k, v in given.items() if k != "GIT_CONFIG_COUNT"}.items()
    assert protect(guarded) == guarded


def test_git_reads_both_settings_by_variables(clone: Clone) -> None:
    given = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"}
    told = subprocess.run(
        ["git", "config", "--list"], cwd=clone.root, env={**os.environ, **protect(given)},
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "a.b=c\n" in told
    assert "safe.barerepository=explicit\n" in told


@pytest.mark.parametrize("path", [".git/config", "notes/.git", "a/.GIT/config", "a/git~1/config"])
def test_git_takes_no_git_directory_out_of_a_commit(repository: Checkout, path: str) -> None:
    """The rule on which it rests that a `.git` in a work tree is never a clone's."""
    repository.git("config", "core.protectHFS", "true")
    repository.git("config", "core.protectNTFS", "true")
    oid = repository.git("hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    told = subprocess.run(
        ["git", "update-index", "--add", "--cacheinfo", f"100644,{oid},{path}"],
        cwd=repository.root, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode != 0
    assert "Invalid path" in told.stderr or "invalid path" in told.stderr.lower()
