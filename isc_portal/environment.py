"""Settings read from the environment, strictly: a value that makes no sense is refused in one sentence."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Environment(environ.FileAwareEnv):
    """django-environ's mapping (NAME_FILE names a file that holds the value of NAME), read without guessing.

    An empty value counts as missing. Every refusal is an ImproperlyConfigured that names the variable.
    """

    def text(self, name: str, default: str = "") -> str:
        """The value without the blanks around it (a secret's file mostly ends with a line feed)."""
        try:
            value = self.ENVIRON.get(name, "")
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from error
        return str(value).strip() or default

    def flag(self, name: str, default: bool) -> bool:
        """1 or 0, in any of their usual spellings."""
        value = self.text(name).lower()
        if value and value not in YES | NO:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not “{value}”.")
        return value in YES if value else default

    def number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`, both included."""
        value = self.text(name, str(default))
        bounds = f"from {least} to {most}" if most is not None else f"of at least {least}"
        if not value.removeprefix("-").isdecimal() or int(value) < least or (most is not None and int(value) > most):
            raise ImproperlyConfigured(f"{name} must be a whole number {bounds}, not “{value}”.")
        return int(value)

    def words(self, name: str, default: list[str], *, separator: str = ",") -> list[str]:
        """Several values in one, between separators."""
        parts = [part.strip() for part in self.text(name).split(separator)]
        return [part for part in parts if part] or default

    def choice(self, name: str, default: str, choices: list[str]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not “{value}”.")
        return value

    def address(self, name: str, default: str, schemes: list[str]) -> str:
        """A URL with one of these schemes, without a slash at its end."""
        value = self.text(name, default).rstrip("/")
        if not value:
            return ""
        parts = self._tried(name, value, urlsplit, "an address")
        self._tried(name, value, lambda text: urlsplit(text).port, "an address")
        if parts.scheme not in schemes or not (parts.netloc or parts.path):
            expected = " or ".join(f"{scheme}://" for scheme in schemes)
            raise ImproperlyConfigured(f"{name} must be an address that begins with {expected}.")
        return value

    def database(self, name: str) -> dict[str, object]:
        """Django's settings for a `postgres://user:password@host:port/name` URL (a folder of sockets as `?host=`)."""
        value = self.address(name, "", ["postgres", "postgresql"])
        return dict(self._tried(name, value, self.db_url_config, "a postgres:// address")) if value else {}

    def _tried(self, name: str, value: str, parse: Callable[[str], T], what: str) -> T:
        try:
            return parse(value)
        except (ValueError, KeyError, TypeError) as error:
            raise ImproperlyConfigured(f"{name} is not {what} that can be read.") from error
