"""/tool/netwatch: pings hosts at their interval, and runs a script whenever one is lost or comes back.

The first judgement after a boot, or after an entry was added or changed, is a change too. Scripts may read, write, test
and restart, nothing else.
"""

from __future__ import annotations

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
_STARTUP = {6: "0s", 7: "5m"}
_PINGED = ("", "simple", "icmp")


@dataclass
class _Watched:
    """One entry: the properties that it was watched with, when it is tried next, and when that is judged."""

    given: tuple[tuple[str, str], ...]
    next: float
    judged: float | None = None
    up: bool = False


class Netwatch:
    """The hosts that one board watches since it was started."""

    def __init__(self, router: PracticeRouter) -> None:
        self._router = router
        self._there = {row.id for row in router.store.rows(MENU)}
        self._watched: dict[str, _Watched] = {}

    def tick(self) -> None:
        """Try what is due, judge what was tried."""
        for row in tuple(self._router.store.rows(MENU)):
            self._look(row, self._router.clock.now)

    def _look(self, row: StoredRow, now: float) -> None:
        given = tuple(sorted((name, value) for name, value in row.values.items() if name != "comment"))
        watched = self._watched.get(row.id)
        if watched is None or watched.given != given:
            watched = self._watched[row.id] = _Watched(given, self._first(row, now))
            row.state["status"] = "unknown"
        if is_true(row.values.get("disabled")) or row.values.get("type", "") not in _PINGED:
            return
        if watched.judged is None and watched.next <= now:
            self._try(row, watched, now)
        if watched.judged is not None and watched.judged <= now:
            watched.judged = None
            self._judge(row, "up" if watched.up else "down")

    def _first(self, row: StoredRow, now: float) -> float:
        """At once; after a boot only once the network had its time."""
        if row.id not in self._there:
            return now
        return max(now, _seconds(row, "startup-delay", _STARTUP[self._router.version.major]))

    def _try(self, row: StoredRow, watched: _Watched, now: float) -> None:
        watched.next = now + max(1.0, _seconds(row, "interval", "10s" if self._router.version.major > 6 else "1m"))
        watched.up = self._answers(row.values.get("host", ""))
        watched.judged = now if watched.up else now + _seconds(row, "timeout", "1s")

    def _answers(self, host: str) -> bool:
        """Whether a host replies; nobody has an address of the reserved class, and names are not asked for."""
        try:
            address = IPv4Address(host)
        except ValueError:
            return False
        return not address.is_reserved and self._router.world.ping(host) is not None

    def _judge(self, row: StoredRow, status: str) -> None:
        if row.state.get("status") == status:
            return
        first = row.state.get("status") == "unknown"
        row.state |= {"status": status, "since": self._router.stamp()}
        if not (first and is_true(row.values.get(f"ignore-initial-{status}"))):
            self._run(row.values.get(f"{status}-script", ""))

    def _run(self, source: str) -> None:
        if source:
            self._router.jobs.start(source, Call(self._router, Session("*sys", "", RIGHTS, ""), MENU, "run", {}))
            self._router.changed()


def _seconds(row: StoredRow, name: str, default: str) -> float:
    try:
        return parse_duration(row.values.get(name) or default)
    except ValueError:
        return parse_duration(default)
