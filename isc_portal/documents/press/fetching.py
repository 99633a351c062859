"""Which files a document may open: our own static ones."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher


class StaticFilesOnly(URLFetcher):
    """A fetcher of files below `root` and of `data:` addresses.

    Everything else (other folders, also through `..` or a symbolic link, the network, localhost) raises ValueError,
    upon which WeasyPrint goes on without it; `refused` keeps what was asked for.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(allowed_protocols={"file", "data"})
        self.root = root.resolve()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Open one address; raises ValueError unless it is one of our files."""
        parts = urlsplit(url)
        if parts.scheme == "data" or (parts.scheme == "file" and self._is_ours(parts.netloc, parts.path)):
            return super().fetch(url, headers)
        self.refused.append(url[:200])
        raise ValueError(f"A document may open our own static files only, not {url[:80]}")

    def _is_ours(self, host: str, path: str) -> bool:
        file = Path(unquote(path)).resolve()
        return host in ("", "localhost") and file.is_relative_to(self.root) and file.is_file()
