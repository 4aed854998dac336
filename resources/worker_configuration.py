"""What a worker is started with and told first: code, variables, folders it may read, limits."""

import dataclasses
import functools
import json
import os
import site
import sys
import sysconfig
from pathlib import Path

import eigendata_assets
from eigendata_assets.execution.protocol import EnvironmentCode, Limits

_ROOT = str(Path(eigendata_assets.__file__).parent.parent)
_MAIN = f"import sys; sys.path.insert(0, {_ROOT!r}); from eigendata_assets.execution.worker.main import main; main()"


def command() -> list[str]:
    """Our interpreter, without the slow search for packages: the configuration says where they are.

    Not isolated with -I, which would ignore PYTHONHASHSEED; the variables are all ours anyway.
    """
    compiled = ["-B"] if sys.dont_write_bytecode else []
    return [sys.executable, "-S", "-s", "-P", "-X", "utf8", *compiled, "-c", _MAIN]


def environment_variables() -> dict[str, str]:
    """The worker's only ones: none of ours, which hold keys, but where the interpreter's libraries lie.

    The same hash seed everywhere gives sets the same order in every worker; one thread for numerical libraries keeps
    them within the memory limit on machines with many cores; temporary files lie in the worker's own folder.
    """
    found = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    same = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "TMPDIR": "."}
    return same | one_thread | found


def first_line(environment: EnvironmentCode, limits: Limits, folder: Path) -> bytes:
    """What the worker reads first, as JSON; `folder` is its own, with a copy of the environment."""
    configuration = {
        "folder": str(folder),
        "readable": [*_libraries(), *_packages()],
        "packages": _packages(),
        "root": _ROOT,
        "host": os.getpid(),
        "toolkits": [dataclasses.asdict(toolkit) for toolkit in environment.toolkits],
        "loader": environment.loader,
        "limits": dataclasses.asdict(limits),
    }
    return json.dumps(configuration).encode("ascii")


@functools.cache
def _packages() -> list[str]:
    """The folders of installed packages, which foreign code may import."""
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [*site.getsitepackages(), *user]


@functools.cache
def _libraries() -> list[str]:
    """What the interpreter and the compiled parts of packages read."""
    paths = sysconfig.get_paths()
    own = {paths["stdlib"], paths["platstdlib"], f"{sys.base_prefix}/lib", f"{sys.base_exec_prefix}/lib"}
    return [*sorted(own), "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo",
            "/etc/ld.so.cache"]  # fmt: skip
