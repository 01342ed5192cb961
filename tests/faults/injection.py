"""Faults at a chosen moment: each system call of a process tree that changes a file has a number.

A tracer stops the tree at those calls alone (seccomp), counts them in the order in which they come,
and lets the fault happen at one of them. Linux on x86_64; nothing is built into what is tested.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# What <linux/ptrace.h> and <linux/seccomp.h> call these.
_TRACEME, _CONT, _SYSCALL, _SETOPTIONS, _GETEVENTMSG = 0, 7, 24, 0x4200, 0x4201
_PEEKUSER, _POKEUSER = 3, 6
_FORK, _VFORK, _CLONE, _SECCOMP = 1, 2, 3, 7
_OPTIONS = 1 | 1 << _FORK | 1 << _VFORK | 1 << _CLONE | 1 << _SECCOMP | 1 << 20
_ALL_CHILDREN = 0x40000000
# Offsets of registers in what ptrace calls the user area.
_RAX, _ORIG_RAX = 80, 120
_ARGUMENTS = (112, 104, 96, 56)  # rdi, rsi, rdx, r10


@dataclass(frozen=True, slots=True)
class _Call:
    """A system call that changes a file: where its arguments name that file."""

    name: str
    descriptor: int | None = None
    folder: int | None = None
    path: int | None = None
    flags: int | None = None


_CALLS: Mapping[int, _Call] = {
    1: _Call("write", descriptor=0),
    18: _Call("pwrite64", descriptor=0),
    20: _Call("writev", descriptor=0),
    40: _Call("sendfile", descriptor=0),
    326: _Call("copy_file_range", descriptor=2),
    285: _Call("fallocate", descriptor=0),
    77: _Call("ftruncate", descriptor=0),
    74: _Call("fsync", descriptor=0),
    75: _Call("fdatasync", descriptor=0),
    91: _Call("fchmod", descriptor=0),
    2: _Call("open", path=0, flags=1),
    257: _Call("openat", folder=0, path=1, flags=2),
    82: _Call("rename", path=1),
    264: _Call("renameat", folder=2, path=3),
    316: _Call("renameat2", folder=2, path=3),
    86: _Call("link", path=1),
    265: _Call("linkat", folder=2, path=3),
    88: _Call("symlink", path=1),
    266: _Call("symlinkat", folder=1, path=2),
    87: _Call("unlink", path=0),
    263: _Call("unlinkat", folder=0, path=1),
    83: _Call("mkdir", path=0),
    258: _Call("mkdirat", folder=0, path=1),
    84: _Call("rmdir", path=0),
    90: _Call("chmod", path=0),
    268: _Call("fchmodat", folder=0, path=1),
    280: _Call("utimensat", folder=0, path=1),
}
_TAKES_SPACE = frozenset(
    "write pwrite64 writev sendfile copy_file_range fallocate fsync fdatasync open openat link "
    "linkat symlink symlinkat mkdir mkdirat".split()
)
_HERE = -100  # AT_FDCWD
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
Command = Sequence[str] | Callable[[], object]
"""A program and its arguments, or what a copy of this process does instead: it need not start."""
KINDS = ("kill", "torn", "enospc", "enospc+", "eio", "eacces", "int", "term", "child")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a traced command ended (128 and more: by a signal), and the calls that it made.

    `hit` says which of them the fault came at, empty for none.
    """

    status: int
    events: tuple[str, ...]
    hit: str = ""


def is_possible() -> bool:
    """Whether this system lets a process trace its children."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    try:
        return len(trace(["mkdir", "x"], Path("/proc/self"), Path("/proc")).events) == 1
    except OSError:
        return False


def trace(
    command: Command,
    cwd: Path,
    root: Path,
    kind: str = "",
    at: int = 0,
    *,
    output: Path = Path("/dev/null"),
    seconds: float = 90,
) -> Outcome:
    """Run a command to its end, and let a fault of a kind come at the call numbered `at`, from 1.

    Only calls on files below `root` count. ``kill`` ends every process of the tree at once, as a
    power cut would, ``torn`` does so after half of a write; ``child`` ends the one process;
    ``int`` and ``term`` signal the first; names of errors refuse the call, with ``+`` all later
    ones as well. What the command prints goes to the end of `output`. TimeoutError after some
    seconds.
    """
    with _limited(seconds):
        return _Tree(os.path.realpath(root), kind, at).run(command, cwd, output)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in this, the main thread, where it takes longer."""

    def stop(_number: int, _frame: object) -> None:
        raise TimeoutError("the traced command does not end")

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@dataclass(slots=True)
class _Tree:
    """The processes of one command under the tracer."""

    root: str
    kind: str
    at: int
    first: int = 0
    living: set[int] = field(default_factory=set)
    events: list[str] = field(default_factory=list)
    hit: str = ""
    cut: int = 0
    is_slain: bool = False

    def run(self, command: Command, cwd: Path, output: Path) -> Outcome:
        self.first = os.fork()
        if self.first == 0:
            _become(command, cwd, output)
        os.waitpid(self.first, 0)
        _ptrace(_SETOPTIONS, self.first, 0, _OPTIONS)
        self.living.add(self.first)
        _ptrace(_CONT, self.first, 0, 0)
        status = 0
        try:
            while self.living:
                try:
                    pid, how = os.waitpid(-1, _ALL_CHILDREN)
                except ChildProcessError:  # one had ended before its parent told of it
                    break
                if os.WIFSTOPPED(how):
                    self._stopped(pid, how)
                    continue
                self.living.discard(pid)
                if pid == self.first:
                    status = os.waitstatus_to_exitcode(how)
        finally:
            self._end_all()
        if self.is_slain:
            status = -signal.SIGKILL
        return Outcome(status if status >= 0 else 128 - status, tuple(self.events), self.hit)

    def _slay(self) -> None:
        self.is_slain = True
        self._end_all()

    def _end_all(self) -> None:
        for pid in self.living:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self.living:
            try:
                pid, how = os.waitpid(-1, _ALL_CHILDREN)
            except ChildProcessError:
                return
            if not os.WIFSTOPPED(how):
                self.living.discard(pid)

    def _stopped(self, pid: int, how: int) -> None:
        number, event = os.WSTOPSIG(how), how >> 16
        deliver = 0
        try:
            if event in {_FORK, _VFORK, _CLONE}:
                child = ctypes.c_ulong()
                _ptrace(_GETEVENTMSG, pid, 0, ctypes.addressof(child))
                self.living.add(child.value)
            elif event == _SECCOMP:
                if self._called(pid):
                    return
            elif number == signal.SIGTRAP | 0x80:
                if pid == self.cut:  # half of the write is done
                    self._slay()
                    return
            elif number == signal.SIGSTOP and pid != self.first:
                self.living.add(pid)  # a new one begins with this
            elif number != signal.SIGTRAP:
                deliver = number
            _ptrace(_CONT, pid, 0, deliver)
        except ProcessLookupError:
            pass

    def _called(self, pid: int) -> bool:
        """Count a call, and do at it what is to be done; whether the process needs no more."""
        call = _CALLS[_peek(pid, _ORIG_RAX)]
        path = self._path(pid, call)
        if path is None:
            return False
        self.events.append(f"{call.name} {os.path.relpath(path, self.root)}")
        number = len(self.events)
        if number != self.at and not (self.kind.endswith("+") and number > self.at > 0):
            return False
        self.hit = self.hit or self.events[-1]
        return self._fail(pid, call)

    def _fail(self, pid: int, call: _Call) -> bool:
        match self.kind.removesuffix("+"):
            case "torn" if call.name in {"write", "pwrite64"}:
                _ptrace(_POKEUSER, pid, _ARGUMENTS[2], _peek(pid, _ARGUMENTS[2]) // 2)
                self.cut = pid
                _ptrace(_SYSCALL, pid, 0, 0)
                return True
            case "kill" | "torn":
                self._slay()
                return True
            case "child":
                os.kill(pid, signal.SIGKILL)
            case "int" | "term":
                name = {"int": signal.SIGINT, "term": signal.SIGTERM}[self.kind]
                os.kill(self.first, name)
            case "enospc" if call.name not in _TAKES_SPACE:
                pass
            case name:
                _ptrace(_POKEUSER, pid, _ORIG_RAX, -1)  # no call, but its result
                _ptrace(_POKEUSER, pid, _RAX, -getattr(errno, name.upper()))
        return False

    def _path(self, pid: int, call: _Call) -> str | None:
        """The file that a call is about, where it counts."""
        if call.flags is not None:
            flags = _peek(pid, _ARGUMENTS[call.flags])
            if not flags & (os.O_CREAT | os.O_TRUNC):
                return None
        try:
            if call.descriptor is not None:
                number = ctypes.c_int(_peek(pid, _ARGUMENTS[call.descriptor])).value
                path = os.fspath(Path(f"/proc/{pid}/fd/{number}").readlink())
            else:
                path = self._named(pid, call)
        except OSError:
            return None
        return path if path == self.root or path.startswith(f"{self.root}/") else None

    def _named(self, pid: int, call: _Call) -> str:
        assert call.path is not None
        name = os.fsdecode(_read_string(pid, _peek(pid, _ARGUMENTS[call.path])))
        folder = _HERE
        if call.folder is not None:
            folder = ctypes.c_int(_peek(pid, _ARGUMENTS[call.folder])).value
        start = Path(f"/proc/{pid}/cwd" if folder == _HERE else f"/proc/{pid}/fd/{folder}")
        whole = Path(os.path.normpath(start.readlink() / name))
        return os.fspath(whole.parent.resolve() / whole.name)


def _become(command: Command, cwd: Path, output: Path) -> None:
    """In the child: ask to be traced, to be stopped at the calls that count, and be the command."""
    status = 127
    try:
        told = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(told, 1)
        os.dup2(told, 2)
        os.chdir(cwd)
        os.setpgid(0, 0)
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        _stop_at(sorted(_CALLS))
        if callable(command):
            status = _call(command)
        else:
            os.execvp(command[0], list(command))
    finally:
        os._exit(status)


def _call(command: Callable[[], object]) -> int:
    """What a process that does this alone would end with."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115
    status = 0
    try:
        command()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 as the interpreter does
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    return status


def _stop_at(numbers: Sequence[int]) -> None:
    """Have the kernel stop this process and its children at some calls, and at no others."""
    load, same, answer = 0x20, 0x15, 0x06
    allow, stop = 0x7FFF0000, 0x7FF00000
    program = [(load, 0, 0, 0)]
    for place, number in enumerate(numbers):
        program.append((same, len(numbers) - place, 0, number))
    program += [(answer, 0, 0, allow), (answer, 0, 0, stop)]
    code = b"".join(struct.pack("=HBBI", *each) for each in program)
    held = ctypes.create_string_buffer(code, len(code))
    head = struct.pack("=HxxxxxxQ", len(program), ctypes.addressof(held))
    no_new_rights, set_filter, by_program = 38, 22, 2
    if _libc.prctl(no_new_rights, 1, 0, 0, 0) or _libc.prctl(set_filter, by_program, head, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")


def _ptrace(request: int, pid: int, address: int, data: int) -> int:
    ctypes.set_errno(0)
    arguments = (ctypes.c_long(request), ctypes.c_long(pid), ctypes.c_void_p(address))
    # Negative numbers are the same bits.
    got = int(_libc.ptrace(*arguments, ctypes.c_void_p(data & 0xFFFFFFFFFFFFFFFF)))
    if got == -1 and (number := ctypes.get_errno()):
        raise OSError(number, os.strerror(number))
    return got


def _peek(pid: int, offset: int) -> int:
    """A register, as the 64 bits that it has."""
    return _ptrace(_PEEKUSER, pid, offset, 0) & 0xFFFFFFFFFFFFFFFF


def _read_string(pid: int, address: int) -> bytes:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        read = b""
        while b"\0" not in read:
            more = memory.read(4096 - (address + len(read)) % 4096)
            if not more:
                break
            read += more
    return read.partition(b"\0")[0]
