"""/tool/netwatch: pings hosts at their interval, and runs a script whenever one is lost or comes back.

The first judgement after a boot, or after an entry was added or changed, is a change too. Scripts may read, write, test
and restart, nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from routerboard.language.items import is_true
from routerboard.language.values import parse_duration
from routerboard.practice.accounts import Session
from routerboard.practice.replies import Call
from routerboard.practice.store import StoredRow

if TYPE_CHECKING:
    from routerboard.practice.router import PracticeRouter

MENU = "/tool/netwatch"
RIGHTS = frozenset({"read", "write", "test", "reboot"})
_DEFAULTS: Mapping[int, Mapping[str, str]] = {
    6: {"interval": "1m", "timeout": "1s", "start-delay": "0s", "startup-delay": "0s"},
    7: {"interval": "10s", "timeout": "3s", "start-delay": "3ms", "startup-delay": "5m"},
}
"""By major version, from the manuals of both."""
_PINGED = ("", "simple", "icmp")
_TRIED_WITH = ("host", "type", "interval", "timeout", "disabled", "src-address", "start-delay", "startup-delay")
_TOLD = ("host", "name", "comment", "type", "status", "since")
"""What a script of RouterOS 7 finds set."""


def _no_answer() -> float | None:
    return None


@dataclass
class _Watched:
    """One entry: the properties that it is tried with, the next try, and how and until when the last one goes."""

    given: tuple[str, ...]
    next: float
    judged: float | None = None
    trip: Callable[[], float | None] = _no_answer


class Netwatch:
    """The hosts that one board watches since it was started."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._there = {row.id for row in router.store.rows(MENU)}
        self._watched: dict[str, _Watched] = {}
        self.look()

    def tick(self) -> None:
        """Try what is due, judge what was tried."""
        now = self._router.clock.now
        for row in tuple(self._router.store.rows(MENU)):
            if row in self._router.store.rows(MENU) and _pinged(row):
                self._step(row, self._known(row, now), now)

    def look(self) -> None:
        """Of what was added or changed, nothing is known any more."""
        for row in self._router.store.rows(MENU):
            self._known(row, self._router.clock.now)

    def _known(self, row: StoredRow, now: float) -> _Watched:
        given = tuple(row.values.get(name, "") for name in _TRIED_WITH)
        watched = self._watched.get(row.id)
        if watched is None or watched.given != given:
            watched = self._watched[row.id] = _Watched(given, self._first(row, now))
            row.state["status"] = "unknown"
            row.state.pop("since", None)
        return watched

    def _step(self, row: StoredRow, watched: _Watched, now: float) -> None:
        if watched.judged is None and watched.next <= now:
            self._try(row, watched, now)
        if watched.judged is None:
            return
        trip = watched.trip()
        up = trip is not None and trip <= self._patience(row)
        if up or watched.judged <= now:
            watched.judged = None
            self._judge(row, "up" if up else "down")

    def _first(self, row: StoredRow, now: float) -> float:
        """Almost at once; after a boot only once the network had its time."""
        after_boot = self._seconds(row, "startup-delay") if row.id in self._there else 0.0
        return max(now + self._seconds(row, "start-delay"), after_boot)

    def _try(self, row: StoredRow, watched: _Watched, now: float) -> None:
        watched.next = now + max(1.0, self._seconds(row, "interval"))
        watched.trip = self._ask(row.values.get("host", ""))
        watched.judged = now + self._patience(row)

    def _ask(self, host: str) -> Callable[[], float | None]:
        """Ping a host; nobody has an address of the reserved class, and names are not asked for."""
        try:
            address = IPv4Address(host)
        except ValueError:
            return _no_answer
        return _no_answer if address.is_reserved or address.is_multicast else self._router.world.ask(host)

    def _patience(self, row: StoredRow) -> float:
        return self._router.world.patience(self._seconds(row, "timeout"))

    def _judge(self, row: StoredRow, status: str) -> None:
        before = row.state.get("status")
        if before == status:
            return
        row.state |= {"status": status, "since": self._router.stamp()}
        event = row.values.get(f"{status}-script", "")
        ignored = before == "unknown" and is_true(row.values.get(f"ignore-initial-{status}"))
        if event and not ignored:
            call = Call(self._router, Session("*sys", "", RIGHTS, ""), MENU, "run", {})
            self._router.jobs.on_event(event, call, self._told(row))

    def _told(self, row: StoredRow) -> Mapping[str, str]:
        if self._router.version.major == 6:
            return {}
        found = {**row.values, **row.state}
        return {name: found.get(name, "") for name in _TOLD}

    def _seconds(self, row: StoredRow, name: str) -> float:
        default = _DEFAULTS[self._router.version.major][name]
        try:
            return parse_duration(row.values.get(name) or default)
        except ValueError:
            return parse_duration(default)


def _pinged(row: StoredRow) -> bool:
    return not is_true(row.values.get("disabled")) and row.values.get("type", "") in _PINGED
