"""/tool/netwatch: pings hosts at their interval, and runs a script whenever one is lost or comes back.

The first judgement after a boot, or after an entry was added or changed, is a change too. Scripts may read, write, test
and restart, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass
class _Watched:
    """One entry: the properties that it is tried with, when it is tried next, and when that is judged."""

    given: tuple[str, ...]
    next: float
    judged: float | None = None
    up: bool = False


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
        if watched.judged is not None and watched.judged <= now:
            watched.judged = None
            self._judge(row, "up" if watched.up else "down")

    def _first(self, row: StoredRow, now: float) -> float:
        """Almost at once; after a boot only once the network had its time."""
        after_boot = self._seconds(row, "startup-delay") if row.id in self._there else 0.0
        return max(now + self._seconds(row, "start-delay"), after_boot)

    def _try(self, row: StoredRow, watched: _Watched, now: float) -> None:
        watched.next = now + max(1.0, self._seconds(row, "interval"))
        timeout = self._seconds(row, "timeout")
        watched.up = self._answers(row.values.get("host", ""), timeout)
        watched.judged = now if watched.up else now + timeout

    def _answers(self, host: str, timeout: float) -> bool:
        """Whether a host replies in time; nobody has an address of the reserved class, and names are not asked for."""
        try:
            address = IPv4Address(host)
        except ValueError:
            return False
        trip = None if address.is_reserved or address.is_multicast else self._router.world.ping(host)
        return trip is not None and trip <= timeout

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
