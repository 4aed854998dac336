"""System calls that Python has no function for; everything raises OSError where the kernel refuses."""

from __future__ import annotations

import ctypes
import os
import sys

SUPPORTED = sys.platform == "linux"

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000

_CAPABILITIES_TO_READ = (1 << 2, 1 << 1)  # DAC_READ_SEARCH; DAC_OVERRIDE, where a container gives only that
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def system_call(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """What the kernel answered; text and structures are passed as buffers, everything else as a machine word."""
    words = [ctypes.c_ulong(item) if isinstance(item, int) else item for item in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *words))


def prctl(option: int, value: int, structure: ctypes.Array[ctypes.c_char] | None = None) -> None:
    """The option has the value for this process."""
    none = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), structure or none, none, none))


def unshare(namespaces: int) -> None:
    """This process is alone in new namespaces of the kinds given."""
    _checked(_libc.unshare(ctypes.c_int(namespaces)))


def drop_capabilities() -> None:
    """Root is left with the right to read what its owner alone may read (the interpreter may lie there), or nothing."""
    header = _words(_CAPABILITY_VERSION_3, 0)
    for kept in (*_CAPABILITIES_TO_READ, 0) if os.geteuid() == 0 else (0,):
        try:
            _checked(_libc.capset(header, _words(kept, kept, 0, 0, 0, 0)))
            return
        except PermissionError:
            continue


def _words(*values: int) -> ctypes.Array[ctypes.c_uint32]:
    return (ctypes.c_uint32 * len(values))(*values)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
