"""Shuts this process in before it runs any code that is not ours, and says which mechanism holds each promise.

Every layer is tried; where the kernel does not offer one, the next best holds its promise and the report says so.
The order matters: entering a user namespace clears the parent-death signal, and the seccomp filter refuses most of
what the steps before it need. Only the standard library is used.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from eigendata_assets.execution.worker import audit_hook, landlock, linux, seccomp

Report = dict[str, str]

_STACK_BYTES = 8 << 20


def confine(own_folder: str, readable: Sequence[str], limits: Mapping[str, Any], host: int) -> Report:
    """This process can compute, read `readable`, use `own_folder` and the open files, within the limits; no more.

    It dies with `host`, the process that started it. The report maps network, files, processes and memory to the
    mechanism that holds them.
    """
    _limit_resources(limits)
    namespaces = _enter_namespaces()
    if linux.SUPPORTED:
        linux.drop_capabilities()
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != host:
            os._exit(1)
    if namespaces & linux.CLONE_NEWUSER:  # elsewhere the user's other processes would count as well
        _limit(resource.RLIMIT_NPROC, limits["threads"])
    files = _restrict_files(own_folder, readable)
    filtered = _filter_system_calls()
    if not filtered:
        _limit(resource.RLIMIT_NPROC, 0)
    audit_hook.refuse(
        processes=not filtered,
        sockets=not filtered,
        files=None if files and filtered else (own_folder, readable),  # Landlock alone lets modes and times be changed
    )
    blocked = f"blocked sockets ({'seccomp filter' if filtered else 'audit hook'})"
    return {
        "network": f"network namespace, {blocked}" if namespaces else blocked,
        "files": files or "audit hook",
        "processes": "seccomp filter" if filtered else "audit hook",
        "memory": f"address space limit of {int(limits['memory_bytes']) >> 20} MiB",
    }


def _limit_resources(limits: Mapping[str, Any]) -> None:
    _limit(resource.RLIMIT_CPU, limits["cpu_seconds"], limits["cpu_seconds"] + 1)
    _limit(resource.RLIMIT_AS, limits["memory_bytes"])
    _limit(resource.RLIMIT_NOFILE, limits["open_files"])
    _limit(resource.RLIMIT_FSIZE, limits["file_bytes"])
    _limit(resource.RLIMIT_STACK, _STACK_BYTES)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, soft: float, hard: float | None = None) -> None:
    """The limit holds, or the lower one that held already."""
    _, ceiling = resource.getrlimit(what)
    highest = int(soft if hard is None else hard)
    highest = highest if ceiling == resource.RLIM_INFINITY else min(highest, ceiling)
    resource.setrlimit(what, (min(int(soft), highest), highest))


def _enter_namespaces() -> int:
    """The new namespaces that this process is alone in; 0 where the kernel allows none."""
    if linux.SUPPORTED:
        alone = linux.CLONE_NEWNET | linux.CLONE_NEWIPC
        for namespaces in (alone, alone | linux.CLONE_NEWUSER):
            try:
                linux.unshare(namespaces)
                return namespaces
            except OSError:
                continue
    return 0


def _restrict_files(own_folder: str, readable: Sequence[str]) -> str:
    version = landlock.abi()
    if version == 0:
        return ""
    landlock.restrict(own_folder, readable)
    return f"Landlock ABI {version}"


def _filter_system_calls() -> bool:
    if not linux.SUPPORTED or not seccomp.supported():
        return False
    try:
        seccomp.install()
        return True
    except OSError:
        return False
