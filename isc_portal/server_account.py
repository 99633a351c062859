"""The system user that the embedded servers run as, and how they are started as that user."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class EmbeddedError(Exception):
    """The embedded servers cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class ServerAccount:
    """The system user the servers run as: this one, or another when this one is root, which PostgreSQL refuses."""

    name: str
    uid: int
    gid: int

    @classmethod
    def choose(cls, var_dir: Path) -> "ServerAccount":
        if os.geteuid() != 0:
            return cls(name="", uid=os.geteuid(), gid=os.getegid())
        data, owners = var_dir / "postgres" / "data", []
        if data.exists():
            owners.append(data.stat().st_uid)
        owners.append(var_dir.stat().st_uid)
        for uid in filter(None, owners):  # the servers of a folder always run as the same user
            with contextlib.suppress(KeyError):
                return cls._of(pwd.getpwuid(uid))
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                return cls._of(pwd.getpwnam(name))
        raise EmbeddedError(
            "PostgreSQL does not run as root and this machine has neither a user `postgres` nor `nobody`: "
            "run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        )

    @classmethod
    def _of(cls, entry: pwd.struct_passwd) -> "ServerAccount":
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)

    def own(self, *folders: Path) -> None:
        """Make folders that only this account (and root) can enter."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(folder, self.uid, self.gid)
            if folder.stat().st_mode & 0o777 != 0o700:
                folder.chmod(0o700)

    def run(self, command: list[str], *, needs: list[Path], timeout: float = 90) -> None:
        """Run a command as this account. Raises EmbeddedError with what the command printed.

        `needs` are paths the command reads. Where one lies below a folder that is closed to others (root's own
        home), the command keeps root's right to pass it, in place of opening that folder to everybody.
        """
        switch: dict[str, Any] = {}
        if self.name:
            if all(_open_to(self.uid, path) for path in needs):
                switch = {"user": self.uid, "group": self.gid, "extra_groups": []}
            elif setpriv := shutil.which("setpriv"):
                rights = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
                command = [setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", *rights, *command]
            else:
                raise EmbeddedError(
                    f"The user `{self.name}`, which PostgreSQL runs as, cannot reach {needs[0]}: "
                    "move the project or VAR_DIR to a folder that others may enter."
                )
        # Files in place of pipes: a server would inherit a pipe and keep this call waiting for its end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", timeout=timeout, **switch
            )
            if done.returncode:
                output.seek(0)
                raise EmbeddedError(f"{Path(command[0]).name} failed: {output.read().decode(errors='replace').strip()}")


def _open_to(uid: int, path: Path) -> bool:
    """Whether a user who is not root can read `path`, through every folder above it."""
    status = path.stat()
    return bool(status.st_uid == uid or status.st_mode & 0o004) and all(
        parent.stat().st_mode & 0o001 or parent.stat().st_uid == uid for parent in path.resolve().parents
    )
