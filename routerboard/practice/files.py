"""Files on the board: rows of /file whose contents come back while they are short enough, and backups.

Theory of operation. What is written takes from the free bytes of the board file, in blocks, and so do scripts; what is
removed gives back. On boards with a folder `flash` all other files lie in RAM: they cost nothing and end at a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from routerboard.language.values import octets
from routerboard.practice import rules
from routerboard.practice.board import Board
from routerboard.practice.errors import TrapError, failure
from routerboard.practice.interfaces import INTERFACES, TYPES
from routerboard.practice.store import Store, StoredRow

_FLASH = "flash/"
_BLOCK = 4_096
_LONGEST_ON_6, _LONGEST_ON_7 = 4_096, 60_000
_BINARY = ("backup", "directory")
Kept = dict[str, list[StoredRow]]


@dataclass(frozen=True)
class _Backup:
    rows: Kept
    key: str


class Files:
    """The files of one board."""

    def __init__(self, store: Store, stamp: Callable[[], str], board: Board) -> None:
        self._store = store
        self._stamp = stamp
        self._board = board
        self._texts: dict[str, str] = {}
        self._backups: dict[str, _Backup] = {}
        self._first = self._used()

    # Room

    @property
    def free(self) -> int:
        """Bytes of the disk that are left."""
        return min(self._board.hdd, max(0, self._board.free_hdd + self._first - self._used()))

    def check_room(self, size: int) -> None:
        """TrapError where so many bytes more do not fit on the disk."""
        if size > self.free:
            raise failure("not enough disk space")

    def _used(self) -> int:
        files = [row for row in self._store.rows("/file") if self._lasts(row.values["name"])]
        sources = (row.values.get("source", "") for row in self._store.rows("/system/script"))
        return sum(_blocks(int(row.state.get("size", "0"))) for row in files) + sum(len(octets(one)) for one in sources)

    def _lasts(self, name: str) -> bool:
        return not self._board.flash or f"{name}/".startswith(_FLASH)

    # Texts

    @property
    def longest(self) -> int:
        """How many characters of a file can be read or set as its `contents`."""
        return _LONGEST_ON_7 if self._store.version.can("routing-tables") else _LONGEST_ON_6

    def check_length(self, text: str) -> None:
        """TrapError where a text is too long to be set as `contents`."""
        if len(text) > self.longest:
            raise TrapError(f"value of contents must not be longer than {self.longest}", 1)

    def write(self, name: str, kind: str, text: str) -> str:
        """Write a file where it fits, and return its id; TrapError where the disk is full or lacks the folder."""
        folder = name.rpartition("/")[0]
        if folder and not any(row.values["name"] == folder for row in self._store.rows("/file")):
            raise failure("no such file or directory")
        if self._lasts(name):
            held = sum(_blocks(self._size(row)) for row in self._store.rows("/file") if row.values["name"] == name)
            self.check_room(_blocks(len(octets(text))) - held)
        return self.save(name, kind, text)

    def save(self, name: str, kind: str, text: str) -> str:
        """Write a file, whether it fits or not, and return its id; one of the same name is replaced."""
        self._store.menus["/file"] = [row for row in self._store.rows("/file") if row.values.get("name") != name]
        self._backups.pop(name, None)
        row = self._store.add_dynamic("/file", {"name": name}, {"type": kind})
        row.dynamic = False
        self._put(row, text)
        return row.id

    def set_text(self, row: StoredRow, text: str) -> None:
        """Let a file hold this text; TrapError where that is too long or the disk is full."""
        self.check_length(text)
        if self._lasts(row.values["name"]):
            self.check_room(_blocks(len(octets(text))) - _blocks(self._size(row)))
        self._put(row, text)

    def rename(self, row: StoredRow, name: str) -> None:
        """Give a file another name; TrapError where that is taken."""
        if any(other.values["name"] == name and other is not row for other in self._store.rows("/file")):
            raise failure("item with such name already exists")
        old, row.values["name"] = row.values["name"], name
        self._texts[name] = self._texts.pop(old, "")
        if old in self._backups:
            self._backups[name] = self._backups.pop(old)
        self._store.tell("/file", row)

    def text(self, name: str) -> str:
        """The whole text of a file; TrapError where there is none."""
        return self._texts.get(self._store.find("/file", name).values["name"], "")

    def _put(self, row: StoredRow, text: str) -> None:
        written = "last-modified" if self._store.version.can("service-max-sessions") else "creation-time"
        kind = row.state.get("type", "")
        state = {"type": kind, written: self._stamp()}
        if kind != "directory":
            state["size"] = str(len(octets(text)))
        if 0 < len(text) <= self.longest and kind not in _BINARY:
            state["contents"] = text
        row.state, row.firm = state, dict(state)
        self._texts[row.values["name"]] = text
        self._store.tell("/file", row)

    def _size(self, row: StoredRow) -> int:
        return int(row.state.get("size", "0"))

    # Backups and restarts

    def save_backup(self, name: str, key: str) -> None:
        """Write the configuration into a backup file, locked by a key, "" for none; TrapError where it does not fit."""
        kept = self._store.configuration(leave_out=("/file",))
        self.write(name, "backup", "#" * (2_000 + 40 * sum(map(len, kept.values()))))
        self._backups[name] = _Backup(kept, key)

    def backup(self, name: str, key: str) -> Kept:
        """What a backup file holds, its rows numbered anew, beside the files that are there now; TrapError if none."""
        found = self._backups.get(self._store.find("/file", name).values["name"])
        if found is None:
            raise failure("not a backup file")
        if found.key and found.key != key:
            raise failure("wrong password")
        return self._numbered(found.rows) | {"/file": self._store.rows("/file")}

    def _numbered(self, kept: Kept) -> Kept:
        """The same rows under the ids that a board gives which reads them all; an interface has one in both menus."""
        first = rules.first_id
        shared = {row.id: f"*{number:X}" for number, row in enumerate(kept.get(INTERFACES, ()), 1)}
        found: Kept = {}
        for path, rows in kept.items():
            start = first(path, self._store.version)
            found[path] = [row.copied() for row in rows]
            for number, row in enumerate(found[path], start):
                if row.id:
                    row.id = shared.get(row.id, row.id) if path in (INTERFACES, *TYPES) else f"*{number:X}"
        return found

    def restart(self) -> None:
        """The board restarts: what lies in RAM is gone."""
        gone = [row.values["name"] for row in self._store.rows("/file") if not self._lasts(row.values["name"])]
        self._store.menus["/file"] = [row for row in self._store.rows("/file") if self._lasts(row.values["name"])]
        for name in gone:
            self._texts.pop(name, None)
            self._backups.pop(name, None)


def _blocks(size: int) -> int:
    """The bytes that a file of this size takes."""
    return -(-size // _BLOCK) * _BLOCK
