"""Landlock: the kernel refuses every file outside the folders that are named, to root as well.

https://docs.kernel.org/userspace-api/landlock.html. Works with every ABI from 1 on: a right that the kernel does not
know yet is not asked for. It has no say over `stat`, `chdir` and changes of mode, owner and times; the seccomp filter
refuses the latter.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Sequence

from eigendata_assets.execution.worker.linux import SUPPORTED, system_call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_OF_A_FILE = _WRITE_FILE | _READ_FILE | _TRUNCATE
_NEVER = _EXECUTE | _MAKE_CHAR | _MAKE_SOCK | _MAKE_BLOCK | _IOCTL_DEV

_BIND_AND_CONNECT_TCP = 3
_ABSTRACT_SOCKETS_AND_SIGNALS = 3


def abi() -> int:
    """The version of Landlock that this kernel speaks; 0 where it speaks none."""
    if not SUPPORTED:
        return 0
    try:
        return system_call(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def restrict(own_folder: str, readable: Sequence[str]) -> None:
    """This process can use `own_folder`, read what lies in `readable` (what is missing is left out), and no more.

    It can execute nothing, reach no TCP port, and signal nobody outside. Needs PR_SET_NO_NEW_PRIVS.
    """
    version = abi()
    rights = _rights(version)
    ruleset = system_call(_CREATE_RULESET, *_sized(_ruleset(version, rights)), 0)
    try:
        _allow(ruleset, own_folder, rights & ~_NEVER)
        _allow(ruleset, "/dev/null", rights & _OF_A_FILE)
        for path in (*readable, "/dev/urandom"):
            _allow(ruleset, path, _READ_FILE | _READ_DIR)
        system_call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _rights(version: int) -> int:
    bits = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    return (1 << bits) - 1


def _ruleset(version: int, rights: int) -> bytes:
    if version < 4:
        return struct.pack("Q", rights)
    if version < 6:
        return struct.pack("QQ", rights, _BIND_AND_CONNECT_TCP)
    return struct.pack("QQQ", rights, _BIND_AND_CONNECT_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS)


def _sized(content: bytes) -> tuple[ctypes.Array[ctypes.c_char], int]:
    return ctypes.create_string_buffer(content, len(content)), len(content)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - pathlib costs every worker 3 ms
            rights &= _OF_A_FILE
        rule, _ = _sized(struct.pack("=Qi", rights, place))
        system_call(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
