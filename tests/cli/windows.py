"""Import the whole package as Windows would: run as a program, with what is missing there missing.

Third-party packages are imported first, for this system. Then our own modules are imported anew.
"""

from __future__ import annotations

import os
import pkgutil
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import git_report

MODULES = frozenset(
    "curses fcntl grp posix pty pwd readline resource spwd syslog termios tty".split()
)
OF_OS = """
    chown chroot ctermid fchmod fchown fork forkpty geteuid getegid getgid getgroups getloadavg
    getpgid getpgrp getpriority getresuid getuid initgroups killpg lchown lockf mkfifo
    mknod nice openpty pathconf pipe2 posix_fadvise posix_fallocate posix_spawn pread pwrite
    sched_getaffinity sendfile set_blocking setegid seteuid setgid setpgid setsid setuid statvfs
    sync uname wait wait3 wait4 O_CLOEXEC O_DIRECTORY O_DSYNC O_NOCTTY O_NOFOLLOW O_NONBLOCK O_SYNC
    WNOHANG
""".split()
OF_SIGNAL = """
    SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGQUIT SIGSTOP SIGTSTP SIGUSR1 SIGUSR2
    ITIMER_REAL alarm getitimer pause pthread_kill pthread_sigmask setitimer
    siginterrupt sigpending sigwait
""".split()


class Blocker(MetaPathFinder):
    """Finds none of the modules that Windows does not have."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname in MODULES:
            raise ModuleNotFoundError(f"No module named '{fullname}'", name=fullname)
        return None


def list_modules() -> list[str]:
    """Every module of the package but those that are programs."""
    found = pkgutil.walk_packages(git_report.__path__, "git_report.")
    return [each.name for each in found if not each.name.endswith("__main__")]


def main() -> None:
    names = list_modules()
    for name in names:
        import_module(name)
    for name in [*MODULES, *(n for n in sys.modules if n.partition(".")[0] == "git_report")]:
        sys.modules.pop(name, None)
    for module, attributes in ((os, OF_OS), (signal, OF_SIGNAL)):
        for attribute in attributes:
            if hasattr(module, attribute):
                delattr(module, attribute)
    sys.meta_path.insert(0, Blocker())
    sys.modules["msvcrt"] = ModuleType("msvcrt")
    sys.platform = "win32"
    for name in names:
        import_module(name)
        sys.stdout.write(f"{name}\n")
    hidden = [name for name in ("fcntl", "pwd", "termios") if name in sys.modules]
    assert hidden == [], hidden


if __name__ == "__main__":
    main()
