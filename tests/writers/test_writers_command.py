"""Any program as a writer's way to a model, with programs that behave and that do not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from git_report.errors import ReportError
from git_report.writers.channel import Prompt, PromptPart, Turn
from git_report.writers.channels import command, programs
from git_report.writers.channels.command import Command, command_channel

PROMPT = Prompt(
    (PromptPart("Rules."),), (PromptPart("The report: “données”."),), (Turn("No.", "Again."),)
)


def program(tmp_path: Path, body: str, name: str = "model") -> Path:
    """An executable of Python lines."""
    path = tmp_path / name
    path.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def config_of(values: Mapping[str, str]) -> Callable[[str], str | None]:
    return values.get


class Shown:
    """What a run showed and told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.told: list[str] = []

    def ask(self, *words: str | Path, prompt: Prompt = PROMPT, deadline: float = 20) -> str:
        channel = Command(
            tuple(str(word) for word in words), deadline, dict(os.environ), self.lines.append
        )
        return channel.ask(prompt, self.told.append).text


@pytest.fixture
def shown() -> Shown:
    return Shown()


def refusal(shown: Shown, *words: str | Path, deadline: float = 20) -> ReportError:
    with pytest.raises(ReportError) as refused:
        shown.ask(*words, deadline=deadline)
    assert refused.value.hint
    return refused.value


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for(path: Path) -> int:
    """The process id in a file, once it is there."""
    for _ in range(500):
        if path.exists() and path.read_text().endswith("\n"):
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"{path} never came")


def assert_ended(process_id: int) -> None:
    for _ in range(250):
        if not is_running(process_id):
            return
        time.sleep(0.02)
    raise AssertionError(f"{process_id} still runs")


def test_the_request_goes_in_and_the_answer_comes_out(tmp_path: Path, shown: Shown) -> None:
    echo = program(tmp_path, "sys.stdout.buffer.write(sys.stdin.buffer.read())")
    assert shown.ask(echo) == PROMPT.text
    assert shown.told[0].startswith("command model: 0 s")


def test_more_than_a_pipe_holds_goes_both_ways_at_once(tmp_path: Path, shown: Shown) -> None:
    mirror = program(
        tmp_path,
        "while data := os.read(0, 5000):\n os.write(1, data)\n os.write(2, b'.' * 99 + b'\\n')",
    )
    prompt = Prompt((), (PromptPart("öäü 123\n" * 300_000),))
    assert shown.ask(mirror, prompt=prompt) == prompt.text
    assert len(shown.lines) > 100


@pytest.mark.parametrize(
    "body", ["print('{}')", "os.close(0); print('{}')", "sys.stdin.read(10); print('{}')"]
)
def test_a_program_need_not_read(tmp_path: Path, shown: Shown, body: str) -> None:
    prompt = Prompt((), (PromptPart("x" * 5_000_000),))
    assert shown.ask(program(tmp_path, body), prompt=prompt) == "{}\n"


def test_words_are_arguments_and_no_shell_sees_them(tmp_path: Path) -> None:
    show = program(tmp_path, "print(sys.argv[1:])", "show it")
    line = f"'{show}' -m 'a b' $HOME `id` ; rm * > x | y"
    channel = command_channel(line, config_of({}), os.environ)
    told = channel.ask(PROMPT, lambda _: None).text
    assert told == f"{['-m', 'a b', '$HOME', '`id`', ';', 'rm', '*', '>', 'x', '|', 'y']}\n"
    assert channel.name == "command show-it"


def test_the_home_of_the_person_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    program(tmp_path, "print('{}')")
    channel = command_channel("~/model", config_of({}), os.environ)
    assert channel.ask(PROMPT, lambda _: None).text == "{}\n"


def test_what_git_says_of_its_repository_is_not_passed_on(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/elsewhere/index")
    monkeypatch.setenv("MODEL_KEY", "k")
    names = "[n for n in ('GIT_DIR', 'GIT_INDEX_FILE', 'GIT_CONFIG_GLOBAL', 'MODEL_KEY')"
    told = shown.ask(program(tmp_path, f"print({names} if n in os.environ])"))
    assert told == "['GIT_CONFIG_GLOBAL', 'MODEL_KEY']\n"


def test_its_messages_are_shown_while_it_runs_and_steer_nothing(
    tmp_path: Path, shown: Shown
) -> None:
    talk = program(
        tmp_path,
        "os.write(2, b'\\x1b[31mred\\x1b[0m \\x1b]0;title\\x07now\\n')\n"
        "os.write(2, b'10 %\\r50 %\\r100 %\\r\\n\\n')\n"
        f"while not os.path.exists({str(tmp_path / 'seen')!r}): time.sleep(0.01)\n"
        "os.write(2, b'caf\\xff \\xe2\\x80\\xaexx ' + b'\\x9b' + b'no end')\nprint('{}')",
    )
    seen = tmp_path / "seen"

    def show(line: str) -> None:
        shown.lines.append(line)
        seen.touch()

    channel = Command((os.fspath(talk),), 20, os.environ, show)
    assert channel.ask(PROMPT, shown.told.append).text == "{}\n"
    assert shown.lines == ["red now", "100 %", r"caf\xff xx \x9bno end"]


def test_messages_go_to_our_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = Command((os.fspath(program(tmp_path, "os.write(2, b'hello\\n'); print(1)")),))
    channel.ask(PROMPT, lambda _: None)
    assert capsys.readouterr().err == "hello\n"


def test_a_failure_is_reported_with_its_last_words(tmp_path: Path, shown: Shown) -> None:
    body = "print('{}')\nfor n in range(9): print('line', n, file=sys.stderr)\nsys.exit(3)"
    error = refusal(shown, program(tmp_path, body))
    assert "failed (exit status 3): line 6; line 7; line 8" in error.message
    assert len(shown.lines) == 9


def test_a_death_is_reported(tmp_path: Path, shown: Shown) -> None:
    error = refusal(shown, program(tmp_path, "os.kill(os.getpid(), signal.SIGSEGV)"))
    assert "failed (killed by signal SIGSEGV)" in error.message


@pytest.mark.parametrize("body", ["pass", "print(' \\n\\t')", "sys.stdin.read()"])
def test_nothing_is_not_an_answer(tmp_path: Path, shown: Shown, body: str) -> None:
    assert "printed no answer" in refusal(shown, program(tmp_path, body)).message


def test_an_answer_that_is_not_text_is_refused(tmp_path: Path, shown: Shown) -> None:
    error = refusal(shown, program(tmp_path, "os.write(1, b'{ \\xff }')"))
    assert "is not UTF-8, at byte 2" in error.message


def test_what_cannot_be_run_is_reported(tmp_path: Path, shown: Shown) -> None:
    assert "was not found" in refusal(shown, "no-such-program-anywhere").message
    assert "was not found" in refusal(shown, tmp_path / "none").message
    (tmp_path / "text").write_text("no program")
    assert "is not executable" in refusal(shown, tmp_path / "text").message
    (tmp_path / "text").chmod(0o755)
    assert "cannot be run" in refusal(shown, tmp_path / "text").message
    assert "is not executable" in refusal(shown, tmp_path).message


def test_too_long_is_ended_with_all_that_it_started(tmp_path: Path, shown: Shown) -> None:
    note = tmp_path / "child"
    slow = program(
        tmp_path,
        f"child = os.fork()\nif child: open({str(note)!r}, 'w').write(f'{{child}}\\n')\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN) if not child else None\ntime.sleep(60)",
    )
    begun = time.monotonic()
    error = refusal(shown, slow, deadline=1.5)
    assert "gave no answer within 1.5 s" in error.message
    assert "report.timeout" in error.hint
    assert time.monotonic() - begun < 10
    assert_ended(wait_for(note))


def test_a_program_that_does_not_go_is_killed(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_GRACE", 0.1)
    note = tmp_path / "own"
    body = (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)"
    )
    refusal(shown, program(tmp_path, body), deadline=1)
    assert_ended(wait_for(note))


def test_too_long_an_answer_is_refused(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "LONGEST_ANSWER", 2 * 1024**2)
    error = refusal(shown, program(tmp_path, "while True: os.write(1, b'x' * 65536)"))
    assert "answered with more than 2 MB" in error.message


def test_giving_up_ends_the_program(tmp_path: Path, shown: Shown) -> None:
    note = tmp_path / "own"
    body = f"open({str(note)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)"

    def interrupt() -> None:
        wait_for(note)
        signal.raise_signal(signal.SIGINT)

    # A shell starts what runs in its background with interrupts ignored.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        thread = threading.Thread(target=interrupt)
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            shown.ask(program(tmp_path, body))
        thread.join()
    finally:
        signal.signal(signal.SIGINT, inherited)
    assert_ended(wait_for(note))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_us_ends_the_program(tmp_path: Path, number: signal.Signals) -> None:
    note = tmp_path / "own"
    body = f"open({str(note)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(60)"
    caller = (
        "import sys; from git_report.writers.channels.command import Command;"
        "from git_report.writers.channel import Prompt;"
        "Command((sys.argv[1],)).ask(Prompt((), ()), lambda _: None)"
    )
    words: list[str | Path] = [sys.executable, "-c", caller, program(tmp_path, body)]
    with subprocess.Popen(words) as process:
        running = wait_for(note)
        process.send_signal(number)
    assert process.returncode == -number
    assert_ended(running)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_during_the_start_ends_the_program(tmp_path: Path, number: signal.Signals) -> None:
    note = tmp_path / "own"
    caller = (
        "import os, subprocess, sys\n"
        "from git_report.writers.channels.programs import owned\n"
        "def start():\n"
        "    process = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        "    open(sys.argv[1], 'w').write(f'{process.pid}\\n')\n"
        "    os.kill(os.getpid(), int(sys.argv[2]))\n"
        "    return process\n"
        "with owned(start):\n"
        "    print('began')\n"
    )
    words: list[str | Path] = [sys.executable, "-c", caller, note, str(int(number))]
    ended = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)
    assert ended.returncode == -number, ended.stderr
    assert not ended.stdout
    assert_ended(wait_for(note))


def test_what_a_program_leaves_running_is_not_waited_for(tmp_path: Path, shown: Shown) -> None:
    note = tmp_path / "left"
    body = (
        "child = os.fork()\nif not child: time.sleep(30); os._exit(0)\n"
        f"open({str(note)!r}, 'w').write(f'{{child}}\\n')\nprint('{{}}')"
    )
    begun = time.monotonic()
    assert shown.ask(program(tmp_path, body)) == "{}\n"
    assert time.monotonic() - begun < 10
    left = wait_for(note)
    assert is_running(left)
    os.kill(left, signal.SIGKILL)


@pytest.mark.parametrize(
    ("line", "values", "told"),
    [
        (None, {}, "'report.command' is not configured"),
        ("  ", {}, "'report.command' is not configured"),
        ("''", {}, "'report.command' is not configured"),
        ("llm 'x", {}, "cannot be split into words"),
        ("llm", {"report.timeout": "soon"}, "is not a number"),
        ("llm", {"report.timeout": "0"}, "is not above zero"),
    ],
)
def test_what_cannot_be_meant_is_reported(
    line: str | None, values: Mapping[str, str], told: str
) -> None:
    with pytest.raises(ReportError, match=told) as refused:
        command_channel(line, config_of(values), {})
    assert refused.value.hint


def test_the_deadline_is_configured() -> None:
    assert command_channel("llm", config_of({"report.timeout": "2k"}), {}).deadline == 2048
    assert command_channel("llm", config_of({}), {}).deadline == 1800


@pytest.mark.parametrize(
    ("word", "name"),
    [("/usr/bin/llm", "llm"), ("a b\n-->", "a-b"), ("/", "unnamed"), ("größe.sh", "gr-e.sh")],
)
def test_a_name_is_one_word_of_a_record(word: str, name: str) -> None:
    assert Command((word,)).name == f"command {name}"
