"""The routers opened before, newest first. No secrets: names, addresses and dates only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

FILE = "recent-routers.json"
MOST = 8


@dataclass(frozen=True)
class Recent:
    """One router opened before; `port` None is the usual one, `seen` an ISO date."""

    name: str
    host: str
    port: int | None = None
    user: str = "admin"
    tls: bool = False
    seen: str = ""

    @property
    def place(self) -> tuple[str, int | None, str]:
        """What makes it the same router: host, port and user."""
        return (self.host, self.port, self.user)


def folder(data_dir: Path | None = None) -> Path:
    """Where we remember things: the folder given, else the user's own data folder."""
    return data_dir or platformdirs.user_data_path("simplifi-tui")


def read(data_dir: Path | None = None) -> tuple[Recent, ...]:
    """The recent routers, () where there are none or the file cannot be read: it is a convenience, not a truth."""
    try:
        found = json.loads((folder(data_dir) / FILE).read_text(encoding="utf-8"))
        return tuple(Recent(**one) for one in found)
    except (OSError, ValueError, TypeError):
        return ()


def remember(one: Recent, data_dir: Path | None = None) -> None:
    """Put a router on top of the list."""
    _write((one, *(other for other in read(data_dir) if other.place != one.place))[:MOST], data_dir)


def forget(one: Recent, data_dir: Path | None = None) -> None:
    """Take a router off the list."""
    _write([other for other in read(data_dir) if other.place != one.place], data_dir)


def _write(recents: Sequence[Recent], data_dir: Path | None) -> None:
    place = folder(data_dir)
    try:
        place.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(one) for one in recents], indent=1, ensure_ascii=False)
        (place / FILE).write_text(text, encoding="utf-8")
    except OSError:
        return
