"""A seccomp filter: the kernel refuses the system calls that reach beyond this process.

The tables name what is refused, with the numbers of x86_64 and aarch64; all else is allowed, since Landlock, the
namespaces and the limits hold the rest. A refused call fails with EPERM, which Python raises as PermissionError.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator

from eigendata_assets.execution.worker.linux import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_SECCOMP, prctl

_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000

# name: number on x86_64, number on aarch64 (None where it does not exist)
_PROCESSES: dict[str, tuple[int | None, int | None]] = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274),
    "sched_setparam": (142, 118), "migrate_pages": (256, 238), "move_pages": (279, 239), "setrlimit": (160, 164),
}  # fmt: skip
_SOCKETS: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242),
}  # fmt: skip
_FILES: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "removexattrat": (466, 466), "file_setattr": (469, 469), "truncate": (76, 45),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262),
    "inotify_init": (253, None), "inotify_init1": (294, 26),
}  # fmt: skip
_MEMORY_THAT_OUTLIVES_US: dict[str, tuple[int | None, int | None]] = {
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "msgget": (68, 186),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "memfd_create": (319, 279), "memfd_secret": (447, 447),
}  # fmt: skip
_SYSTEM: dict[str, tuple[int | None, int | None]] = {
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "open_tree_attr": (467, 467), "unshare": (272, 97),
    "setns": (308, 268), "swapon": (167, 224), "swapoff": (168, 225), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "personality": (135, 92),
    "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443), "syslog": (103, 116),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None), "vhangup": (153, 58), "setuid": (105, 146), "setgid": (106, 144),
    "setreuid": (113, 145), "setregid": (114, 143), "setresuid": (117, 147), "setresgid": (119, 149),
    "setgroups": (116, 159), "setfsuid": (122, 151), "setfsgid": (123, 152), "capset": (126, 91),
}  # fmt: skip

_LOW, _HIGH = 0, 4
_CLONE_THREAD = 0x10000
_SOCKET_TYPE, _SOCK_STREAM = 0xF, 1
_ALL = 0xFFFFFFFF
# number on x86_64, on aarch64, byte of the arguments, mask, value, refused when the masked word is (not) the value
_CONDITIONS: tuple[tuple[int | None, int | None, int, int, int, bool], ...] = (
    (56, 220, _LOW, _CLONE_THREAD, 0, True),  # clone: only threads
    (53, 199, 8 + _LOW, _SOCKET_TYPE, _SOCK_STREAM, False),  # socketpair: only streams, which reach nobody else
    (302, 261, 16 + _LOW, _ALL, 0, False),  # prlimit64: reading, never setting
    (302, 261, 16 + _HIGH, _ALL, 0, False),
    (72, 25, 8 + _LOW, _ALL, 8, True),  # fcntl F_SETOWN, F_SETSIG, F_SETOWN_EX: signals to others
    (72, 25, 8 + _LOW, _ALL, 10, True),
    (72, 25, 8 + _LOW, _ALL, 15, True),
    (16, 29, 8 + _LOW, _ALL, 0x8901, True),  # ioctl FIOSETOWN, SIOCSPGRP: the same
    (16, 29, 8 + _LOW, _ALL, 0x8902, True),
    (157, 167, _LOW, _ALL, PR_SET_PDEATHSIG, True),  # prctl: what confinement has set stays set
    (157, 167, _LOW, _ALL, PR_SET_DUMPABLE, True),
    (257, 56, 16 + _LOW, os.O_ACCMODE | os.O_TRUNC, os.O_TRUNC, True),  # openat, open: emptying what one may read
    (2, None, 8 + _LOW, os.O_ACCMODE | os.O_TRUNC, os.O_TRUNC, True),
)
_TGKILL = (234, 131)
_UNKNOWN_TO_US = ((435, 435), (437, 437))  # clone3, openat2: libc falls back to what the filter can read

_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _KILL, _FAIL_WITH = 0x7FFF0000, 0x80000000, 0x00050000


def supported() -> bool:
    """Whether there is a filter for this machine's processor."""
    return os.uname().machine in _ARCHITECTURES


def install() -> None:
    """No process can be made, no socket opened, nobody signalled, and nothing changed outside the open files.

    Raises OSError where the kernel has no seccomp filters. Needs PR_SET_NO_NEW_PRIVS.
    """
    program = b"".join(_program(*_ARCHITECTURES[os.uname().machine]))
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, 2, ctypes.create_string_buffer(header, len(header)))


def _program(column: int, architecture: int) -> Iterator[bytes]:
    yield _instruction(_LOAD, _ARCHITECTURE_AT)
    yield _instruction(_EQUAL, architecture, 1, 0)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER_AT)
    yield _instruction(_AT_LEAST, _X32, 0, 1)
    yield _instruction(_RETURN, _FAIL_WITH | errno.ENOSYS)
    for table in (_PROCESSES, _SOCKETS, _FILES, _MEMORY_THAT_OUTLIVES_US, _SYSTEM):
        for numbers in table.values():
            yield from _refuse(numbers[column], errno.EPERM)
    for numbers in _UNKNOWN_TO_US:
        yield from _refuse(numbers[column], errno.ENOSYS)
    for *row, offset, mask, value, when_equal in _CONDITIONS:
        yield from _refuse_when(row[column], offset, mask, value, when_equal=when_equal)
    yield from _refuse_when(_TGKILL[column], _LOW, _ALL, os.getpid(), when_equal=False)
    yield _instruction(_RETURN, _ALLOW)


def _refuse(number: int | None, error: int) -> Iterator[bytes]:
    if number is not None:
        yield _instruction(_EQUAL, number, 0, 1)
        yield _instruction(_RETURN, _FAIL_WITH | error)


def _refuse_when(number: int | None, offset: int, mask: int, value: int, *, when_equal: bool) -> Iterator[bytes]:
    if number is not None:
        yield _instruction(_EQUAL, number, 0, 5)
        yield _instruction(_LOAD, _ARGUMENTS_AT + offset)
        yield _instruction(_AND, mask)
        yield _instruction(_EQUAL, value, *((0, 1) if when_equal else (1, 0)))
        yield _instruction(_RETURN, _FAIL_WITH | errno.EPERM)
        yield _instruction(_LOAD, _NUMBER_AT)


def _instruction(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
