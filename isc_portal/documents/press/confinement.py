"""What the printing process takes from itself before it reads a document.

The fetcher already refuses what a document asks for. This is the second wall, for what a flaw in a library might ask.
"""

import mimetypes
import resource
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.spawn",
    "os.startfile",
    "ftplib.",
    "http.client.",
    "urllib.Request.http",
)


def limit(*, seconds: int, megabytes: int) -> None:
    """Bound the processor time and the address space of this process, and the size of a file it may write."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine(*, readable: Iterable[Path], writable: Path) -> None:
    """From here on this process opens no network connection, starts no program, and reads and writes only where told.

    Python's own library and the installed packages stay readable, since modules are loaded when first needed. An audit
    hook cannot be taken away again. A refused act raises PermissionError.
    """
    mimetypes.init()  # reads the system's list once, while that is still allowed
    libraries = (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())
    inside = tuple(str(Path(str(folder)).resolve()) for folder in (*libraries, *readable, writable))
    target = str(writable.resolve())

    def is_allowed(path: Any, flags: int) -> bool:
        if isinstance(path, int):
            return True
        file = str(Path(path.decode() if isinstance(path, bytes) else path).resolve())
        writes = bool(flags & 3)  # O_WRONLY or O_RDWR
        roots = (target,) if writes else inside
        return any(file == root or file.startswith(root + "/") for root in roots)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(f"The press may not do this: {event}")
        if event == "open" and not is_allowed(arguments[0], arguments[2] or 0):
            raise PermissionError(f"The press may not open {arguments[0]}")

    sys.addaudithook(refuse)
