"""The configuration of the practice board: the rows of every menu, changed only as a router lets them be changed.

A change that is refused leaves everything as it was. Who subscribes is told of each row that came, changed or went.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from routerboard.language.items import Row
from routerboard.language.menus import Menu
from routerboard.language.version import Version
from routerboard.practice import references, rules
from routerboard.practice.errors import (
    TrapError,
    failure,
    no_such_command,
    no_such_item,
    no_such_menu,
    unknown_parameter,
)
from routerboard.practice.interfaces import INTERFACES, TYPES, born, mirrored, shared
from routerboard.practice.kinds import clears, read
from routerboard.practice.schema import lost, menu_of, referred

Listener = Callable[[str, "StoredRow | str"], None]
"""Told (menu, row that came or changed) or (menu, id of a row that went)."""


@dataclass(eq=False)
class StoredRow:
    """One row: what was configured in `values`, what the router shows besides in `state`.

    dynamic   the router made it; builtin   it was there from the factory and cannot be removed
    firm      what of the state a reboot does not change; factory   the values that a builtin row came with
    """

    id: str
    values: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    dynamic: bool = False
    builtin: bool = False
    firm: dict[str, str] = field(default_factory=dict)
    factory: Row = field(default_factory=dict)

    def copied(self) -> StoredRow:
        """The row as it is after a reboot."""
        return replace(self, values=dict(self.values), state=dict(self.firm), firm=dict(self.firm))


class Store:
    """All rows of one board of one RouterOS version."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.menus: dict[str, list[StoredRow]] = {}
        self._ids: dict[str, count[int]] = {}
        self._listeners: list[Listener] = []

    # Reading

    def menu(self, path: str) -> Menu:
        """What the menu is like; TrapError where this version lacks it."""
        found = menu_of(path, self.version)
        if found is None:
            word = lost(path, self.version)
            raise no_such_menu(word) if word or not path else no_such_command()
        return found

    def paths(self) -> Sequence[str]:
        """The menus that have rows now."""
        return tuple(self.menus)

    def rows(self, path: str) -> list[StoredRow]:
        """The rows of a menu in order, none where there are none or this version lacks the menu."""
        return self.menus.get(path, [])

    def single(self, path: str) -> StoredRow:
        """The one row of a menu such as /ip/dns, made on first use."""
        rows = self.menus.setdefault(path, [])
        if not rows:
            rows.append(StoredRow(""))
        return rows[0]

    def find(self, path: str, number: str) -> StoredRow:
        """The row with this id or name; TrapError where there is none."""
        named = (row for row in self.rows(path) if number in (row.id, row.values.get("name")))
        found = next(named, None)
        if found is None or not number:
            raise no_such_item()
        return found

    # Changing

    def add(
        self,
        path: str,
        values: Row,
        place_before: str | None = None,
        *,
        state: Row | None = None,
        builtin: bool = False,
    ) -> str:
        """Add a row, before another where one is named; returns its id. A built-in one is taken as it is."""
        menu = self.menu(path)
        if not builtin:
            _known(menu, values)
            rules.complete(menu, values, self.version)
        kept = dict(values) if builtin else self._read(menu, values)
        kept = rules.with_name(self, path, menu, kept)
        if "disabled" in menu.properties:
            kept.setdefault("disabled", "true" if menu.properties["disabled"].default == "yes" else "false")
        before = None if place_before is None else self.find(path, place_before)
        rules.check(self, path, kept, None)
        row = StoredRow(self._new_id(path), kept, dict(state or {}), builtin=builtin, firm=dict(state or {}))
        row.factory = dict(kept) if builtin else {}
        self._insert(path, row, before)
        return row.id

    def set(self, path: str, values: Row, ids: Sequence[str] = ()) -> None:
        """Change properties of the rows with these ids or names; of the one row where the menu has only one."""
        menu = self.menu(path)
        rows = self._named(path, menu, ids)
        kept = self._read(menu, values)
        gone = [name for name, text in values.items() if clears(menu.properties[name], text)]
        for row in rows:
            _changeable(path, row)
            rules.check(self, path, {**row.values, **kept}, row)
        for row in rows:
            self._change(path, row, kept, gone)

    def unset(self, path: str, ids: Sequence[str], names: Iterable[str]) -> None:
        """Take properties away, so that their defaults count again."""
        menu = self.menu(path)
        rows = self._named(path, menu, ids)
        wanted = tuple(names)
        for name in wanted:
            if name not in menu.properties or menu.properties[name].read_only:
                raise unknown_parameter(name)
            if menu.properties[name].required or name in ("name", "disabled"):
                raise failure(f"can not unset {name}")
        for row in rows:
            _changeable(path, row)
        for row in rows:
            self._change(path, row, {}, wanted)

    def remove(self, path: str, ids: Sequence[str]) -> None:
        """Remove rows by id or name."""
        menu = self.menu(path)
        rows = self._named(path, menu, ids)
        for row in rows:
            if row.builtin:
                raise failure("can not remove builtin")
            if row.dynamic and path not in rules.REMOVABLE:
                raise failure(f"can not remove dynamic {rules.noun(path)}".rstrip())
        for row in rows:
            self._take(path, row)

    def move(self, path: str, ids: Sequence[str], before: str | None = None) -> None:
        """Put rows before another one, or last."""
        menu = self.menu(path)
        rows = self._named(path, menu, ids)
        anchor = None if before is None else self.find(path, before)
        for row in rows:
            _changeable(path, row)
        if anchor in rows:
            return
        rest = [row for row in self.rows(path) if row not in rows]
        at = len(rest) if anchor is None else rest.index(anchor)
        self.menus[path][:] = [*rest[:at], *rows, *rest[at:]]
        for row in rows:
            self.tell(path, row)

    # Rows that the router makes by itself

    def add_dynamic(self, path: str, values: Row, state: Row, *, first: bool = False) -> StoredRow:
        """Add a row that no one configured, unchecked."""
        row = StoredRow(self._new_id(path), dict(values), dict(state), dynamic=True)
        rows = self.menus.setdefault(path, [])
        rows.insert(0 if first else len(rows), row)
        self.tell(path, row)
        return row

    def drop_dynamic(self, path: str, row_id: str) -> None:
        """Remove such a row."""
        rows = self.rows(path)
        at = next((at for at, row in enumerate(rows) if row.id == row_id), None)
        if at is not None:
            del rows[at]
        self.tell(path, row_id)

    # Being told, keeping, restoring

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of changes; call what is returned to hear no more."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, path: str, what: StoredRow | str) -> None:
        """Say that a row came or changed, or by its id that it went."""
        for listener in tuple(self._listeners):
            listener(path, what)

    def configuration(self, leave_out: Iterable[str] = ()) -> dict[str, list[StoredRow]]:
        """A copy of all rows that somebody configured, without the state that the router shows."""
        left_out = frozenset(leave_out)
        return {
            path: [row.copied() for row in rows if not row.dynamic]
            for path, rows in self.menus.items()
            if path not in left_out
        }

    def restore(self, kept: Mapping[str, Sequence[StoredRow]]) -> None:
        """Let the configuration be that copy, and nothing else."""
        self.menus = {path: [row.copied() for row in rows] for path, rows in kept.items()}

    # Inside

    def _named(self, path: str, menu: Menu, ids: Sequence[str]) -> list[StoredRow]:
        if menu.singleton:
            return [self.single(path)]
        return [self.find(path, number) for number in ids]

    def _read(self, menu: Menu, values: Row) -> dict[str, str]:
        """The values as they are kept; TrapError for an unknown argument, a bad value or a name of nothing."""
        _known(menu, values)
        kept = {}
        for name, text in values.items():
            one = menu.properties[name]
            if clears(one, text):
                continue
            kept[name] = rules.spelled(menu.path, one, read(one, text))
            if kept[name]:
                references.check(self, menu.path, one, kept[name])
        return kept

    def _new_id(self, path: str) -> str:
        family = INTERFACES if path in TYPES else path
        if family not in self._ids:
            first = rules.first_id(family, self.version)
            self._ids[family] = count(first)
        return f"*{next(self._ids[family]):X}"

    def _insert(self, path: str, row: StoredRow, before: StoredRow | None) -> None:
        rows = self.menus.setdefault(path, [])
        rows.insert(len(rows) if before is None else rows.index(before), row)
        if path in TYPES:
            values, state = born(path, row.values, row.state)
            self.menus.setdefault(INTERFACES, []).append(
                StoredRow(row.id, values, state, builtin=row.builtin, firm=dict(state))
            )
            self.tell(INTERFACES, self.menus[INTERFACES][-1])
        self.tell(path, row)

    def _change(self, path: str, row: StoredRow, kept: Mapping[str, str], gone: Iterable[str]) -> None:
        old = row.values.get("name", "")
        row.values.update(kept)
        for name in gone:
            row.values.pop(name, None)
        self.tell(path, row)
        for other_path, values in mirrored(path, self.menus, row.id, kept):
            other = self.find(other_path, row.id)
            other.values.update(values)
            self.tell(other_path, other)
        if old != row.values.get("name", "") and old:
            self._rename(path, old, row.values["name"])

    def _rename(self, path: str, old: str, new: str) -> None:
        target = INTERFACES if path in shared() else path
        for changed_path, changed in list(references.rename(self, target, old, new)):
            self.tell(changed_path, self.find(changed_path, changed.id))

    def _take(self, path: str, row: StoredRow) -> None:
        self.rows(path).remove(row)
        self.tell(path, row.id)
        if path in TYPES:
            rows = self.rows(INTERFACES)
            rows[:] = [other for other in rows if other.id != row.id]
            self.tell(INTERFACES, row.id)
        if row.values.get("name") and self._is_target(path):
            self._rename(path, row.values["name"], row.id)

    def _is_target(self, path: str) -> bool:
        return path in TYPES or any(
            referred(other, one, self.version) == path
            for other in self.paths()
            if (menu := menu_of(other, self.version)) is not None
            for one in menu.properties.values()
        )


def _known(menu: Menu, names: Iterable[str]) -> None:
    for name in names:
        if name not in menu.properties or menu.properties[name].read_only:
            raise unknown_parameter(name)


def _changeable(path: str, row: StoredRow) -> None:
    if row.dynamic and path not in rules.REMOVABLE:
        raise TrapError(f"failure: can not change dynamic {rules.noun(path)}".rstrip())
