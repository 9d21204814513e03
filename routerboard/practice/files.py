"""Files on the board: rows of /file whose contents come back while they are short enough, and backups."""

from __future__ import annotations

from collections.abc import Callable

from routerboard.practice.errors import TrapError
from routerboard.practice.store import Store, StoredRow

_LONGEST_ON_6, _LONGEST_ON_7 = 4_096, 60_000
Kept = dict[str, list[StoredRow]]


class Files:
    """The files of one board."""

    def __init__(self, store: Store, stamp: Callable[[], str]) -> None:
        self._store = store
        self._stamp = stamp
        self._texts: dict[str, str] = {}
        self._backups: dict[str, Kept] = {}

    def save(self, name: str, kind: str, text: str) -> None:
        """Write a file; one of the same name is replaced."""
        self._store.menus["/file"] = [row for row in self._store.rows("/file") if row.values.get("name") != name]
        version = self._store.version
        written = "last-modified" if version.can("service-max-sessions") else "creation-time"
        state = {"type": kind, "size": str(len(text.encode())), written: self._stamp()}
        longest = _LONGEST_ON_7 if version.can("routing-tables") else _LONGEST_ON_6
        if 0 < len(text) <= longest:
            state["contents"] = text
        row = self._store.add_dynamic("/file", {"name": name}, state)
        row.dynamic, row.firm = False, state
        self._texts[name] = text

    def text(self, name: str) -> str:
        """The whole text of a file; TrapError where there is none."""
        self._store.find("/file", name)
        return self._texts.get(name, "")

    def save_backup(self, name: str) -> None:
        """Write the configuration into a backup file."""
        kept = self._store.configuration(leave_out=("/file",))
        self._backups[name] = kept
        self.save(name, "backup", "#" * (2_000 + 40 * sum(map(len, kept.values()))))

    def backup(self, name: str) -> Kept:
        """What a backup file holds; TrapError where there is none."""
        self._store.find("/file", name)
        if name not in self._backups:
            raise TrapError("failure: not a backup file")
        return self._backups[name] | {"/file": self._store.rows("/file")}
