"""A confined process can compute, use its own folder, and nothing else; on kernels that offer less, too."""

import ctypes
import errno
import json
import os
import platform
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from eigendata_assets.execution.worker import landlock, seccomp

REPOSITORY = Path(__file__).parents[2]
LIMITS = {
    "cpu_seconds": 20,
    "memory_bytes": 512 << 20,
    "open_files": 32,
    "file_bytes": 1 << 20,
    "threads": 16,
}
READABLE = [sysconfig.get_paths()["stdlib"], f"{sys.base_prefix}/lib", "/lib", "/lib64", "/usr/lib"]

CHILD = """
import ctypes, json, os, sys
sys.path.insert(0, {repository!r})
from eigendata_assets.execution.worker import confinement, linux, seccomp
def poorer_kernel(*rules):
    program = seccomp._instruction(0x20, 0) + b"".join(map(b"".join, rules)) + seccomp._instruction(0x06, 0x7FFF0000)
    code = ctypes.create_string_buffer(program, len(program))
    header = __import__("struct").pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.create_string_buffer(header, len(header)))
def no_landlock(): poorer_kernel(*(seccomp._refuse(number, 38) for number in (444, 445, 446)))
def no_seccomp(): poorer_kernel(seccomp._refuse_when({prctl}, 0, 0xFFFFFFFF, 22, when_equal=True))
def no_namespaces(): poorer_kernel(seccomp._refuse({unshare}, 1))
def no_capabilities(): linux._libc.capset(linux._words(0x20080522, 0), linux._words(0, 0, 0, 0, 0, 0))
{before}
import resource, socket, sqlite3, subprocess, threading
report = confinement.confine(os.getcwd(), {readable!r}, {limits!r}, os.getppid())
def outcome(code):
    try:
        return repr(eval(code))
    except BaseException as error:
        return type(error).__name__
print(json.dumps([report, *map(outcome, {attempts!r})]))
"""


def confined(folder, *attempts, before="", interpreter=sys.executable, **options):
    """The report, and of each attempt (an expression) the value or the name of the exception."""
    numbers = {"x86_64": (157, 272), "aarch64": (167, 97)}.get(platform.machine(), (0, 0))
    code = CHILD.format(
        repository=str(REPOSITORY), prctl=numbers[0], unshare=numbers[1],
        before=before, readable=READABLE, limits=LIMITS, attempts=attempts,
    )  # fmt: skip
    done = subprocess.run(
        [interpreter, "-S", "-B", "-c", code],
        cwd=folder, env={}, capture_output=True, timeout=30, text=True, check=False, **options,
    )  # fmt: skip
    assert done.stderr == ""
    report, *outcomes = json.loads(done.stdout)
    return report, dict(zip(attempts, outcomes, strict=True))


def all_are(outcomes: dict[str, str], name: str) -> bool:
    return outcomes == dict.fromkeys(outcomes, name)


def has_filters() -> bool:
    """Whether the kernel looks at the (missing) program of a filter at all."""
    libc = ctypes.CDLL(None, use_errno=True)
    return seccomp.supported() and libc.prctl(22, 2, 0) != 0 and ctypes.get_errno() == errno.EFAULT


needs_landlock = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not has_filters(), reason="there are no seccomp filters here")

FILES_OUTSIDE = [
    "open('/etc/passwd')",
    f"open({str(REPOSITORY / 'pyproject.toml')!r})",
    "open('/proc/1/environ')",
    "open('/proc/self/environ')",
    "os.listdir('/')",
    f"os.listdir({str(Path.home())!r})",
    "os.listdir('..')",
    "open('../victim.txt')",
    "open('../victim.txt', 'w')",
    "os.open('../written.txt', os.O_CREAT | os.O_WRONLY)",
    "os.remove('../victim.txt')",
    "os.mkdir('../made')",
    "os.rename('own.txt', '../moved.txt')",
    "os.symlink('/etc/passwd', 'link') or open('link')",
    "os.truncate('../victim.txt', 0)",
    "os.chmod('../victim.txt', 0o777)",
    "os.utime('../victim.txt')",
    "os.chown('../victim.txt', 1, 1)",
]
PROCESSES = [
    "os.fork()",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.execv('/bin/true', ['true'])",
    "subprocess.run(['/bin/true'])",
    "os.kill(os.getppid(), 0)",
    "os.kill(os.getpid(), 0)",
    "os.killpg(0, 0)",
]
SOCKETS = [
    "socket.create_connection(('127.0.0.1', 9), 1)",
    "socket.socket().connect(('127.0.0.1', 9))",
    "socket.socket(socket.AF_UNIX).connect('/run/anything')",
    "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', '/dev/log')",
    "socket.socket().bind(('127.0.0.1', 0))",
]
ALLOWED = {
    "open('own.txt', 'w').write('mine')": "4",
    "open('own.txt').read()": "'mine'",
    "os.mkdir('sub') or os.listdir('sub')": "[]",
    "os.rename('own.txt', 'sub/own.txt')": "None",
    "open('/dev/null', 'w').write('x')": "1",
    "len(open('/dev/urandom', 'rb', 0).read(4))": "4",
    "__import__('decimal').Decimal('0.1') * 3": "Decimal('0.3')",
    "sqlite3.connect('data.db').execute('select 1').fetchall()": "[(1,)]",
    "__import__('asyncio').run(__import__('asyncio').sleep(0, 'slept'))": "'slept'",
}


@pytest.fixture
def folder(tmp_path):
    """The own folder, with a file in it and one beside it."""
    (tmp_path / "victim.txt").write_text("unharmed")
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.txt").write_text("")
    return own


@needs_landlock
@needs_seccomp
def test_nothing_outside_can_be_reached(folder):
    report, outcomes = confined(folder, *FILES_OUTSIDE, *PROCESSES, *SOCKETS)
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["files"] == f"Landlock ABI {landlock.abi()}"
    assert report["processes"] == "seccomp filter"
    assert report["memory"] == "address space limit of 512 MiB"


def test_the_own_folder_the_library_and_threads_can_be_used(folder):
    thread = "(t := threading.Thread(target=int)).start() or t.join()"
    _, outcomes = confined(folder, *ALLOWED, thread)
    assert outcomes == {**ALLOWED, thread: "None"}


@needs_seccomp
def test_limits_cannot_be_raised_nor_the_parent_outlived(folder):
    raised = "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"
    raised_for_others = "resource.prlimit(0, resource.RLIMIT_AS, (-1, -1))"
    outlived = "linux.prctl(linux.PR_SET_PDEATHSIG, 0)"
    _, outcomes = confined(folder, raised, raised_for_others, outlived)
    assert set(outcomes.values()) <= {"PermissionError", "ValueError"}


@needs_seccomp
def test_c_code_is_held_as_python_is(folder):
    libc = "ctypes.CDLL(None, use_errno=True)"
    calls = ("fork()", "socket(2, 1, 0)", "chmod(b'own.txt', 511)", "unshare(0)")
    _, outcomes = confined(folder, *(f"{libc}.{call}" for call in calls))
    assert all_are(outcomes, "-1"), outcomes


def test_limits_on_memory_files_and_open_files_are_met(folder):
    _, outcomes = confined(
        folder,
        "bytearray(1 << 30)",
        "open('large', 'wb', 0).write(bytes(2 << 20))",
        "[open('many' + str(i), 'w') for i in range(64)]",
    )
    assert list(outcomes.values()) == ["MemoryError", "1048576", "OSError"]


@needs_seccomp
@pytest.mark.parametrize("before", ["no_namespaces()", "no_capabilities()", "no_capabilities(); no_namespaces()"])
def test_sockets_are_blocked_where_there_is_no_namespace(folder, before):
    report, outcomes = confined(folder, *SOCKETS, before=before)
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["network"].endswith("blocked sockets (seccomp filter)")


@needs_seccomp
def test_a_user_without_privileges_gets_a_namespace_where_users_may_make_them(folder):
    probe = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    allowed = subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
    report, outcomes = confined(folder, *ALLOWED, before="no_capabilities()")
    assert outcomes == ALLOWED
    assert report["network"].startswith("network namespace") == allowed


@needs_seccomp
def test_without_landlock_python_itself_refuses_files_outside(folder):
    report, outcomes = confined(folder, *FILES_OUTSIDE, "sqlite3.connect('../written.db')", before="no_landlock()")
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["files"] == "audit hook"


@needs_seccomp
def test_without_landlock_the_own_folder_and_the_library_can_be_used(folder):
    _, outcomes = confined(folder, *ALLOWED, before="no_landlock()")
    assert outcomes == ALLOWED


@needs_seccomp
def test_without_seccomp_python_itself_refuses_processes_and_sockets(folder):
    raised = "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"
    report, outcomes = confined(folder, *PROCESSES, *SOCKETS, raised, "os.system('true')", before="no_seccomp()")
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["processes"] == "audit hook"
    assert report["network"].endswith("blocked sockets (audit hook)")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_holds_for_an_ordinary_user(folder):
    interpreter = interpreter_for_everybody()
    for path in (folder, folder / "own.txt", folder.parent / "victim.txt"):
        os.chown(path, 65534, 65534)
    for path in folder.parents[:3]:
        path.chmod(0o755)
    options = {"interpreter": interpreter, "user": 65534, "group": 65534, "extra_groups": []}
    _, outcomes = confined(folder, *FILES_OUTSIDE, *PROCESSES, *SOCKETS, **options)
    assert all_are(outcomes, "PermissionError"), outcomes
    assert (folder.parent / "victim.txt").read_text() == "unharmed"
    _, outcomes = confined(folder, *ALLOWED, **options)
    assert outcomes == ALLOWED


def interpreter_for_everybody() -> str:
    for path in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        code = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); import eigendata_assets"
        code += "; sys.exit(sys.version_info < (3, 11))"
        try:
            subprocess.run([path, "-S", "-c", code], user=65534, check=True, capture_output=True)
            return path
        except (OSError, subprocess.CalledProcessError):
            continue
    pytest.skip("no interpreter that an ordinary user can run")
