"""Kept answers, the repository's secret, and where configuration may come from."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_report.errors import ReportError
from git_report.git.config_origins import read_own
from git_report.git.repository import Repository
from git_report.writers.kept_answers import Answers, read_secret
from tests.checkouts import Checkout, MakeRepository

KEY = "0123456789abcdef" * 2


@pytest.fixture
def opened(repository: Checkout) -> Repository:
    return Repository.open(repository.root)


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def place_of(opened: Repository, key: str) -> Path:
    return opened.common_dir / "git-report" / "answers" / f"{key}.json"


def age(path: Path, days: float) -> None:
    moment = time.time() - days * 86400
    os.utime(path, (moment, moment))


def test_what_is_put_there_is_found_until_it_is_dropped(opened: Repository) -> None:
    answers = Answers(opened)
    assert answers.find(KEY) is None
    answers.put(KEY, b"one")
    answers.put("ab", b"other")
    answers.put(KEY, b"two")
    assert (answers.find(KEY), answers.find("ab")) == (b"two", b"other")
    assert place_of(opened, KEY).read_bytes() == b"two"
    answers.drop(KEY)
    answers.drop(KEY)
    assert (answers.find(KEY), answers.find("ab")) == (None, b"other")


def test_all_answers_to_one_request_are_dropped_at_once(opened: Repository) -> None:
    answers = Answers(opened)
    for key in ("aa11", "aa22", "ab33"):
        answers.put(key, b"x")
    answers.drop("aa")
    assert [key for key in ("aa11", "aa22", "ab33") if answers.find(key)] == ["ab33"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=2000))
def test_bytes_come_back_as_they_are(opened: Repository, data: bytes) -> None:
    answers = Answers(opened)
    answers.put(KEY, data)
    assert answers.find(KEY) == data


def test_only_the_owner_can_read(opened: Repository) -> None:
    mask = os.umask(0)
    try:
        answers = Answers(opened)
        answers.put(KEY, b"x")
        read_secret(opened)
    finally:
        os.umask(mask)
    place = place_of(opened, KEY)
    assert permissions(place) == 0o600
    assert permissions(place.parent) == permissions(place.parent.parent) == 0o700
    assert permissions(opened.common_dir / "git-report" / "secret") == 0o600


def test_nothing_of_it_is_in_the_work_tree_or_in_git(repository: Checkout) -> None:
    opened = Repository.open(repository.root)
    Answers(opened).put(KEY, b"x")
    read_secret(opened)
    assert repository.git("status", "--porcelain", "--ignored") == b""
    repository.git("fsck", "--strict")


@pytest.mark.parametrize(
    "key", ["", "../secret", "A" * 40, "abc.json", "a/b", "a\0b", "a\n", "0" * 65, "ä"]
)
def test_a_key_is_hex(opened: Repository, key: str) -> None:
    answers = Answers(opened)
    for use in (answers.find, answers.drop, lambda k: answers.put(k, b"x")):
        with pytest.raises(ValueError, match="hex digits"):
            use(key)


def test_what_nobody_came_back_for_goes_with_the_next(opened: Repository) -> None:
    answers = Answers(opened)
    for key in ("aa", "bb"):
        answers.put(key, b"x")
    folder = place_of(opened, "aa").parent
    (folder / "cc.json.0.new").write_bytes(b"half")
    age(folder / "aa.json", 14.1)
    age(folder / "bb.json", 13.9)
    age(folder / "cc.json.0.new", 14.1)
    answers.put("dd", b"x")
    assert sorted(path.name for path in folder.iterdir()) == ["bb.json", "dd.json"]


def test_a_failed_write_leaves_what_was_there(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Answers(opened)
    answers.put(KEY, b"old")

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(ReportError, match=r"cannot be written: No space left") as refused:
            answers.put(KEY, b"new")
    assert refused.value.hint
    assert answers.find(KEY) == b"old"
    assert len(list(place_of(opened, KEY).parent.iterdir())) == 1


def test_a_folder_that_is_none_is_reported(opened: Repository) -> None:
    (opened.common_dir / "git-report").mkdir()
    (opened.common_dir / "git-report" / "answers").write_text("in the way")
    with pytest.raises(ReportError, match="cannot be written"):
        Answers(opened).put(KEY, b"x")
    with pytest.raises(ReportError, match="cannot be read"):
        Answers(opened).find(KEY)


def test_linked_worktrees_share_answers_and_secret(make_repository: MakeRepository) -> None:
    checkout = make_repository("first", {"a": "x\n"})
    checkout.git("worktree", "add", "-q", "../second")
    first = Repository.open(checkout.root)
    second = Repository.open(checkout.root.parent / "second")
    Answers(first).put(KEY, b"x")
    assert Answers(second).find(KEY) == b"x"
    assert read_secret(first) == read_secret(second)


def test_each_repository_has_a_secret_of_its_own_that_stays(
    make_repository: MakeRepository,
) -> None:
    first, second = (Repository.open(make_repository(name).root) for name in ("one", "two"))
    secret = read_secret(first)
    assert len(secret) == 32
    assert read_secret(first) == secret != read_secret(second)


def test_without_hard_links_there_is_a_secret_too(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path, __: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert read_secret(opened) == read_secret(opened)
    assert len(list((opened.common_dir / "git-report").iterdir())) == 1


def test_a_secret_that_is_none_is_reported(opened: Repository) -> None:
    read_secret(opened)
    (opened.common_dir / "git-report" / "secret").write_bytes(b"")
    with pytest.raises(ReportError, match="does not contain a key") as refused:
        read_secret(opened)
    assert "remove" in refused.value.hint


def test_processes_that_start_at_once_agree_on_the_secret(opened: Repository) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from git_report.writers.kept_answers import read_secret;"
        "from git_report.git.repository import Repository;"
        "repository = Repository.open(Path(sys.argv[1])); sys.stdin.read();"
        "print(read_secret(repository).hex())"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, opened.root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.close()
    secrets = set()
    for process in running:
        assert process.stdout is not None
        secrets.add(process.stdout.read())
        process.stdout.close()
        assert process.wait() == 0
    assert secrets == {read_secret(opened).hex().encode() + b"\n"}


# Where configuration comes from


def test_a_value_of_ones_own_is_read(
    repository: Checkout, hermetic_git: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Repository.open(repository.root)
    assert read_own(opened, "report.command") is None
    with (hermetic_git / "gitconfig").open("a") as file:
        file.write('[report]\n\tcommand = "global  one"\n[include]\n\tpath = more\n')
    assert read_own(opened, "report.command") == "global  one"
    (hermetic_git / "more").write_text("[report]\n\tcommand = included\n")
    assert read_own(opened, "report.command") == "included"
    repository.git("config", "report.command", "local\none")
    assert read_own(opened, "report.command") == "local\none"
    assert read_own(opened, "Report.Command") == "local\none"
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "report.command")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "from the environment")
    assert read_own(opened, "report.command") == "from the environment"


@pytest.mark.parametrize("path", ["../shared.cfg", "../a/b.cfg", "link.cfg"])
def test_a_value_from_the_work_tree_is_refused(repository: Checkout, path: str) -> None:
    tracked = "[report]\n\tcommand = evil\n"
    repository.commit({"shared.cfg": tracked, "a/b.cfg": tracked})
    (repository.root / ".git" / "link.cfg").symlink_to("../shared.cfg")
    repository.git("config", "include.path", path)
    opened = Repository.open(repository.root)
    assert repository.text("config", "report.command") == "evil"
    with pytest.raises(ReportError, match="which is in the work tree") as refused:
        read_own(opened, "report.command")
    assert "git config report.command" in refused.value.hint
    assert read_own(opened, "report.baseUrl") is None


def test_a_link_in_the_work_tree_leads_nowhere_else(
    repository: Checkout, hermetic_git: Path
) -> None:
    (hermetic_git / "theirs").write_text("[report]\n\tcommand = chosen\n")
    (repository.root / "link.cfg").symlink_to(hermetic_git / "theirs")
    repository.git("config", "include.path", "../link.cfg")
    with pytest.raises(ReportError, match="which is in the work tree"):
        read_own(Repository.open(repository.root), "report.command")


def test_ones_own_value_wins_over_a_shared_one(repository: Checkout) -> None:
    repository.commit({"shared.cfg": "[report]\n\tcommand = evil\n"})
    repository.git("config", "include.path", "../shared.cfg")
    repository.git("config", "report.command", "mine")
    assert read_own(Repository.open(repository.root), "report.command") == "mine"


def test_the_configuration_of_a_linked_worktree_is_ones_own(
    make_repository: MakeRepository,
) -> None:
    checkout = make_repository("first", {"a": "x\n"})
    checkout.git("worktree", "add", "-q", "../second")
    checkout.git("config", "report.command", "mine")
    second = Repository.open(checkout.root.parent / "second")
    assert read_own(second, "report.command") == "mine"
    checkout.git("config", "extensions.worktreeConfig", "true")
    Checkout(second.root).git("config", "--worktree", "report.command", "here")
    assert read_own(second, "report.command") == "here"


def test_a_file_of_another_work_tree_of_the_repository_is_not_a_better(
    make_repository: MakeRepository,
) -> None:
    checkout = make_repository("first", {"shared.cfg": "[report]\n\tcommand = evil\n"})
    checkout.git("config", "include.path", "../shared.cfg")
    checkout.git("worktree", "add", "-q", "../second")
    second = Repository.open(checkout.root.parent / "second")
    with pytest.raises(ReportError, match="which is in the work tree"):
        read_own(second, "report.command")
