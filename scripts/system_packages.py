"""Make sure of what pip cannot install: Python's own venv, Pango (PDF), Chromium and Poppler (tests).

Runs before any package. On Debian and Ubuntu, as root or with sudo, what is missing is installed; elsewhere the command
to type is printed.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib"), ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def can_load(names: tuple[str, ...]) -> bool:
    """Whether one of the shared libraries is on this machine."""
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def missing_packages() -> dict[str, str]:
    """Debian's name of each missing package, and what it is needed for."""
    missing = {}
    if not Path(".venv/bin/pip").exists() and importlib.util.find_spec("ensurepip") is None:
        missing[f"python3.{sys.version_info.minor}-venv"] = "Python packages"
    if not all(can_load(names) for names in PANGO):
        missing["libpango-1.0-0"] = missing["libpangoft2-1.0-0"] = missing["libharfbuzz-subset0"] = "PDF documents"
    if not any(map(shutil.which, CHROMIUM)):
        missing["chromium"] = "the tests in a browser"
    if not shutil.which("pdftotext"):
        missing["poppler-utils"] = "the tests that read PDFs"
    return missing


def privilege() -> list[str] | None:
    """What goes before a command to run it as root; None where that is not possible without being asked."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def install(packages: list[str], prefix: list[str]) -> bool:
    """Install with apt; False if that failed."""
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    subprocess.run([*quiet, "update"], stdout=subprocess.DEVNULL)
    command = [*quiet, "install", "--yes", "--no-install-recommends", *packages]
    return subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0


def main() -> int:
    """0 if nothing necessary is missing (any more)."""
    if sys.version_info < OLDEST_PYTHON:
        print(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}: make PYTHON=/path/to/python3.11")
        return 1
    missing = missing_packages()
    if not missing:
        return 0
    prefix = privilege()
    if shutil.which("apt-get") and prefix is not None:
        print(f"Installing {', '.join(missing)} ...")
        if install(list(missing), prefix):
            return 0
        missing = missing_packages()
    for name, purpose in missing.items():
        print(f"Missing: {name}, for {purpose}.")
    if shutil.which("apt-get"):
        print(f"To install: sudo apt-get install --no-install-recommends {' '.join(missing)}")
    elif shutil.which("brew"):
        print("To install: brew install pango poppler && brew install --cask chromium")
    else:
        print("Install Pango 1.44 or newer and Chromium with this system's own package manager.")
    return 0 if set(missing) <= {"chromium", "poppler-utils"} else 1


if __name__ == "__main__":
    sys.exit(main())
