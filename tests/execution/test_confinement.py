"""A confined process can compute, use its own folder, and nothing else; on kernels that offer less, too."""

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


needs_landlock = pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not seccomp.supported(), reason="there is no seccomp filter for this processor")

FILES_OUTSIDE = [
    "open('/etc/passwd')",
    f"open({str(REPOSITORY / 'pyproject.toml')!r})",
    "open('/proc/1/environ')",
    "open('/proc/self/environ')",
    "os.listdir('/')",
    f"os.listdir({str(Path.home())!r})",
    "open('/tmp/written', 'w')",
    "os.open('/tmp/written', os.O_CREAT | os.O_WRONLY)",
    "os.remove('/etc/hostname')",
    "os.mkdir('/tmp/made')",
    "os.rename('own.txt', '/tmp/moved')",
    "os.symlink('/etc/passwd', 'link') or open('link')",
    "open(os.sep.join(['..', '..', '..', '..', '..', '..', 'etc', 'passwd']))",
    "os.truncate(sys.executable, 0)",
    "os.chmod(sys.executable, 0o777)",
    "os.utime(sys.executable)",
    "os.chown(sys.executable, 1, 1)",
]
PROCESSES = [
    "os.fork()",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.execv('/bin/true', ['true'])",
    "subprocess.run(['/bin/true'])",
    "os.kill(os.getppid(), 9)",
    "os.kill(os.getpid(), 9)",
    "os.killpg(0, 9)",
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


@needs_landlock
@needs_seccomp
def test_nothing_outside_can_be_reached(tmp_path):
    (tmp_path / "own.txt").write_text("")
    report, outcomes = confined(tmp_path, *FILES_OUTSIDE, *PROCESSES, *SOCKETS)
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["files"] == f"Landlock ABI {landlock.abi()}"
    assert report["processes"] == "seccomp filter"
    assert report["memory"] == "address space limit of 512 MiB"


def test_the_own_folder_the_library_and_threads_can_be_used(tmp_path):
    thread = "(t := threading.Thread(target=int)).start() or t.join()"
    _, outcomes = confined(tmp_path, *ALLOWED, thread)
    assert outcomes == {**ALLOWED, thread: "None"}


@needs_seccomp
def test_limits_cannot_be_raised_nor_the_parent_outlived(tmp_path):
    raised = "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"
    raised_for_others = "resource.prlimit(0, resource.RLIMIT_AS, (-1, -1))"
    outlived = "linux.prctl(linux.PR_SET_PDEATHSIG, 0)"
    _, outcomes = confined(tmp_path, raised, raised_for_others, outlived)
    assert set(outcomes.values()) <= {"PermissionError", "ValueError"}


@needs_seccomp
def test_c_code_is_held_as_python_is(tmp_path):
    libc = "ctypes.CDLL(None, use_errno=True)"
    calls = ("fork()", "socket(2, 1, 0)", "chmod(b'/etc/passwd', 511)", "unshare(0)")
    _, outcomes = confined(tmp_path, *(f"{libc}.{call}" for call in calls))
    assert all_are(outcomes, "-1"), outcomes


def test_limits_on_memory_files_and_open_files_are_met(tmp_path):
    _, outcomes = confined(
        tmp_path,
        "bytearray(1 << 30)",
        "open('large', 'wb', 0).write(bytes(2 << 20))",
        "[open('many' + str(i), 'w') for i in range(64)]",
    )
    assert list(outcomes.values()) == ["MemoryError", "1048576", "OSError"]


@needs_seccomp
@pytest.mark.parametrize("before", ["no_namespaces()", "no_capabilities()", "no_capabilities(); no_namespaces()"])
def test_sockets_are_blocked_where_there_is_no_namespace(tmp_path, before):
    report, outcomes = confined(tmp_path, *SOCKETS, before=before)
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["network"].endswith("blocked sockets (seccomp filter)")


@needs_seccomp
def test_a_user_without_privileges_gets_a_namespace_or_blocked_sockets(tmp_path):
    report, outcomes = confined(tmp_path, *ALLOWED, "bool(os.getuid() or os.geteuid())", before="no_capabilities()")
    own = Path("/proc/sys/user/max_user_namespaces")
    assert "blocked sockets (seccomp filter)" in report["network"]
    assert ALLOWED.items() <= outcomes.items()
    if own.exists() and int(own.read_text()) > 0 and os.geteuid() == 0:
        assert report["network"].startswith("network namespace")


@needs_seccomp
def test_without_landlock_python_itself_refuses_files_outside(tmp_path):
    (tmp_path / "own.txt").write_text("")
    report, outcomes = confined(tmp_path, *FILES_OUTSIDE, "sqlite3.connect('/tmp/written')", before="no_landlock()")
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["files"] == "audit hook"


def test_without_landlock_the_own_folder_and_the_library_can_be_used(tmp_path):
    _, outcomes = confined(tmp_path, *ALLOWED, before="no_landlock()")
    assert outcomes == ALLOWED


def test_without_seccomp_python_itself_refuses_processes_and_sockets(tmp_path):
    raised = "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))"
    report, outcomes = confined(tmp_path, *PROCESSES, *SOCKETS, raised, "os.system('true')", before="no_seccomp()")
    assert all_are(outcomes, "PermissionError"), outcomes
    assert report["processes"] == "audit hook"
    assert report["network"].endswith("blocked sockets (audit hook)")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_holds_for_an_ordinary_user(tmp_path_factory):
    interpreter = interpreter_for_everybody()
    folder = tmp_path_factory.mktemp("nobody")
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)
    os.chown(folder, 65534, 65534)
    (folder / "own.txt").touch()
    os.chown(folder / "own.txt", 65534, 65534)
    options = {"interpreter": interpreter, "user": 65534, "group": 65534, "extra_groups": []}
    _, outcomes = confined(folder, *FILES_OUTSIDE, *PROCESSES, *SOCKETS, **options)
    assert all_are(outcomes, "PermissionError"), outcomes
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
