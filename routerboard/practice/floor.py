"""What the world asks of the store: to read its rows, and to keep rows there that the router made by itself."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Protocol

from routerboard.language.items import Row, is_true

Wanted = dict[Hashable, tuple[Row, Row]]
"""Dynamic rows that should be there now: what each is about -> its values and its read-only state."""


class WorldRow(Protocol):
    """One row of the store: configuration in `values`, what the router shows besides in `state`."""

    id: str
    values: dict[str, str]
    state: dict[str, str]
    dynamic: bool


class WorldStore(Protocol):
    """The part of the store that the world needs; `first` puts a dynamic row before all others."""

    def rows(self, path: str) -> Sequence[WorldRow]:
        """The rows of a menu in order, () where this version lacks it."""
        ...

    def add_dynamic(self, path: str, values: Row, state: Row, *, first: bool = False) -> WorldRow:
        """Add a row that no one configured."""
        ...

    def drop_dynamic(self, path: str, row_id: str) -> None:
        """Remove such a row."""
        ...


class Floor:
    """The store as the world stands on it: rows as printed, and dynamic rows kept as they are wanted."""

    def __init__(self, store: WorldStore) -> None:
        self._store = store
        self._kept: dict[tuple[str, str], dict[Hashable, WorldRow]] = {}

    def rows(self, menu: str) -> Sequence[WorldRow]:
        """The rows of a menu in order, () where this version lacks it."""
        return self._store.rows(menu)

    def enabled(self, menu: str) -> list[WorldRow]:
        """The rows of a menu that are not disabled."""
        return [row for row in self.rows(menu) if not is_true(row.values.get("disabled"))]

    def printed(self, menu: str) -> list[dict[str, str]]:
        """The rows of a menu with id, values and state, as packetflow reads them."""
        return [shown(row) for row in self.rows(menu)]

    def keep(self, menu: str, wanted: Wanted, *, first: bool = False, owner: str = "") -> None:
        """Make the world's own rows of a menu be these: add, drop and update, so that a row stays the same row.

        Where several parts of the world have rows in one menu, each says whose they are.
        """
        kept = self._kept.setdefault((menu, owner), {})
        alive = {row.id for row in self.rows(menu)} if kept else set()
        for about in [about for about, row in kept.items() if about not in wanted or row.id not in alive]:
            gone = kept.pop(about)
            if gone.id in alive:
                self._store.drop_dynamic(menu, gone.id)
        for about, (values, state) in wanted.items():
            row = kept.get(about)
            if row is None:
                kept[about] = self._store.add_dynamic(menu, values, state, first=first)
            else:
                row.values.update(values)
                row.state.update(state)

    def adopt(self, menu: str, about: Hashable, row: WorldRow) -> None:
        """A row that somebody else has made is kept by the world from now on."""
        self._kept.setdefault((menu, ""), {})[about] = row

    def missing(self, menu: str) -> set[Hashable]:
        """What the world's own rows were about that someone else has removed."""
        alive = {row.id for row in self.rows(menu)}
        return {about for about, row in self._kept.get((menu, ""), {}).items() if row.id not in alive}

    def append(self, menu: str, values: Row, most: int) -> None:
        """Add a row that stays, such as one of the log; of more than `most` the oldest goes."""
        rows = self.rows(menu)
        if len(rows) >= most:
            self._store.drop_dynamic(menu, rows[0].id)
        self._store.add_dynamic(menu, values, {})


def shown(row: WorldRow) -> dict[str, str]:
    """A row with its id, values and state in one."""
    dynamic = {"dynamic": "true"} if row.dynamic else {}
    return {".id": row.id, **row.values, **row.state, **dynamic}


def flag(value: bool) -> str:
    """A boolean as the API prints it."""
    return "true" if value else "false"
