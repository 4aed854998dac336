"""What Python itself refuses where the kernel cannot: weaker, since only Python code is watched and not C.

Python announces what it is about to do (PEP 578); a hook that raises stops it, and no hook can be taken away again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

_PROCESSES = ("os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "os.killpg",
              "subprocess.Popen", "pty.spawn", "signal.pthread_kill", "resource.setrlimit", "resource.prlimit",
              "ctypes.dlsym", "ctypes.dlsym/handle", "ctypes.call_function")  # fmt: skip
_SOCKETS = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
            "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")  # fmt: skip
_FILES_CHANGED = ("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.removexattr", "os.rename", "os.rmdir",
                  "os.setxattr", "os.symlink", "os.truncate", "os.utime", "os.chflags")  # fmt: skip
_FILES_READ = ("os.listdir", "os.scandir", "os.chdir", "os.walk", "os.fwalk")
_DEVICES = ("/dev/null", "/dev/urandom")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_Rule = Callable[[tuple[Any, ...]], bool]


def refuse(*, processes: bool, sockets: bool, files: tuple[str, Sequence[str]] | None) -> None:
    """Python refuses what is named with PermissionError; `files` are the own folder and the readable folders."""
    rules: dict[str, _Rule] = {}
    rules |= dict.fromkeys(_PROCESSES if processes else (), _never)
    rules |= dict.fromkeys(_SOCKETS if sockets else (), _never)
    rules |= _file_rules(*files) if files else {}
    if not rules:
        return

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        rule = rules.get(event)
        if rule is not None and not rule(arguments):
            raise PermissionError(f"the sandbox does not allow {event}")

    sys.addaudithook(hook)


def _never(_: tuple[Any, ...]) -> bool:
    return False


def _file_rules(own_folder: str, readable: Sequence[str]) -> dict[str, _Rule]:
    writable = (os.path.realpath(own_folder),)
    known = (*writable, *(os.path.realpath(path) for path in readable))

    def opened(arguments: tuple[Any, ...]) -> bool:
        path, _, flags = arguments
        return path in _DEVICES or _within(path, writable if flags & _WRITING else known)

    def changed(arguments: tuple[Any, ...]) -> bool:
        return all(_within(path, writable) for path in arguments if isinstance(path, str | bytes | os.PathLike))

    def read(arguments: tuple[Any, ...]) -> bool:
        return _within("." if arguments[0] is None else arguments[0], known)

    def connected(arguments: tuple[Any, ...]) -> bool:
        return arguments[0] == ":memory:" or _within(arguments[0], writable)

    return {
        "open": opened,
        "sqlite3.connect": connected,
        **dict.fromkeys(_FILES_CHANGED, changed),
        **dict.fromkeys(_FILES_READ, read),
    }


def _within(path: Any, folders: Sequence[str]) -> bool:
    if isinstance(path, int):
        return True
    place = os.path.realpath(os.fsdecode(path))
    return any(place == folder or place.startswith(folder + os.sep) for folder in folders)
