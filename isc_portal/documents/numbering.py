"""Codes, fingerprints, version names and file names."""

import hashlib
import json
import secrets
from typing import Any

from django.utils.text import slugify

# Digits and letters that nobody mistakes for another when reading them aloud or off paper: no 0 O, 1 I L, U V.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 8  # 29^8: half a million million codes
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def new_code() -> str:
    """A code that cannot be guessed, in two groups of four: 7K4M-2QXP."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str | None:
    """The code somebody typed, in its written form; None if it cannot be one."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(code) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in code):
        return None
    return f"{code[:4]}-{code[4:]}"


def canonical_json(snapshot: dict[str, Any]) -> str:
    """One spelling for equal content: sorted keys, no spaces. Raises TypeError for what is not JSON."""
    return json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def hash_of(snapshot: dict[str, Any]) -> str:
    """The SHA-256 of a snapshot, in hexadecimal."""
    return hashlib.sha256(canonical_json(snapshot).encode()).hexdigest()


def fingerprint(digest: str) -> str:
    """The first 16 signs of a hash in groups of four, for people to compare: 9f2c 41d7 e08a 5b16."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def version_name(version: int, try_number: int, *, failed: bool) -> str:
    """What a version is called in lists; one that failed says which try it was: “2, first try”."""
    if not failed:
        return str(version)
    ordinal = ORDINALS[try_number - 1] if try_number <= len(ORDINALS) else f"{try_number}th"
    return f"{version}, {ordinal} try"


def file_name(place: str, kind: str, version: int) -> str:
    """A file name that says what it is on any desk: dayton-ohio-guiding-blueprint-version-3.pdf."""
    return f"{slugify(place)}-{slugify(kind)}-version-{version}.pdf"
