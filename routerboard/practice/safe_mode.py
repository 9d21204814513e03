"""/safe-mode: everything that is changed while it is held is undone, unless whoever holds it lets it go.

It hangs on the API session that took it. A session that ends leaves it to the router, which unrolls a moment later.
History holds a hundred actions: with more, the router gives up silently, and nothing is undone any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routerboard.practice.accounts import Session
from routerboard.practice.errors import failure
from routerboard.practice.printing import Printed
from routerboard.practice.replies import Call, Plain, Reply
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

MENU = "/safe-mode"
MOST_ACTIONS = 100
NOTICED_AFTER = 2.0
"""Seconds from the end of a session to the undo of what it has left."""

_NOT_CONFIGURATION = ("/file", "/log", "/user/active", "/system/script/job", "/ip/firewall/connection")


@dataclass(frozen=True)
class _Kept:
    """A row as it was: the row itself, so that whoever knows it goes on knowing it, and what it said."""

    row: StoredRow
    values: dict[str, str]
    firm: dict[str, str]


class SafeMode:
    """The safe mode of one board since it was started: a restart forgets it."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._holder: Session | None = None
        self._kept: dict[str, list[_Kept]] = {}
        self._actions = 0
        self._ends: float | None = None

    def take(self, session: Session | None) -> None:
        """From now on everything can be undone; TrapError where somebody holds it already."""
        if self._holder is not None:
            raise failure("safe mode is already taken")
        self._holder, self._actions, self._ends = session or Session("*sys", "", frozenset(), ""), 0, None
        self._kept = {path: [_kept(row) for row in rows] for path, rows in self._router.store.menus.items()}
        self._router.note("system,info", f"safe mode taken by {self._holder.user}")

    def release(self) -> None:
        """What was changed stays, whoever says so; TrapError where nobody holds it."""
        self._held()
        self._forget()
        self._router.note("system,info", "safe mode released")

    def unroll(self) -> None:
        """Undo everything since it was taken; TrapError where nobody holds it."""
        self._held()
        kept = self._kept
        self._forget()
        store = self._router.store
        for path in {*store.menus, *kept} - {*_NOT_CONFIGURATION}:
            store.menus[path] = _as_before(kept.get(path, []), store.menus.get(path, []))
        self._router.note("system,info", "safe mode unrolled")
        self._router.changed()

    def counts(self) -> None:
        """One more action was taken by anybody."""
        self._actions += 1
        if self._actions > MOST_ACTIONS:
            self._forget()

    def left_by(self, session: Session) -> None:
        """A session is over."""
        if self._holder is session:
            self._ends = self._router.clock.now + NOTICED_AFTER

    def tick(self) -> None:
        """Unroll what a session has left."""
        if self._ends is not None and self._ends <= self._router.clock.now:
            self.unroll()

    def row(self, session: Session | None = None) -> Printed:
        """What print shows."""
        if self._holder is None:
            return {"enabled": "false"}
        own = "true" if self._holder is session else "false"
        return {"enabled": "true", "user": self._holder.user, "current": own, "owner": self._holder.user}

    def _held(self) -> None:
        if self._holder is None:
            raise failure("safe mode is not taken")

    def _forget(self) -> None:
        self._holder, self._ends, self._kept = None, None, {}


def _kept(row: StoredRow) -> _Kept:
    return _Kept(row, dict(row.values), dict(row.firm))


def _as_before(kept: list[_Kept], now: list[StoredRow]) -> list[StoredRow]:
    """The rows of before in their order, and what the router has made by itself since."""
    there = {id(row) for row in now}
    before = [one for one in kept if not one.row.dynamic or id(one.row) in there]
    for one in before:
        if not one.row.dynamic:
            one.row.values.clear()
            one.row.values.update(one.values)
            one.row.firm = dict(one.firm)
    known = {id(one.row) for one in kept}
    return [*(one.row for one in before), *(row for row in now if row.dynamic and id(row) not in known)]


def _take(call: Call) -> Iterator[Reply]:
    call.only("on-error")
    call.router.safe_mode.take(call.session)
    yield from ()


def _release(call: Call) -> Iterator[Reply]:
    call.only()
    call.router.safe_mode.release()
    yield from ()


def _unroll(call: Call) -> Iterator[Reply]:
    call.only()
    call.router.safe_mode.unroll()
    yield from ()


def _toggle(call: Call) -> Iterator[Reply]:
    call.only()
    mode = call.router.safe_mode
    if mode.row()["enabled"] == "true":
        mode.release()
    else:
        mode.take(call.session)
    yield from ()


def _guarded(command: Callable[[Call], Iterator[Reply]]) -> Plain:
    """A command of a menu that older versions lack."""

    def run(call: Call) -> Iterator[Reply]:
        call.router.store.menu(MENU)
        return command(call)

    return run


COMMANDS: Mapping[str, Plain] = {
    f"{MENU}/take": _guarded(_take),
    f"{MENU}/release": _guarded(_release),
    f"{MENU}/unroll": _guarded(_unroll),
    f"{MENU}/toggle": _guarded(_toggle),
}
"""Command -> what it answers."""
